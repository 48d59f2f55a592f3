"""The pages of the steps of filing, for a firm and for a clerk who writes down what a firm says."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caseflow.accounts.queries import company_of
from caseflow.core.access import Permission, holds
from caseflow.core.errors import NotFound
from caseflow.evidence.queries import files_of_draft, own_draft
from caseflow.intake import queries, wizard
from caseflow.intake.forms import StepForm
from caseflow.intake.summary import summary_of
from caseflow.intake.words import CALLER, STEPS
from caseflow.store import clock, editions
from caseflow.store.models import Company, Draft
from caseflow.web.access import current_actor

Page = str | tuple[str, int] | Response


def home_url() -> str:
    """The list of one's own drafts."""
    return url_for("entry.listing" if holds(current_actor(), Permission.ENTER) else "intake.mine")


def receipt_url(number: str, **more: Any) -> str:
    """The receipt, for the firm or for the clerk who wrote the complaint down."""
    endpoint = "entry.receipt" if holds(current_actor(), Permission.ENTER) else "intake.receipt"
    return url_for(endpoint, number=number, **more)


def at_step(draft_id: int, step: str) -> Draft:
    """One's own draft, where it has this step: who complained is asked of clerks alone."""
    draft = own_draft(current_actor(), draft_id)
    if step not in wizard.steps_of(draft):
        raise NotFound("没有这一步。")
    return draft


def after_saving(draft_id: int, step: str, form: StepForm, version: int) -> Page:
    """Where a saved step leads: on when it passes, else the page again with what is wrong."""
    wanted = request.form.get("go", "")
    if wanted == "save":
        flash("草稿已保存，可以改天接着填。", "success")
        return redirect(home_url())
    if wanted == "look":
        return _looked_up(draft_id, form)
    if wanted == "more" or wanted.startswith("drop-"):
        return redirect(url_for("intake.step", draft_id=draft_id, step=step, _anchor="claims"))
    draft = own_draft(current_actor(), draft_id)
    if wanted == "back":
        return redirect(url_for("intake.step", draft_id=draft_id, step=wizard.before(draft, step)))
    form.version.data = version
    form.version.raw_data = None
    if not form.validate() or step == STEPS[-1]:
        return step_page(draft, step, form, 422)
    return redirect(url_for("intake.step", draft_id=draft_id, step=wizard.following(draft, step)))


def _looked_up(draft_id: int, form: StepForm) -> Page:
    known = queries.known_firm(form.data.get("credit_code") or "")
    said = f"已按登记过的资料填好：{known.name}。请向来电、来访的人核对。" if known else "没有登记过这家企业，请照营业执照填写。"
    flash(said, "info")
    return redirect(url_for("intake.step", draft_id=draft_id, step=CALLER, _anchor="firm"))


def stale(draft_id: int, step: str, form: StepForm, sentence: str) -> tuple[str, int]:
    """The page again, with what was typed, where the draft was changed elsewhere meanwhile."""
    draft = own_draft(current_actor(), draft_id)
    form.version.data = draft.version
    form.version.raw_data = None
    return step_page(draft, step, form, 409, sentence)


def step_page(
    draft: Draft, step: str, form: StepForm, status: int = 200, changed: str = "", refused: str = ""
) -> tuple[str, int]:
    """A step of filing; `changed` and `refused` are what stood in the way of saving or filing it."""
    context: dict[str, Any] = {"form": form, "draft": draft, "draft_id": draft.id, "changed": changed}
    context["track"], context["refused"] = wizard.track_of_draft(draft), refused
    context["company"] = wizard.firm_of(draft) if draft.unit_id else company_of(current_actor().company_id)
    if step == "confirm":
        context |= _outlook(draft, context["company"])
    return render_template(f"intake/{step}.html", **context), status


def _outlook(draft: Draft, company: Company) -> dict[str, Any]:
    """What the last page shows of everything, once the other steps pass."""
    files, unfinished = files_of_draft(current_actor(), draft.id), wizard.unfinished(draft)
    shown: dict[str, Any] = {"files": files, "unfinished": unfinished}
    if not unfinished:
        filing, edition = wizard.filing_from(draft), editions.current()
        caller = wizard.caller_from(draft) if draft.unit_id else None
        received = caller.received_on if caller else clock.today()
        shown["told"], shown["summary"] = caller, summary_of(filing, draft.id)
        shown["channel"] = edition.reception.name(caller.channel) if caller else ""
        shown["remedies"] = edition.routing.acceptance.remedies_for(filing.category, received)
        shown["outlook"] = wizard.outlook(edition, company, filing, received)
    return shown
