"""Changing a draft of the rules. Whatever is typed is kept, faulty or not; only publication asks that it be right."""

from dataclasses import dataclass

from caseflow.core.access import Actor, Permission, require
from caseflow.core.errors import BadInput, IllegalMove, NotFound, RuleError, Stale
from caseflow.core.policy import (
    ParsedFile,
    decode,
    document_from,
    load_documents,
    load_lexicon,
    parse_document,
    to_toml,
    with_summaries,
)
from caseflow.policybook.queries.drafts import candidate, changed_names, edition_row, open_draft
from caseflow.policybook.rule_files import DOUBT, is_rule_file
from caseflow.store import editions
from caseflow.store.models import EditionDraft
from caseflow.store.unit_of_work import Submission, Work, transaction

MOST_CHARACTERS = 400_000
STALE = "在您修改期间，这份草稿已在别的窗口改过。您填写的内容还在下面。"


@dataclass(frozen=True)
class FileText:
    """A rule file as typed or uploaded."""

    name: str
    text: str


def begin(actor: Actor, submission: Submission) -> None:
    """Open a draft on the newest edition; where the person has one open already, that one stays."""
    require(actor, Permission.CONFIGURE)
    with transaction(actor, submission) as work:
        newest = editions.newest_row()
        if newest is None:
            raise RuleError("还没有发布任何规则，不能在它的基础上修改。")
        if open_draft(actor.user_id) is None:
            work.add(
                EditionDraft(
                    person_id=actor.user_id,
                    base_id=newest.id,
                    files={},
                    created_at=work.now,
                    updated_at=work.now,
                )
            )


def save_file(actor: Actor, version: int, file: FileText, submission: Submission) -> None:
    """Keep the text of one file in the draft. Raises Stale when the draft changed meanwhile, BadInput for what no
    edition may hold."""
    if not is_rule_file(file.name):
        raise BadInput("规则里不能有这个名字的文件。")
    if len(file.text) > MOST_CHARACTERS:
        raise BadInput(f"文件超过 {MOST_CHARACTERS // 10_000} 万字，不像一个规则文件。", "text")
    if not file.text.strip():
        raise BadInput("文件不能是空的。要撤销改动，请用“恢复原样”。", "text")
    with transaction(actor, submission) as work:
        draft = own_draft(work, actor, version)
        _put(work, draft, {**draft.files, file.name: file.text})


def restore_file(actor: Actor, version: int, name: str, submission: Submission) -> None:
    """Take back everything changed in one file."""
    with transaction(actor, submission) as work:
        draft = own_draft(work, actor, version)
        _put(work, draft, {key: text for key, text in draft.files.items() if key != name})


def add_document(actor: Actor, version: int, key: str, data: bytes, submission: Submission) -> int:
    """Read the text of a policy document into `documents/<key>.toml` of the draft; returns how many doubts it has.

    Each doubt becomes a comment on top of the file, which the reviewer deletes; reviewed summaries of a document of
    this key are kept. Raises BadInput where the text or the key cannot be used.
    """
    require(actor, Permission.CONFIGURE)
    draft = open_draft(actor.user_id)
    if draft is None:
        raise NotFound("您没有正在修改的规则草稿。")
    files = candidate(draft).files
    parsed = parse_document(decode(data), load_lexicon(files["competences.toml"]))
    text = _document_file(parsed, key, files.get(f"documents/{key}.toml"))
    save_file(actor, version, FileText(f"documents/{key}.toml", text), submission)
    return len(parsed.problems)


def restore_edition(actor: Actor, version: int, edition_id: int, submission: Submission) -> None:
    """Fill the draft with the files of an earlier edition, so that going back passes the same gates as any change."""
    with transaction(actor, submission) as work:
        draft = own_draft(work, actor, version)
        _put(work, draft, dict(edition_row(edition_id).files))


def renew(actor: Actor, version: int, submission: Submission) -> tuple[str, ...]:
    """Put the draft onto the newest edition; returns the files that both sides had changed.

    In those the draft's text stands, and the comparison shows what it takes back of the other's change.
    """
    with transaction(actor, submission) as work:
        draft = own_draft(work, actor, version)
        newest, old = editions.newest_row(), edition_row(draft.base_id)
        if newest is None or newest.id == old.id:
            return ()
        theirs = set(changed_names(old.files, newest.files))
        draft.base_id = newest.id
        _put(work, draft, dict(draft.files))
        return tuple(sorted(theirs.intersection(draft.files)))


def discard(actor: Actor, version: int, submission: Submission) -> None:
    """Give the draft up; the row stays."""
    with transaction(actor, submission) as work:
        own_draft(work, actor, version).discarded_at = work.now


def own_draft(work: Work, actor: Actor, version: int) -> EditionDraft:
    """The actor's open draft in the state the form was rendered from, else Stale."""
    require(actor, Permission.CONFIGURE)
    draft = open_draft(actor.user_id, lock=True)
    if draft is None:
        raise IllegalMove("这份草稿已经发布或放弃，不能再改。您填写的内容还在下面。")
    if draft.version != version:
        raise Stale(STALE)
    draft.updated_at = work.now
    return draft


def _put(work: Work, draft: EditionDraft, files: dict[str, str]) -> None:
    base = edition_row(draft.base_id).files
    draft.files = {name: text for name, text in files.items() if base.get(name) != text}
    draft.version += 1
    draft.updated_at = work.now


def _document_file(parsed: ParsedFile, key: str, old: str | None) -> str:
    document = document_from(parsed, key)
    if old:
        document = with_summaries(document, load_documents({key: old})[0])
    doubts = "".join(f"{DOUBT}{' '.join(problem.text.split())}\n" for problem in parsed.problems)
    return doubts + to_toml(document)
