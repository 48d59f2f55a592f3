"""One complaint on its way through the pages, clicked by as many people as the rules need."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Browser as Chromium

from caseflow.demo.people import PASSWORD as OFFICE_PASSWORD
from caseflow.demo.roster import staff
from tests.browser.window import Window
from tests.harness.pages import wall_calendar
from tests.journeys.journey import credit_code, picture
from tests.journeys.stack import Stack

PASSWORD = "lvshui qingshan 2026"


@dataclass(frozen=True)
class Complaint:
    """What the firm tells, and who the rules say must act: `lead` the office, `reviewers` logins in their order."""

    firm: str
    serial: int
    size: str
    industry: str
    home: str
    respondent: str
    level: str
    place: str
    department: str
    trade: str
    contract: str
    delivered: str
    due: str
    amount: str
    clerk: str
    lead: str
    lead_login: str
    reviewers: tuple[str, ...]

    @property
    def mail(self) -> str:
        """The firm's address."""
        return f"browser{self.serial}@example.org"

    def of_another_firm(self, serial: int) -> "Complaint":
        """The same complaint of a firm with another credit code and address."""
        return replace(self, serial=serial)


@dataclass
class Way:
    """The journey of one complaint at one width; `pictures` (moment -> file name) are kept in the folder `album`."""

    stack: Stack
    chromium: Chromium
    complaint: Complaint
    width: int
    scripts: bool = True
    album: Path | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    faults: list[str] = field(default_factory=list)
    windows: dict[str, Window] = field(default_factory=dict)

    def window(self) -> Window:
        """A fresh window."""
        return Window.open(
            self.chromium, self.stack.address, self.width, self.faults, album=self.album, scripts=self.scripts
        )

    def close(self) -> None:
        """Close all windows."""
        for window in self.windows.values():
            window.close()

    def _shot(self, name: str) -> str:
        return self.pictures.get(name, "")

    @property
    def firm(self) -> Window:
        """The complaining firm's window."""
        return self.windows["firm"]

    def person(self, login: str) -> Window:
        """A signed-in member of staff in a window of their own."""
        if login not in self.windows:
            window = self.windows[login] = self.window()
            window.go()
            window.follow(window.page.get_by_role("link", name="登录", exact=True).first)
            sign_in(window, login, OFFICE_PASSWORD)
        return self.windows[login]

    def register(self) -> None:
        """From the front page to a new account."""
        told = self.complaint
        window = self.windows["firm"] = self.window()
        window.go(picture=self._shot("首页"))
        window.follow(window.page.get_by_role("link", name="登录", exact=True).first)
        window.link("注册企业账号")
        window.fill(
            {
                "企业名称": told.firm, "统一社会信用代码": credit_code(told.serial), "企业规模": told.size,
                "所属行业": told.industry, "企业所在地": told.home, "联系人姓名": "马晓梅", "联系电话": "13900001234",
                "邮箱": told.mail, "设置密码": PASSWORD, "再输一次密码": PASSWORD,
            }
        )  # fmt: skip
        window.look(self._shot("注册"))
        assert "注册成功" in window.press("注册并登录")

    def file(self) -> str:
        """The five steps; returns the words of the receipt."""
        window = self.firm
        window.look(self._shot("我要投诉"))
        window.press("开始填写新的投诉")
        window.fill({"您要投诉的是什么": "拖欠工程款"})
        window.choose("这件事是否已由", "否")
        window.look(self._shot("资格自查"))
        window.press("保存并进入下一步")
        self._name_respondent()
        self._claim()
        self._add_evidence()
        window.press("进入下一步")
        window.tick("我承诺：所投诉的事项未被")
        window.tick("我承诺：所填内容")
        window.fill({"法定代表人或主要负责人姓名": "马建军"})
        window.look(self._shot("承诺与确认"))
        receipt = window.press("确认提交", self._shot("回执"))
        found = re.search(r"(GS|NX)-2026-\d{6}", receipt)
        assert found, receipt
        self.number = found.group()
        window.follow(window.page.get_by_role("link", name="去看这件投诉"))
        return receipt

    def _name_respondent(self) -> None:
        told = self.complaint
        self.firm.fill(
            {
                "单位全称": told.respondent, "单位类型": "机关", "归哪一级管": told.level, "单位所在地": told.place,
                "主管部门": told.department,
            }
        )  # fmt: skip
        if told.trade:
            self.firm.fill({"所属行业": told.trade})
        self.firm.press("保存并进入下一步")

    def _claim(self) -> None:
        told = self.complaint
        self.firm.choose("您与被投诉单位之间有没有合同", "有")
        self.firm.fill(
            {
                "合同、订单或项目名称": "施工合同", "这笔款是": "工程", "合同签订日期": told.contract,
                "交货、完工或验收日期": told.delivered, "约定的付款日期": told.due, "拖欠金额": told.amount,
                "事情经过": "工程早已验收合格，多次催要，对方一直没有付清工程款。", "您的要求": "请督促付清拖欠的工程款。",
            }
        )  # fmt: skip
        self.firm.look(self._shot("合同与欠款"))
        self.firm.press("保存并进入下一步")

    def _add_evidence(self) -> None:
        window = self.firm
        window.look()
        window.fill({"这是什么材料": "合同"})
        window.labelled("选择文件").set_input_files(
            [{"name": "施工合同（盖章）.png", "mimeType": "image/png", "buffer": picture("contract")}]
        )
        assert "材料已上传" in window.press("上传，接着再添加", self._shot("证据"))

    def open_case(self, window: Window, place: str) -> str:
        """Open the case from the list that the menu calls `place`."""
        window.menu(place)
        return window.link(self.number)

    def accept(self) -> str:
        """The clerk waits for the proposal and accepts; returns the words of the examination page."""
        window = self.person(self.complaint.clerk)
        self.open_case(window, "待受理")
        window.await_words(self.complaint.lead)
        examined = window.look(self._shot("审查"))
        window.fill({"审查意见": "材料齐全。"})
        window.press("受理")
        return examined

    def dispatch(self) -> None:
        """The clerk, led on to the next step, confirms the proposed unit."""
        window = self.person(self.complaint.clerk)
        window.look(self._shot("转办"))
        window.press("转办")
        assert window.asked, "handing a case over asks first"

    def handle(self) -> None:
        """The head signs, the handler records a contact and the payment of everything."""
        head, handler = self.person(f"{self.complaint.lead_login}.fz"), self.person(f"{self.complaint.lead_login}.cb")
        self.open_case(head, "办理台")
        head.link("签收")
        head.fill({"承办人": name_of(f"{self.complaint.lead_login}.cb")})
        head.press("签收")
        handler.menu("办理台")
        handler.look(self._shot("办理台"))
        handler.link(self.number)
        handler.link("记录联系")
        handler.choose("记录种类", "电话")
        handler.fill({"发生日期": wall_calendar(), "内容": "已与双方联系，对方同意付款。"})
        handler.choose("谁能看", "投诉企业")
        handler.press("保存记录")
        self._pay(handler)

    def _pay(self, handler: Window) -> None:
        handler.link("登记还款")
        handler.choose("哪一笔款项", "施工合同")
        handler.fill({"付款金额": self.complaint.amount, "付款日期": wall_calendar()})
        handler.choose("付款方式", "银行转账")
        handler.labelled("付款凭证").set_input_files(
            [{"name": "银行回单.png", "mimeType": "image/png", "buffer": picture("receipt")}]
        )
        handler.look(self._shot("登记还款"))
        handler.press("登记还款")

    def resolve(self) -> None:
        """The handler writes the result, the head signs it off, the handler serves it, the firm answers."""
        head, handler = self.person(f"{self.complaint.lead_login}.fz"), self.person(f"{self.complaint.lead_login}.cb")
        handler.link("拟写处理结果")
        handler.choose("处理结果", "全额")
        handler.fill(
            {
                "认定金额": self.complaint.amount, "查明的情况": "经核实，欠款属实，已付清。",
                "依据": "国务院令第802号第九条、第二十五条",
            }
        )  # fmt: skip
        handler.look(self._shot("拟写处理结果"))
        handler.press("报负责人审签")
        self.open_case(head, "办理台")
        head.link("审签处理结果", self._shot("审签"))
        head.press("审签，生成文书")
        self.open_case(handler, "办理台")
        handler.link("登记送达")
        handler.fill({"送达投诉企业的日期": wall_calendar(), "反馈受理部门的日期": wall_calendar()})
        handler.press("登记送达")
        self._answer()

    def _answer(self) -> None:
        firm = self.firm
        self.open_case(firm, "我的投诉")
        firm.await_words("处理结果告知书")
        firm.look(self._shot("案件页"))
        firm.link("告诉我们钱到没到、满不满意")
        firm.page.get_by_role("group", name="哪些款已经到账").get_by_role("checkbox").check()
        firm.choose("您对处理结果", "满意")
        firm.fill({"想说的话": "款已到账。"})
        firm.press("提交答复")

    def write_off(self) -> None:
        """The head applies, each reviewer in order agrees."""
        head = self.person(f"{self.complaint.lead_login}.fz")
        self.open_case(head, "办理台")
        head.link("申请销号", self._shot("申请销号"))
        head.press("申请销号")
        for login in self.complaint.reviewers:
            reviewer = self.person(login)
            reviewer.menu("销号审核")
            reviewer.look(self._shot("销号审核"))
            reviewer.link("审核")
            reviewer.choose("审核决定", "同意")
            reviewer.fill({"审核意见": "对照银行回单、送达和回访核对，材料齐全，同意销号。"})
            reviewer.look(self._shot("审核"))
            reviewer.press("提交决定")


def sign_in(window: Window, login: str, password: str) -> str:
    """Sign in on the page that is open."""
    window.fill({"登录名": login, "密码": password})
    return window.press("登录")


def name_of(login: str) -> str:
    """The name of a member of staff, as lists of people show it."""
    return next(one.name for one in staff() if one.login == login)
