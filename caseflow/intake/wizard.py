"""From a draft to forms and back: what the views of the steps share, whether a firm or a clerk fills them in."""

from dataclasses import dataclass
from datetime import date

from flask import request

from caseflow.core.acceptance import ACCEPT
from caseflow.core.edition import Edition
from caseflow.core.errors import Incomplete
from caseflow.intake.drafts import answers_of, with_one_more, without
from caseflow.intake.entry import Caller
from caseflow.intake.entry_forms import CallerForm
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
from caseflow.intake.queries import known_firm
from caseflow.intake.words import CALLER, ENTRY_LABELS, STEPS, titles, track_of
from caseflow.store import clock, editions
from caseflow.store.models import Company, Draft
from caseflow.web.draft_forms import Raw
from caseflow.web.forms import choices
from caseflow.web.regions import code_of_region, region_choices, region_label, region_words

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


def steps_of(draft: Draft) -> tuple[str, ...]:
    """The steps in their order; a clerk begins with who complained."""
    return (CALLER, *STEPS) if draft.unit_id else STEPS


def posted(draft: Draft, step: str) -> StepForm:
    """The form of a step as the browser sent it."""
    return _ready(_class(draft, step)(), draft)


def saved(draft: Draft, step: str) -> StepForm:
    """The form of a step as the draft holds it, with the draft's version."""
    raw = answers_of(draft, step)
    return _ready(_class(draft, step).saved({**raw, "version": [str(draft.version)]}), draft)


def typed(draft: Draft, step: str, form: StepForm) -> Raw:
    """What to keep of this post: what was typed, with one claim more or less or the firm looked up, where asked."""
    raw = form.raw(request.form, answers_of(draft, step))
    wanted = request.form.get("go", "")
    if wanted == "look":
        return _looked_up(raw)
    if wanted == "more":
        return with_one_more(raw, MOST_CLAIMS)
    if wanted.startswith("drop-") and wanted[5:].isdecimal() and wanted.isascii():
        return without(raw, int(wanted[5:]))
    return raw


def before(draft: Draft, step: str) -> str:
    """The step before this one; the first one leads to itself."""
    steps = steps_of(draft)
    return steps[max(steps.index(step) - 1, 0)]


def following(draft: Draft, step: str) -> str:
    """The step after this one."""
    steps = steps_of(draft)
    return steps[steps.index(step) + 1]


def unfinished(draft: Draft) -> list[tuple[str, str]]:
    """(step, title) of the steps before the last that do not pass yet."""
    names = {CALLER: "来件"} | dict(zip(STEPS, titles(track_of_draft(draft)), strict=True))
    needed = [step for step in steps_of(draft) if step in (CALLER, *FILLED_IN)]
    return [(step, names[step]) for step in needed if not _checked(draft, step).validate()]


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


def caller_from(draft: Draft) -> Caller:
    """Who complained, of a clerk's draft. Raises Incomplete where that step does not pass."""
    form = _checked(draft, CALLER)
    if not form.validate() or not isinstance(form, CallerForm):
        raise Incomplete("还有步骤没有填完。", ("请补全“来件”。",))
    return form.caller(region_label(editions.current(), form.region.data))


def firm_of(draft: Draft) -> Company:
    """The firm that a clerk's draft tells of, as far as it does; a value to be shown, never stored."""
    told = {name: (values or [""])[0] for name, values in answers_of(draft, CALLER).items()}
    code = told.get("region", "")
    region = region_label(editions.current(), code) if code else ""
    return Company(
        name=told.get("name", ""), size=told.get("size", ""), industry=told.get("industry", ""), region=region
    )


def outlook(edition: Edition, company: Company, filing: Filing, received_on: date | None = None) -> Outlook:
    """What the acceptance rules and the routing rule say of this complaint as of the day of receipt (default: today)."""
    facts = edition.book.read(facts_json("", company, filing, received_on or clock.today()))
    decision = edition.book.decide(facts)
    lead = decision.lead.name if decision.lead else ""
    return Outlook(decision.decision == ACCEPT, decision.ground_text, decision.next_step, lead)


def _checked(draft: Draft, step: str) -> StepForm:
    return _ready(_class(draft, step).checked(answers_of(draft, step)), draft)


def _class(draft: Draft, step: str) -> type[StepForm]:
    return CallerForm if step == CALLER else form_class(step, track_of_draft(draft))


def _looked_up(raw: Raw) -> Raw:
    """`raw` with what is known of the firm with the credit code typed; contacts are asked for anew each time."""
    firm = known_firm((raw.get("credit_code") or [""])[0])
    if firm is None:
        return raw
    region = code_of_region(editions.current(), firm.region)
    known = {"name": firm.name, "size": firm.size, "industry": firm.industry, "address": firm.address, "region": region}
    return raw | {name: [value] for name, value in known.items() if value}


def _ready(form: StepForm, draft: Draft) -> StepForm:
    edition = editions.current()
    if isinstance(form, RespondentForm | CallerForm):
        form.region.choices = region_choices(edition)
    if isinstance(form, CallerForm):
        form.channel.choices = choices([(c.key, c.name) for c in edition.reception.channels.values()], "请选择")()
    if isinstance(form, ClaimsForm):
        for number, entry in enumerate(form.claims, start=1):
            entry.label.text = f"第 {number} 笔"
    if draft.unit_id:
        for name in ENTRY_LABELS.keys() & form.data.keys():
            form[name].label.text = ENTRY_LABELS[name]
    return form
