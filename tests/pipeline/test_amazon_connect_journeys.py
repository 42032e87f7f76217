"""Amazon Connect, all the way: one row a journey, with its legs and its stays in queues."""

from collections.abc import Iterator
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from tests.conftest import built_database, quiet
from tests.pipeline import amazon_connect_payloads as payloads
from tests.pipeline.amazon_connect_payloads import identifier

POLICY = {
    "contract": "contract_id,client_name,time_zone,valid_from,valid_to\nC1,Acme,America/New_York,2026-01-01,\n",
    "line_map": "source,source_line,line,queue,language,valid_from,valid_to\n"
    "amazon_connect,InboundQueue,members,front,en,2026-01-01,\n"
    "amazon_connect,CallbackQueue,members,callbacks,en,2026-01-01,\n"
    "amazon_connect,Nurses,nurses,nurses,en,2026-01-01,\n"
    "amazon_connect,+18005550100,members,menu,en,2026-01-01,\n",
}


@pytest.fixture(scope="module")
def built(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The later records of each journey first, a build, then the rest and some of the first again."""
    landing = tmp_path_factory.mktemp("landing")
    for name, text in POLICY.items():
        path = landing / "acme" / "policy" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    records = [
        *payloads.callback_taken(),
        *payloads.consulted_then_transferred(),
        *payloads.warm_transfer(),
        *payloads.handed_to_partner(),
        *payloads.given_up(),
        *payloads.updated_twice(),
    ]
    folder = landing / "acme" / "amazon_connect"
    with built_database(server_settings) as warehouse:
        for number, part in enumerate((records[1::2], [*records[0::2], *records[1:6:2]])):
            payloads.write_stream(folder / f"{number}.json", part)
            intake.load(warehouse, landing, quiet)
            build(warehouse, progress=quiet)
        yield warehouse


def told(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query).fetchall()


def contacts(warehouse: Warehouse, *columns: str) -> dict[str, tuple[Any, ...]]:
    """What core says of each contact, by the name of the record it began with."""
    began = ("john", "mary", "paul", "rose", "gone", "menu", "served", "cut off", "waiting", "anna")
    names = {identifier(name): name for name in began}
    query = f"""
        select identities.source_contact_id, {", ".join(f"contacts.{column}" for column in columns)}
        from core.fct_contact as contacts
        inner join vault.contact_id as identities using (contact_key)
    """
    return {names[contact_id]: tuple(values) for contact_id, *values in told(warehouse, query)}


def test_each_journey_is_one_contact_with_its_outcome_and_its_one_wait(built: Warehouse) -> None:
    assert contacts(built, "outcome", "line", "queue", "wait_s", "transfer_count") == {
        "john": ("callback", "members", "front", 120, 0),
        "mary": ("answered", "members", "front", 20, 1),
        "paul": ("answered", "members", "front", 10, 1),
        "rose": ("answered", "members", "front", 135, 1),
        "gone": ("abandoned", "members", "front", 60, 0),
        "menu": ("ivr_abandoned", "members", "menu", None, 0),
        "served": ("ivr_contained", "members", "menu", None, 0),
        "cut off": ("dropped", "members", "front", 90, 0),
        "waiting": ("in_progress", "members", "front", None, 0),
        "anna": ("answered", "members", "front", 25, 0),
    }


def test_the_callback_keeps_the_wait_until_it_was_taken_and_tells_when_it_reached_the_member(built: Warehouse) -> None:
    (moments,) = told(
        built,
        """
        select callback_requested_at::text, callback_answered_at::text, callback_attempt_count, answered_at
        from core.fct_contact where outcome = 'callback'
        """,
    )
    assert moments == ("2026-01-05 11:37:00+00", "2026-01-05 11:45:25+00", 2, None)


def test_legs_tell_consults_from_transfers_and_sum_to_the_contacts_seconds(built: Warehouse) -> None:
    legs = told(
        built,
        """
        select leg_kind, is_callback, is_transferred, talk_s, hold_s, acw_s
        from core.fct_contact_leg order by started_at
        """,
    )
    assert legs == [
        ("handle", False, True, 310, 120, 15),
        ("consult", False, False, 110, 0, 0),
        ("handle", False, False, 660, 0, 30),
        ("handle", False, True, 240, 30, 10),
        ("handle", False, False, 480, 0, 5),
        ("handle", True, False, 275, 0, 20),
        ("handle", False, True, 135, 0, 5),
        ("handle", False, False, 305, 0, 10),
    ]
    assert contacts(built, "talk_s", "hold_s", "acw_s")["mary"] == (1080, 120, 45)


def test_stays_are_what_the_platform_counts_by_queue(built: Warehouse) -> None:
    stays = told(
        built,
        """
        select source_queue_key, exit_reason, count(*) from core.fct_queue_segment
        group by source_queue_key, exit_reason order by source_queue_key, exit_reason nulls last
        """,
    )
    assert stays == [
        ("CALLBACKQUEUE", "answered", 1),
        ("CALLBACKQUEUE", None, 1),
        ("INBOUNDQUEUE", "abandoned", 1),
        ("INBOUNDQUEUE", "answered", 3),
        ("INBOUNDQUEUE", "callback", 1),
        ("INBOUNDQUEUE", "dropped", 1),
        ("INBOUNDQUEUE", "flow_out", 1),
        ("INBOUNDQUEUE", None, 1),
        ("NURSES", "answered", 1),
        ("OVERFLOW", "answered", 1),
    ]
