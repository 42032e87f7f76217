"""Programmes, outreach, triage and claims, all the way: the latest version of each row, in any order of delivery.

Rows are tied to contacts, members and agents as telephony has them.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.conftest import quiet
from tests.pipeline.care_files import OBJECTS, OWN_JOURNEY, SHARED_CONTACT, deliver, deliver_policy, files
from tests.pipeline.tables import assert_same, contents
from tests.pipeline.test_slices import withdraw

ARRIVAL_COLUMNS = frozenset({"recorded_at", "loaded_at", "file_id"})
OF_DELIVERY = "core.fct_delivery"
FILES_A_SLICE = 16
WITHDRAWN = ("CareGap_2026-03-02.csv", "Adt_2026-03-02.csv", "CampaignMember_2026-01-06.csv")

Rows = list[tuple[Any, ...]]
Told = Callable[[str], Rows]


def load_and_build(warehouse: Warehouse, landing: Path, **how: Any) -> None:
    intake.load(warehouse, landing, quiet)
    build(warehouse, progress=quiet, **how)


def tables(warehouse: Warehouse) -> dict[str, Rows]:
    with warehouse.connect() as connection:
        return {name: rows for name, rows in contents(connection, ARRIVAL_COLUMNS).items() if name != OF_DELIVERY}


def check_the_files(told: Told) -> None:
    objects = {name.rpartition("/")[0] for name in OBJECTS}
    assert set(told("select source, status from landing.file where source not in ('policy')")) == {
        (source, "accepted") for source in {*objects, "amazon_connect", "genesys_cloud"}
    }
    assert told("select count(*) from landing.file where quarantined_count > 0") == [(0,)]


def check_programme_and_campaign(told: Told) -> None:
    assert told("select programme_name, status, started_on::text, ended_on::text from core.dim_programme") == [
        ("Heart at Home", "completed", "2026-01-01", "2026-03-31")
    ]
    assert told(
        """
        select enrollees.status, enrollees.arm, enrollees.enrolled_on::text, enrollees.opt_out_from::text,
            programmes.programme_name
        from core.fct_programme_enrollment as enrollees
        inner join core.dim_programme as programmes using (client_id, programme_key)
        order by 1
        """
    ) == [
        ("declined", "outreach", None, "2026-01-07", "Heart at Home"),
        ("eligible", "holdout", None, None, "Heart at Home"),
        ("enrolled", "outreach", "2026-01-06", None, "Heart at Home"),
    ]
    assert told(
        """
        select campaigns.campaign_kind, campaigns.attempt_limit, listed.arm, listed.status, listed.responded_on::text,
            enrollees.status
        from core.fct_campaign_member as listed
        inner join core.dim_campaign as campaigns using (client_id, campaign_key)
        inner join core.fct_programme_enrollment as enrollees
            on enrollees.programme_key = campaigns.programme_key and enrollees.member_key = listed.member_key
        order by listed.status
        """
    ) == [
        ("care_gap", 3, "outreach", "converted", "2026-01-05", "enrolled"),
        ("care_gap", 3, "holdout", "eligible", None, "eligible"),
        ("care_gap", 3, "outreach", "opted_out", None, "declined"),
    ]


def check_outreach(told: Told) -> None:
    assert told(
        """
        select result, outcome, channel, called_time_zone, called_on::text, called_clock_s / 3600.0 < 21,
            has_note, has_phi_pattern, is_time_zone_unknown
        from core.fct_outreach_attempt order by attempted_at
        """
    ) == [
        ("no_answer", "none", "voice", "America/Phoenix", "2026-01-05", True, False, False, False),
        ("live", "converted", "voice", "America/Phoenix", "2026-01-05", True, True, True, False),
        ("opt_out", "none", "voice", "America/New_York", "2026-01-06", True, True, False, False),
        ("undeliverable", "none", "sms", None, None, None, False, False, True),
    ]
    assert told("select called_clock_s from core.fct_outreach_attempt where result = 'live'") == [(8 * 3600 + 210,)]
    assert told(
        """
        select attempts.result, contacts.client_id, ids.source_contact_id
        from core.fct_outreach_attempt as attempts
        inner join core.fct_contact as contacts using (contact_key)
        inner join vault.contact_id as ids using (contact_key)
        order by 1
        """
    ) == [("live", "plan", OWN_JOURNEY), ("opt_out", "plan", SHARED_CONTACT)]
    assert told(
        """
        select gaps.measure_code, gaps.status, gaps.closed_on::text, gaps.closure_evidence, gaps.has_barrier,
            appointments.status, appointments.started_at - appointments.scheduled_at < interval '1 hour',
            appointments.contact_key = attempts.contact_key
        from core.fct_care_gap as gaps
        left join core.fct_appointment as appointments using (client_id, gap_key)
        left join core.fct_outreach_attempt as attempts
            on attempts.member_key = appointments.member_key and attempts.outcome = 'converted'
        order by 1
        """
    ) == [
        ("BCS", "closed", "2026-02-03", "claim", False, "completed", True, True),
        ("COL", "open", None, None, True, None, None, None),
    ]


def check_triage(told: Told) -> None:
    assert told(
        """
        select chief_complaint, pre_intent, is_intent_asked_before_advice, red_flags, is_red_flag,
            system_disposition, final_disposition, is_overridden, override_reason, patient_state,
            is_ems_stayed_on_line, has_phi_pattern
        from core.fct_triage order by 1
        """
    ) == [
        (
            *("chest_pain", "office", True, "chest_pain breathing", True),
            *("ed_now", "ems_911", True, "worsening", "FL", True, True),
        ),
        ("rash", "ed", False, None, False, "home_care", "home_care", False, None, "NY", None, False),
    ]
    assert told(
        """
        select triages.chief_complaint, ids.source_contact_id, count(legs.leg_key)
        from core.fct_triage as triages
        inner join vault.contact_id as ids using (contact_key)
        left join core.fct_contact_leg as legs
            on triages.contact_key = legs.contact_key and triages.agent_key = legs.agent_key
        group by 1, 2 order by 1
        """
    ) == [("chest_pain", SHARED_CONTACT, 1), ("rash", OWN_JOURNEY, 1)]
    assert told(
        """
        select triages.chief_complaint, followups.result, followups.is_advice_followed, visits.visit_type,
            visits.acuity, visits.allowed_usd, visits.received_on - visits.started_on, events.event
        from core.fct_triage as triages
        inner join core.fct_triage_followup as followups using (triage_key)
        inner join core.fct_claim_visit as visits on triages.member_key = visits.member_key
        inner join core.fct_adt_event as events on triages.member_key = events.member_key
        """
    ) == [("chest_pain", "improved", True, "ed", 2, 2032.5, 49, "ed_arrival")]
    assert told("select diagnosis_code, status, is_reversed from core.fct_claim_visit order by 1") == [
        ("I20.9", "paid", False),
        ("R21", "reversed", True),
    ]


def check_withdrawals(told: Told) -> None:
    """What a withdrawn file said is taken back: the version before it counts again, or the row goes."""
    assert told("select measure_code, status, closed_on from core.fct_care_gap order by 1") == [
        ("BCS", "open", None),
        ("COL", "open", None),
    ]
    assert told("select count(*) from core.fct_adt_event") == [(0,)]
    assert told("select status from core.fct_campaign_member order by 1") == [
        ("eligible",),
        ("eligible",),
        ("opted_out",),
    ]


def teller(warehouse: Warehouse) -> Told:
    def told(query: str) -> Rows:
        with warehouse.connect() as connection:
            return connection.execute(query).fetchall()

    return told


def test_the_latest_version_of_each_row_counts_in_any_order_of_delivery(built: Warehouse, landing: Path) -> None:
    deliver_policy(landing)
    shuffled = files()
    Random(20260105).shuffle(shuffled)
    for start in range(0, len(shuffled), FILES_A_SLICE):
        deliver(landing, shuffled[start : start + FILES_A_SLICE])
        load_and_build(built, landing)
    told = teller(built)
    check_the_files(told)
    check_programme_and_campaign(told)
    check_outreach(told)
    check_triage(told)

    for name in WITHDRAWN:
        withdraw(built, name)
    build(built, progress=quiet)
    check_withdrawals(told)
    after_withdrawal = tables(built)
    build(built, full_refresh=True, progress=quiet)
    assert_same(after_withdrawal, tables(built))
