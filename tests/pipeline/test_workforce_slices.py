"""Agents' time and forecasts end the same however they arrive: late, corrected, under another policy, withdrawn."""

import json
from pathlib import Path
from random import Random

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline.amazon_connect_payloads import agent_event
from tests.pipeline.people_feeds import AMY, BEN, HEADERS
from tests.pipeline.people_feeds import documents as of_people
from tests.pipeline.tables import Row, assert_same, contents
from tests.pipeline.test_people import deliver, of_telephony, rows
from tests.pipeline.test_platforms import write_policy
from tests.pipeline.test_slices import ARRIVAL_COLUMNS

SLICES = 2
LAST_CALL = "shared/amazon_connect/00.json"
TABLES = ("agent_time_interval", "agent_day", "contact_handover", "forecast_interval", "forecast_day", "kpi_period")
STATUSES = (
    ("amy", "LOGIN", "08:55:00", "Available"),
    ("amy", "STATE_CHANGE", "10:00:00", "Break"),
    ("amy", "STATE_CHANGE", "10:15:00", "Available"),
    ("amy", "STATE_CHANGE", "12:05:00", "Lunch"),
    ("amy", "STATE_CHANGE", "12:30:00", "Available"),
    ("amy", "LOGOUT", "23:30:00", "Offline"),
    ("ben", "LOGIN", "09:00:00", "Available"),
    ("ben", "LOGOUT", "09:50:00", "Offline"),
    ("cleo", "LOGIN", "09:00:00", "Available"),
    ("cleo", "LOGOUT", "17:00:00", "Offline"),
)
ANOTHER = (
    "line,channel,language,interval_start,interval_minutes,forecast_contacts,forecast_aht_s,made_at\n"
    "member_services,voice,en,2026-01-05T15:00:00Z,30,2.5,420,2026-01-04T00:00:00Z\n"
    "member_services,voice,en,2026-01-06T15:00:00Z,30,4,420,2026-01-04T00:00:00Z\n"
)


def documents() -> list[tuple[str, str]]:
    """What telephony and workforce deliver, one record a file."""
    events = [agent_event(f"s{number}", *told) for number, told in enumerate(STATUSES)]
    schedules = (
        f"N1,amazon_connect,{AMY},queue,2026-01-05T22:30:00Z,2026-01-06T00:30:00Z,2025-12-20T00:00:00Z",
        f"N2,amazon_connect,{BEN},queue,2026-01-05T09:00:00Z,2026-01-05T11:00:00Z,2025-12-20T00:00:00Z",
        f"N2,amazon_connect,{BEN},queue,2026-01-05T09:30:00Z,2026-01-05T11:00:00Z,2026-01-02T00:00:00Z",
    )
    return [
        *of_telephony(),
        *of_people(),
        *((f"shared/amazon_connect/agent_event_{no}.json", json.dumps(told)) for no, told in enumerate(events)),
        *(
            (f"shared/workforce/Schedule_9{no}.csv", f"{HEADERS['workforce/Schedule']}\n{line}\n")
            for no, line in enumerate(schedules)
        ),
        ("plan/forecast/Volume_90.csv", ANOTHER),
    ]


def share_the_platform(landing: Path) -> None:
    """A second plan comes to the shared platform with two lines of its own, two hours to the west."""
    folder = landing / "second" / "policy"
    folder.mkdir(parents=True)
    (folder / "contract.csv").write_text(
        "contract_id,client_name,time_zone,valid_from,valid_to\nC-2,The Second Plan,America/Denver,2016-01-01,\n"
    )
    (folder / "line_map.csv").write_text(
        "source,source_line,line,queue,language,valid_from,valid_to\n"
        "amazon_connect,Claims,claims,claims,en,2016-01-01,\n"
        "amazon_connect,Nurses,nurses,nurses,en,2016-01-01,\n"
    )


def amend(landing: Path) -> None:
    """The plan turns out to count its days by another clock, and says which transfers it expects."""
    folder = landing / "plan" / "policy"
    (folder / "contract_amended.csv").write_text(
        "contract_id,client_name,time_zone,valid_from,valid_to\nC-1,The Plan,Asia/Tokyo,2016-01-01,\n"
    )
    (folder / "expected_transfer.csv").write_text("reason,target,valid_from,valid_to\nclaims,all,2016-01-01,\n")


def tables(warehouse: Warehouse) -> dict[str, list[Row]]:
    with warehouse.connect() as connection:
        read = contents(connection, ARRIVAL_COLUMNS)
    return {name: read[name] for name in (f"marts.{table}" for table in TABLES)}


def test_slices_end_as_a_full_refresh(built: Warehouse, landing: Path) -> None:
    told = documents()
    Random(20260105).shuffle(told)
    told.remove(last_call := next(each for each in told if each[0] == LAST_CALL))
    write_policy(landing)
    for start in range(SLICES):
        deliver(landing, told[start::SLICES])
        if start:
            share_the_platform(landing)
            amend(landing)
        assert {result.status for result in intake.load(built, landing, print)} == {"accepted"}
        build(built, progress=print)
    # A contact that comes without agents' events leaves their states as they are.
    deliver(landing, [last_call])
    assert {result.status for result in intake.load(built, landing, print) if result.is_new} == {"accepted"}
    build(built, progress=print)
    by_slices = tables(built)
    assert all(by_slices.values())
    # Cleo handled nothing: she was there for the lines of the plan that has no platform of its own.
    assert rows(
        built, "select sum(transfer_judged_count) > 0 from marts.contact_handover where client_id = 'plan'"
    ) == [(True,)]
    assert rows(built, "select distinct client_id from marts.agent_day where available_s > 0 order by 1") == [
        ("plan",),
        ("second",),
    ]
    with built.connect() as connection:
        withdrawn = connection.execute(
            "update landing.file set status = 'held', reason = 'withdrawn by operations' where file_name in"
            " ('agent_event_4.json', 'Schedule_92.csv', 'Volume_90.csv')"
        )
        assert withdrawn.rowcount == 3
    build(built, progress=print)
    after_withdrawal = tables(built)
    assert after_withdrawal != by_slices
    build(built, full_refresh=True, progress=print)
    assert_same(after_withdrawal, tables(built))
