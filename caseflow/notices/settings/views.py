"""我的通知设置, the settings of one's unit, and the robots of its group chats."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caseflow.core.access import Actor, Permission, holds
from caseflow.core.audiences import Channel
from caseflow.core.errors import BadInput, Stale
from caseflow.core.notice_rules import Group
from caseflow.notices.forms import PressForm
from caseflow.notices.quiet import choices
from caseflow.notices.sending.mail import Undelivered
from caseflow.notices.settings import robots
from caseflow.notices.settings.forms import ForgetForm, RobotForm, SettingsForm
from caseflow.store import editions
from caseflow.store.unit_of_work import Repeated
from caseflow.web.access import current_actor, requires

blueprint = Blueprint("notice_settings", __name__)
Boxes = dict[str, tuple[Group, Channel]]


@blueprint.route("/notice-settings", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def mine() -> ResponseReturnValue:
    """What the reader wants of notices."""
    return _settings("notices/settings/mine.html", "notice_settings.mine", unit=False)


@blueprint.route("/unit/notices", methods=["GET", "POST"])
@requires(Permission.SET_UNIT_NOTICES)
def of_unit() -> ResponseReturnValue:
    """What holds for the people of the unit who chose nothing, and for its robots."""
    lines = robots.robots_of(current_actor())
    return _settings("notices/settings/unit.html", "notice_settings.of_unit", unit=True, robots=lines, press=PressForm())


@blueprint.post("/notice-settings/forget")
@requires(Permission.OWN_ACCOUNT)
def forget_mine() -> ResponseReturnValue:
    """Back to what the unit, or the system, has set."""
    return _forget("notice_settings.mine", unit=False)


@blueprint.post("/unit/notices/forget")
@requires(Permission.SET_UNIT_NOTICES)
def forget_of_unit() -> ResponseReturnValue:
    """Back to the system's defaults."""
    return _forget("notice_settings.of_unit", unit=True)


@blueprint.route("/unit/robots/add", methods=["GET", "POST"])
@requires(Permission.SET_UNIT_NOTICES)
def add_robot() -> ResponseReturnValue:
    """Connect a robot. What was typed is never written into a page: it is asked for again."""
    actor, form = current_actor(), RobotForm().offer(editions.current().notices)
    if form.validate_on_submit():
        try:
            robots.add_robot(actor, *form.given(), form.submission())
        except BadInput as refused:
            form.blame(refused)
        except Repeated as twice:
            flash(str(twice), "info")
            return redirect(url_for("notice_settings.of_unit"))
        else:
            flash("群机器人已添加。请发一条测试消息，看群里能不能收到。", "success")
            return redirect(url_for("notice_settings.of_unit"))
    status = 422 if form.errors else 200
    form.veil()
    return render_template("notices/settings/add_robot.html", form=form, unit=actor.unit_name), status


@blueprint.post("/unit/robots/<int:robot_id>/test")
@requires(Permission.SET_UNIT_NOTICES)
def test_robot(robot_id: int) -> ResponseReturnValue:
    """发送测试消息."""
    form = PressForm()
    if form.validate_on_submit():
        try:
            robots.send_test(current_actor(), robot_id, form.submission())
            flash("测试消息已发出，请到群里看看有没有收到。", "success")
        except (Undelivered, BadInput, Repeated) as refused:
            flash(f"测试消息没有发出：{refused}", "error")
    return redirect(url_for("notice_settings.of_unit"))


@blueprint.route("/unit/robots/<int:robot_id>/remove", methods=["GET", "POST"])
@requires(Permission.SET_UNIT_NOTICES)
def remove_robot(robot_id: int) -> ResponseReturnValue:
    """What removing means, before it is done."""
    actor, form = current_actor(), PressForm()
    if form.validate_on_submit():
        try:
            robots.remove_robot(actor, robot_id, form.submission())
            flash("群机器人已移除，地址已经删除。", "success")
        except (Stale, Repeated) as refused:
            flash(str(refused), "info")
        return redirect(url_for("notice_settings.of_unit"))
    robot = robots.one(actor, robot_id)
    name = editions.current().notices.robot_name(robot.kind)
    return render_template("notices/settings/remove_robot.html", robot=robot, name=name, form=form)


def _settings(template: str, here: str, *, unit: bool, **more: Any) -> ResponseReturnValue:
    """The form of settings: shown as they stand, or carried out; what was chosen stays where it is refused."""
    actor = current_actor()
    standing = choices.standing(actor, unit=unit)
    offered, hidden = _offered(actor, standing, unit=unit)
    form = SettingsForm().offer(offered)
    if form.validate_on_submit() and _chosen(actor, form, offered, hidden, unit=unit):
        return redirect(url_for(here))
    shown = form if form.errors else SettingsForm.of(standing, offered)
    forget = ForgetForm(formdata=None, version=standing.version)
    page = render_template(template, form=shown, standing=standing, forget=forget, **_around(actor, unit=unit), **more)
    return page, 422 if form.errors else 200


def _chosen(actor: Actor, form: SettingsForm, offered: Boxes, hidden: frozenset[str], *, unit: bool) -> bool:
    """Carry the form out; whether that is settled, else the form says what is wrong."""
    try:
        choices.choose(actor, form.choices(offered, hidden), form.version.data, form.submission(), unit=unit)
    except BadInput as refused:
        form.blame(refused)
        return False
    except Stale as faster:
        form.renew(choices.standing(actor, unit=unit).version, str(faster))
        return False
    except Repeated as twice:
        flash(str(twice), "info")
    else:
        flash("已保存，对以后的通知有效。", "success")
    return True


def _forget(here: str, *, unit: bool) -> ResponseReturnValue:
    form = ForgetForm()
    if form.validate_on_submit():
        try:
            choices.forget(current_actor(), form.version.data, form.submission(), unit=unit)
            flash("已改回。", "success")
        except (Stale, Repeated) as refused:
            flash(str(refused), "info")
    return redirect(url_for(here))


def _offered(
    actor: Actor, standing: choices.Standing, *, unit: bool
) -> tuple[Boxes, frozenset[str]]:
    """The boxes, without those of SMS where the house has no gateway; what was switched off of these stays so."""
    every = choices.choosable(actor, unit=unit)
    has_sms = bool(current_app.config["SETTINGS"].sms.url)
    offered = {key: value for key, value in every.items() if has_sms or value[1] is not Channel.SMS}
    return offered, standing.choices.off & (frozenset(every) - frozenset(offered))


def _around(actor: Actor, *, unit: bool) -> dict[str, Any]:
    """What the page says besides: what cannot be switched off and on which ground, office hours, the unit."""
    rules = editions.current().notices
    duties = [group for group in rules.groups_for(choices.side_of_role(actor.role)) if group.duty]
    return {
        "duties": duties,
        "office": rules.office,
        "unit": actor.unit_name,
        "may_set_unit": not unit and holds(actor, Permission.SET_UNIT_NOTICES),
    }
