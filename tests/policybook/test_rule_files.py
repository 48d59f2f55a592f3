"""A faulty rule file is refused with a sentence that says where."""

import pytest

from caseflow.policybook.proving import InUse, prove
from caseflow.policybook.rule_files import PARSERS, TITLES, file_faults, is_rule_file, title_of
from caseflow.settings import ROOT
from caseflow.store.editions import Edition, read_directory

SHIPPED = dict(read_directory(ROOT / "policies").files)


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """The shipped files with one text changed."""
    assert old in SHIPPED[name]
    return {**SHIPPED, name: SHIPPED[name].replace(old, new, 1)}


def test_the_shipped_files_have_no_fault() -> None:
    assert file_faults(SHIPPED) == []


def test_every_shipped_file_may_stand_in_an_edition_and_has_a_title() -> None:
    assert [name for name in SHIPPED if not is_rule_file(name) or title_of(name) == name] == []
    assert set(PARSERS) == set(TITLES)


@pytest.mark.parametrize(
    "name", ["../x.toml", "documents/A.toml", "calendar/26.toml", "expected/routing.csv", "", "x.csv"]
)
def test_other_names_may_not(name: str) -> None:
    assert not is_rule_file(name)


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        ("a = 1\nb = \n", 2, "值"),
        ("a = 1\na = 2\n", 2, "写了两次"),
        ('a = "x\n', 1, ""),
        ("a 1\n", 1, "等号"),
        ("a = [1,\n", 2, ""),
    ],
)
def test_broken_syntax_is_named_by_file_and_line(broken: str, line: int, words: str) -> None:
    (fault,) = file_faults({**SHIPPED, "deadlines.toml": broken})
    assert (fault.file, fault.line) == ("deadlines.toml", line)
    assert words in fault.text
    assert fault.place == f"deadlines.toml 第 {line} 行"


def test_deep_nesting_is_refused() -> None:
    faults = file_faults({**SHIPPED, "closure.toml": "a = " + "[" * 20_000})
    assert [f.file for f in faults] == ["closure.toml"]


@pytest.mark.parametrize("name", sorted(TITLES))
def test_a_file_of_another_shape_is_refused(name: str) -> None:
    faults = file_faults({**SHIPPED, name: "x = 1\n" if name.endswith(".toml") else "x\n1\n"})
    assert name in {f.file for f in faults} or faults, name


def test_a_rule_that_is_wrong_is_named_with_its_line() -> None:
    files = changed("routing.toml", 'competence = "财政"\nlevel = "same"', 'competence = "财政"\nlevel = "middle"')
    (fault,) = file_faults(files)
    line = fault.line
    assert line is not None
    quoted = fault.text.split("“")[1].split("”")[0]
    assert quoted in files["routing.toml"].splitlines()[line - 1]


def test_open_doubts_forbid_publication() -> None:
    name = "documents/gan-2023-75.toml"
    faults = file_faults({**SHIPPED, name: "# 疑点：没有读到日期\n" + SHIPPED[name]})
    assert [(f.file, f.line) for f in faults] == [(name, 1)]


def test_what_cases_still_need_may_not_be_removed() -> None:
    base = Edition(SHIPPED)
    places, towns = SHIPPED["territory.csv"], SHIPPED["townships.csv"]
    without = {
        "territory.csv": "".join(row for row in places.splitlines(True) if not row.startswith("620725")),
        "townships.csv": "".join(row for row in towns.splitlines(True) if "620725" not in row),
    }
    draft = Edition({**SHIPPED, **without})
    report = prove(draft, base, InUse(frozenset({"620725"})), ())
    assert [f.file for f in report.faults] == ["territory.csv"]
    assert "山丹县" in report.faults[0].text


def test_a_clause_that_does_not_exist_is_found_by_the_full_check() -> None:
    files = changed("routing.toml", '["gan-2020-351#35", "gan-2023-75#8"', '["gan-2020-351#3599", "gan-2023-75#8"')
    report = prove(Edition(files), Edition(SHIPPED), InUse(frozenset()), ())
    assert not report.ok
    assert any("3599" in f.text and f.file == "routing.toml" and f.line for f in report.faults), report.faults
