"""From a draft to forms and back: what the views of the steps share."""

from dataclasses import dataclass

from flask import request

from caseflow.core.acceptance import ACCEPT
from caseflow.core.edition import Edition
from caseflow.core.errors import Incomplete
from caseflow.intake.drafts import answers_of, with_one_more, without
from caseflow.intake.filing import Filing, facts_json
from caseflow.intake.forms import (
    MOST_CLAIMS,
    CheckForm,
    ClaimsForm,
    ConfirmForm,
    MatterForm,
    RespondentForm,
    StepForm,
    filing_of,
    form_class,
)
from caseflow.intake.words import STEPS, titles, track_of
from caseflow.store import clock, editions
from caseflow.store.models import Company, Draft
from caseflow.web.draft_forms import Raw
from caseflow.web.regions import region_choices, region_words

FILLED_IN = ("check", "respondent", "claims")


@dataclass(frozen=True)
class Outlook:
    """What the rules would say of the complaint as it stands: to be shown before filing, binding nobody."""

    accepted: bool
    sentence: str
    next_step: str
    lead: str


def track_of_draft(draft: Draft) -> str:
    """A or B, by the category chosen in the first step."""
    return track_of((answers_of(draft, "check").get("category") or [""])[0])


def posted(draft: Draft, step: str) -> StepForm:
    """The form of a step as the browser sent it."""
    return _ready(form_class(step, track_of_draft(draft))())


def saved(draft: Draft, step: str) -> StepForm:
    """The form of a step as the draft holds it, with the draft's version."""
    raw = answers_of(draft, step)
    return _ready(form_class(step, track_of_draft(draft)).saved({**raw, "version": [str(draft.version)]}))


def typed(draft: Draft, step: str, form: StepForm) -> Raw:
    """What to keep of this post: what was typed, with one claim more or less where that was asked."""
    raw = form.raw(request.form, answers_of(draft, step))
    wanted = request.form.get("go", "")
    if wanted == "more":
        return with_one_more(raw, MOST_CLAIMS)
    if wanted.startswith("drop-") and wanted[5:].isdecimal() and wanted.isascii():
        return without(raw, int(wanted[5:]))
    return raw


def following(step: str) -> str:
    """The step after this one."""
    return STEPS[STEPS.index(step) + 1]


def unfinished(draft: Draft) -> list[tuple[str, str]]:
    """(step, title) of the steps before the last that do not pass yet."""
    names = dict(zip(STEPS, titles(track_of_draft(draft)), strict=True))
    return [(step, names[step]) for step in FILLED_IN if not _checked(draft, step).validate()]


def filing_from(draft: Draft, confirm: ConfirmForm | None = None) -> Filing:
    """The complaint the draft adds up to. Raises Incomplete naming the steps that do not pass."""
    check, respondent, matter = (_checked(draft, step) for step in FILLED_IN)
    missing = tuple(f"请补全“{title}”。" for _step, title in unfinished(draft))
    passes = all([check.validate(), respondent.validate(), matter.validate()])
    if missing or not passes or not isinstance(check, CheckForm) or not isinstance(respondent, RespondentForm):
        raise Incomplete("还有步骤没有填完。", missing)
    if not isinstance(matter, ClaimsForm | MatterForm):
        raise Incomplete("还有步骤没有填完。", missing)
    region = region_words(editions.current(), respondent.region.data)
    return filing_of(check, respondent, matter, confirm or ConfirmForm(formdata=None), region)


def outlook(edition: Edition, company: Company, filing: Filing) -> Outlook:
    """What the acceptance rules and the routing rule say of this complaint today."""
    facts = edition.book.read(facts_json("", company, filing, clock.today()))
    decision = edition.book.decide(facts)
    lead = decision.lead.name if decision.lead else ""
    return Outlook(decision.decision == ACCEPT, decision.ground_text, decision.next_step, lead)


def _checked(draft: Draft, step: str) -> StepForm:
    return _ready(form_class(step, track_of_draft(draft)).checked(answers_of(draft, step)))


def _ready(form: StepForm) -> StepForm:
    if isinstance(form, RespondentForm):
        form.region.choices = region_choices(editions.current())
    if isinstance(form, ClaimsForm):
        for number, entry in enumerate(form.claims, start=1):
            entry.label.text = f"第 {number} 笔"
    return form
