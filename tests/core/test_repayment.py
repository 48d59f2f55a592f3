"""Plans beside payments: allotted oldest first, and only a plan that adds up is one."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from caseflow.core.repayment import (
    Instalment,
    Owed,
    Received,
    Standing,
    allot,
    relieved,
    running_total,
    stands,
    unbalanced,
)

DAY = date(2026, 12, 1)


def _day(offset: int) -> date:
    return DAY + timedelta(days=offset)


def _plan(*amounts: int, claim: int = 1) -> list[Instalment]:
    return [Instalment(at, claim, _day(30 * at), Decimal(amount)) for at, amount in enumerate(amounts, 1)]


def test_a_payment_fills_the_earliest_instalment_and_runs_over_into_the_next() -> None:
    first, second, third = allot(
        _plan(100, 200, 300), [Received(1, _day(40), Decimal(250)), Received(1, _day(5), Decimal(30))]
    )
    assert (first.paid, first.met_on, first.lacking) == (Decimal(100), _day(40), Decimal(0))
    assert (second.paid, second.met_on, second.lacking) == (Decimal(180), None, Decimal(20))
    assert (third.paid, third.met_on) == (Decimal(0), None)


def test_money_on_one_claim_meets_no_instalment_of_another() -> None:
    plan = [*_plan(100), Instalment(2, 2, _day(10), Decimal(50))]
    first, second = allot(plan, [Received(1, _day(1), Decimal(500))])
    assert (first.met_on, second.paid) == (_day(1), Decimal(0))


def test_where_an_instalment_stands_on_a_day() -> None:
    (open_one,) = allot(_plan(100), [])
    due, grace = _day(30), _day(33)
    days = (due, due + timedelta(days=1), grace, grace + timedelta(days=1))
    assert [stands(open_one, grace, day) for day in days] == [
        Standing.AHEAD, Standing.GRACE, Standing.GRACE, Standing.BROKEN
    ]  # fmt: skip
    (on_time,) = allot(_plan(100), [Received(1, grace, Decimal(100))])
    (late,) = allot(_plan(100), [Received(1, grace + timedelta(days=1), Decimal(100))])
    assert (stands(on_time, grace, _day(90)), stands(late, grace, _day(90))) == (Standing.PAID, Standing.PAID_LATE)


def test_a_plan_makes_up_the_whole_debt_or_the_part_nobody_disputes() -> None:
    owed = [Owed(1, "供货合同", Decimal(600), Decimal(400)), Owed(2, "保证金", Decimal(50), Decimal(0))]
    assert unbalanced(_plan(300, 300), owed) == ()
    assert unbalanced(_plan(300, 100), owed) == ()
    assert unbalanced([*_plan(400), Instalment(2, 2, DAY, Decimal(50))], owed) == ()
    (sentence,) = unbalanced(_plan(300, 299), owed)
    assert sentence == "供货合同：各期合计 599.00 元，与尚欠的 600.00 元，其中无分歧的 400.00 元不相等。"
    assert len(unbalanced([Instalment(1, 2, DAY, Decimal(49))], owed)) == 2


def test_what_is_given_up_takes_from_the_last_instalments() -> None:
    first, second, third = relieved(_plan(100, 200, 300), {1: Decimal(350), 2: Decimal(999)}, {1: Decimal(600), 2: Decimal(999)})
    assert [each.amount for each in (first, second, third)] == [Decimal(100), Decimal(150), Decimal(0)]
    assert [each.waived for each in (first, second, third)] == [Decimal(0), Decimal(50), Decimal(300)]
    beside = relieved(_plan(100, 200, 300), {1: Decimal(450)}, {1: Decimal(1000)})
    assert [each.waived for each in beside] == [0, 0, Decimal(50)], "first from what the plan does not promise"
    shares = allot((first, second, third), [Received(1, _day(1), Decimal(100))])
    assert [share.met_on for share in shares] == [_day(1), None, third.due_on]


def test_totals_rise_day_by_day() -> None:
    steps = [(_day(2), Decimal(5)), (_day(1), Decimal(1)), (_day(2), Decimal(2))]
    assert running_total(steps) == ((_day(1), Decimal(1)), (_day(2), Decimal(8)))


LINES = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 60), st.integers(1, 90)), min_size=1, max_size=8)


@given(LINES, st.lists(st.tuples(st.integers(1, 2), st.integers(0, 90), st.integers(1, 120)), max_size=8))
def test_no_cent_is_lost_and_no_instalment_overtakes_an_earlier_one(
    lines: list[tuple[int, int, int]], payments: list[tuple[int, int, int]]
) -> None:
    plan = [Instalment(at, claim, _day(due), Decimal(yuan)) for at, (claim, due, yuan) in enumerate(lines, 1)]
    money = [Received(claim, _day(on), Decimal(yuan)) for claim, on, yuan in payments]
    shares = allot(plan, money)
    for claim in (1, 2):
        own = sorted(
            (s for s in shares if s.instalment.claim_id == claim),
            key=lambda s: (s.instalment.due_on, s.instalment.position),
        )
        promised = sum(s.instalment.amount for s in own)
        came = sum(m.amount for m in money if m.claim_id == claim)
        assert sum(s.paid for s in own) == min(promised, came)
        unfilled = [at for at, share in enumerate(own) if share.met_on is None]
        assert all(share.paid == 0 for share in own[unfilled[0] + 1 :]) if unfilled else True
        assert all((share.met_on is None) is (share.lacking > 0) for share in own)
