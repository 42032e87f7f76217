"""January of the bank against counts worked out from the file itself, without the pipeline's SQL."""

import math
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.pipeline.landing_folder import BANK, JANUARY, january_calls

pytestmark = pytest.mark.skipif(
    not JANUARY.exists(), reason="the bank's January is not in ../shared/data/anonymous_bank"
)

Rows = Callable[..., list[tuple[Any, ...]]]
THRESHOLD_S = 20
SHORT_ABANDON_S = 10


def has_queued(call: dict[str, str]) -> bool:
    return (call["q_start"], call["q_exit"], call["q_time"]) != ("0:00:00", "0:00:00", "0")


@pytest.fixture(scope="module")
def calls() -> list[dict[str, str]]:
    return january_calls()


@pytest.fixture(scope="module")
def answered(calls: list[dict[str, str]]) -> list[dict[str, str]]:
    return [call for call in calls if call["outcome"] == "AGENT"]


@pytest.fixture(scope="module")
def abandoned(calls: list[dict[str, str]]) -> list[dict[str, str]]:
    return [call for call in calls if call["outcome"] == "HANG" and has_queued(call)]


def month(rows: Rows, kpi_id: str, variant: str = "standard") -> tuple[Any, ...]:
    (row,) = rows(
        """
        select numerator, denominator, value, n, ci_low, ci_high, maturity
        from marts.kpi_period
        where client_id = %s and period_type = 'month' and period_start_on = '1999-01-01'
            and line = 'all' and channel = 'all' and language = 'all' and kpi_id = %s and variant = %s
        """,
        BANK,
        kpi_id,
        variant,
    )
    return row


def test_every_line_of_the_file_is_accounted_for(rows: Rows, calls: list[dict[str, str]]) -> None:
    ledger = rows(
        """
        select line_count, loaded_count, known_count, quarantined_count, status
        from landing.file where client_id = %s and feed = 'calls'
        """,
        BANK,
    )
    assert ledger == [(31_599, 31_599, 0, 0, "accepted")]
    assert len(calls) == 31_599


def test_each_call_ends_as_the_switch_says(rows: Rows, calls: list[dict[str, str]]) -> None:
    expected: Counter[str] = Counter()
    for call in calls:
        if call["outcome"] == "HANG":
            expected["abandoned" if has_queued(call) else "ivr_abandoned"] += 1
        else:
            expected[{"AGENT": "answered", "PHANTOM": "excluded"}[call["outcome"]]] += 1
    assert (
        dict(rows("select outcome, count(*) from core.fct_contact where client_id = %s group by outcome", BANK))
        == expected
    )


def test_counts_of_the_month(
    rows: Rows, calls: list[dict[str, str]], answered: list[Any], abandoned: list[Any]
) -> None:
    phantoms = sum(call["outcome"] == "PHANTOM" for call in calls)
    assert month(rows, "contacts_received")[2] == len(calls) - phantoms
    assert month(rows, "contacts_offered")[2] == len(answered) + len(abandoned)
    assert month(rows, "contacts_handled")[2] == len(answered)


def test_abandon_rates(rows: Rows, answered: list[Any], abandoned: list[dict[str, str]]) -> None:
    offered = len(answered) + len(abandoned)
    short = sum(int(call["q_time"]) < SHORT_ABANDON_S for call in abandoned)
    assert month(rows, "abandon_rate", "AB-gross")[:2] == (len(abandoned), offered)
    assert month(rows, "abandon_rate", "AB-net")[:2] == (len(abandoned) - short, offered - short)


def test_service_level_with_its_wilson_interval(
    rows: Rows, answered: list[dict[str, str]], abandoned: list[Any]
) -> None:
    within = sum(int(call["q_time"]) <= THRESHOLD_S for call in answered)
    n = len(answered) + len(abandoned)
    numerator, denominator, value, counted, low, high, maturity = month(rows, "service_level", "SL-B")
    z, share = 1.959963984540054, within / n
    centre, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    assert (numerator, denominator, counted, maturity) == (within, n, n, "final")
    assert math.isclose(value, share, rel_tol=1e-12)
    assert math.isclose(low, (centre - half) / (1 + z * z / n), rel_tol=1e-12)
    assert math.isclose(high, (centre + half) / (1 + z * z / n), rel_tol=1e-12)


def test_speed_of_answer_and_handle_time(rows: Rows, answered: list[dict[str, str]]) -> None:
    waited, handled = (sum(int(call[column]) for call in answered) for column in ("q_time", "ser_time"))
    assert month(rows, "asa", "ASA-answered")[:2] == (waited, len(answered))
    assert month(rows, "aht", "AHT-contact")[:2] == (handled, len(answered))


@pytest.mark.parametrize(
    ("variant", "share"), [("p50", Fraction(1, 2)), ("p90", Fraction(9, 10)), ("p95", Fraction(19, 20))]
)
def test_wait_percentiles_from_five_second_bins(
    rows: Rows, answered: list[Any], abandoned: list[Any], variant: str, share: Fraction
) -> None:
    bins = Counter(int(call["q_time"]) // 5 * 5 for call in answered + abandoned)
    wanted, below = share * bins.total(), 0
    for lower, count in sorted(bins.items()):
        if below + count >= wanted:
            expected = lower + 5 * (wanted - below) / count
            break
        below += count
    assert math.isclose(month(rows, "wait_percentile", variant)[2], expected, rel_tol=1e-12)


def test_each_day_has_its_own_calls(rows: Rows, calls: list[dict[str, str]]) -> None:
    expected = Counter(
        f"19{call['date'][:2]}-{call['date'][2:4]}-{call['date'][4:]}" for call in calls if call["outcome"] != "PHANTOM"
    )
    counted = rows(
        "select arrival_on::text, sum(received_count) from marts.contact_interval where client_id = %s group by 1",
        BANK,
    )
    assert {day: int(count) for day, count in counted} == expected


def test_lines_follow_the_dated_line_map(rows: Rows, calls: list[dict[str, str]]) -> None:
    lines = {"PS": "service", "PE": "service", "TT": "service", "NE": "brokerage", "NW": "sales", "IN": "internet"}
    expected = Counter(lines.get(call["type"], "unmapped") for call in calls)
    assert (
        dict(rows("select line, count(*) from core.fct_contact where client_id = %s group by line", BANK)) == expected
    )


def test_skewed_clocks_are_flagged_by_name(rows: Rows, calls: list[dict[str, str]]) -> None:
    skewed = sum(int(call["vru_time"]) < 0 for call in calls)
    assert rows("select count(*) from core.fct_contact where client_id = %s and is_clock_skewed", BANK) == [(skewed,)]


def test_guarantees_are_judged_on_exact_parts(rows: Rows) -> None:
    judged = rows(
        """
        select kpi_id, standing, actual, target, margin
        from marts.client_scorecard where client_id = %s and period_type = 'month'
        """,
        BANK,
    )
    assert {kpi_id: standing for kpi_id, standing, *_ in judged} == {
        "service_level": "missed",
        "abandon_rate": "missed",
        "asa": "missed",
    }
    assert all(isinstance(value, Decimal) for row in judged for value in row[2:])
