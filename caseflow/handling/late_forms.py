"""What somebody who reads an interest sheet may vary; asked by address, so that a sheet can be opened again."""

from decimal import Decimal

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, StringField, ValidationError

from caseflow.core.errors import BadInput
from caseflow.core.interest import DAY_COUNTS, HIGHEST_RATE
from caseflow.core.money import number
from caseflow.handling.late import Terms
from caseflow.web.fields import DayField
from caseflow.web.forms import CHINESE, choices, clean_text, optional, required


class TermsForm(Form):
    """约定利率、算到哪一天、一年按多少天."""

    class Meta:
        locales = CHINESE

    rate = StringField("合同约定的逾期年利率", filters=[clean_text], validators=optional())
    as_of = DayField("算到哪一天", required("请填写算到哪一天。"))
    day_count = SelectField("一年按多少天算", choices=choices([(str(days), f"{days} 天") for days in DAY_COUNTS]))

    def __init__(self, answers: MultiDict[str, str], usual: dict[str, str]) -> None:
        left = [(name, value) for name, value in usual.items() if not answers.get(name)]
        given = [(name, value) for name, value in answers.items() if name.isascii() and name not in dict(left)]
        super().__init__(MultiDict([*given, *left]))  # type: ignore[no-untyped-call]

    def validate_rate(self, field: StringField) -> None:
        """Percent a year."""
        try:
            _percent(field.data)
        except BadInput as wrong:
            raise ValidationError("请填写数字，如 3.45，最多六位小数。") from wrong

    def terms(self) -> Terms:
        """The checked answers."""
        rate = _percent(self.rate.data) if self.rate.data else None
        return Terms(rate, self.as_of.data, int(self.day_count.data))


def _percent(typed: str) -> Decimal:
    return number(typed.removesuffix("%").strip(), "年利率", 6, Decimal(0), HIGHEST_RATE)
