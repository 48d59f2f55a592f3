"""The public pages."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from caseflow.portal import actions, queries
from caseflow.portal.forms import ProgressForm
from caseflow.store import editions
from caseflow.web.access import public

blueprint = Blueprint("portal", __name__)
Page = str | tuple[str, int] | Response
WRONG = "编号和查询码对不上。请对照回执核对；回执可以登录后在“我的投诉”里再次打开。"


@blueprint.get("/")
@public
def home() -> Page:
    """The doors of the site, and what happens after a complaint."""
    now = queries.figures()
    shown = [
        {"label": "收到投诉", "value": now.filed, "unit": "件"},
        {"label": "已受理", "value": now.accepted, "unit": "件"},
        {"label": "已答复", "value": now.answered, "unit": "件"},
        {"label": "已为企业要回", "value": f"{now.recovered / 10000:,.2f}", "unit": "万元"},
    ]
    return render_template("portal/home.html", figures=shown, figures_title=f"{now.year}年以来", limits=_limits())


@blueprint.get("/about")
@public
def about() -> Page:
    """Who may complain of whom, what is needed, what follows."""
    return render_template("portal/about.html", limits=_limits())


@blueprint.get("/statistics")
@public
def statistics() -> Page:
    """The figures of the year."""
    return render_template("portal/statistics.html", figures=queries.figures())


@blueprint.route("/progress", methods=["GET", "POST"])
@public
def progress() -> Page:
    """Progress for whoever holds number and query code; a GET with a number only fills in the form."""
    form = ProgressForm(number=request.args.get("number", "")[:40])
    if not form.validate_on_submit():
        return render_template("portal/progress.html", form=form, wrong=""), 422 if form.errors else 200
    found = actions.ask_progress(form.number.data.upper(), form.code.data, request.remote_addr or "")
    if found is None:
        return render_template("portal/progress.html", form=form, wrong=WRONG), 422
    return render_template("portal/progress_found.html", found=found)


def _limits() -> dict[str, str]:
    """Time limits in words, from the rules in force."""
    rules = editions.current().deadlines
    words = {"working": "个工作日", "calendar": "日"}
    said = {key: rules.get(key, "A") for key in ("review", "dispatch", "result")}
    return {key: f"款项支付投诉 {rule.length} {words[rule.kind]}内" for key, rule in said.items()}
