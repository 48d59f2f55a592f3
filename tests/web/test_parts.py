"""The macros of templates/parts, rendered with plain Jinja and WTForms: what a reader and a screen reader get."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
GOODS_OR_WORKS = [SelectChoice("goods", "货款"), SelectChoice("works", "工程款")]


class Instalment(Form):
    amount = DecimalField("金额", [InputRequired("请填写金额")])


class Complaint(Form):
    version = HiddenField(default="7")
    respondent = StringField("被投诉单位", [InputRequired("请填写被投诉单位")], description="写单位全称")
    kind = RadioField("款项", [InputRequired("请选择款项")], choices=GOODS_OR_WORKS)
    amount = DecimalField("欠款金额", [InputRequired("请填写欠款金额")])
    facts = TextAreaField("经过")
    done = SelectMultipleField("做过的事", choices=[SelectChoice("call", "电话催款")])
    plan = FieldList(FormField(Instalment), "还款计划", min_entries=2)
    promise = BooleanField("我承诺", [InputRequired("须作出承诺")])

    def validate_facts(self, field: TextAreaField) -> None:
        """Refuse one known text, so that a field with typed content can be wrong."""
        if field.data == "太短":
            raise ValidationError("请写得具体些")


@pytest.fixture
def environment() -> Environment:
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.filters["date"] = lambda day: f"{day.year}年{day.month}月{day.day}日"
    env.globals.update(csrf_token=lambda: "token", url_for=lambda name, **_: f"/{name}")
    env.globals["get_flashed_messages"] = lambda **_: []
    return env


def render(env: Environment, part: str, call: str, **context: Any) -> str:
    return env.from_string(f'{{% import "parts/{part}.html" as part %}}{call}').render(**context)


def wrong_form() -> Complaint:
    form = Complaint(MultiDict({"facts": "太短", "plan-0-amount": "", "plan-1-amount": "", "version": "7"}))
    assert not form.validate()
    return form


def whole_form(env: Environment, form: Form) -> str:
    calls = "{{ part.error_summary(form) }}{{ part.hidden(form) }}" + "".join(
        f"{{{{ part.field(form.{name}) }}}}" for name in form._fields if name != "version"
    )
    return render(env, "forms", calls, form=form)


def test_every_error_link_leads_to_an_element(environment: Environment) -> None:
    html = whole_form(environment, wrong_form())
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert len(targets) == 7
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_the_summary_counts_nested_errors_and_names_the_row(environment: Environment) -> None:
    html = whole_form(environment, wrong_form())
    assert "有 7 处需要修改" in html


def test_a_valid_form_has_no_summary(environment: Environment) -> None:
    assert "需要修改" not in whole_form(environment, Complaint())


def test_a_wrong_field_points_to_its_hint_and_its_error(environment: Environment) -> None:
    html = render(environment, "forms", "{{ part.field(form.respondent) }}", form=wrong_form())
    assert 'aria-describedby="respondent-hint respondent-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="respondent-hint"' in html
    assert 'id="respondent-error"' in html


def test_typed_text_stays_in_the_field(environment: Environment) -> None:
    assert "太短</textarea>" in whole_form(environment, wrong_form())


def test_only_fields_without_required_are_called_optional(environment: Environment) -> None:
    form = Complaint()
    assert "选填" in render(environment, "forms", "{{ part.field(form.facts) }}", form=form)
    assert "选填" not in render(environment, "forms", "{{ part.field(form.respondent) }}", form=form)


def test_money_is_a_text_box_with_its_unit(environment: Environment) -> None:
    html = render(environment, "forms", '{{ part.field(form.amount, unit="元") }}', form=Complaint())
    assert 'type="text"' in html
    assert 'inputmode="decimal"' in html
    assert '<span class="unit">元</span>' in html


def test_a_writing_form_carries_its_hidden_fields(environment: Environment) -> None:
    html = render(environment, "forms", "{% call part.post_form(form) %}x{% endcall %}", form=Complaint())
    assert '<input type="hidden" name="version" value="7">' in html
    assert "novalidate" in html


@pytest.mark.parametrize(
    ("remaining", "state", "words", "tone"),
    [
        (5, "running", "（还剩 5 个工作日）", "calm"),
        (3, "running", "（还剩 3 个工作日）", "soon"),
        (0, "running", "（今天到期）", "soon"),
        (-2, "running", "（已超期 2 个工作日）", "late"),
        (-2, "paused", "（暂停计时）", "calm"),
        (None, "met", "（已按时完成）", "calm"),
        (None, "late_met", "（超期完成）", "late"),
        (9, "provisional", "（暂定，待当年放假安排公布）", "calm"),
    ],
)
def test_a_due_date_says_in_words_what_its_colour_repeats(
    environment: Environment, remaining: int | None, state: str, words: str, tone: str
) -> None:
    day = dt.date(2026, 11, 22)
    html = render(environment, "case", "{{ part.due(day, left, state=state) }}", day=day, left=remaining, state=state)
    assert "2026年11月22日</time><span" in html
    assert words in html
    assert f"due-{tone}" in html


def test_table_cells_repeat_their_column_for_phones(environment: Environment) -> None:
    call = (
        '{% set amount = {"label": "欠款", "sort_url": "?s=1", "sorted": "ascending"} %}'
        '{% call(row) part.table("案件", ["案号", amount], rows) %}'
        '{{ part.cell("案号", row, head=true) }}{{ part.cell("欠款", none) }}{% endcall %}'
    )
    html = render(environment, "tables", call, rows=["GS-2026-000001"])
    assert 'data-label="案号"' in html
    assert 'aria-sort="ascending"' in html
    assert "table-sortable" in html


def test_an_empty_table_says_what_to_do(environment: Environment) -> None:
    html = render(environment, "tables", '{% call(row) part.table("案件", ["案号"], []) %}{% endcall %}')
    assert "没有符合条件的记录" in html
    assert "<table" not in html


def test_the_pager_counts_the_last_page(environment: Environment) -> None:
    html = render(environment, "tables", "{{ part.pager(3, 50, 128, url) }}", url=lambda number: f"?page={number}")
    assert "共 128 件，本页第 101–128 件" in html
    assert "下一页" not in html
    assert 'href="?page=2"' in html


def test_text_from_people_is_escaped(environment: Environment) -> None:
    html = render(environment, "page", '{{ part.summary_list([("单位", name)]) }}', name="<b>某局</b>")
    assert "&lt;b&gt;某局" in html


def markup() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield str(path.relative_to(TEMPLATES)), path.read_text("utf-8")


def test_no_template_needs_inline_style_or_script() -> None:
    forbidden = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|javascript:")
    assert [name for name, text in markup() if forbidden.search(text)] == []


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "ground", 7.0),
        ("ink-soft", "ground", 4.5),
        ("ink-soft", "blue-soft", 4.5),
        ("blue", "ground", 4.5),
        ("blue-deep", "blue-soft", 4.5),
        ("paper", "blue", 4.5),
        ("paper", "ink-soft", 4.5),
        ("amber", "amber-soft", 4.5),
        ("red", "red-soft", 4.5),
        ("line-strong", "paper", 3.0),
        ("line-strong", "ground", 3.0),
    ],
)
def test_colours_keep_their_contrast(text: str, ground: str, least: float) -> None:
    css = (ROOT / "caseflow/web/static/app.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css)) | {"paper": "#ffffff"}
    bright, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= least
