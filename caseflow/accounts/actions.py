"""Making accounts, signing in, and what the administrators change."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from caseflow.accounts import passwords
from caseflow.accounts.queries import company_of, person, person_by_login, registered
from caseflow.core.access import Actor, Permission, Role, require
from caseflow.core.errors import BadInput
from caseflow.core.events import Code, ContactChanged, PasswordReset, RoleChanged, SignedIn, UserAdded, UserDisabled
from caseflow.store import sessions, throttle
from caseflow.store.models import Company, Person
from caseflow.store.unit_of_work import Submission, Work, transaction
from caseflow.store.units import unit_named

SIGN_IN = throttle.Limit("sign-in", tries=10, minutes=5)
REGISTER = throttle.Limit("register", tries=30, minutes=60)
TAKEN = "这个登录名或企业已经注册过，请直接登录；忘记密码请联系受理部门。"
OFFICE_ROLES = frozenset(
    {
        Role.CLERK,
        Role.HANDLER,
        Role.UNIT_HEAD,
        Role.SUPERVISOR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
    }
)
WITHOUT_UNIT = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})


@dataclass(frozen=True)
class NewPerson:
    """A member of staff: the login, the role, the full name of the office (empty for administrators alone)."""

    login: str
    name: str
    role: Role
    email: str = ""
    unit: str = ""


@dataclass(frozen=True)
class NewCompany:
    """A firm and the person who acts for it; `email` is the login."""

    name: str
    credit_code: str
    size: str
    industry: str
    region: str
    address: str
    contact_name: str
    phone: str
    email: str
    password: str


@dataclass(frozen=True)
class Profile:
    """What a person may change of its own account; the firm's part is empty for staff.

    `sms_number` None leaves the number as it is.
    """

    name: str
    email: str
    phone: str = ""
    address: str = ""
    sms_number: str | None = None


def sign_in(login: str, password: str, address: str) -> Actor | None:
    """Check a password; returns who signed in (a bare actor), or None for every kind of failure alike.

    At most ten failed checks per account and per address in five minutes, else TooMany.
    """
    tickets = throttle.admit(SIGN_IN, (f"login {login.lower()}", f"address {address}"))
    who = person_by_login(login)
    right = passwords.verify(who.password_hash if who else None, password)
    if who is None or not right or who.disabled_at is not None:
        return None
    throttle.forgive(tickets)
    actor = Actor(who.id, Role(who.role), who.name, unit_id=who.unit_id, company_id=who.company_id)
    with transaction(actor) as work:
        _renew(person(who.id), password)
        work.record(SignedIn(user_id=who.id))
    return actor


def register(company: NewCompany, submission: Submission, address: str = "") -> int:
    """Register a firm with its first account; returns the person's id. Raises BadInput where either exists.

    The answer tells whether a firm is known, so at most thirty are given per `address` in an hour, else TooMany.
    """
    if address:
        throttle.admit(REGISTER, (f"address {address}",))
    try:
        with transaction(None, submission) as work:
            return _register(work, company)
    except IntegrityError as twice:
        raise BadInput(TAKEN) from twice


def add_person(
    actor: Actor | None, new: NewPerson, password: str | None = None, submission: Submission | None = None
) -> str:
    """Add a member of staff (`actor` None: from the command line or the demo); returns the password to hand over.

    Without `password` a one-time one is made. Raises BadInput for a taken login, an unknown office, a role without one.
    """
    if actor is not None:
        require(actor, Permission.CONFIGURE)
    first = password or passwords.one_time_password()
    try:
        with transaction(actor, submission) as work:
            _add_staff(work, new, first)
    except IntegrityError as twice:
        raise BadInput(f"登录名“{new.login}”已有人使用。") from twice
    return first


def disable(actor: Actor | None, person_id: int, submission: Submission | None = None) -> None:
    """Disable an account; its sessions end at once. Nobody disables themselves."""
    _may_change(actor, Permission.CONFIGURE, person_id)
    with transaction(actor, submission) as work:
        who = person(person_id)
        if who.disabled_at is None:
            who.disabled_at = work.now
            work.record(UserDisabled(user_id=who.id))
    sessions.revoke_others(person_id)


def reset_password(actor: Actor | None, person_id: int, submission: Submission | None = None) -> str:
    """Give an account a one-time password, returned to be shown once; its sessions end."""
    _may_change(actor, Permission.CONFIGURE, person_id)
    password = passwords.one_time_password()
    with transaction(actor, submission) as work:
        who = person(person_id)
        _fits(who.signs_in, "这是代录时登记的联系人，没有账号，请企业自己注册。")
        # the three powers stay apart: whoever configures must not get into the account that grants
        guarded = actor is not None and who.role == Role.SECURITY_ADMINISTRATOR
        _fits(not guarded, "安全管理员的密码只能在服务器上用命令重置。")
        who.password_hash = passwords.hashed(password)
        work.record(PasswordReset(user_id=who.id))
    sessions.revoke_others(person_id)
    return password


def change_role(actor: Actor, person_id: int, role: Role, submission: Submission) -> None:
    """Give a member of staff another role; the sessions end, so that the next request has the new rights."""
    _may_change(actor, Permission.GRANT_ROLES, person_id)
    with transaction(actor, submission) as work:
        who = person(person_id)
        _fits(Role(who.role) in OFFICE_ROLES and role in OFFICE_ROLES, "投诉企业的账号不能改为工作人员。")
        _fits(who.unit_id is not None or role in WITHOUT_UNIT, "这个账号没有所属单位，只能担任管理员。")
        who.role = role
        work.record(RoleChanged(user_id=who.id, role=Code(role)))
    sessions.revoke_others(person_id)


def change_profile(actor: Actor, profile: Profile, submission: Submission) -> None:
    """Change the contact data of one's own account and firm. A complainant's e-mail is also its login."""
    try:
        with transaction(actor, submission) as work:
            _write_profile(work, person(work.person_id), profile)
    except IntegrityError as twice:
        raise BadInput("这个邮箱已有人使用。") from twice


def correct_contact(
    actor: Actor, person_id: int, email: str, sms_number: str | None, submission: Submission | None = None
) -> None:
    """Correct the mail address of a member of staff and its number for SMS (None: leave it as it is).

    A firm corrects its own, with which it signs in.
    """
    require(actor, Permission.CONFIGURE)
    with transaction(actor, submission) as work:
        who = person(person_id)
        _fits(Role(who.role) in OFFICE_ROLES, "投诉企业的邮箱也是登录名，请企业登录后自己更正。")
        _write_contact(work, who, email, sms_number)


def change_password(actor: Actor, present: str, new: str, keep: str | None, submission: Submission) -> None:
    """Change one's own password; every other session ends. Raises BadInput for a wrong present one or a weak new one."""
    tickets = throttle.admit(SIGN_IN, (f"change {actor.user_id}",))
    who = person(actor.user_id)
    _fits(passwords.verify(who.password_hash, present), "现在的密码不对。")
    throttle.forgive(tickets)
    least, classes = (passwords.LEAST_PUBLIC, 1) if actor.role is Role.COMPLAINANT else (passwords.LEAST_STAFF, 3)
    weakness = passwords.weak_because(new, who.login, least, classes)
    _fits(not weakness, weakness)
    fresh = passwords.hashed(new)
    with transaction(actor, submission) as work:
        person(work.person_id).password_hash = fresh
        work.record(PasswordReset(user_id=work.person_id))
    sessions.revoke_others(actor.user_id, keep)


