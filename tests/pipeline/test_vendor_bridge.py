"""January's queues as a vendor's report would count them, against ours: every difference has its contact or a name."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from orchestration.warehouse import Warehouse
from tests.pipeline.landing_folder import BANK, JANUARY

pytestmark = pytest.mark.skipif(
    not JANUARY.exists(), reason="the bank's January is not in ../shared/data/anonymous_bank"
)

Rows = Callable[..., list[tuple[Any, ...]]]
Cell = tuple[str, str, str, datetime]
RULES = {"offered": "entered", "answered": "exited", "abandoned": "exited"}


def half_hour(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)


@pytest.fixture
def booked(rows: Rows) -> Counter[Cell]:
    """Stays by queue, channel, measure and half hour: offered as they join, answered and abandoned as they leave."""
    cells: Counter[Cell] = Counter()
    for queue, channel, entered_at, exited_at, exit_reason in rows(
        """
        select source_queue_key, channel, entered_at, exited_at, exit_reason
        from core.fct_queue_segment where client_id = %s
        """,
        BANK,
    ):
        cells[queue, channel, "offered", half_hour(entered_at)] += 1
        if exit_reason in RULES:
            cells[queue, channel, exit_reason, half_hour(exited_at)] += 1
    return cells


def deliver(database: Warehouse, cells: Counter[Cell]) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into core.vendor_booking (source, measure, booked_at) values ('technion_acd', %s, %s)",
            list(RULES.items()),
        )
        cursor.executemany(
            """
            insert into core.fct_vendor_queue_interval
                (client_id, source, source_queue_key, channel, measure, interval_at, interval_minutes, reported_count)
            values (%s, 'technion_acd', %s, %s, %s, %s, 30, %s)
            """,
            [(BANK, *cell, count) for cell, count in cells.items()],
        )
        cursor.execute("analyze core.vendor_booking, core.fct_vendor_queue_interval")


def test_a_faithful_report_differs_only_by_its_booking_rule(
    pipeline_database: Warehouse, rows: Rows, booked: Counter[Cell]
) -> None:
    deliver(pipeline_database, booked)
    by_reason = {
        reason: (contacts, total)
        for reason, contacts, total in rows(
            """
            select reason_code, count(contact_key), sum(numerator_change) from marts.vendor_bridge
            where client_id = %s group by reason_code
            """,
            BANK,
        )
    }
    assert set(by_reason) <= {"booked_by_entered_not_arrival", "booked_by_exited_not_arrival"}
    assert all(contacts > 100 and total == 0 for contacts, total in by_reason.values())


def test_what_only_one_side_has_is_named_and_everything_adds_up(
    pipeline_database: Warehouse, rows: Rows, booked: Counter[Cell]
) -> None:
    busiest, second = (cell for cell, _ in booked.most_common(2))
    altered = Counter(booked)
    altered[busiest] += 2
    altered[second] -= 1
    deliver(pipeline_database, altered)

    unexplained = rows(
        """
        select source_queue_key, channel, measure, interval_at, numerator_change, reason_code
        from marts.vendor_bridge where client_id = %s and contact_key is null
        """,
        BANK,
    )
    assert sorted(unexplained) == sorted([(*busiest, 2, "not_in_our_data"), (*second, -1, "not_in_report")])
    assert rows(
        """
        select count(*) filter (where reported_count - our_count <> count_change), sum(reported_count),
            sum(our_count) > 0
        from marts.vendor_difference where client_id = %s
        """,
        BANK,
    ) == [(0, altered.total(), True)]
    ours = rows(
        "select measure, sum(our_count) from marts.vendor_difference where client_id = %s group by measure", BANK
    )
    parts = rows(
        """
        select sum(offered_count), sum(answered_count), sum(abandoned_count)
        from marts.contact_interval where client_id = %s
        """,
        BANK,
    )
    assert dict(ours) == dict(zip(("offered", "answered", "abandoned"), parts[0], strict=True))


def test_a_contact_has_one_reason_in_an_interval(
    pipeline_database: Warehouse, rows: Rows, booked: Counter[Cell]
) -> None:
    deliver(pipeline_database, booked)
    assert rows(
        """
        select count(*) from (
            select 1 from marts.vendor_bridge where client_id = %s and contact_key is not null
            group by source_queue_key, channel, measure, interval_at, contact_key having count(*) > 1
        ) as doubled
        """,
        BANK,
    ) == [(0,)]
    assert rows("select count(*) from marts.vendor_bridge where reason_code is null") == [(0,)]
