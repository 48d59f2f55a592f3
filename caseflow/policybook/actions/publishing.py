"""From a draft to a published edition: check, dry run, publication."""

from dataclasses import dataclass

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import Incomplete, NotFound
from caseflow.policybook.actions.drafting import own_draft
from caseflow.policybook.proving import prove
from caseflow.policybook.queries.drafts import candidate, edition_row, in_use, open_draft
from caseflow.policybook.queries.moving import moving
from caseflow.policybook.queries.trials import dry_run
from caseflow.settings import policies_dir
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import EditionDraft
from caseflow.store.unit_of_work import Submission, transaction
from caseflow.store.units import ensure_units


@dataclass(frozen=True)
class Publication:
    """The administrator's word; `aware` says that lines of the expected table are meant to be answered otherwise."""

    version: int
    reason: str
    aware: bool


def check_draft(actor: Actor, version: int) -> bool:
    """Check the draft whole and keep the report with it; returns whether it may be published.

    The computing, some seconds long, holds no transaction. Raises Stale when the draft changed meanwhile.
    """
    with transaction(actor):  # what is read here ends with it: the database cuts a transaction that stands idle
        draft = _read(actor)
        edition, base = candidate(draft), editions.of_version(edition_row(draft.base_id).version)
        relied_on = in_use()
    report = prove(edition, base, relied_on, editions.expected_lines(policies_dir()))
    with transaction(actor) as work:
        kept = own_draft(work, actor, version)
        kept.report, kept.report_of = report.as_json(), edition.version
    return report.ok


def try_draft(actor: Actor, version: int, most: int) -> None:
    """Run the draft over the newest `most` past cases and all running limits, and keep what would change.

    Raises Stale, Incomplete.
    """
    draft = _read(actor)
    edition, base = candidate(draft), editions.of_version(edition_row(draft.base_id).version)
    if draft.report_of != edition.version or not (draft.report or {}).get("ok"):
        raise Incomplete("请先核对；核对通过的草稿才能试算。")
    trial = dry_run(base, edition, most) | {"dates": moving(base, edition)}
    with transaction(actor) as work:
        kept = own_draft(work, actor, version)
        kept.trial, kept.trial_of = trial | {"at": work.now.isoformat()}, edition.version


def publish_draft(actor: Actor, publication: Publication, submission: Submission) -> str:
    """Publish the draft as a new edition and add the offices it newly names; returns its version.

    Raises Incomplete until this very text passed the check and the dry run; Stale when another edition was published
    since the draft was begun. Decisions already made keep their edition.
    """
    with transaction(actor, submission) as work:
        draft = own_draft(work, actor, publication.version)
        edition = candidate(draft)
        missing = tuple(_missing(draft, edition.version, publication))
        if missing:
            raise Incomplete("这份草稿还不能发布。", missing)
        row = editions.publish(work, edition, publication.reason, after=draft.base_id)
        if row is None:
            raise Incomplete("这份草稿与现行规则完全相同，没有可发布的内容。")
        draft.edition_id = row.id
        ensure_units(edition)
        return row.version


def _read(actor: Actor) -> EditionDraft:
    require(actor, Permission.CONFIGURE)
    draft = open_draft(actor.user_id)
    if draft is None:
        raise NotFound("您没有正在修改的规则草稿。")
    db.session.expunge(draft)
    return draft


def _missing(draft: EditionDraft, version: str, publication: Publication) -> list[str]:
    report = draft.report if draft.report_of == version else None
    missing = []
    if not draft.files:
        missing.append("草稿没有改动任何文件")
    if report is None or not report["ok"]:
        missing.append("先核对，并改正核对出的错误")
    if draft.trial_of != version:
        missing.append("先用以往案件试算")
    if report and report["warning_count"] and not publication.aware:
        missing.append("核对表有不符的行，请确认这些变化正是要改的")
    return missing
