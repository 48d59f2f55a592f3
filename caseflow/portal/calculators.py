"""The calculators: how large a firm is, when payment was due, what the delay costs. For everybody, nothing is kept."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from caseflow.core.enterprise import METRICS, Size, SizeClass, size_of
from caseflow.core.errors import RuleError
from caseflow.core.interest import interest
from caseflow.core.payment_term import payment_due
from caseflow.portal.calculator_forms import PRICE_WORDS, RESPONDENTS, STARTS, InterestForm, SizeForm, TermForm
from caseflow.store import clock, editions
from caseflow.web.access import public

blueprint = Blueprint("calculators", __name__, url_prefix="/calculators")
Page = str | tuple[str, int]
NO_RULE = "这一天以前没有可用的付款规则，算不出来；请咨询律师或者拨打 12348。"


@blueprint.get("")
@public
def landing() -> Page:
    """The four things one may work out before filing."""
    return render_template("calculators/landing.html")


@blueprint.get("/size")
@public
def size() -> Page:
    """企业规模自测."""
    edition = editions.current()
    form = SizeForm(request.args, edition)
    if not request.args or not form.validate():
        return _asking("size", form, table=edition.sizes, metrics=METRICS)
    answer = size_of(form.source(), edition.sizes)
    row = edition.sizes.row(form.industry.data)
    return render_template("calculators/size.html", form=form, answer=answer, row=row, shown=_shown(answer),
                           small=answer.size < SizeClass.LARGE, table=edition.sizes, metrics=METRICS)  # fmt: skip


@blueprint.get("/payment-due")
@public
def due() -> Page:
    """付款到期日."""
    edition = editions.current()
    form = TermForm(request.args)
    if not request.args or not form.validate():
        return _asking("payment_due", form)
    try:
        answer = payment_due(form.question(), edition.payment_laws, edition.calendar)
    except RuleError:
        return _asking("payment_due", form, no_rule=NO_RULE)
    words = {"respondent": RESPONDENTS, "start": dict(STARTS), "price": PRICE_WORDS}
    return render_template("calculators/payment_due.html", form=form, answer=answer, words=words)


@blueprint.get("/interest")
@public
def late_interest() -> Page:
    """逾期利息试算; what the due-date calculator found may come in with the address."""
    edition = editions.current()
    form = InterestForm(_filled_up(request.args))
    if not {"principal"} & set(request.args) or not form.validate():
        return _asking("interest", form, told="principal" in request.args)
    question = form.question()
    try:
        answer = interest(question, edition.payment_laws, edition.lpr)
    except RuleError:
        return _asking("interest", form, no_rule=NO_RULE)
    return render_template("calculators/interest.html", form=form, answer=answer, question=question)


def _asking(name: str, form: Any, no_rule: str = "", told: bool = True, **more: Any) -> Page:
    """The page without an answer: blank, or with what is wrong."""
    page = render_template(f"calculators/{name}.html", form=form, answer=None, no_rule=no_rule, **more)
    return page, 422 if request.args and told and (form.errors or no_rule) else 200


def _filled_up(answers: MultiDict[str, str]) -> MultiDict[str, str]:
    """The answers; where they do not say otherwise, up to today and 365 days a year."""
    usual = {"as_of": str(clock.today()), "day_count": "365"}
    left = [(name, value) for name, value in usual.items() if not answers.get(name)]
    return MultiDict([*(pair for pair in answers.items(multi=True) if pair[0] not in dict(left)), *left])


def _shown(answer: Size) -> list[dict[str, str]]:
    """Each figure with its unit and the class it alone would give."""
    return [
        {"metric": METRICS[metric][0], "value": f"{value:,f}", "unit": METRICS[metric][1], "size": each.label}
        for metric, value, each in answer.by
    ]
