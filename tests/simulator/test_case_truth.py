"""The truth about surveys, cases, promises, escalations and first responses, on rows small enough to check by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from orchestration.simulator.moments import HOUR
from orchestration.simulator.truths.case_kpis import Policies, case_kpi_rows, entries

OFFICE = " ".join([f"{8 * HOUR}/{18 * HOUR}"] * 5 + ["-", "-"])
NIGHT_AND_DAY = " ".join([f"0/{24 * HOUR}"] * 7)
PLACE = {"line": "service", "channel": "voice", "language": "en"}
Rows = Mapping[str, list[dict[str, Any]]]


def policy(line: str, hours: str) -> dict[str, Any]:
    return {
        "client_id": "golden", "line": line, "time_zone": "America/New_York", "survey_window_days": "7",
        "reopen_window_days": "14", "chat_response_s": "60", "message_response_s": "3600", "hours": hours,
        "callback_window_days": "1", "callback_attempts": "2",
    }  # fmt: skip


def at(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)


def values(tables: Rows, matured_to: date) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Parts and what is pending of each KPI over the whole contract."""
    told = {"line_policy": [policy("service", OFFICE)], **tables}
    rows = case_kpi_rows(entries(lambda name: told.get(name, [])), {"golden": date(2026, 1, 1)}, {"golden": matured_to})
    return {
        (row["kpi_id"], row["variant"]): (row["numerator"], row["denominator"], row["pending"])
        for row in rows
        if (row["period_type"], row["line"], row["channel"], row["language"]) == ("contract", "all", "all", "all")
    }


@pytest.mark.parametrize(
    ("line", "begin", "end", "seconds"),
    [
        ("office", "2026-01-05T15:00:00", "2026-01-05T15:01:00", 60),
        ("office", "2026-01-06T02:00:00", "2026-01-06T13:01:00", 60),
        ("office", "2026-01-09T22:59:00", "2026-01-12T13:00:00", 60),
        ("office", "2026-10-30T21:59:00", "2026-11-02T13:01:00", 120),
        ("always", "2026-11-01T04:00:00", "2026-11-02T05:00:00", 25 * 3600),
        ("always", "2026-03-08T05:00:00", "2026-03-09T04:00:00", 23 * 3600),
    ],
)
def test_business_stands_still_while_a_line_is_closed(line: str, begin: str, end: str, seconds: int) -> None:
    policies = Policies([policy("office", OFFICE), policy("always", NIGHT_AND_DAY)])
    assert policies.business("golden", line, at(begin), at(end)) == seconds * 1000


def test_an_answer_counts_once_the_survey_is_closed() -> None:
    invited = {"client_id": "golden", "day_on": "2026-01-05", "is_sent": True, **PLACE}
    told = {"resolved": "yes", "first_contact": "yes"}
    tables: Rows = {
        "survey_invitation": [
            {"invitation_id": name, "contact": name, "offer_method": method, **invited}
            for name, method in (("1", "automatic"), ("2", "agent"), ("3", "automatic"))
        ],
        "survey_response": [
            {"invitation_id": "1", "response_id": "a", "answered_at": "2026-01-13T04:59:00Z", **told},
            {"invitation_id": "2", "response_id": "b", "answered_at": "2026-01-06T04:59:00Z", **told},
            {"invitation_id": "3", "response_id": "c", "answered_at": "2026-01-13T05:00:00Z", **told},
        ],
    }
    assert values(tables, date(2026, 1, 11))["fcr_member", "FCR-member"] == (None, None, 3)
    matured = values(tables, date(2026, 1, 12))
    assert matured["fcr_member", "FCR-member"] == ("2", "2", 0)
    assert matured["fcr_member", "FCR-member-unprompted"] == ("1", "1", 0)


def test_a_case_keeps_its_opening_and_each_closing_has_its_day() -> None:
    closed, reopened, last = at("2026-01-05T16:00:00"), at("2026-01-19T16:00:00"), at("2026-01-20T16:00:00")
    case = {
        "case_id": "1", "client_id": "golden", "contact": "1", "really_opened_at": "2026-01-05T15:00:00Z",
        "due_at": "2026-01-10T15:00:00Z", "turns": f"{closed} -{reopened} {last}", "is_clock_off": None,
        "escalated_to": "client", "day_on": "2026-01-05", **PLACE,
    }  # fmt: skip
    tables: Rows = {
        "case": [case],
        "handled_day": [{"client_id": "golden", "day_on": "2026-01-05", "count": "4", **PLACE}],
    }
    found = values(tables, date(2026, 1, 31))
    assert found["case_cycle_time", "standard"] == (str(15 * 24 * 3600 + 3600), "1", 0)
    assert found["case_within_due", "standard"] == ("0", "1", 0)
    assert found["reopen_rate", "standard"] == ("1", "1", 1), "the second closing may still be followed"
    assert found["escalation_client", "standard"] == ("1", "4", 0)
    assert found["escalation_complaint", "standard"] == ("0", "4", 0)


