"""The period and the place of the figures; everything stands in the address."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField

from caseflow.core.deadlines import FIRST_YEAR, LAST_YEAR
from caseflow.ledger.counting import Period
from caseflow.ledger.figures import TERRITORY, UNIT
from caseflow.store import clock
from caseflow.web.forms import CHINESE, choices, optional

LONGEST_DAYS = 3660


class FigureForm(FlaskForm):
    """A GET form: it changes nothing and carries no key. Without days it is this year until today."""

    class Meta(FlaskForm.Meta):
        """Messages in Chinese; nothing to protect."""

        csrf = False
        locales: Any = CHINESE

    since = DateField("从", validators=optional())
    until = DateField("到", validators=optional())
    by = SelectField(
        "按", choices=choices([(UNIT, "承办单位"), (TERRITORY, "地区")]), default=UNIT, validators=optional()
    )
    territory = SelectField("地区范围", default="", validators=optional())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the address can be used as it is; what is wrong with the two days together stands at the second."""
        if not super().validate(extra_validators):  # type: ignore[no-untyped-call]
            return False
        wrong = _wrong(*self._days())
        if wrong:
            self.until.errors = (wrong,)
        return not wrong

    def offer(self, territories: list[tuple[str, str]]) -> None:
        """The places that the actor looks after."""
        self.territory.choices = choices(territories, "全部")()

    def period(self) -> Period:
        """The chosen days."""
        return Period(*self._days())

    def show(self, period: Period) -> None:
        """The days that hold where none were chosen, in their fields."""
        self.since.data, self.until.data = period.since, period.until

    def _days(self) -> tuple[date, date]:
        today = clock.today()
        until = self.until.data or today
        return self.since.data or date(until.year, 1, 1), until


def _wrong(since: date, until: date) -> str:
    if until < since:
        return "结束的日期不能早于开始的日期。"
    if since.year < FIRST_YEAR or until.year > LAST_YEAR:
        return f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。"
    return "一次最多统计十年。" if (until - since).days > LONGEST_DAYS else ""
