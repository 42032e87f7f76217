"""A Genesys Cloud conversation is one contact, whatever became of it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from tests.conftest import built_database
from tests.pipeline import genesys_payloads as payloads

CLIENT = "plan_g"
SERVICE, NURSE = "service", "nurse"


def stage_policy(landing: Path) -> None:
    folder = landing / CLIENT / "policy"
    folder.mkdir(parents=True)
    (folder / "contract.csv").write_text(
        "contract_id,client_name,time_zone,valid_from,valid_to\nG-2026,Plan G,America/New_York,2026-01-01,\n"
    )
    (folder / "line_map.csv").write_text(
        "source,source_line,line,queue,language,valid_from,valid_to\n"
        f"genesys_cloud,{payloads.SERVICE},member_services,{SERVICE},en,2026-01-01,\n"
        f"genesys_cloud,{payloads.NURSE},nurse_line,{NURSE},en,2026-01-01,\n"
        "genesys_cloud,+18005550100,member_services,menu,en,2026-01-01,\n"
    )


def ask(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query.encode()).fetchall()


def deliver(warehouse: Warehouse, landing: Path) -> None:
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print)


@pytest.fixture(scope="module")
def warehouse(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The generated conversations, landed and built once as far as core and marts."""
    landing = tmp_path_factory.mktemp("landing")
    stage_policy(landing)
    folder = landing / CLIENT / "genesys_cloud"
    payloads.write_page(folder / "queues.json", payloads.queues())
    payloads.write_lines(folder / "agents.jsonl", payloads.agents())
    payloads.write_page(folder / "callbacks.json", payloads.callbacks())
    payloads.write_page(folder / "late.json", [payloads.over_midnight()])
    with built_database(server_settings) as opened:
        deliver(opened, landing)
        yield opened


# outcome, seconds of wait, talk, hold and work after it, transfers
EXPECTED = {
    "answered": ("answered", "20.5", "69.75", "0", "12", 0),
    "abandoned": ("abandoned", "45", None, None, None, 0),
    "short_abandon": ("abandoned", "3", None, None, None, 0),
    "to_another_queue": ("answered", "75", "40", "0", "0", 0),
    "to_voicemail": ("flow_out", "50", None, None, None, 0),
    "dropped": ("dropped", "15", None, None, None, 0),
    "refused_ring": ("answered", "16", "64", "0", "0", 0),
    "left_the_menu": ("ivr_abandoned", None, None, None, None, 0),
    "served_by_the_menu": ("ivr_contained", None, None, None, None, 0),
    "blind_transfer": ("answered", "15", "150", "0", "15", 1),
    "consult_transfer": ("answered", "15", "155", "0", "0", 1),
    "consult_only": ("answered", "15", "91", "25", "8.5", 0),
    "transferred_out": ("answered", "15", "50", "0", "0", 1),
    "listened_to": ("answered", "15", "70", "0", "0", 0),
    "called_back": ("callback", "59.5", "88", "0", "20", 0),
    "asked_on_the_web": ("callback", "0", "90", "0", "20", 0),
    "previewed": ("not_applicable", None, None, None, None, 0),
    "over_midnight": ("answered", "40", "70", "0", "0", 0),
}


def test_each_conversation_is_one_contact(warehouse: Warehouse) -> None:
    contacts = ask(
        warehouse,
        """
        select source_contact_id, outcome, wait_s, talk_s, hold_s, acw_s, transfer_count
        from core.fct_contact inner join vault.contact_id using (contact_key) order by source_contact_id
        """,
    )
    expected = [
        (name, outcome, *(None if value is None else Decimal(value) for value in parts), transfers)
        for name, (outcome, *parts, transfers) in sorted(EXPECTED.items())
    ]
    assert contacts == expected


def test_stays_and_legs_are_kept_one_by_one(warehouse: Warehouse) -> None:
    stays = ask(
        warehouse,
        """
        select source_contact_id, queue, exit_reason
        from core.fct_queue_segment inner join vault.contact_id using (contact_key)
        where source_contact_id in ('to_another_queue', 'blind_transfer', 'called_back', 'consult_only')
        order by source_contact_id, segment_no
        """,
    )
    assert stays == [
        ("blind_transfer", SERVICE, "answered"),
        ("blind_transfer", NURSE, "answered"),
        ("called_back", SERVICE, "callback"),
        ("called_back", SERVICE, "answered"),
        ("consult_only", SERVICE, "answered"),
        ("consult_only", NURSE, "answered"),
        ("to_another_queue", SERVICE, "flow_out"),
        ("to_another_queue", NURSE, "answered"),
    ]
    legs = ask(
        warehouse,
        """
        select source_contact_id, array_agg(leg_kind order by leg_no)
        from core.fct_contact_leg inner join vault.contact_id using (contact_key)
        where source_contact_id in ('consult_transfer', 'consult_only', 'listened_to', 'previewed')
        group by 1 order by 1
        """,
    )
    assert legs == [
        ("consult_only", ["handle", "consult"]),
        ("consult_transfer", ["handle", "handle"]),
        ("listened_to", ["handle"]),
    ]


def test_a_callback_is_one_contact_from_the_asking_to_the_dialling_back(warehouse: Warehouse) -> None:
    moments = ask(
        warehouse,
        """
        select source_contact_id, callback_requested_at, callback_answered_at
        from core.fct_contact inner join vault.contact_id using (contact_key)
        where callback_requested_at is not null order by source_contact_id
        """,
    )
    at = {second: datetime.fromisoformat(payloads.moment(second)) for second in (0, 69.5, 310, 612)}
    assert moments == [("asked_on_the_web", at[0], at[310]), ("called_back", at[69.5], at[612])]


def test_a_contact_belongs_to_its_first_queue_and_its_arrivals_local_day(warehouse: Warehouse) -> None:
    placed = ask(
        warehouse,
        """
        select source_contact_id, line, queue, arrival_on::text
        from core.fct_contact inner join vault.contact_id using (contact_key)
        where source_contact_id in ('to_another_queue', 'left_the_menu', 'over_midnight') order by 1
        """,
    )
    assert placed == [
        ("left_the_menu", "member_services", "menu", "2026-03-02"),
        ("over_midnight", "member_services", SERVICE, "2026-03-02"),
        ("to_another_queue", "member_services", SERVICE, "2026-03-02"),
    ]
