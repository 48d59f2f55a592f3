"""Accounts from the command line: the first administrators, and help when nobody can sign in."""

import click

from caseflow.accounts import actions
from caseflow.accounts.queries import person_by_login
from caseflow.app import create_app
from caseflow.core.access import Role
from caseflow.core.errors import BadInput

ROLES = sorted(actions.OFFICE_ROLES)


@click.group()
def users() -> None:
    """账号:新建、停用、重置密码。"""


@users.command()
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, type=click.Choice([str(role) for role in ROLES]), help="角色")
@click.option("--unit", default="", help="所属单位全称(管理员可以不填)")
@click.option("--email", default="", help="收通知的邮箱")
def add(login: str, name: str, role: str, unit: str, email: str) -> None:
    """新建工作人员账号,在标准输出打印一次性密码。"""
    with create_app().app_context():
        new = actions.NewPerson(login, name, Role(role), email, unit)
        click.echo(actions.add_person(None, new))
    click.echo(f"已新建账号 {login}。一次性密码只显示这一次，请本人登录后更改。", err=True)


@users.command()
@click.argument("login")
def disable(login: str) -> None:
    """停用账号,已登录的立即退出。"""
    with create_app().app_context():
        actions.disable(None, _id_of(login))
    click.echo(f"已停用账号 {login}。", err=True)


@users.command()
@click.argument("login")
def reset(login: str) -> None:
    """重置密码,在标准输出打印一次性密码;已登录的立即退出。"""
    with create_app().app_context():
        click.echo(actions.reset_password(None, _id_of(login)))
    click.echo(f"已重置 {login} 的密码，只显示这一次，请本人登录后更改。", err=True)


def _id_of(login: str) -> int:
    who = person_by_login(login)
    if who is None:
        raise BadInput(f"没有登录名为“{login}”的账号。")
    return who.id
