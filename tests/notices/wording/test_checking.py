"""What may stand in a text of a notice, and with which sentence everything else is refused."""

import pytest

from caseflow.core.notices import voices
from caseflow.notices.wording.checking import check
from caseflow.notices.wording.texts import Source

NAME = "dispatched.complainant"
GOOD = "您的投诉 {{ number }} 已转交办理，请在 {{ data.result_due | day }} 后查看。"


def sentences(body: str, subject: str = "投诉已转交：{{ number }}", channel: str = "mail", name: str = NAME) -> str:
    """Everything said about a text."""
    wrong = check(voices()[name], name, channel, Source(subject, body))
    return "".join(f"{box}:{sentence}" for box, found in wrong.items() for sentence in found)


def test_a_good_text_passes() -> None:
    assert sentences(GOOD) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("第一行。\n第二行 {{ number", "第 2 行的写法读不懂"),
        ("第一行。\n{% if letter %}没有结束。", "读不懂"),
        ("{{ secret }} 有十个字以上的一句话。", "第 1 行的“secret”不是这里能用的变量"),
        ("一句话。\n{{ data.sha256 }} 一句话。", "第 2 行的“data.sha256”不是"),
        ("{{ data.amount }} 有十个字以上的一句话。", "data.amount"),
        ("{{ number.__class__.__mro__ }}一句话。", "__class__"),
        ("{{ ''.__class__ }}一句话。", "__class__"),
        ("{{ number | upper }}一句话。", "“| upper”不能用"),
        ("{{ data['items'] }}一句话。", "不是这里能用的变量"),
        ("{{ cycler }}一句话。", "cycler"),
        ("{% for i in number %}一句话。{% endfor %}", "不能用的写法"),
        ("{{ 'a' * 999999999 }}一句话。", "不能用的写法"),
        ("{{ 9 ** 999999 }}一句话。", "不能用的写法"),
        ("{% set x = 1 %}一句话，有十个字。", "不能用的写法"),
        ("{% macro m() %}{% endmacro %}一句话，有十个字。", "不能用的写法"),
        ("{% include 'end.txt' %}一句话，有十个字。", "不能用的写法"),
        ("{{ number() }}一句话，有十个字。", "不能用的写法"),
        ("{{ number | day }}一句话，有十个字。", "用样例试填时出错"),
        ("期限是 {{ until | day }}，请及时查看办理。", "有时没有值"),
        ("文书编号 {{ until }}，请及时查看办理的情况。", "有时没有值"),
        ("请登录查看,谢谢您的配合和支持。", "全角标点代替“,”"),
        ("请登录查看，谢谢您的配合和支持", "以句号结束"),
        ("请拨打 13900001234 联系我们的工作人员。", "不能写个人信息"),
        ("请写信到 someone@example.com 联系我们。", "不能写个人信息"),
        ("太短。", "正文太短"),
        ("长" * 2001, "最多写 2000 个字"),
        ("长" * 1500 + "。", "最多 1000 个字"),
        ("{% if again %}" * 400 + "x" + "{% endif %}" * 400, "最多写 2000 个字"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(body: str, said: str) -> None:
    assert said in sentences(body)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("两行\n标题", "标题只能写一行"),
        ("{{ nothing }}", "nothing"),
        ("短", "4 到 60 个字"),
        ("长" * 61, "4 到 60 个字"),
        ("标题:半角", "全角标点代替“:”"),
    ],
)
def test_a_subject_is_one_short_line(subject: str, said: str) -> None:
    found = sentences(GOOD, subject)
    assert found.startswith("subject:")
    assert said in found


def test_a_short_message_is_shorter_than_a_mail() -> None:
    text = "这是一段话，" * 30 + "请登录查看。"
    assert sentences(text) == ""
    assert "最多 134 个字" in sentences(text, channel="sms")


def test_an_account_is_named_by_mail_and_never_by_short_message() -> None:
    text = "您的账号“{{ login }}”已经开通，现在可以登录。"
    assert sentences(text, "账号已开通", name="user_added.account") == ""
    assert "login" in sentences(text, "账号已开通", "sms", "user_added.account")
    assert "login" in sentences(text)
