"""Write, audit, publish: what a client sees changes whole, after the audit, or not at all."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from expectations import Verdict
from orchestration.publication import PublicationError, PublicationResult, publish
from orchestration.warehouse import Warehouse
from tests.publication.candidates import TABLES, add_client

Change = Callable[[str], None]


def accept(client_id: str) -> Verdict:
    return Verdict(accepted=True)


def hold(held: str, reason: str = "kpi: 0 rows, at least 1 needed") -> Callable[[str], Verdict]:
    return lambda client_id: Verdict(client_id != held, reason if client_id == held else None)


def value(warehouse: Warehouse, query: str) -> Any:
    with warehouse.connect() as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def columns(warehouse: Warehouse, table: str) -> list[str]:
    with warehouse.connect() as connection:
        rows = connection.execute(
            "select column_name from information_schema.columns where table_schema = 'reporting' and table_name = %s"
            " order by ordinal_position",
            (table,),
        )
        return [row[0] for row in rows]


def test_every_candidate_row_of_every_client_is_published(warehouse):
    results = publish(warehouse, accept)

    assert results == [
        PublicationResult("harbor", "published", None, 10),
        PublicationResult("summit", "published", None, 10),
    ]
    with warehouse.connect() as connection:
        for table in TABLES:
            query = f"select to_jsonb(t) from {{}}.{table} as t order by to_jsonb(t)::text"
            assert (
                connection.execute(query.format("reporting")).fetchall()
                == connection.execute(query.format("reporting_candidate")).fetchall()
            )


def test_publishing_again_changes_nothing(warehouse):
    publish(warehouse, accept)
    publish(warehouse, accept)

    assert value(warehouse, "select count(*) from reporting.contact_interval") == 8


def test_a_held_client_keeps_its_last_good_rows_and_the_others_move_on(warehouse, change: Change):
    publish(warehouse, accept)
    change("update reporting_candidate.contact_interval set offered_count = 100, answered_count = 99")

    results = publish(warehouse, hold("harbor"))

    assert results[0] == PublicationResult("harbor", "held", "kpi: 0 rows, at least 1 needed", 0)
    assert results[1].status == "published"
    assert (
        value(warehouse, "select max(offered_count) from reporting.contact_interval where client_id = 'harbor'") == 10
    )
    assert (
        value(warehouse, "select max(offered_count) from reporting.contact_interval where client_id = 'summit'") == 100
    )


def test_every_decision_is_recorded_with_its_reason(warehouse):
    publish(warehouse, hold("harbor"))

    with warehouse.connect() as connection:
        rows = connection.execute("select client_id, status, reason, row_count from quality.publication order by 1")
        assert rows.fetchall() == [
            ("harbor", "held", "kpi: 0 rows, at least 1 needed", 0),
            ("summit", "published", None, 10),
        ]


def test_only_the_named_clients_are_published(warehouse):
    publish(warehouse, accept, ["summit"])

    assert value(warehouse, "select array_agg(distinct client_id) from reporting.kpi") == ["summit"]


def test_rows_that_left_the_candidates_leave_the_published_table(warehouse, change: Change):
    publish(warehouse, accept)
    change("delete from reporting_candidate.contact_interval where client_id = 'summit' and hour_of_day = 8")

    publish(warehouse, accept)

    assert value(warehouse, "select count(*) from reporting.contact_interval where client_id = 'summit'") == 2


def test_a_client_without_candidates_is_still_judged(warehouse, change: Change):
    publish(warehouse, accept)
    for table in TABLES:
        change(f"delete from reporting_candidate.{table} where client_id = 'summit'")

    results = publish(warehouse, hold("summit"))

    assert [result.status for result in results] == ["published", "held"]
    assert value(warehouse, "select count(*) from reporting.contact_interval where client_id = 'summit'") == 4


def test_a_judge_that_fails_leaves_everything_as_it_was(warehouse, change: Change):
    publish(warehouse, accept)
    change("update reporting_candidate.kpi set value = 0")

    def fail(client_id: str) -> Verdict:
        raise RuntimeError("no judge")

    with pytest.raises(RuntimeError, match="no judge"):
        publish(warehouse, fail)
    assert value(warehouse, "select min(value) from reporting.kpi") > 0
    assert value(warehouse, "select count(*) from quality.publication") == 2


def test_without_candidates_there_is_nothing_to_publish(warehouse, change: Change):
    change("drop schema reporting_candidate cascade")

    with pytest.raises(PublicationError, match="there is nothing to publish"):
        publish(warehouse, accept)


def test_a_new_column_appears_and_a_client_held_back_has_it_empty(warehouse, change: Change):
    publish(warehouse, accept)
    change("alter table reporting_candidate.kpi add column target numeric default 0.8")

    publish(warehouse, hold("harbor"))

    assert columns(warehouse, "kpi")[-1] == "target"
    assert value(warehouse, "select array_agg(distinct target) from reporting.kpi where client_id = 'summit'")[0]
    assert value(warehouse, "select count(target) from reporting.kpi where client_id = 'harbor'") == 0


def test_a_column_takes_on_its_new_type(warehouse, change: Change):
    publish(warehouse, accept)
    change("alter table reporting_candidate.kpi alter column n type numeric(20, 2)")

    publish(warehouse, accept)

    assert value(warehouse, "select pg_typeof(n)::text from reporting.kpi limit 1") == "numeric"


def test_a_column_that_cannot_take_on_its_new_type_holds_the_client(warehouse, change: Change):
    publish(warehouse, accept)
    change("alter table reporting_candidate.kpi alter column unit type integer using 1")

    results = publish(warehouse, accept)

    assert {result.status for result in results} == {"held"}
    assert value(warehouse, "select count(*) from reporting.kpi where unit = 'share'") == 2


def test_columns_and_tables_without_candidates_go_once_nobody_is_held(warehouse, change: Change):
    publish(warehouse, accept)
    change("alter table reporting_candidate.kpi drop column kpi_name")
    change("drop table reporting_candidate.wait_bin")

    publish(warehouse, hold("harbor"))
    assert "kpi_name" in columns(warehouse, "kpi")
    assert value(warehouse, "select count(*) from reporting.wait_bin where client_id = 'harbor'") == 1

    publish(warehouse, accept)
    assert "kpi_name" not in columns(warehouse, "kpi")
    assert columns(warehouse, "wait_bin") == []


def test_a_reader_sees_one_whole_publication_at_every_moment(warehouse):
    publish(warehouse, accept)
    seen: set[tuple[int, int]] = set()
    errors: list[psycopg.Error] = []
    done = threading.Event()

    def read() -> None:
        with warehouse.connect(autocommit=True) as connection:
            while not done.is_set():
                try:
                    row = connection.execute(
                        "select count(*), max(answered_count) from reporting.contact_interval"
                        " where client_id = 'summit'"
                    ).fetchone()
                    assert row is not None
                    seen.add((row[0], row[1]))
                except psycopg.Error as error:
                    errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for answered in range(4, 14):
            with warehouse.connect() as connection:
                connection.execute("set role careline_transformer")
                for table in TABLES:
                    connection.execute(f"delete from reporting_candidate.{table} where client_id = 'summit'")
                add_client(connection, "summit", answered)
            publish(warehouse, accept, ["summit"])
    finally:
        done.set()
        reader.join()

    assert errors == []
    assert seen <= {(4, answered) for answered in range(3, 14)}


def test_what_was_judged_is_what_is_published(warehouse):
    """While a client is judged nobody can change its candidates."""
    refused = []

    def judge(client_id: str) -> Verdict:
        with warehouse.connect() as other:
            other.execute("set lock_timeout = '50ms'")
            try:
                other.execute("update reporting_candidate.kpi set value = -1")
            except psycopg.errors.LockNotAvailable:
                refused.append(client_id)
        return Verdict(accepted=True)

    publish(warehouse, judge)

    assert refused == ["harbor", "summit"]
    assert value(warehouse, "select min(value) from reporting.kpi") > 0
