"""Three platforms serve one client: one row a journey in any order of delivery, also where it goes on elsewhere."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline import amazon_connect_payloads as connect
from tests.pipeline import genesys_payloads as genesys
from tests.pipeline import nice_cxone_payloads as nice
from tests.pipeline.tables import assert_same, contents
from tests.pipeline.test_slices import share_token_keys

PLAN = "plan"
DOCUMENTS_A_SLICE = 32
ARRIVAL_COLUMNS = frozenset({"recorded_at", "loaded_at", "file_id", "judged_at", "freshness_s"})
OF_DELIVERY = "core.fct_delivery"
"""What is told of files differs with the files; what is told of contacts must not."""

HANDED_OVER_AT = datetime(2026, 1, 5, 13, 5, tzinfo=UTC)


def arrived_at_the_partner() -> dict[str, Any]:
    """Rose, whom Amazon Connect handed over at 13:05, three seconds later on Genesys Cloud."""
    start = HANDED_OVER_AT + timedelta(seconds=3)
    told = genesys.conversation(
        "rose at the partner",
        genesys.caller(200, start),
        genesys.stay(genesys.NURSE, 1, 21, start=start),
        genesys.leg(genesys.BEN, genesys.NURSE, 15, 21, 200, start=start),
        end=200,
        start=start,
    )
    session = told["participants"][0]["sessions"][0]
    session |= {"ani": f"tel:{connect.MEMBER_NUMBER}", "dnis": f"tel:{connect.PARTNER_NUMBER}"}
    return told


def documents() -> list[tuple[str, str]]:
    """Every delivered record as a document of its own, by the name of its file below the client's folder."""
    contact_records = [
        *connect.callback_taken(),
        *connect.consulted_then_transferred(),
        *connect.warm_transfer(),
        *connect.handed_to_partner(),
        *connect.given_up(),
        *connect.updated_twice(),
    ]
    conversations = [
        *genesys.queues(),
        *genesys.agents(),
        *genesys.callbacks(),
        *genesys.growing(),
        genesys.over_midnight(),
        arrived_at_the_partner(),
    ]
    contacts = [
        *nice.transferred_four_times(),
        *nice.called_again_later(),
        *nice.callback_taken(),
        *nice.given_up(),
        nice.still_open(),
        nice.ended(),
    ]
    return [
        *((f"amazon_connect/{number:02}.json", json.dumps([told])) for number, told in enumerate(contact_records)),
        *(
            (f"genesys_cloud/{number:02}.json", json.dumps({"conversations": [told]}))
            for number, told in enumerate(conversations)
        ),
        *((f"nice_cxone/{number:02}.json", nice.answer(told).decode()) for number, told in enumerate(contacts)),
    ]


def write_policy(landing: Path) -> None:
    """The plan's contract, its lines on all three platforms, and what their codes stand for."""
    folder = landing / PLAN / "policy"
    folder.mkdir(parents=True)
    (folder / "contract.csv").write_text(
        "contract_id,client_name,time_zone,valid_from,valid_to\nC-1,The Plan,America/New_York,2016-01-01,\n"
    )
    (folder / "line_map.csv").write_text(
        "source,source_line,line,queue,language,valid_from,valid_to\n"
        "amazon_connect,InboundQueue,member_services,service,en,2016-01-01,\n"
        f"genesys_cloud,{genesys.SERVICE},member_services,service,en,2016-01-01,\n"
        f"genesys_cloud,{genesys.NURSE},nurse,triage,en,2016-01-01,\n"
    )
    (folder / "code_map.csv").write_text(
        "source,kind,source_code,code,valid_from,valid_to\n"
        "amazon_connect,reason,claim status,claims,2016-01-01,\n"
        "genesys_cloud,disposition,Benefits question,benefits,2016-01-01,\n"
    )


def deliver(landing: Path, told: Iterable[tuple[str, str]]) -> None:
    for name, text in told:
        path = landing / PLAN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def load_and_build(warehouse: Warehouse, landing: Path, **how: Any) -> None:
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print, **how)


def of_contacts(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    with warehouse.connect() as connection:
        return {name: rows for name, rows in contents(connection, ARRIVAL_COLUMNS).items() if name != OF_DELIVERY}


@pytest.fixture
def at_once(built: Warehouse, tmp_path: Path) -> Warehouse:
    """A warehouse that got everything in one delivery."""
    landing = tmp_path / "at_once"
    write_policy(landing)
    deliver(landing, documents())
    load_and_build(built, landing)
    return built


def test_every_journey_is_one_row_and_the_order_of_delivery_changes_none(
    at_once: Warehouse, sliced: Warehouse, tmp_path: Path
) -> None:
    with at_once.connect() as connection:
        outcomes = dict(
            connection.execute(
                "select id.source || ' ' || contact.outcome, count(*) from core.fct_contact as contact"
                " inner join vault.contact_id as id using (contact_key) group by 1"
            ).fetchall()
        )
        (linked,) = connection.execute(
            """
            select count(*) from core.contact_link as link
            inner join core.fct_contact as leaving on leaving.contact_key = link.from_contact_key
            inner join core.fct_contact as arriving on arriving.contact_key = link.to_contact_key
            where (leaving.source, arriving.source) = ('amazon_connect', 'genesys_cloud')
                and link.basis = 'number and caller'
            """
        ).fetchone() or (0,)
        unmapped = connection.execute("select source, kind, source_code from marts.unmapped_code").fetchall()
        (received,) = connection.execute("select sum(received_count) from marts.contact_interval").fetchone() or (0,)
        (inbound,) = connection.execute(
            "select count(*) from core.fct_contact where direction = 'inbound' and outcome <> 'excluded'"
        ).fetchone() or (0,)
    assert outcomes == {
        **{"amazon_connect answered": 4, "amazon_connect callback": 1, "amazon_connect abandoned": 1},
        **{"amazon_connect ivr_abandoned": 1, "amazon_connect ivr_contained": 1, "amazon_connect dropped": 1},
        "amazon_connect in_progress": 1,
    } | {name: count for name, count in outcomes.items() if not name.startswith("amazon_connect")}
    assert linked == 1
    assert ("amazon_connect", "queue", "Overflow") in unmapped
    assert received == inbound - linked

    share_token_keys(at_once, sliced)
    landing = tmp_path / "shuffled"
    write_policy(landing)
    told = documents()
    Random(20260105).shuffle(told)
    for start in range(0, len(told), DOCUMENTS_A_SLICE):
        deliver(landing, told[start : start + DOCUMENTS_A_SLICE])
        load_and_build(sliced, landing)
    by_slices = of_contacts(sliced)
    assert_same(by_slices, of_contacts(at_once))

    build(sliced, full_refresh=True, progress=print)
    assert_same(by_slices, of_contacts(sliced))