def test_an_overdue_case_is_late_at_once_and_how_late_once_it_is_closed() -> None:
    case = {
        "case_id": "1", "client_id": "golden", "contact": "1", "really_opened_at": "2026-01-05T15:00:00Z",
        "due_at": "2026-01-10T15:00:00Z", "turns": "", "is_clock_off": None, "escalated_to": None,
        "day_on": "2026-01-05", **PLACE,
    }  # fmt: skip
    still_open = values({"case": [case]}, date(2026, 1, 31))
    assert still_open["case_within_due", "standard"] == ("0", "1", 0)
    assert still_open["case_cycle_time", "standard"] == (None, None, 1)
    closed = values({"case": [case | {"turns": str(at("2026-01-25T15:00:00"))}]}, date(2026, 1, 31))
    assert closed["case_cycle_time", "standard"] == (str(20 * 24 * 3600), "1", 0)


@pytest.mark.parametrize(
    ("closed", "reopened", "is_in_time"),
    [
        ("2026-02-23T04:30:00", "2026-03-09T03:30:00", True),
        ("2026-02-23T04:30:00", "2026-03-09T03:31:00", False),
        ("2026-10-19T03:30:00", "2026-11-02T04:30:00", True),
        ("2026-10-19T03:30:00", "2026-11-02T04:31:00", False),
    ],
)
def test_fourteen_days_are_those_of_the_clock_on_the_wall(closed: str, reopened: str, is_in_time: bool) -> None:
    case = {
        "case_id": "1", "client_id": "golden", "contact": "1", "really_opened_at": "2026-02-01T15:00:00Z",
        "due_at": "2026-02-10T15:00:00Z", "turns": f"{at(closed)} -{at(reopened)}", "is_clock_off": None,
        "escalated_to": None, "day_on": "2026-02-01", **PLACE,
    }  # fmt: skip
    found = values({"case": [case]}, date(2026, 12, 31))
    assert found["reopen_rate", "standard"] == (str(int(is_in_time)), "1", 0)


def test_a_callback_is_reached_by_the_attempts_and_days_allowed() -> None:
    def callback(answered: str | None, attempts: int) -> dict[str, Any]:
        return {
            "contact": "1", "client_id": "golden", "outcome": "callback", "arrival_on": "2026-01-05",
            "callback_requested_at": "2026-01-06T04:50:00Z", "callback_answered_at": answered,
            "callback_attempt_count": str(attempts), **PLACE,
        }  # fmt: skip

    rows = [
        callback("2026-01-06T13:05:00Z", 2),
        callback("2026-01-06T13:05:00Z", 3),
        callback("2026-01-07T05:00:00Z", 1),
        callback(None, 2),
    ]
    assert values({"contact": rows}, date(2026, 1, 5))["callback_completion", "standard"] == (None, None, 4)
    found = values({"contact": rows}, date(2026, 1, 6))
    assert found["callback_completion", "standard"] == ("1", "4", 0)
    assert found["callback_time", "standard"] == ("29700", "1", 0)


def test_who_writes_on_within_a_day_goes_on_with_the_thread() -> None:
    def wrote(contact: int, arrived: str, answered: str | None) -> dict[str, Any]:
        return {
            "contact": str(contact), "client_id": "golden", "day_on": arrived[:10], "line": "service",
            "channel": "chat", "language": "en", "person": "ada", "arrived": str(at(arrived)),
            "ended": str(at(answered or arrived)), "answered": None if answered is None else str(at(answered)),
        }  # fmt: skip

    rows = [
        wrote(1, "2026-01-05T15:00:00", None),
        wrote(2, "2026-01-05T15:01:00", "2026-01-05T15:02:00"),
        wrote(3, "2026-01-06T15:02:00", "2026-01-06T15:02:10"),
        wrote(4, "2026-01-07T15:02:11", "2026-01-07T15:03:11"),
    ]
    found = values({"written": rows}, date(2026, 1, 31))
    assert found["first_response_within_due", "standard"] == ("1", "2", 0)
    assert found["first_response_time", "business"] == ("180", "2", 0)


def test_a_message_is_judged_once_its_time_is_over() -> None:
    def letter(contact: int, arrived: str, answered: str | None) -> dict[str, Any]:
        return {
            "contact": str(contact), "client_id": "golden", "day_on": "2026-01-09", "line": "service",
            "channel": "email", "language": "en", "person": f"person {contact}", "arrived": str(at(arrived)),
            "ended": str(at(answered or arrived)), "answered": None if answered is None else str(at(answered)),
        }  # fmt: skip

    # Due in an hour of business: on Friday, and half of it on Monday.
    rows = [
        letter(1, "2026-01-09T20:00:00", "2026-01-09T20:30:00"),
        letter(2, "2026-01-09T22:30:00", "2026-01-09T22:40:00"),
        letter(3, "2026-01-09T22:30:00", None),
        letter(4, "2026-01-09T20:00:00", "2026-01-13T15:00:00"),
    ]
    friday, monday, tuesday = (values({"written": rows}, date(2026, 1, day)) for day in (9, 12, 13))
    assert friday["first_response_within_due", "standard"] == ("1", "2", 2)
    assert monday["first_response_within_due", "standard"] == ("2", "4", 0)
    assert friday["first_response_time", "elapsed"] == ("1800", "1", 3)
    assert monday["first_response_time", "elapsed"] == ("2400", "2", 1)
    assert tuesday["first_response_time", "elapsed"][1:] == ("3", 0)
