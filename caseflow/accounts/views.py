"""Pages of accounts."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from caseflow.accounts import actions, queries
from caseflow.accounts.forms import (
    AskForm,
    CompanyProfileForm,
    ContactForm,
    PasswordForm,
    PersonForm,
    ProfileForm,
    RegisterForm,
    RoleForm,
    SignInForm,
)
from caseflow.core.access import Actor, Permission, Role
from caseflow.core.enterprise import credit_code
from caseflow.core.errors import BadInput
from caseflow.core.text import clean
from caseflow.store import editions
from caseflow.store.unit_of_work import Submission
from caseflow.web.access import Account, current_actor, public, requires, signed_in
from caseflow.web.regions import region_choices, region_label
from caseflow.web.sessions import StoredSession, end_session, session_id_of

blueprint = Blueprint("accounts", __name__)
Page = str | tuple[str, int] | Response
WRONG = "登录名或密码不对，或者账号已停用。请核对后再试。"
FIRST_PAGE = {
    Role.COMPLAINANT: "intake.mine",
    Role.CLERK: "acceptance.queue",
    Role.HANDLER: "handling.inbox",
    Role.UNIT_HEAD: "handling.inbox",
    Role.SUPERVISOR: "closure.queue",
    Role.AUDITOR: "ledger.audit",
    Role.ADMINISTRATOR: "accounts.people",
    Role.SECURITY_ADMINISTRATOR: "accounts.roles",
}


@blueprint.get("/sign-in")
@public
def sign_in() -> Page:
    """The sign-in page; who is signed in already goes on."""
    actor = signed_in()
    if actor is not None:
        return redirect(_onward(actor, request.args.get("next", "")))
    return render_template("accounts/sign_in.html", form=SignInForm(next=request.args.get("next", "")), wrong="")


@blueprint.post("/sign-in")
@public
def sign_in_now() -> Page:
    """Check the password; every failure reads the same."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, wrong=""), 422
    actor = actions.sign_in(form.login.data, form.password.data, request.remote_addr or "")
    if actor is None:
        return render_template("accounts/sign_in.html", form=form, wrong=WRONG), 422
    _enter(actor)
    return redirect(_onward(actor, form.next.data or ""))


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """End the session at once."""
    end_session(session)
    flash("您已退出登录。", "success")
    return redirect(url_for("portal.home"))


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> Page:
    """A firm registers and is signed in."""
    form = RegisterForm()
    form.region.choices = region_choices(editions.current())
    if not form.validate_on_submit():
        return render_template("accounts/register.html", form=form, refused=""), 422 if form.errors else 200
    company = form.company(region_label(editions.current(), form.region.data))
    try:
        person_id = actions.register(company, form.submission(), request.remote_addr or "")
    except BadInput as taken:
        return render_template("accounts/register.html", form=form, refused=str(taken)), 422
    _enter(Actor(person_id, Role.COMPLAINANT, company.contact_name))
    flash("注册成功，现在可以填写投诉了。", "success")
    _hint(company.credit_code)
    return redirect(url_for("intake.start"))


