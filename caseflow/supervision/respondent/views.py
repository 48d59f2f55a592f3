"""The pages behind the code of a letter: the respondent reads, writes, checks and submits without an account."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from caseflow.core.errors import BadInput, IllegalMove, Stale, TooMany
from caseflow.evidence.by_link import files_of_link
from caseflow.store.unit_of_work import Repeated
from caseflow.supervision.claims import grounds, void_basis
from caseflow.supervision.respondent import allegation, answering, drafts, forms
from caseflow.supervision.respondent.places import Place, Standing, place_at, place_of
from caseflow.web.access import public, signed_in
from caseflow.web.draft_forms import Raw
from caseflow.web.links import behind_link
from caseflow.web.uploads import let_in_large

blueprint = Blueprint("respondent", __name__)
UNFINISHED = "还有没填完的地方，请补全以后再核对、提交。"
TOO_BIG = "一次上传的文件合计太大，没有上传。请分几次上传；之前保存的内容都在。"


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Files come in behind an open link alone: a stranger's body is not taken in."""
    if endpoint == "respondent.answer" and request.method == "POST" and values and _may_bring(values["code"]):
        let_in_large()


@blueprint.get("/respond")
@public
def enter() -> ResponseReturnValue:
    """The page to type a code into; a typed code leads to its own address."""
    code = request.args.get("code", "").strip()[:80]
    return redirect(url_for("respondent.answer", code=code)) if code else render_template("respondent/enter.html")


@blueprint.route("/respond/<code>", methods=["GET", "POST"])
@public
def answer(code: str) -> ResponseReturnValue:
    """The allegation and the reply to it while the link runs, else why there is none any more. A GET only reads."""
    place = place_of(code, request.remote_addr or "")
    found = allegation.shown(place, signed_in())
    if request.method == "POST":
        return _pressed(place, found, code)
    raw, version = drafts.kept(place.link.id) if found.open else ({}, 0)
    return _page(place, found, code, forms.ReplyForm.saved({**raw, "version": [str(version)]}))


@blueprint.route("/respond/<code>/check", methods=["GET", "POST"])
@public
def check(code: str) -> ResponseReturnValue:
    """What was written, with what the law says to it, once more before it is submitted for good."""
    place, back = place_of(code, request.remote_addr or ""), redirect(url_for("respondent.answer", code=code))
    found = allegation.shown(place, signed_in())
    raw, version = drafts.kept(place.link.id) if found.open else ({}, 0)
    written = forms.ReplyForm.checked(raw).fit(found.claims)
    if not found.open or not written.whole():
        if found.open:
            flash(UNFINISHED, "error")
        return back
    form = forms.SubmitForm(version=version)
    if form.validate_on_submit():
        _submitted(place, written, form)
        return back
    said = written.given(version)
    page = render_template(
        "respondent/check.html", found=found, code=code, form=form, given=said, lines=_lines(place, found, said),
        grounds=grounds(), files=files_of_link(place.link.id),
    )  # fmt: skip
    return behind_link(page, 422 if form.errors else 200)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """More than a request may bring: back to the page, whose draft is as it was."""
    flash(TOO_BIG, "error")
    return redirect(request.path, 303)


def _may_bring(code: str) -> bool:
    place = place_at(code)
    return place is not None and allegation.shown(place, signed_in()).open


def _pressed(place: Place, found: allegation.Allegation, code: str) -> ResponseReturnValue:
    """Keep what was typed, whatever button it was; then what the button asks for."""
    form = forms.ReplyForm()
    if not found.open:
        return _page(place, found, code, form, status=403 if found.standing is Standing.SIGNED_IN else 409)
    form.fit(found.claims)
    try:
        drafts.admit_press(place, request.remote_addr or "")
        version = drafts.save(place.link.id, _typed(form), form.version.data)
        _renumber(form, version)
        _files(place, form)
    except Stale as changed:
        _renumber(form, drafts.kept(place.link.id)[1])
        return _page(place, found, code, form, 409, [str(changed)])
    except (TooMany, IllegalMove) as refused:
        return _page(place, found, code, form, 429 if isinstance(refused, TooMany) else 409, [str(refused)])
    except BadInput as refused:
        form.files.errors = (str(refused),)
        return _page(place, found, code, form, 422)
    return _onward(place, found, code, form)


def _onward(place: Place, found: allegation.Allegation, code: str, form: forms.ReplyForm) -> ResponseReturnValue:
    wanted = request.form.get("go", "save")
    if wanted == "check":
        if form.whole():
            return redirect(url_for("respondent.check", code=code), 303)
        return _page(place, found, code, form, 422)
    if wanted == "save":
        flash("已保存，还没有提交。期限以前可以再打开这个链接接着填。", "success")
    anchor = {"more": "payments", "save": None}.get(wanted, "materials")
    return redirect(url_for("respondent.answer", code=code, _anchor=anchor), 303)


def _typed(form: forms.ReplyForm) -> Raw:
    raw = form.raw(request.form, {})
    return forms.with_one_more(raw) if request.form.get("go") == "more" else raw


def _renumber(form: forms.ReplyForm, version: int) -> None:
    form.version.data, form.version.raw_data = version, None


def _files(place: Place, form: forms.ReplyForm) -> None:
    """Take in what was chosen, whatever button was pressed; take out what was asked to go."""
    uploads = form.uploads()
    if uploads:
        known = {key for key, _label in forms.FILE_KINDS}
        kind = form.file_kind.data if form.file_kind.data in known else forms.FILE_KINDS[0][0]
        drafts.add_files(place.link.id, uploads, kind)
    elif request.form.get("go") == "upload":
        raise BadInput("请先选择文件。")
    dropped = request.form.get("go", "").removeprefix("drop-")
    if dropped.isascii() and dropped.isdigit():
        drafts.drop_file(place.link.id, int(dropped))


def _page(
    place: Place, found: allegation.Allegation, code: str, form: forms.ReplyForm, status: int = 200,
    sentences: Sequence[str] = (),
) -> ResponseReturnValue:  # fmt: skip
    if found.open:
        form.fit(found.claims)
    page = render_template(
        "respondent/answer.html", found=found, code=code, form=form, sentences=list(sentences),
        files=files_of_link(place.link.id) if found.open else (), typed=forms.typed_in(form) if status == 409 else (),
    )  # fmt: skip
    return behind_link(page, status)


def _submitted(place: Place, written: forms.ReplyForm, form: forms.SubmitForm) -> None:
    """Submit it, unless the first press of the same form did; a refusal is said on the page that follows."""
    try:
        drafts.admit_press(place, request.remote_addr or "")
        answering.submit(place.link.id, written.given(form.version.data or 0), form.submission())
    except Repeated:
        return
    except (IllegalMove, Stale, BadInput, TooMany) as refused:
        flash(str(refused), "error")


def _lines(place: Place, found: allegation.Allegation, said: answering.Given) -> list[dict[str, Any]]:
    """Each claim with what is said to it and the provision by which the ground cannot stand."""
    claims = {claim.id: claim for claim in found.claims}
    return [
        {
            "claim": claims[each.claim_id],
            "answer": each,
            "void": void_basis(place.case, claims[each.claim_id], each.ground),
        }
        for each in said.said.answers
    ]
