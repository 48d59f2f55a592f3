"""`policies load` after an upgrade: what the administrator changed in the application is not undone."""

from collections.abc import Mapping

import pytest
from flask import Flask

from caseflow.core.edition import Edition
from caseflow.core.errors import BadInput
from caseflow.store import editions
from caseflow.store.unit_of_work import transaction
from tests.harness.onstage import person

HOURS, OTHER = "notices.toml", "figures.toml"


def changed(files: Mapping[str, str], name: str, mark: str) -> dict[str, str]:
    return {**files, name: f"{files[name]}\n# {mark}\n"}


def load(files: Mapping[str, str], keep: tuple[str, ...] = (), replace: tuple[str, ...] = ()) -> bool:
    with transaction(None) as work:
        return editions.load(work, Edition(files), keep, replace) is not None


def test_what_the_administrator_changed_survives_an_upgrade(app: Flask) -> None:
    with app.app_context():
        shipped = dict(editions.current().files)
        with transaction(person("xitong")) as work:
            editions.publish(work, Edition(changed(shipped, HOURS, "ours")), "办公时间")
        assert not load(shipped), "nothing came that was not here"
        assert editions.current().text(HOURS).endswith("# ours\n")

        newer = changed(shipped, OTHER, "theirs")
        assert load(newer)
        assert editions.current().text(HOURS).endswith("# ours\n")
        assert editions.current().text(OTHER).endswith("# theirs\n")
        assert not load(newer)

        newest = changed(newer, HOURS, "theirs")
        version = editions.current().version
        with pytest.raises(BadInput, match=HOURS):
            load(newest)
        assert editions.current().version == version
        assert load(newest, keep=(HOURS,))
        assert editions.current().version == version
        assert not load(newest), "answered once"

        last = changed(newest, HOURS, "again")
        assert load(last, replace=(HOURS,))
        assert editions.current().text(HOURS) == last[HOURS]