@blueprint.route("/profile", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def profile() -> Page:
    """One's own contact data."""
    actor = current_actor()
    form = _profile_form(actor)
    if form.validate_on_submit():
        actions.change_profile(actor, form.profile(), form.submission())
        flash("已保存。", "success")
        return redirect(url_for("accounts.profile"))
    return _profile(form, PasswordForm(), 422 if form.errors else 200)


@blueprint.post("/profile/password")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> Page:
    """A new password for oneself."""
    form = PasswordForm()
    actor = current_actor()
    if not form.validate():
        return _password_page(form)
    try:
        actions.change_password(actor, form.present.data, form.new.data, session_id_of(session), form.submission())
    except BadInput as refused:
        form.new.errors = (str(refused),)
        return _password_page(form)
    flash("密码已更改，其他地方的登录已全部退出。", "success")
    return redirect(url_for("accounts.profile"))


@blueprint.get("/people")
@requires(Permission.CONFIGURE)
def people() -> Page:
    """The members of staff, with a form for a new one."""
    return _people(PersonForm(formdata=None))


@blueprint.post("/people")
@requires(Permission.CONFIGURE)
def add_person() -> Page:
    """Add a member of staff; the one-time password stands on the answer and nowhere else."""
    form = PersonForm()
    if not form.validate():
        return _people(form, 422)
    try:
        password = actions.add_person(current_actor(), form.person(), submission=form.submission())
    except BadInput as refused:
        form.login.errors = (str(refused),)
        return _people(form, 422)
    return render_template("accounts/one_time.html", name=form.name.data, login=form.login.data, password=password)


@blueprint.post("/people/<int:person_id>/disable")
@requires(Permission.CONFIGURE)
def disable(person_id: int) -> Page:
    """Disable an account; its sessions end."""
    actions.disable(current_actor(), person_id, _asked())
    flash("账号已停用，已登录的也已退出。", "success")
    return redirect(url_for("accounts.people"))


@blueprint.post("/people/<int:person_id>/reset")
@requires(Permission.CONFIGURE)
def reset(person_id: int) -> Page:
    """A one-time password, shown once."""
    password = actions.reset_password(current_actor(), person_id, _asked())
    who = queries.person(person_id)
    return render_template("accounts/one_time.html", name=who.name, login=who.login, password=password)


@blueprint.route("/people/<int:person_id>/contact", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def correct_contact(person_id: int) -> Page:
    """The addresses of a member of staff."""
    who = queries.staff(person_id)
    form = ContactForm(email=who.email, sms_number=who.sms_number)
    if not current_app.config["SETTINGS"].sms.url:
        del form.sms_number
    if not form.validate_on_submit():
        return render_template("accounts/contact.html", form=form, who=who), 422 if form.errors else 200
    number = (form.sms_number.data or "") if "sms_number" in form else None
    actions.correct_contact(current_actor(), person_id, form.email.data, number, form.submission())
    flash("联系方式已更正。", "success")
    return redirect(url_for("accounts.people"))


@blueprint.get("/roles")
@requires(Permission.GRANT_ROLES)
def roles() -> Page:
    """Who holds which role."""
    search, page = _search()
    rows, total = queries.people(search, page)
    forms = {row.id: RoleForm(formdata=None, role=row.role) for row in rows}
    return render_template("accounts/roles.html", rows=rows, forms=forms, total=total, page=page, search=search)


@blueprint.post("/roles/<int:person_id>")
@requires(Permission.GRANT_ROLES)
def change_role(person_id: int) -> Page:
    """Give somebody another role."""
    form = RoleForm()
    if not form.validate():
        raise BadInput("没有这个角色，请从列表中选择。")
    actions.change_role(current_actor(), person_id, Role(form.role.data), form.submission())
    flash("角色已调整，对方须重新登录。", "success")
    return redirect(url_for("accounts.roles"))


def _enter(actor: Actor) -> None:
    session.clear()
    login_user(Account(actor))
    session["staff"] = actor.role is not Role.COMPLAINANT
    if isinstance(session_object := session._get_current_object(), StoredSession):  # type: ignore[attr-defined]  # noqa: SLF001
        session_object.fresh_id = True


def _onward(actor: Actor, wanted: str) -> str:
    return wanted if _own_path(wanted) else url_for(FIRST_PAGE[actor.role])


def _own_path(wanted: str) -> bool:
    """Only a path of this site: no host, no scheme, no second slash, no backslash, no control character."""
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or not wanted.isprintable():
        return False
    parts = urlsplit(wanted)
    return not parts.scheme and not parts.netloc and not parts.path.startswith("//")


def _hint(code: str) -> None:
    if credit_code(code).cannot_be_sme:
        flash(
            f"您的统一社会信用代码以 {code[:2]} 开头，通常是机关、事业单位或团体，不是中小企业。"
            "如果确实不是中小企业，投诉会不予受理。",
            "info",
        )


def _profile_form(actor: Actor, **given: None) -> ProfileForm:
    """The form of this person; `formdata=None` leaves what was sent aside. Without a gateway nobody is asked for SMS."""
    who = queries.person(actor.user_id)
    company = queries.company_of(who.company_id)
    known = {"name": who.name, "email": who.email, "sms_number": who.sms_number}
    contact = {"phone": company.contact_phone, "address": company.address} if company else {}
    form = (CompanyProfileForm if company else ProfileForm)(**given, **known, **contact)
    if not current_app.config["SETTINGS"].sms.url:
        del form.sms_number
    return form


def _profile(form: ProfileForm, password: PasswordForm, status: int) -> tuple[str, int]:
    company = queries.company_of(current_actor().company_id)
    return render_template("accounts/profile.html", form=form, password_form=password, company=company), status


def _password_page(password: PasswordForm) -> tuple[str, int]:
    return _profile(_profile_form(current_actor(), formdata=None), password, 422)


def _people(form: PersonForm, status: int = 200) -> tuple[str, int]:
    search, page = _search()
    rows, total = queries.people(search, page)
    page_of = {"rows": rows, "total": total, "page": page, "search": search, "size": queries.PAGE}
    return render_template("accounts/people.html", form=form, ask=AskForm(formdata=None), **page_of), status


def _asked() -> Submission:
    form = AskForm()
    if not form.validate():
        raise BadInput("这一页不完整，请重新打开页面再试。")
    return form.submission()


def _search() -> tuple[str, int]:
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return clean(request.args.get("q", ""))[:60], max(number, 1)
