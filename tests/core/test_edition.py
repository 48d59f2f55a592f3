"""Rules that come with the program, beside what the offices changed: of each file the side that changed it holds."""

import pytest

from caseflow.core.edition import fingerprints, united

BEFORE = {"a": "1", "b": "1"}


@pytest.mark.parametrize(
    ("published", "shipped", "files", "disputed"),
    [
        (BEFORE, BEFORE, BEFORE, ()),
        (BEFORE, {"a": "2", "b": "1"}, {"a": "2", "b": "1"}, ()),
        ({"a": "ours", "b": "1"}, {"a": "1", "b": "2"}, {"a": "ours", "b": "2"}, ()),
        ({"a": "ours", "b": "1"}, {"a": "2", "b": "1"}, {"a": "ours", "b": "1"}, ("a",)),
        ({"a": "2", "b": "1"}, {"a": "2", "b": "1"}, {"a": "2", "b": "1"}, ()),
        (BEFORE, {"a": "1", "b": "1", "c": "new"}, {"a": "1", "b": "1", "c": "new"}, ()),
        (BEFORE, {"a": "1"}, {"a": "1"}, ()),
        ({"a": "1", "b": "ours"}, {"a": "1"}, {"a": "1", "b": "ours"}, ("b",)),
        ({"a": "1"}, BEFORE, {"a": "1"}, ()),
        ({"a": "1"}, {"a": "1", "b": "2"}, {"a": "1"}, ("b",)),
        ({"a": "1", "b": "1", "c": "ours"}, BEFORE, {"a": "1", "b": "1", "c": "ours"}, ()),
    ],
)  # fmt: skip
def test_of_each_file_the_side_that_changed_it_holds(
    published: dict[str, str], shipped: dict[str, str], files: dict[str, str], disputed: tuple[str, ...]
) -> None:
    found = united(published, fingerprints(BEFORE), shipped)
    assert (found.files, found.disputed) == (files, disputed)
