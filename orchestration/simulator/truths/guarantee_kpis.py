"""Each guarantee in each of its periods, from the simulator's own bookkeeping: KPIs K01 to K03.

A second implementation of how a contract is judged: by trying out what would still keep the promise, and not by the
formulas of the pipeline. All numbers are exact.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from orchestration.simulator.terms import ALL, AT_LEAST, Guarantee
from orchestration.simulator.truths.kpis import Estimate, Sums, as_text, estimates

SHARES = ("abandon_rate", "service_level")
"""Guaranteed KPIs that are shares: their rounding is told in percent, and single contacts are to spare."""
CENT = Fraction(1, 100)
Days = Mapping[tuple[str, date], Sequence[tuple[str, Sums]]]
"""Sums of inbound contacts by client and local date, with their lines."""


@dataclass(frozen=True)
class Row:
    """A guarantee as it held from a date on. valid_to: the date from which it no longer did, None while it does."""

    client_id: str
    guarantee: Guarantee
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Period:
    """A period by which a row is judged, both dates included; `whole` is the length of the one it is a part of."""

    row: Row
    period_type: str
    start: date
    end: date
    whole: int

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.end - self.start).days + 1


@dataclass
class Judged:
    """What a period came to.

    numerator, denominator, actual: None where nothing was measured. spare, allowed, left: of shares. incurred,
    earned_back: US dollars; set for periods that are over.
    """

    period: Period
    is_over: bool
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    actual: Fraction | None = None
    margin: Fraction | None = None
    spare: int | None = None
    allowed: int | None = None
    left: int | None = None
    standing: str = "not_measured"
    fee_at_risk: Fraction | None = None
    incurred: Fraction = Fraction(0)
    earned_back: Fraction = Fraction(0)


def read_rows(table: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of the truth table `guarantee`."""
    return [
        Row(
            each["client_id"],
            Guarantee(
                each["number"], each["line"], each["kpi_id"], each["variant"], each["comparator"], each["target"],
                each["period_type"], int(each["minimum_volume"]), each["rounding"] or "",
                each["fee_at_risk_usd"] or "", _read_tiers(each["tiers"]), each["cap_usd"] or "",
                each["earn_back"] or "", each["rule_id"] or "",
            ),
            date.fromisoformat(each["valid_from"]),
            date.fromisoformat(each["valid_to"]) if each["valid_to"] else None,
        )
        for each in table
    ]  # fmt: skip


def _read_tiers(text: str | None) -> tuple[tuple[str, str], ...]:
    pairs = (each.split("=") for each in (text or "").split())
    return tuple((value, percent) for value, percent in pairs)


def written(row: Row) -> dict[str, Any]:
    """A row of the truth table `guarantee`."""
    each = row.guarantee
    return {
        "client_id": row.client_id,
        **{name: getattr(each, name) for name in Guarantee.__slots__ if name != "tiers"},
        "tiers": " ".join(f"{value}={percent}" for value, percent in each.tiers),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }


def periods(row: Row, first_on: date, last_on: date) -> Iterator[Period]:
    """The periods a row is judged by, of those that days from the first to the last lie in.

    Where the row begins or ends inside one, it is judged by the days in which it held.
    """
    until = row.valid_to - timedelta(days=1) if row.valid_to else date.max
    on = max(first_on, row.valid_from)
    while on <= min(last_on, until):
        begin, end = _whole(row.guarantee.period_type, on)
        start, stop = max(begin, row.valid_from), min(end, until)
        whole, days = (end - begin).days + 1, (stop - start).days + 1
        yield Period(row, row.guarantee.period_type if days == whole else f"{days}_days", start, stop, whole)
        on = end + timedelta(days=1)


