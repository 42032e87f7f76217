"""The truth judges guarantees as contracts say, worked by hand: the same cases as the models' unit tests."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from orchestration.simulator.terms import Guarantee
from orchestration.simulator.truths.guarantee_kpis import Judged, Row, judge, periods, read_rows, written
from orchestration.simulator.truths.kpis import Sums

PLAN, CONTRACT_FROM = "plan", date(2025, 7, 1)


def service_level(target: str = "0.80", period_type: str = "month", **values: Any) -> Guarantee:
    return Guarantee("G1", "all", "service_level", "SL-B", "at_least", target, period_type, **values)


def abandon_rate(rounding: str) -> Guarantee:
    return Guarantee("G1", "all", "abandon_rate", "AB-gross", "at_most", "0.05", "month", rounding=rounding)


def offered(count: int, within: int = 0, abandoned: int = 0) -> Sums:
    return Sums(
        received=count,
        offered=count,
        answered=within,
        answered_within=within,
        abandoned=abandoned,
        waits=Counter({0: count}),
    )


def judged(guarantee: Guarantee, days: dict[date, Sums]) -> list[Judged]:
    """The periods of one guarantee, all of them over."""
    by_day = {(PLAN, on): [("claims", sums)] for on, sums in days.items()}
    span = (min(days), max(days))
    return judge([Row(PLAN, guarantee, CONTRACT_FROM, None)], by_day, PLAN, span, date.max, CONTRACT_FROM)


def test_fees_by_tier_cap_and_earning_back() -> None:
    guarantee = service_level(
        fee_at_risk_usd="10000", tiers=(("0.80", "50"), ("0.75", "100")), cap_usd="18000", earn_back="2"
    )
    within = {1: (1000, 750), 2: (1000, 749), 3: (1000, 790), 4: (1000, 810), 5: (50, 10), 6: (1000, 820)}
    months = judged(guarantee, {date(2026, month, 9): offered(*counts) for month, counts in within.items()})
    assert [month.standing for month in months] == ["missed", "missed", "missed", "met", "too_few", "met"]
    assert [month.incurred for month in months] == [5000, 10_000, 3000, 0, 0, 0]
    assert [month.earned_back for month in months] == [0, 0, 3000, 0, 0, 0]


@pytest.mark.parametrize(
    ("guarantee", "sums", "standing", "spare", "allowed"),
    [
        (service_level(), offered(10_000, within=8000), "met", 0, 2000),
        (service_level(), offered(10_000, within=7999), "missed", -1, 2000),
        (service_level(rounding="half_up_1"), offered(10_000, within=7995), "met", 0, 2005),
        (service_level(rounding="half_up_1"), offered(10_000, within=7994), "missed", -1, 2005),
        (abandon_rate(""), offered(10_000, abandoned=500), "met", 0, 500),
        (abandon_rate(""), offered(10_000, abandoned=501), "missed", -1, 500),
        (abandon_rate("half_up_1"), offered(10_000, abandoned=504), "met", 0, 504),
        (abandon_rate("half_up_1"), offered(10_000, abandoned=505), "missed", -1, 504),
    ],
)
def test_exactly_at_the_threshold(
    guarantee: Guarantee, sums: Sums, standing: str, spare: int, allowed: int
) -> None:  # fmt: skip
    (month,) = judged(guarantee, {date(2026, 3, 9): sums})
    assert (month.standing, month.spare, month.allowed, month.left) == (standing, spare, allowed, spare)


def test_an_amended_period_is_judged_in_parts_each_with_its_days_of_the_fee() -> None:
    amended_on = date(2026, 3, 10)
    rows = [
        Row(PLAN, service_level(fee_at_risk_usd="3100"), CONTRACT_FROM, amended_on),
        Row(PLAN, service_level("0.90", fee_at_risk_usd="3100"), amended_on, None),
    ]
    by_day = {(PLAN, date(2026, 3, day)): [("claims", offered(100, within=85))] for day in range(1, 32)}
    first, second = judge(
        rows, by_day, PLAN, (date(2026, 3, 1), date(2026, 3, 31)), date(2026, 3, 31), CONTRACT_FROM
    )  # fmt: skip
    assert [(each.period.period_type, each.period.start) for each in (first, second)] == [
        ("9_days", date(2026, 3, 1)), ("22_days", amended_on),
    ]  # fmt: skip
    assert [first.standing, second.standing] == ["met", "missed"]
    assert [first.numerator, first.denominator, first.fee_at_risk] == [765, 900, 900]
    assert [second.numerator, second.denominator, second.incurred] == [1870, 2200, 2200]
    assert second.margin == Fraction(-1, 20)


def test_a_line_without_a_contact_is_too_few_once_it_was_told_of() -> None:
    guarantee = Guarantee("G1", "nurse", "service_level", "SL-B", "at_least", "0.80", "month", 0)
    by_day = {(PLAN, date(2026, month, 9)): [("claims", offered(100, within=85))] for month in range(1, 5)}
    by_day[PLAN, date(2026, 2, 10)] = [("nurse", offered(4, within=4))]
    span = date(2026, 1, 9), date(2026, 4, 9)
    months = judge([Row(PLAN, guarantee, CONTRACT_FROM, None)], by_day, PLAN, span, date(2026, 3, 31), CONTRACT_FROM)
    assert [month.standing for month in months] == ["not_measured", "met", "too_few", "too_few"]


def test_quarters_and_weeks_follow_the_calendar() -> None:
    def spans(period_type: str) -> list[tuple[date, int]]:
        row = Row(PLAN, service_level(period_type=period_type), CONTRACT_FROM, None)
        return [(each.start, each.days) for each in periods(row, date(2026, 3, 30), date(2026, 4, 2))]

    assert spans("quarter") == [(date(2026, 1, 1), 90), (date(2026, 4, 1), 91)]
    assert spans("week") == [(date(2026, 3, 30), 7)]
    assert spans("month") == [(date(2026, 3, 1), 31), (date(2026, 4, 1), 30)]


def test_what_is_written_of_a_guarantee_reads_the_same() -> None:
    row = Row(
        PLAN, service_level(tiers=(("0.80", "50"),), rounding="half_up_1"), CONTRACT_FROM,
        CONTRACT_FROM + timedelta(days=9),
    )  # fmt: skip
    assert read_rows([written(row)]) == [row]
