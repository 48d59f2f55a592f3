"""The shipped documents: readable, short, and resolved to lines the lexicon knows."""

from caseflow.core.policy import load_documents, load_lexicon
from caseflow.settings import policies_dir

DOCUMENTS = load_documents(
    {path.stem: path.read_text(encoding="utf-8") for path in (policies_dir() / "documents").glob("*.toml")}
)
LEXICON = load_lexicon((policies_dir() / "competences.toml").read_text(encoding="utf-8"))
LONGEST_SUMMARY = 70


def test_the_corpus_is_complete() -> None:
    counts = {document.key: len(document.clauses) for document in DOCUMENTS}
    assert counts == {
        "gan-2019-114": 29,
        "gan-2020-351": 39,
        "gan-2023-75": 17,
        "gwy-728": 4,
        "gwy-802": 8,
        "gxb-2011-300": 16,
        "ningxia-2021": 25,
        "zhangye-2021-9": 35,
    }
    assert sum(len(clause.units) for document in DOCUMENTS for clause in document.clauses) == 734


def test_every_clause_and_task_has_a_short_summary_of_ours() -> None:
    for document in DOCUMENTS:
        for clause in document.clauses:
            for item in (clause, *clause.tasks):
                assert 0 < len(item.summary) <= LONGEST_SUMMARY, item.id
                assert len(item.title) <= 30, item.id


def test_units_are_resolved_to_known_lines() -> None:
    units = [unit for document in DOCUMENTS for clause in document.clauses for unit in clause.units]
    assert {unit.competence for unit in units if unit.competence} <= LEXICON.competences()
    assert {unit.level for unit in units} <= {"省级", "市级", "县级"}
    assert {unit.cited for unit in units if unit.competence is None} <= {
        "省级各机关事业单位",
        "全体成员单位",
        "市促进中小企业和民营经济发展工作领导小组各成员单位",
        "自治区促进民营经济和中小企业发展工作领导小组各成员单位",
    }


def test_arrears_clauses_name_finance_first_in_gansu_and_industry_in_ningxia() -> None:
    clauses = {clause.id: clause for document in DOCUMENTS for clause in document.clauses}
    assert clauses["gan-2020-351#35"].units[0].competence == "财政"
    assert clauses["zhangye-2021-9#30"].units[0].competence == "财政"
    lines = [unit.competence for unit in clauses["ningxia-2021#21"].units]
    assert "工信" in lines
    assert "财政" not in lines
