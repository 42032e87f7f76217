"""What members said and what became of their cases ends the same, however it is delivered, amended and merged."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline import amazon_connect_payloads as connect
from tests.pipeline import people_feeds
from tests.pipeline import salesforce_payloads as salesforce
from tests.pipeline.tables import assert_same as assert_same_tables
from tests.pipeline.tables import contents
from tests.pipeline.test_platforms import ARRIVAL_COLUMNS, OF_DELIVERY, PLAN, load_and_build, write_policy
from tests.pipeline.test_slices import withdraw

FIRST, SECOND, THIRD = salesforce.DAYS
OUTCOMES = ("survey_day", "case_day", "closing_day", "promise_day", "escalation_day", "response_day")
TERMS = (
    "line,term,value,valid_from,valid_to\n"
    "all,survey_window_days,1,2016-01-01,\n"
    "member_services,reopen_window_days,1,2016-01-01,\n"
    "all,chat_response_s,20,2016-01-01,\n"
)
HOURS = "line,weekday,opens,closes,valid_from,valid_to\n" + "".join(
    f"all,{weekday},11:00,18:00,2016-01-01,\n" for weekday in ("monday", "tuesday", "wednesday")
)
HOLIDAYS = f"line,holiday_on,opens,closes\nmember_services,{SECOND},,\n"


def survey(name: str, *lines: str) -> str:
    return "\n".join((people_feeds.HEADERS[f"survey/{name}"], *lines)) + "\n"


def invitation(of: str, place: int, method: str = "automatic") -> str:
    contact = connect.identifier(f"{of} {place}")
    sent = f"{of}T20:00:00Z"
    return f"I{of}{place},amazon_connect,{contact},M-1,sms,{method},en,true,,{sent},{sent}"


def response(of: str, place: int, at: str, resolved: str, first: str) -> str:
    return f"R{of}{place},I{of}{place},{at},en,{resolved},{first},4,8,6,4,5,4,,{at}"


def chats() -> list[connect.Record]:
    """Three chats of what turns out to be one member, who was renumbered twice."""
    return [
        salesforce.call(day, place, Channel="CHAT", Attributes={"MemberId": member})
        for day, place, member in ((FIRST, 6, "M-1"), (FIRST, 7, "M-2"), (SECOND, 7, "M-3"))
    ]


def deliver(landing: Path, told: dict[str, str]) -> None:
    for name, text in told.items():
        path = landing / PLAN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")


def slices() -> tuple[dict[str, str], dict[str, str]]:
    """What comes in time, and what comes late: the org's third day, an answer, the merges, and another contract."""
    org = {f"salesforce_service/{name}": text for name, text in salesforce.deliveries().items()}
    late = {name: text for name, text in org.items() if THIRD in name or f"Task_{SECOND}" in name}
    telephony = {f"amazon_connect/{number:02}.json": json.dumps([told]) for number, told in enumerate(chats())}
    telephony["amazon_connect/calls.json"] = json.dumps(salesforce.calls()[: -salesforce.CALLS_A_DAY])
    in_time = {
        **{name: text for name, text in org.items() if name not in late},
        **telephony,
        "survey/Invitation_01.csv": survey(
            "Invitation", invitation(FIRST, 0), invitation(FIRST, 1), invitation(FIRST, 2, "agent")
        ),
        "survey/Response_01.csv": survey("Response", response(FIRST, 0, f"{FIRST}T21:00:00Z", "yes", "yes")),
    }
    late |= {
        "amazon_connect/late.json": json.dumps(salesforce.calls()[-salesforce.CALLS_A_DAY :]),
        "survey/Response_02.csv": survey(
            "Response",
            response(FIRST, 1, f"{SECOND}T21:00:00Z", "no", "no"),
            response(FIRST, 2, f"{THIRD}T21:00:00Z", "yes", "yes"),
        ),
        "policy/contract_term.csv": TERMS,
        "policy/business_hours.csv": HOURS,
        "policy/holiday.csv": HOLIDAYS,
    }
    return in_time, late


def outcomes(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    with warehouse.connect() as connection:
        read = contents(connection, ARRIVAL_COLUMNS)
    assert all(read[f"marts.{name}"] for name in OUTCOMES)
    return {name: rows for name, rows in read.items() if name != OF_DELIVERY}


def kpi(warehouse: Warehouse, kpi_id: str, variant: str = "standard", period: str = "month") -> tuple[Any, ...]:
    """Above and below the line, and whether it is final, of the plan's first period."""
    with warehouse.connect() as connection:
        found = connection.execute(
            """
            select numerator, denominator, maturity from marts.kpi_period
            where client_id = %s and kpi_id = %s and variant = %s and period_type = %s
                and (line, channel, language) = ('all', 'all', 'all')
            order by period_start_on limit 1
            """,
            (PLAN, kpi_id, variant, period),
        ).fetchone()
    assert found is not None
    return found


@pytest.fixture
def told(built: Warehouse, landing: Path) -> Warehouse:
    """A warehouse to which everything was told, in two slices."""
    write_policy(landing)
    in_time, late = slices()
    deliver(landing, in_time)
    load_and_build(built, landing)
    assert kpi(built, "fcr_member", "FCR-member", "day") == (None, None, "not_measured"), "the survey is still open"
    assert kpi(built, "promise_kept", period="day") == (None, None, "not_measured"), "the day is not over"
    seems = (1, 1, "provisional")
    assert kpi(built, "first_response_within_due") == seems, "of what seem two members the day of one is not over"
    deliver(landing, late)
    load_and_build(built, landing)
    return built


def test_what_comes_late_or_is_amended_ends_as_afresh(told: Warehouse) -> None:
    assert kpi(told, "fcr_member", "FCR-member", "day") == (1, 2, "final"), "the third answer came too late"
    assert kpi(told, "fcr_member", "FCR-member-unprompted", "day") == (1, 2, "final")
    assert kpi(told, "promise_kept", period="day") == (1, 1, "final"), "done exactly when it was promised for"
    assert kpi(told, "reopen_rate", period="day") == (0, 1, "final"), "taken up again after more than a day"
    assert kpi(told, "first_response_within_due")[:2] == (0, 1), "one member, who writes on"
    assert kpi(told, "escalation_complaint", period="day")[:2] == (1, 7)
    with told.connect() as connection:
        (thread,) = connection.execute("select contact_count, elapsed_s, response_s from marts.message_thread")
    assert thread == (3, 30, 30)
    by_slices = outcomes(told)

    for file_name in (f"Case_{THIRD}_closed.csv", "Response_01.csv", "holiday.csv"):
        withdraw(told, file_name)
    build(told, progress=print)
    assert kpi(told, "fcr_member", "FCR-member", "day") == (0, 1, "final")
    without = outcomes(told)
    assert without != by_slices
    build(told, full_refresh=True, progress=print)
    assert_same_tables(without, outcomes(told))
