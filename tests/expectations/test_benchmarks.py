"""What the suites of published benchmarks find from logic alone, and that no cell keeps a file from being judged."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.expectations.conftest import Deliver

Evidence = Callable[[], list[tuple[Any, ...]]]

DAY = {
    **{"date": "2026-01-05", "region_code": "North", "contract_code": "111AA1", "contract_name": "Town"},
    **{"calls_received": "1000", "calls_answered": "940", "calls_answered_60s": "752", "calls_abandoned": "60"},
    **{"calls_triaged": "800", "week_ending": "2026-01-11", "pct_answered_60s": "80.0", "pct_abandoned": "6.0"},
}
STATE = {
    **{"state_abbreviation": "OH", "state_name": "Ohio", "reporting_period": "202401"},
    **{"preliminary_or_updated": "U", "final_report": "Y", "total_call_center_volume_number_of_calls": "71730.0"},
    **{"average_call_center_wait_time_minutes": "5.0", "average_call_center_abandonment_rate": "0.087"},
}


def file_of(rows: list[dict[str, str]]) -> str:
    return "\n".join(",".join(cells) for cells in (list(rows[0]), *(list(row.values()) for row in rows))) + "\n"


def days(*last: dict[str, str]) -> str:
    """Forty good days of as many contracts, and one more with what is changed in it."""
    good = [DAY | {"contract_code": f"111B{number:02}"} for number in range(40)]
    return file_of([*good, *(DAY | change for change in last)])


def test_days_whose_counts_fit_each_other_pass(deliver: Deliver, evidence: Evidence):
    assert deliver("nhs_111", "provider_days.csv", days({"calls_received": "1000.0"})).status == "accepted"
    assert evidence() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            {"calls_abandoned": "1000", "pct_abandoned": "51.5"},
            {
                ("calls_abandoned_fit_into_calls_received", "calls_abandoned", "page"),
                ("calls_abandoned_do_not_repeat_calls_received", "calls_abandoned", "page"),
                ("pct_abandoned_follows_from_the_counts", "pct_abandoned", "page"),
            },
        ),
        (
            {"calls_answered_60s": "941", "pct_answered_60s": "100.1"},
            {("calls_answered_60s_fit_into_calls_answered", "calls_answered_60s", "page")},
        ),
        ({"pct_answered_60s": "75.2"}, {("pct_answered_60s_follows_from_the_counts", "pct_answered_60s", "page")}),
        ({"calls_triaged": "941"}, {("calls_triaged_fit_into_calls_answered", "calls_triaged", "note")}),
        ({"week_ending": "2026-01-18"}, {("date_lies_in_its_week", "week_ending", "note")}),
        (
            {name: "0" for name in DAY if name.startswith("calls_")} | {"pct_answered_60s": "", "pct_abandoned": ""},
            {("days_are_reported", None, "note")},
        ),
    ],
)
def test_what_is_wrong_is_named_and_the_file_goes_on(
    deliver: Deliver, evidence: Evidence, change: dict[str, str], found: set[tuple[str | None, ...]]
):
    assert deliver("nhs_111", "provider_days.csv", days(change)).status == "accepted"
    assert {(name, column, severity) for name, column, severity, *_ in evidence()} == found
    assert {count for *_, count, _ in evidence()} == {1}


@pytest.mark.parametrize(
    "cell", ["9" * 200_000, "NaN", "infinity", "1e999", "-1", "1.2.3", "\u0661", "'", "4714-11-25 BC"]
)
def test_no_cell_keeps_a_file_from_being_judged(deliver: Deliver, evidence: Evidence, cell: str):
    changes = [
        {name: cell, "contract_code": f"111C{place:02}"} for place, name in enumerate(DAY) if name != "contract_code"
    ]
    assert deliver("nhs_111", "provider_days.csv", days(*changes[:1], *changes[6:7])).status == "accepted"
    assert evidence()
    assert deliver("nhs_111", "all_days.csv", days(*changes)).status in {"accepted", "held"}


def test_a_rate_in_percent_and_a_wait_in_seconds_are_no_share_and_no_minutes(deliver: Deliver, evidence: Evidence):
    good = [STATE | {"reporting_period": f"20{year}{month:02}"} for year in range(20, 24) for month in range(1, 13)]
    wrong = STATE | {
        "average_call_center_abandonment_rate": "8.7",
        "average_call_center_wait_time_minutes": "1440.0",
        "preliminary_or_updated": "X",
    }
    assert deliver("medicaid_call_centers", "months.csv", file_of([*good, wrong])).status == "accepted"
    assert {(name, column, severity) for name, column, severity, *_ in evidence()} == {
        ("abandon_rate_is_a_share", "abandon_rate", "page"),
        ("average_wait_is_less_than_a_day", "average_wait_minutes", "page"),
        ("documented_standing", "preliminary_or_updated", "page"),
    }
