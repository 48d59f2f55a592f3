"""Every clause that gives a duty to take or handle complaints has a rule, and the report says which."""

from dataclasses import replace

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.policy import DUTIES, load_documents, to_toml, with_summaries
from caseflow.core.routing.checking import check
from caseflow.core.routing.duties import coverage, marked, uncited
from tests.policies.rulebook import book, changed, files

NAME = "documents/ningxia-2021.toml"


def test_every_marked_clause_is_cited_and_the_report_says_by_whom() -> None:
    duties = check(book(), [])["duties"]
    assert duties["cited"] == duties["clauses"] >= 40
    assert set(duties["by_duty"]) == set(DUTIES.values())
    assert "兜底条款B" in duties["rules"]["gan-2020-351#37"]
    assert duties["rules"]["gan-2019-114#3-2"] == ["甘肃省受理部门"]


def test_clauses_that_speak_of_complaints_are_marked() -> None:
    known = dict(marked(book().documents))
    said = {
        part.id
        for document in book().documents
        for clause in document.clauses
        for part in (clause, *clause.tasks)
        if any(word in part.summary for word in ("投诉", "拖欠账款", "违规收费", "清欠"))
    }
    assert said - known.keys() == set()


def test_a_marked_clause_without_a_rule_fails_the_check() -> None:
    text = files()[NAME]
    old = 'id = "24"\n'
    assert old in text
    broken = changed(NAME, text.replace(old, f'{old}duty = ["complaints"]\n', 1))
    report = check(broken, [])
    assert report["ok"] is False
    assert "条款ningxia-2021#24写有受理处理投诉的职责（受理和处理投诉），却没有规则引用" in report["faults"]
    assert report["duties"]["clauses"] == report["duties"]["cited"] + 1


def test_nothing_cited_leaves_every_clause_uncited() -> None:
    documents = book().documents
    assert len(list(uncited(documents, {}))) == coverage(documents, {})["clauses"]


def test_an_unknown_duty_is_refused() -> None:
    text = files()[NAME].replace('duty = ["fees"]', 'duty = ["moon"]', 1)
    with pytest.raises(RuleError, match="moon"):
        load_documents({"ningxia-2021": text})


def test_duties_survive_writing_and_a_new_import() -> None:
    for document in book().documents:
        again = load_documents({document.key: to_toml(document)})[0]
        assert again == document
        bare = replace(
            document,
            clauses=tuple(
                replace(c, summary="", duty=(), tasks=tuple(replace(t, summary="", duty=()) for t in c.tasks))
                for c in document.clauses
            ),
        )
        assert with_summaries(bare, document) == document
