"""Worked cases of the routing rule travel the whole workflow through real processes."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from caseflow.settings import ROOT
from tests.journeys.journey import Journey
from tests.journeys.stack import Stack, readable

CASES: dict[str, Any] = {
    case["id"]: case
    for case in json.loads((ROOT / "tests" / "policies" / "cases.json").read_text(encoding="utf-8"))["cases"]
}
WAYS = {
    "GC-004": ["gaotai.sh"],
    "GC-014": ["zhangye.sh", "gansu.sh"],
    "GC-022": ["gansu.sh"],
    "GC-029": ["gansu.sh", "gansu.sh2"],
    "GC-036": ["liangzhou.sh"],
    "GC-058": ["yinchuan.sh"],
    "GC-067": ["guyuan.sh"],
    "GC-079": ["jiayuguan.sh"],
}
"""Case -> the reviewers in their order; two more cases travel in the browser."""

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("name", WAYS)
def test_from_the_form_to_the_write_off(stack: Stack, name: str) -> None:
    case = CASES[name]
    journey = Journey(stack, case, int(name[3:]))
    examined = journey.travel(WAYS[name])

    expected = case["expected"]
    words = readable(examined)
    assert journey.lead_name in words
    assert expected["citations"]
    for citation in expected["citations"]:
        assert citation["clause"] in words
        assert citation["document"] in words

    page = journey.firm.await_page(journey.path(), "已结案")
    assert journey.lead_name in page
    for kind in ("受理通知书", "处理结果告知书", "销号"):
        assert kind in page, kind

    _letters_stand(stack, journey)
    _mails_arrived(stack, journey)
    _chain_holds(stack)


def _letters_stand(stack: Stack, journey: Journey) -> None:
    with psycopg.connect(_plain(stack.urls.app)) as connection:
        kinds = dict(
            connection.execute(
                'select l.kind, s.served_on is not null from letter l join "case" c on c.id = l.case_id'
                " left join letter_service s on s.letter_id = l.id where c.number = %s",
                (journey.number,),
            ).fetchall()
        )
    assert {"acceptance_notice", "dispatch_letter", "result_notice", "result_feedback", "write_off_notice"} <= set(
        kinds
    )
    assert kinds["result_notice"]
    assert kinds["result_feedback"]


def _mails_arrived(stack: Stack, journey: Journey) -> None:
    journey.firm.await_page("/messages", journey.number)
    with psycopg.connect(_plain(stack.urls.app)) as connection:
        rows = connection.execute(
            'select n.reference, n.address, n.status from notice n join "case" c on c.id = n.case_id'
            " where c.number = %s and n.channel = 'mail'",
            (journey.number,),
        ).fetchall()
    mine = {reference for reference, address, _status in rows if address == journey.mail}
    assert len(mine) >= 5
    arrived = [re.sub(r"[<>]|@.*", "", mail["Message-ID"]) for mail in stack.servers.sink.to(journey.mail)]
    assert sorted(set(arrived) & mine) == sorted(reference for reference in mine if reference in arrived)
    assert len(arrived) == len(set(arrived))
    assert len(mine - set(arrived)) <= 1, "only the last notice may still be on its way"


def _chain_holds(stack: Stack) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "caseflow", "audit", "verify", "--json"],
        cwd=ROOT,
        env={**os.environ, **stack.servers.environment(stack.urls)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["fault"] is None


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