def _register(work: Work, new: NewCompany) -> int:
    _fits(person_by_login(new.email) is None and not registered(new.credit_code), TAKEN)
    company = work.add(
        Company(
            credit_code=new.credit_code,
            name=new.name,
            size=new.size,
            industry=new.industry,
            region=new.region,
            address=new.address,
            contact_name=new.contact_name,
            contact_phone=new.phone,
            created_at=work.now,
        )
    )
    who = work.add(
        Person(
            login=new.email,
            name=new.contact_name,
            email=new.email,
            role=Role.COMPLAINANT,
            password_hash=passwords.hashed(new.password),
            company_id=company.id,
            created_at=work.now,
        )
    )
    work.record(UserAdded(user_id=who.id, role=Code(Role.COMPLAINANT)))
    return who.id


def _add_staff(work: Work, new: NewPerson, password: str) -> None:
    unit = unit_named(new.unit) if new.unit else None
    _fits(new.role in OFFICE_ROLES, "投诉企业请自行注册。")
    _fits(unit is not None or not new.unit, f"没有名为“{new.unit}”的单位。")
    _fits(unit is not None or new.role in WITHOUT_UNIT, "请写明所属单位。")
    _fits(person_by_login(new.login) is None, f"登录名“{new.login}”已有人使用。")
    who = work.add(
        Person(
            login=new.login,
            name=new.name,
            email=new.email,
            role=new.role,
            password_hash=passwords.hashed(password),
            unit_id=unit.id if unit else None,
            created_at=work.now,
        )
    )
    work.record(UserAdded(user_id=who.id, role=Code(new.role)))


def _write_profile(work: Work, who: Person, profile: Profile) -> None:
    who.name = profile.name
    _write_contact(work, who, profile.email, profile.sms_number)
    company = company_of(who.company_id)
    if company is None:
        return
    who.login = profile.email
    company.contact_name, company.contact_phone, company.address = profile.name, profile.phone, profile.address


def _write_contact(work: Work, who: Person, email: str, sms_number: str | None) -> None:
    number = who.sms_number if sms_number is None else sms_number
    if (who.email, who.sms_number) != (email, number):
        who.email, who.sms_number = email, number
        work.record(ContactChanged(user_id=who.id))


def _renew(who: Person, password: str) -> None:
    if passwords.HASHER.check_needs_rehash(who.password_hash):
        who.password_hash = passwords.hashed(password)


def _may_change(actor: Actor | None, permission: Permission, person_id: int) -> None:
    if actor is None:
        return
    require(actor, permission)
    _fits(actor.user_id != person_id, "不能对自己的账号进行这项操作，请由另一位管理员办理。")


def _fits(condition: bool, sentence: str) -> None:
    if not condition:
        raise BadInput(sentence)
