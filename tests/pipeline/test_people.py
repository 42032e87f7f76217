"""Who worked, what was practised, what members said: one row each, in whatever order its versions come."""

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline import amazon_connect_payloads as connect
from tests.pipeline.people_feeds import documents
from tests.pipeline.tables import Row, assert_same, contents
from tests.pipeline.test_platforms import write_policy
from tests.pipeline.test_slices import ARRIVAL_COLUMNS

SLICES = 2
TABLES = (
    *("dim_agent", "dim_licence", "fct_schedule_interval", "fct_coaching_session", "coaching_subject"),
    *("fct_coaching_action", "fct_survey_invite", "fct_survey_response", "fct_interpreter_session"),
    *("fct_forecast_interval", "fct_recording"),
)


def of_telephony() -> list[tuple[str, str]]:
    """Mary's and John's records on the platform that serves many, Anna's on the plan's own."""
    shared = [*connect.consulted_then_transferred(), *connect.callback_taken()]
    return [
        *((f"shared/amazon_connect/{number:02}.json", json.dumps([told])) for number, told in enumerate(shared)),
        ("plan/amazon_connect/anna.json", json.dumps(connect.updated_twice())),
    ]


def deliver(landing: Path, told: Iterable[tuple[str, str]]) -> None:
    for name, text in told:
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def withdraw_some(warehouse: Warehouse) -> None:
    """Operations take Amy's held session and Zora's spell back out of force."""
    with warehouse.connect() as connection:
        for feed, name in (("coaching", "Session_01.csv"), ("workforce", "Roster_02.csv")):
            withdrawn = connection.execute(
                "update landing.file set status = 'held', reason = 'withdrawn by operations'"
                " where source = %s and file_name = %s",
                (feed, name),
            )
            assert withdrawn.rowcount == 1


def tables(warehouse: Warehouse) -> dict[str, list[Row]]:
    with warehouse.connect() as connection:
        read = contents(connection, ARRIVAL_COLUMNS)
    return {name: read[name] for name in (*(f"core.{name}" for name in TABLES), "marts.kpi_period")}


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query).fetchall()


def test_the_last_word_counts_in_any_order_of_delivery(built: Warehouse, landing: Path) -> None:
    told = [*of_telephony(), *documents()]
    Random(20260105).shuffle(told)
    for start in range(SLICES):
        if start:
            # Until the plan's line map comes, what the shared platform served is nobody's.
            write_policy(landing)
        deliver(landing, told[start::SLICES])
        assert {result.status for result in intake.load(built, landing, print)} == {"accepted"}
        build(built, progress=print)

    spells = "select spell_no, valid_from_on::text, valid_to_on::text, is_rehire, is_id_reused from core.dim_agent"
    assert sorted(rows(built, spells), key=repr) == [
        (1, "2023-01-02", "2025-01-01", False, False),
        (1, "2024-02-05", "2025-11-01", False, True),
        (2, "2025-06-02", None, True, False),
        (2, "2025-12-01", None, False, True),
    ]
    assert rows(built, "select status, valid_to_on::text from core.dim_licence") == [("expired", "2026-01-01")]
    assert rows(built, "select activity from core.fct_schedule_interval order by started_at") == [
        ("queue",),
        ("lunch",),
    ]
    assert rows(
        built,
        """
        select session.status, subject.subject_kind, subject.focus_item, contact.client_id, session.has_phi_pattern
        from core.fct_coaching_session as session
        left join core.coaching_subject as subject using (coaching_session_key)
        left join core.fct_contact as contact using (contact_key)
        order by 1, 2, 4
        """,
    ) == [
        ("completed", "contact", None, "plan", True),
        ("completed", "contact", None, "plan", True),
        ("completed", "evaluation", None, None, True),
        ("completed", "focus_item", "empathy", None, True),
        ("missed", None, None, None, False),
    ]
    assert rows(built, "select focus_item, done_on::text from core.fct_coaching_action") == [("empathy", "2026-01-19")]
    assert rows(
        built,
        """
        select invite.is_eligible, invite.sent_at is not null, contact.outcome, response.is_resolved,
            response.csat_score, response.has_phi_pattern
        from core.fct_survey_invite as invite
        left join core.fct_contact as contact using (contact_key)
        left join core.fct_survey_response as response using (survey_invite_key)
        order by 1, 3
        """,
    ) == [
        (False, False, "answered", None, None, None),
        (True, True, "answered", True, 4, True),
        (True, True, None, None, None, None),
    ]
    assert rows(
        built, "select result, connect_s, session_s, contact_key is null from core.fct_interpreter_session"
    ) == [("completed", 55, 235, False)]
    assert rows(built, "select forecast_contact_count, is_made_late from core.fct_forecast_interval") == [
        (47.25, False)
    ]
    assert rows(
        built,
        "select client_id, recording_status, transcript_status, contact_key is null from core.fct_recording order by 2",
    ) == [("plan", "deleted", "failed", False), ("plan", "recorded", "done", False)]

    withdraw_some(built)
    build(built, progress=print)
    assert rows(built, "select status from core.fct_coaching_session order by 1") == [("missed",), ("scheduled",)]
    assert rows(built, "select count(*) from core.dim_agent where is_id_reused") == [(0,)]
    after_withdrawal = tables(built)
    build(built, full_refresh=True, progress=print)
    assert_same(after_withdrawal, tables(built))
