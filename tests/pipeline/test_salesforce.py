"""A plan's Salesforce org: its tables end the same however its files arrive, and tell what happened."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline import salesforce_payloads as salesforce
from tests.pipeline.tables import Row, assert_same, contents
from tests.pipeline.test_platforms import ARRIVAL_COLUMNS, OF_DELIVERY, PLAN, load_and_build, write_policy
from tests.pipeline.test_slices import withdraw

WITHDRAWN = f"Case_{salesforce.DAYS[2]}.csv", f"Account_{salesforce.DAYS[2]}.csv"
SLICES = 2


def files() -> list[tuple[str, str]]:
    """Every file by its place in the landing folder: the org's, and each call by itself."""
    calls = [(f"{PLAN}/amazon_connect/{number:02}.json", [told]) for number, told in enumerate(salesforce.calls())]
    calls.append(("shared/amazon_connect/shared.json", [salesforce.on_shared_platform()]))
    org = [(f"{PLAN}/salesforce_service/{name}", text) for name, text in salesforce.deliveries().items()]
    return [*((name, json.dumps(told)) for name, told in calls), *org]


def deliver(landing: Path, told: Iterable[tuple[str, str]]) -> None:
    for name, text in told:
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")


def tables(warehouse: Warehouse) -> dict[str, list[Row]]:
    with warehouse.connect() as connection:
        cases = connection.execute(
            "select case_key, contact_key, corrected_opened_at, is_clock_skewed from core.fct_case order by 1"
        ).fetchall()
        read = contents(connection, ARRIVAL_COLUMNS)
    return {name: rows for name, rows in read.items() if name != OF_DELIVERY} | {"core.fct_case": cases}


def ask(warehouse: Warehouse, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query, values).fetchall()


def assert_told(warehouse: Warehouse) -> None:
    """What the org's people would say happened."""
    aliases = ask(
        warehouse,
        """
        select count(*) filter (where account_key = vault.token(%s, 'salesforce/account/001-3')), count(*)
        from core.member_alias
        """,
        PLAN,
    )
    assert aliases == [(9, 12)], "numbers 1 and 2 and their accounts stand for member 3"
    (shared,) = ask(
        warehouse,
        """
        select
            contact.client_id,
            alias.account_key = vault.token(%s, 'salesforce/account/001-3'),
            checks.is_disclosed_unverified
        from core.fct_identity_check as checks
        inner join core.fct_contact as contact using (contact_key)
        inner join core.member_alias as alias on contact.member_key = alias.alias_key
        """,
        PLAN,
    )
    assert shared == (PLAN, True, False), "the platform of many clients names the member by a token of its own"
    assert ask(warehouse, "select count(*) from core.fct_identity_check where is_disclosed_unverified") == [(1,)]
    assert ask(
        warehouse,
        "select version_no, state, zip3, age_band, is_current from core.dim_member"
        " where account_key = vault.token(%s, 'salesforce/account/001-4') order by version_no",
        PLAN,
    ) == [(1, "OH", "430", "85+", False), (2, "TX", "000", "85+", False), (3, "OH", "430", "85+", True)]

    assert ask(
        warehouse,
        """
        select
            is_clock_skewed, count(*), min(contact_gap_s),
            min(opened_at - corrected_opened_at) = interval '45 minutes'
        from core.fct_case group by 1 order by 1
        """,
    ) == [
        (False, 2 * salesforce.CALLS_A_DAY, Decimal(10), False),
        (True, salesforce.CALLS_A_DAY, Decimal(10 + salesforce.SKEW_S), True),
    ]
    assert ask(
        warehouse,
        "select count(*), min(reopened_count), min(first_closed_at) < min(last_reopened_at), min(status)"
        " from core.fct_case where is_reopened",
    ) == [(1, 1, True, "closed")]
    assert ask(warehouse, "select status, is_kept, has_phi_pattern from core.fct_task") == [("completed", True, True)]
    assert ask(warehouse, "select resolved_at > received_at, contact_key is not null from core.fct_grievance") == [
        (True, True)
    ]
    assert ask(warehouse, "select status, channel from core.fct_consent") == [("opt_out", "voice")]


def assert_nothing_private_left_staging(warehouse: Warehouse) -> None:
    cells = {str(cell) for rows in tables(warehouse).values() for row in rows for cell in row}
    for private in ("Abend", "555-01-2345", "202-555-0143", "1931-02-03", "ada@example.org"):
        assert not [cell for cell in cells if private in cell]
    # What is this short may stand in any token by chance.
    assert not cells & {"43085", "M-1", "001-1"}


def test_what_is_told_in_any_order_comes_to_the_same_as_afresh(built: Warehouse, landing: Path) -> None:
    write_policy(landing)
    told = files()
    Random(20260105).shuffle(told)
    for part in range(SLICES):
        deliver(landing, told[part::SLICES])
        load_and_build(built, landing)
    assert_told(built)
    assert_nothing_private_left_staging(built)

    for file_name in WITHDRAWN:
        withdraw(built, file_name)
    build(built, progress=print)
    without = tables(built)
    assert len(without["core.fct_case"]) == 2 * salesforce.CALLS_A_DAY
    assert ask(built, "select count(*) from core.dim_member where is_merged and is_current") == [(1,)]
    build(built, full_refresh=True, progress=print)
    assert_same(without, tables(built))
