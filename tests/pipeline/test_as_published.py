"""As published: a closed month is never changed, and what moves afterwards is listed with the reasons."""

import csv
import gzip
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from expectations import Verdict
from orchestration import cli, closing, intake
from orchestration.build import build
from orchestration.closing import Request
from orchestration.doctor import examine
from orchestration.publication import publish
from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import TRANSFORMER, add_staff, transformer_of
from tests import ready_queries
from tests.conftest import quiet
from tests.pipeline.landing_folder import stage_sample, write_calls
from tests.pipeline.tables import assert_same, contents

Rows = Callable[..., list[tuple[Any, ...]]]
Command = Callable[..., int]

PLAN = "sample_plan"
JANUARY = datetime(2026, 1, 1, tzinfo=UTC).date()
WEEK = "calls_2026-01-05.txt.gz"
IN_JANUARY = "client_id = 'sample_plan' and period_type = 'month' and period_start_on = '2026-01-01'"
RESTATED = "select distinct kpi_id, reasons from marts.restatement where month_on = '2026-01-01'"


@pytest.fixture
def prepared(sampled: Settings) -> Settings:
    """The sample alone is closed, changed and built again here."""
    return sampled


@pytest.fixture
def command(pipeline_database: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over the clone."""
    monkeypatch.setenv("CARELINE_HOME", str(pipeline_database.settings.home))
    monkeypatch.setenv("CARELINE_DATABASE", pipeline_database.settings.database)
    return lambda *arguments: cli.main(list(map(str, arguments)))


@pytest.fixture
def january(pipeline_database: Warehouse) -> Warehouse:
    """The sample plan's January, closed."""
    result = closing.close(pipeline_database, Request(JANUARY, "Ana"), quiet, PLAN)
    assert [(one.revision, one.maturity) for one in result.closed] == [(1, "final")]
    return pipeline_database


def bring(warehouse: Warehouse, landing: Path) -> None:
    intake.load(warehouse, landing, quiet)
    build(warehouse, progress=quiet)


def tell(warehouse: Warehouse) -> None:
    """Publish what stands, whatever the expectations say."""
    publish(warehouse, lambda _: Verdict(accepted=True))


def calls_of(landing: Path) -> list[dict[str, str]]:
    with gzip.open(landing / PLAN / "technion_acd" / WEEK, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def amend(folder: Path, threshold_s: int, name: str = "contract_term_amended.csv") -> None:
    """The plan's contract with another service level threshold, and another variant of it, from the start."""
    policy = folder / PLAN / "policy"
    policy.mkdir(parents=True, exist_ok=True)
    terms = (ROOT / "sample" / "landing" / PLAN / "policy" / "contract_term.csv").read_text()
    assert ",20," in terms
    amended = terms.replace("service_level_threshold_s,20", f"service_level_threshold_s,{threshold_s}")
    (policy / name).write_text(amended.replace("SL-B", "SL-D"))


def promise_otherwise(folder: Path) -> None:
    """The plan's guarantees from the start: an easier service level, a harder speed of answer with a fee."""
    policy = folder / PLAN / "policy"
    policy.mkdir(parents=True, exist_ok=True)
    (policy / "guarantee.csv").write_text(
        "guarantee_id,line,kpi_id,variant,comparator,target,period_type,minimum_volume,fee_at_risk_usd,valid_from,valid_to\n"
        "G1,all,service_level,SL-B,at_least,0.75,month,100,,2026-01-01,\n"
        "G2,all,abandon_rate,AB-gross,at_most,0.05,month,100,,2026-01-01,\n"
        "G3,all,asa,ASA-answered,at_most,20,month,100,10000,2026-01-01,\n"
    )


def test_a_closed_month_is_what_stood_and_says_on_what(january: Warehouse, rows: Rows) -> None:
    columns = closing.FROZEN
    frozen = rows(f"select {columns} from marts.published_kpi where month_on = '2026-01-01' order by {closing.CELL}")
    assert frozen == rows(f"select {columns} from marts.kpi_period where {IN_JANUARY} order by {closing.CELL}")
    assert len(frozen) > 100
    promised = closing.FROZEN_GUARANTEE
    assert rows(f"select {promised} from marts.published_guarantee order by 1") == rows(
        f"select {promised} from marts.client_scorecard where client_id = %s and period_end_on = %s order by 1",
        *(PLAN, "2026-01-31"),
    )
    assert rows("select guarantee_id, standing from marts.published_guarantee order by 1") == [
        ("G1", "missed"),
        ("G2", "missed"),
        ("G3", "met"),
    ]
    assert rows(
        """
        select closed_by, maturity, reason, table_code = (select table_code from landing.build_state),
            (select count(*) from published.closing_file), closed_at = max(closed_at) over ()
        from published.closing
        """
    ) == [
        (
            "Ana",
            "final",
            None,
            True,
            rows(
                "select count(*) from landing.built_file as b join landing.file as f"
                " using (file_id) where f.client_id = 'sample_plan'"
            )[0][0],
            True,
        )
    ]
    assert [one.text for one in examine(january.settings) if one.part == "as published"] == [
        "1 closings hold what was frozen"
    ]


def test_the_command_closes_says_what_it_froze_and_refuses_what_makes_no_sense(
    pipeline_database: Warehouse, command: Command, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = command("close", *arguments)
        told = capsys.readouterr()
        return code, (told.out or told.err).strip()

    plan = ("--client", PLAN)
    code, text = said("--month", "2026-01", *plan, "--by", "Ana")
    assert (code, text.startswith("sample_plan: 2026-01 is closed as revision 1, final: ")) == (0, True)
    counts = "count(*), count(*) filter (where maturity = 'not_measured')"
    ((all_of_them, not_measured),) = rows(f"select {counts} from published.published_kpi")
    assert f"{all_of_them} numbers, {not_measured} of them not measured; guarantees: " in text
    standings = rows("select standing, count(*) from published.published_guarantee group by standing order by standing")
    assert text.endswith(", ".join(f"{count} {standing}" for standing, count in standings))
    refusals = {
        ("--month", "2026-01", *plan): "was closed on",
        ("--month", "2026-02", *plan, "--again", "--reason", "why not"): "has not been closed before",
        ("--month", "2026-03", *plan): "2026-03 is not final",
        ("--month", "2099-01", *plan): "2099-01 is not over yet",
        ("--month", "2025-01", *plan): "nothing is known of 2025-01: its data go from 2026-01-05",
        ("--month", "2026-01", "--client", "nobody"): "no client is called 'nobody'",
    }
    for arguments, why in refusals.items():
        code, text = said(*arguments)
        assert (code, why in text, text.count("\n")) == (1, True, 0), arguments
    for arguments in (
        ("--month", "January"),
        ("--month", "2026-01", "--again"),
        ("--month", "2026-01", "--reason", "without again"),
        ("--month", "2026-01", "--again", "--reason", " "),
        ("--month", "2026-01", "--by", " "),
        (),
    ):
        assert said(*arguments)[0] == 2, arguments
    assert rows("select count(*) from published.closing") == [(1,)]

    with pipeline_database.connect() as connection:
        connection.execute("update core.dim_contract set valid_to = '2026-03-15' where client_id = %s", (PLAN,))
    assert said("--month", "2026-03", *plan, "--provisional")[0] == 0
    assert rows(
        "select month_on::text, array_agg(distinct period_type order by period_type) from marts.published_kpi"
        " group by month_on order by 1"
    ) == [("2026-01-01", ["month"]), ("2026-03-01", ["contract", "month"])]
    assert said("--month", "2026-01", *plan, "--again", "--reason", "the plan disputed a day")[0] == 0
    assert rows(
        "select month_on::text, revision, maturity, reason, closed_by <> '' from published.closing order by closing_id"
    ) == [
        ("2026-01-01", 1, "final", None, True),
        ("2026-03-01", 1, "provisional", None, True),
        ("2026-01-01", 2, "final", "the plan disputed a day", True),
    ]
    was_told = """
        select distinct revision from marts.published_kpi
        where month_on = '2026-01-01' and published_at <= told.at and (replaced_at is null or replaced_at > told.at)
    """
    assert rows(
        f"""
        select closing_id, (select array_agg(revision) from ({was_told}) as then_told)
        from (select closing_id, closed_at as at from published.closing) as told order by closing_id
        """
    ) == [(1, [1]), (2, [1]), (3, [2])]


def test_of_many_clients_those_that_can_be_closed_are(
    pipeline_database: Warehouse, command: Command, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    with pipeline_database.connect() as connection:
        connection.execute(
            "insert into core.dim_client select 'other', 'Other', false, 'UTC', null, null, '2026-01-01', now(),"
            " '2026-02-20', '2026-02-19'"
        )
        connection.execute(
            "insert into marts.kpi_period select 'other', line, channel, language, period_type, period_start_on,"
            " kpi_id, variant, numerator, denominator, value, n, ci_low, ci_high, 'provisional', as_of"
            f" from marts.kpi_period where {IN_JANUARY} and kpi_id = 'asa'"
        )
    tell(pipeline_database)
    assert command("close", "--month", "2026-01") == 3
    told = capsys.readouterr()
    assert "sample_plan: 2026-01 is closed" in told.out
    assert "not closed: other: " in told.err
    assert rows("select distinct client_id from published.closing") == [(PLAN,)]


def test_what_nobody_was_told_is_not_closed(pipeline_database: Warehouse, landing: Path) -> None:
    def refusal() -> str:
        return closing.close(pipeline_database, Request(JANUARY, "Ana"), quiet, PLAN).refused[PLAN]

    publish(pipeline_database, lambda _: Verdict(accepted=False, reason="too few calls"))
    assert "held back (too few calls)" in refusal()
    tell(pipeline_database)
    build(pipeline_database, force=True, progress=quiet, select=("dim_date",))
    with pytest.raises(closing.ClosingError, match="the last build did not finish"):
        refusal()
    build(pipeline_database, force=True, progress=quiet)
    assert "./careline publish first" in refusal()


def test_without_numbers_there_is_nothing_to_close(built: Warehouse) -> None:
    with pytest.raises(closing.ClosingError, match="no client has numbers yet"):
        closing.close(built, Request(JANUARY, "Ana"), quiet)


ATTACKS = [
    "update published.published_kpi set value = 1",
    "delete from published.published_kpi",
    "truncate published.published_kpi",
    "truncate published.closing cascade",
    "update published.closing set closed_by = 'Eve'",
    "delete from published.closing_file",
    "insert into published.published_kpi (closing_id, line, channel, language, period_type, period_start_on, kpi_id,"
    " variant, value, maturity) values (1, 'x', 'all', 'all', 'month', '2026-01-01', 'asa', 'x', 1, 'final')",
    "insert into published.closing_file select 1, file_id from landing.file where client_id = 'late'",
    "merge into published.published_kpi as p using (select 1) as o on true when matched then delete",
    "update published.published_guarantee set standing = 'met'",
    "delete from published.published_guarantee",
    "truncate published.published_guarantee",
    "insert into published.published_guarantee (closing_id, guarantee_id, line, kpi_id, variant, comparator, target,"
    " period_type, period_start_on, period_end_on, standing, maturity)"
    " values (1, 'x', 'all', 'asa', 'x', 'at_most', 1, 'month', '2026-01-01', '2026-01-31', 'met', 'final')",
]


def test_no_login_changes_or_adds_to_what_was_published(january: Warehouse, rows: Rows) -> None:
    with january.connect() as connection:
        connection.execute(
            "insert into landing.file (client_id, source, feed, file_name, sha256, byte_count, line_count,"
            " loaded_count, known_count, quarantined_count, status, started_at, finished_at) values"
            " ('late', 's', 'f', 'n', '', 0, 0, 0, 0, 0, 'known', now(), now())"
        )
    tables = ("closing", "closing_file", "published_kpi", "published_guarantee")
    before = [rows(f"select * from published.{table}") for table in tables]
    operator, analyst = (f"{role}_{january.settings.database}" for role in ("operator", "analyst"))
    add_staff(january, operator, "operator")
    add_staff(january, analyst, "analyst")
    people: dict[str, tuple[Warehouse, str | None, str]] = {
        "the owner": (january, None, "reset role"),
        "a superuser": (january, "postgres", "set session_replication_role = replica"),
        "dbt": (transformer_of(january), TRANSFORMER, "reset role"),
        "the publisher": (january, None, "set role careline_publisher"),
        "an operator": (january, operator, "set default_transaction_read_only = off"),
        "an analyst": (january, analyst, "set default_transaction_read_only = off"),
    }
    let_through = []
    for who, (warehouse, login, first) in people.items():
        with warehouse.connect(login, autocommit=True) as connection:
            connection.execute(first.encode())
            for attack in ATTACKS:
                try:
                    connection.execute(attack.encode())
                    let_through.append((who, attack))
                except (psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege):
                    continue
    assert let_through == []
    assert [rows(f"select * from published.{table}") for table in tables] == before


@pytest.mark.parametrize(
    ("table", "change"), [("published_kpi", "value = 1"), ("published_guarantee", "standing = 'met'")]
)
def test_the_doctor_sees_what_went_past_the_walls(january: Warehouse, table: str, change: str) -> None:
    with january.connect() as connection:
        connection.execute(f"alter table published.{table} disable trigger user".encode())
        connection.execute(f"update published.{table} set {change}".encode())
    assert [(one.level, one.text) for one in examine(january.settings) if one.part == "as published"] == [
        ("fail", "sample_plan 2026-01 revision 1 is not what was frozen: restore it from a backup")
    ]


def test_a_closing_that_is_killed_leaves_nothing(pipeline_database: Warehouse, rows: Rows, command: Command) -> None:
    month = ("close", "--month", "2026-01", "--client", PLAN)
    with pipeline_database.connect() as holder:
        holder.execute("lock table published.published_kpi in access exclusive mode")
        closes = subprocess.Popen([sys.executable, "-m", "orchestration.cli", *month], cwd=ROOT)
        waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        with pipeline_database.connect(autocommit=True) as watch:
            while not watch.execute(waits).fetchone():
                assert closes.poll() is None
                time.sleep(0.05)
        closes.send_signal(signal.SIGKILL)
        closes.wait()
    assert command(*month) == 0
    assert rows("select revision from published.closing") == [(1,)]


def test_the_restatement_log_says_what_moved_a_number(january: Warehouse, landing: Path, rows: Rows) -> None:
    stage_sample(landing)
    folder = landing / PLAN / "technion_acd"
    calls = calls_of(landing)

    def deliver(name: str, changed: list[dict[str, str]]) -> None:
        write_calls(folder / name, changed)
        bring(january, landing)

    build(january, force=True, progress=quiet)
    assert rows(RESTATED) == []

    march = [call | {"date": "260330", "call_id": f"9{call['call_id']}"} for call in calls[:20]]
    deliver("zz_march.txt", march)
    assert rows(RESTATED) == [], "a day of another month moves nothing"

    answered = next(call for call in calls if call["outcome"] == "AGENT")
    deliver("zz_late.txt", [answered | {"call_id": "999001"}])
    assert {reasons for _, reasons in rows(RESTATED)} == {"late data"}
    assert rows(
        "select published_value + 1, current_value, difference, restated_by, reasons from marts.restatement"
        " where kpi_id = 'contacts_received' and (line, channel, language) = ('all', 'all', 'all')"
        " and month_on = '2026-01-01'"
    ) == [
        (
            *rows(
                f"select value, value from marts.kpi_period where {IN_JANUARY} and kpi_id = 'contacts_received'"
                " and (line, channel, language) = ('all', 'all', 'all')"
            )[0],
            1,
            1,
            "late data",
        )
    ]

    tell(january)
    closing.close(january, Request(JANUARY, "Ana", again="a late call"), quiet, PLAN)
    build(january, force=True, progress=quiet)
    second = " and revision = 2"
    assert rows(RESTATED + second) == []

    abandoned = next(call for call in calls if call["outcome"] == "HANG" and call["q_time"] != "0")
    served = {"outcome": "AGENT", "ser_start": abandoned["q_exit"], "ser_exit": abandoned["q_exit"], "ser_time": "7"}
    deliver("zz_corrected.txt", [abandoned | served | {"server": "TAMARACK"}])
    assert ("abandon_rate", "corrected data") in rows(RESTATED + second)
    assert {reasons for _, reasons in rows(RESTATED + second)} == {"corrected data"}

    tell(january)
    closing.close(january, Request(JANUARY, "Ana", again="a corrected call"), quiet, PLAN)
    amend(landing, 45)
    bring(january, landing)
    third = " and revision = 3"
    assert set(rows(RESTATED + third)) == {("service_level", "policy change")}
    assert {"late data", "policy change"} <= {
        word for _, reasons in rows(RESTATED + " and revision = 1") for word in reasons.split(", ")
    }
    with january.connect() as connection:
        told = ready_queries.answer(connection, "what_we_told")
        restated = ready_queries.answer(connection, "restated_and_why")
    # What was told stays told in the variant of then, whatever the contract names since.
    variants = {row["revision"]: row["variant"] for row in told if row["kpi_id"] == "service_level"}
    assert variants == {1: "SL-B", 2: "SL-B", 3: "SL-B"}
    assert {("service_level", 3, "policy change")} == {
        (row["kpi_id"], row["revision"], row["reasons"]) for row in restated if row["revision"] == 3
    }

    with january.connect() as connection:
        connection.execute(
            "update landing.file set status = 'held', reason = 'withdrawn' where file_name = %s", (WEEK,)
        )
    build(january, progress=quiet)
    assert ("contacts_received", "corrected data, policy change") in rows(RESTATED + third)

    with january.connect() as connection:
        by_slices = contents(connection)
    build(january, full_refresh=True, progress=quiet)
    with january.connect() as connection:
        assert_same(contents(connection), by_slices)
    assert by_slices["marts.restatement"]


def test_guarantees_that_are_delivered_anew_do_not_move_in_silence(
    january: Warehouse, landing: Path, rows: Rows
) -> None:
    stage_sample(landing)
    promise_otherwise(landing)
    bring(january, landing)

    restated = """
        select guarantee_id, published_target::float, current_target::float, published_value = current_value,
            published_standing, current_standing, fee_difference_usd::float, reasons
        from marts.guarantee_restatement where month_on = '2026-01-01' order by guarantee_id
    """
    flipped = [
        ("G1", 0.8, 0.75, True, "missed", "met", 0, "policy change"),
        ("G3", 30, 20, True, "met", "missed", 10000, "policy change"),
    ]
    assert rows(restated) == flipped
    assert rows(RESTATED) == [], "the numbers themselves stand as they were told"
    assert rows("select guarantee_id, standing from marts.published_guarantee order by 1") == [
        ("G1", "missed"),
        ("G2", "missed"),
        ("G3", "met"),
    ]
    with january.connect() as connection:
        told = ready_queries.answer(connection, "guarantees_as_told")
        moved = ready_queries.answer(connection, "guarantees_restated")
        by_slices = contents(connection)
    assert [(row["guarantee_id"], row["standing"]) for row in told] == [
        ("G1", "missed"),
        ("G2", "missed"),
        ("G3", "met"),
    ]
    assert [(row["guarantee_id"], row["fee_difference_usd"]) for row in moved] == [("G1", 0), ("G3", 10000)]

    build(january, full_refresh=True, progress=quiet)
    with january.connect() as connection:
        assert_same(contents(connection), by_slices)

    tell(january)
    closing.close(january, Request(JANUARY, "Ana", again="an amended contract"), quiet, PLAN)
    build(january, force=True, progress=quiet)
    assert rows(restated.replace("where ", "where revision = 2 and ")) == []
    assert rows(restated.replace("where ", "where revision = 1 and ")) == flipped