def _whole(period_type: str, on: date) -> tuple[date, date]:
    """First and last date of the calendar's week, month or quarter."""
    if period_type == "week":
        begin = on - timedelta(days=on.weekday())
        return begin, begin + timedelta(days=6)
    first_month, length = (on.month, 1) if period_type == "month" else ((on.month - 1) // 3 * 3 + 1, 3)
    after = on.year * 12 + first_month - 1 + length
    return on.replace(month=first_month, day=1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def judge(
    rows: Iterable[Row], by_day: Days, client_id: str, days: tuple[date, date], whole_to: date, contract_from: date
) -> list[Judged]:
    """A client's guarantees in all periods in which it had an inbound contact.

    by_day: sums of inbound contacts. days: first and last local date of its contacts. whole_to: the last that is over.
    contract_from: when its contract's years begin.
    """
    of_client = [row for row in rows if row.client_id == client_id]
    judged = []
    for row in of_client:
        told_on = _first_told(row.guarantee, by_day, client_id)
        for period in periods(row, *days):
            span = (period.start + timedelta(days=day) for day in range(period.days))
            of_days = [each for on in span for each in by_day.get((client_id, on), ())]
            if of_days:
                of_line = [sums for line, sums in of_days if row.guarantee.line in (ALL, line)]
                is_told = told_on is not None and told_on < period.start
                judged.append(_judge(period, of_line, is_over=period.end <= whole_to, is_told=is_told))
    for number in dict.fromkeys(row.guarantee.number for row in of_client):
        own = [each for each in judged if each.period.row.guarantee.number == number]
        _take_fees(sorted(own, key=lambda each: each.period.start), contract_from)
    return judged


def _first_told(guarantee: Guarantee, by_day: Days, client_id: str) -> date | None:
    """The first day on which the KPI has a value on the guarantee's line."""
    for client, on in sorted(by_day):
        total = Sums()
        for line, sums in by_day[client, on] if client == client_id else ():
            if guarantee.line in (ALL, line):
                total.add(sums)
        if _estimate(guarantee, total):
            return on
    return None


def _estimate(guarantee: Guarantee, total: Sums) -> Estimate | None:
    wanted = guarantee.kpi_id, guarantee.variant
    return next((one for one in estimates(total) if (one.kpi_id, one.variant) == wanted), None)


def _judge(period: Period, of_line: Sequence[Sums], *, is_over: bool, is_told: bool) -> Judged:
    each = period.row.guarantee
    judged = Judged(period, is_over)
    if each.fee_at_risk_usd:
        fee = Fraction(each.fee_at_risk_usd) * period.days / period.whole
        judged.fee_at_risk = Fraction(_half_up(fee * 10_000), 10_000)
    total = Sums()
    for sums in of_line:
        total.add(sums)
    estimate = _estimate(each, total)
    if estimate is None:
        if is_told:
            judged.standing = "too_few"
        return judged
    judged.numerator, judged.denominator, judged.actual = estimate.numerator, estimate.denominator, estimate.value
    assert estimate.numerator is not None
    assert estimate.denominator is not None
    target, value = Fraction(each.target), rounded(each, estimate.value)
    judged.margin = value - target if each.comparator == AT_LEAST else target - value
    if int(estimate.denominator) < each.minimum_volume:
        judged.standing = "too_few"
    elif is_over:
        judged.standing = "met" if judged.margin >= 0 else "missed"
    if each.kpi_id in SHARES:
        above, below = int(estimate.numerator), int(estimate.denominator)
        turn = _turn(each, below)
        judged.spare = above - turn if each.comparator == AT_LEAST else turn - above
        # Of the whole period as many may be missed as lie between the promise's turn and its better end.
        judged.allowed = below - turn if each.comparator == AT_LEAST else turn
        judged.left = judged.allowed - (below - above if each.comparator == AT_LEAST else above)
    return judged


def rounded(guarantee: Guarantee, value: Fraction) -> Fraction:
    """A value as the contract rounds it before it is judged."""
    if not guarantee.rounding:
        return value
    decimals = int(guarantee.rounding.removeprefix("half_up_"))
    scale = 10**decimals * (100 if guarantee.kpi_id in SHARES else 1)
    return Fraction(_half_up(value * scale), scale)


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _turn(guarantee: Guarantee, below: int) -> int:
    """The number above the line at which a promise turns: the fewest that keep at_least, the most that keep at_most."""
    target = Fraction(guarantee.target)

    def value(above: int) -> Fraction:
        return rounded(guarantee, Fraction(above, below))

    # More above the line never make less: where it turns is found by halving.
    counts = range(below + 1)
    if guarantee.comparator == AT_LEAST:
        return bisect_left(counts, target, key=value)
    return bisect_right(counts, target, key=value) - 1


def _take_fees(in_order: Sequence[Judged], contract_from: date) -> None:
    """What missed periods cost, within the cap of each contract year, and what comes back."""
    lost: dict[int, Fraction] = {}
    over = [each for each in in_order if each.is_over and each.standing in ("met", "missed")]
    for each in over:
        guarantee, start = each.period.row.guarantee, each.period.start
        if each.standing == "met" or each.fee_at_risk is None or each.actual is None:
            continue
        year = start.year - contract_from.year - ((start.month, start.day) < (contract_from.month, contract_from.day))
        share = _lost_share(guarantee, rounded(guarantee, each.actual))
        fee = Fraction(_half_up(each.fee_at_risk * share / CENT)) * CENT
        so_far = lost.get(year, Fraction(0))
        room = max(Fraction(guarantee.cap_usd) - so_far, Fraction(0)) if guarantee.cap_usd else fee
        each.incurred = min(fee, room)
        lost[year] = so_far + fee
    for place, each in enumerate(over):
        wanted = int(each.period.row.guarantee.earn_back or 0)
        following = over[place + 1 : place + 1 + wanted]
        if each.standing == "missed" and wanted and [one.standing for one in following] == ["met"] * wanted:
            each.earned_back = each.incurred


def _lost_share(guarantee: Guarantee, value: Fraction) -> Fraction:
    """Share of the fee that a missed value costs: all of it without tiers, else that of the hardest one passed."""
    if not guarantee.tiers:
        return Fraction(1)
    is_worse = (lambda limit: value < limit) if guarantee.comparator == AT_LEAST else (lambda limit: value > limit)
    passed = [Fraction(percent) / 100 for limit, percent in guarantee.tiers if is_worse(Fraction(limit))]
    return max(passed, default=Fraction(0))


def judged_row(judged: Judged) -> dict[str, Any]:
    """A row of the truth table `guarantee_period`; numbers are exact, or decimals with 30 digits."""
    period = judged.period
    return {
        "client_id": period.row.client_id,
        "guarantee_id": period.row.guarantee.number,
        "period_type": period.period_type,
        "period_start_on": period.start.isoformat(),
        "period_end_on": period.end.isoformat(),
        "is_over": judged.is_over,
        "standing": judged.standing,
        "numerator": as_text(judged.numerator),
        "denominator": as_text(judged.denominator),
        "margin": as_text(judged.margin),
        "spare_count": judged.spare,
        "allowed_miss_count": judged.allowed,
        "miss_left_count": judged.left,
        "fee_at_risk_usd": as_text(judged.fee_at_risk),
        "fee_incurred_usd": as_text(judged.incurred),
        "fee_earned_back_usd": as_text(judged.earned_back),
    }


def judged_rows(rows: Sequence[Row], by_day: Days, contract_from: date) -> Iterator[dict[str, Any]]:
    """The truth table `guarantee_period`, the last day of each client's contacts taken as one that is going on."""
    for client_id in dict.fromkeys(row.client_id for row in rows):
        days = sorted(on for client, on in by_day if client == client_id)
        if days:
            whole_to = days[-1] - timedelta(days=1)
            yield from map(judged_row, judge(rows, by_day, client_id, (days[0], days[-1]), whole_to, contract_from))
