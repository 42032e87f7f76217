"""Published benchmarks: the real files against counts worked out from them by Python's own csv module."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.landing import FileResult
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import built_database
from tests.pipeline.landing_folder import ROOT

DATA = ROOT.parent / "shared" / "data"
MONTHS = DATA / "nhs_111" / "provider_months_2015_16.csv"
DAYS = DATA / "nhs_111" / "provider_days_2025_26.csv"
STATES = DATA / "medicaid_call_centers" / "state_months.csv"

pytestmark = pytest.mark.skipif(
    not (MONTHS.exists() and DAYS.exists() and STATES.exists()),
    reason="the published benchmarks are not in ../shared/data",
)

Row = dict[str, str]
Rows = Callable[..., list[tuple[Any, ...]]]
BENCHMARKS = ("+external_benchmark",)


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def load(warehouse: Warehouse, landing: Path) -> dict[str, FileResult]:
    return {result.file_name: result for result in intake.load(warehouse, landing, print)}


def build_benchmarks(warehouse: Warehouse) -> None:
    build(warehouse, progress=print, select=BENCHMARKS)


def query(warehouse: Warehouse) -> Rows:
    def run(text: str, *values: Any) -> list[tuple[Any, ...]]:
        with warehouse.connect() as connection:
            return connection.execute(text, values).fetchall()

    return run


@pytest.fixture(scope="module")
def warehouse(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse into which nothing was ever delivered but the three files; its tests only read it."""
    landing = tmp_path_factory.mktemp("landing")
    for path in (MONTHS, DAYS, STATES):
        folder = landing / "shared" / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder)
    with built_database(server_settings) as warehouse:
        assert {result.status for result in load(warehouse, landing).values()} == {"accepted"}
        build(warehouse, progress=print)
        yield warehouse


@pytest.fixture
def rows(warehouse: Warehouse) -> Rows:
    return query(warehouse)


@pytest.fixture(scope="module")
def months() -> list[Row]:
    return read(MONTHS)


@pytest.fixture(scope="module")
def days() -> list[Row]:
    return read(DAYS)


@pytest.fixture(scope="module")
def states() -> list[Row]:
    return read(STATES)


def total(rows: Rows, source: str, period_type: str, start_on: str, measure_id: str) -> tuple[Any, ...]:
    (row,) = rows(
        """
        select numerator, denominator, value, entity_count, withheld_count from marts.external_benchmark
        where (source, period_type, period_start_on, measure_id) = (%s, %s, %s, %s)
        """,
        source,
        period_type,
        start_on,
        measure_id,
    )
    return row


def figure(row: Row, name: str) -> int:
    return int(row[f"Nhs1 {name} SUM"])


def test_every_row_of_the_files_is_accounted_for(rows: Rows, months: list[Row], days: list[Row], states: list[Row]):
    ledger = rows("select feed, loaded_count, quarantined_count from landing.file order by feed")
    assert ledger == [
        ("provider_days", len(days), 0),
        ("provider_months", len(months), 0),
        ("state_months", len(states), 0),
    ]


def test_what_is_nobodys_data_makes_no_client(rows: Rows):
    assert rows("select count(*) from core.dim_client") == [(0,)]
    assert rows("select count(*) from core.fct_contact") == [(0,)]
    assert rows("select count(*) from reporting_candidate.headline") == [(0,)]


def test_analysts_and_operators_read_the_benchmarks_and_clients_do_not(rows: Rows):
    for table in ("core.fct_published_benchmark", "marts.external_benchmark"):
        for role, may in (("careline_analyst", True), ("careline_operator", True), ("careline_reader", False)):
            assert rows("select has_table_privilege(%s, %s, 'select')", role, table) == [(may,)]


def test_april_is_what_nhs_england_said_of_it(rows: Rows):
    """Its statistical note of June 2015: 1,130,894 offered, 93.9 % in 60 s, 1.6 % abandoned, 14 minutes 59 seconds."""

    def april(measure_id: str) -> Decimal:
        return total(rows, "nhs_111", "month", "2015-04-01", measure_id)[2]

    assert april("calls_offered") == 1_130_894
    assert round(april("average_episode_s")) == 14 * 60 + 59
    said = {"answered_60s_share": 939, "abandon_rate": 16, "triaged_share": 869}
    assert {measure_id: round(april(measure_id) * 1000) for measure_id in said} == said
    of_triaged = {"ambulance": 10, "emergency_department": 8, "primary_care": 63, "other_service": 4, "no_service": 15}
    assert {name: round(april(f"{name}_share") * 100) for name in of_triaged} == of_triaged
    assert round(april("callback_10min_share") * 100) == 48


def test_shares_of_a_month_are_sums_divided(rows: Rows, months: list[Row]):
    for period, start_on in (("Jun-15", "2015-06-01"), ("Mar-16", "2016-03-01")):
        of_month = [row for row in months if row["Periodname"] == period]
        for measure_id, over, under in (
            ("answered_60s_share", "Answered 60sec", "Answered Calls"),
            ("callback_10min_share", "Calls Back Within 10mins", "Person Offered Call Back"),
            ("home_care_share", "Recommended Home Care", "Calls Person Triaged"),
        ):
            numerator, denominator, value, entity_count, _ = total(rows, "nhs_111", "month", start_on, measure_id)
            assert numerator == sum(figure(row, over) for row in of_month)
            assert denominator == sum(figure(row, under) for row in of_month)
            assert abs(Fraction(value) - Fraction(numerator) / Fraction(denominator)) < Fraction(1, 10**12)
            assert entity_count == len(of_month)


def test_times_that_went_through_a_workbook_are_fractions_of_a_day(rows: Rows, months: list[Row]):
    of_march = [row for row in months if row["Periodname"] == "Mar-16"]
    assert not any(":" in row["Nhs1 Ave Episode Length SUM"] for row in of_march)
    calls = sum(figure(row, "Answered Calls") for row in of_march)
    seconds = sum(
        round(Fraction(row["Nhs1 Ave Episode Length SUM"]) * 86_400) * figure(row, "Answered Calls") for row in of_march
    )
    value = total(rows, "nhs_111", "month", "2016-03-01", "average_episode_s")[2]
    assert abs(Fraction(value) - Fraction(seconds, calls)) < Fraction(1, 10**9)
    assert 600 < value < 1800


def test_percentiles_count_each_provider_once(rows: Rows, days: list[Row]):
    of_day = sorted(
        Fraction(int(row["calls_answered_60s"]), int(row["calls_answered"]))
        for row in days
        if row["date"] == "2026-01-05"
    )
    found = rows(
        """
        select p25, median, p75 from marts.external_benchmark
        where period_type = 'day' and period_start_on = '2026-01-05' and measure_id = 'answered_60s_share'
        """
    )[0]
    for value, share in zip(found, (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)), strict=True):
        place = share * (len(of_day) - 1)
        below = of_day[int(place)]
        above = of_day[min(int(place) + 1, len(of_day) - 1)]
        assert abs(Fraction(value) - (below + (above - below) * (place - int(place)))) < Fraction(1, 10**7)


def test_days_that_were_not_reported_are_not_measured_rather_than_zero(rows: Rows, days: list[Row]):
    empty = [row for row in days if row["calls_received"] == "0"]
    assert rows(
        """
        select count(*) from core.fct_published_benchmark
        where measure_id = 'calls_received' and value is null and withheld_by = 'is_day_empty'
        """
    ) == [(len(empty),)]
    assert rows(
        "select count(*) from core.fct_published_benchmark where measure_id = 'calls_received' and value = 0"
    ) == [(0,)]
    received = sum(int(row["calls_received"]) for row in days)
    assert rows(
        "select sum(value) from marts.external_benchmark where measure_id = 'calls_received' and period_type = 'day'"
    ) == [(received,)]


def test_medicaid_is_weighed_by_calls_and_told_in_seconds(rows: Rows, states: list[Row]):
    volumes: dict[str, Fraction] = defaultdict(Fraction)
    waits: dict[str, Fraction] = defaultdict(Fraction)
    abandoned: dict[str, Fraction] = defaultdict(Fraction)
    for row in states:
        if row["total_call_center_volume_number_of_calls"]:
            month, volume = row["reporting_month"], Fraction(row["total_call_center_volume_number_of_calls"])
            volumes[month] += volume
            waits[month] += volume * 60 * Fraction(row["average_call_center_wait_time_minutes"])
            abandoned[month] += volume * Fraction(row["average_call_center_abandonment_rate"])
    found = {
        (str(start_on), measure_id): value
        for start_on, measure_id, value in rows(
            "select period_start_on, measure_id, value from marts.external_benchmark where source = %s",
            STATES.parent.name,
        )
    }
    assert len(found) == 3 * len(volumes)
    for month, volume in volumes.items():
        assert found[month, "call_volume"] == volume
        assert abs(Fraction(found[month, "average_wait_s"]) - waits[month] / volume) < Fraction(1, 10**9)
        assert abs(Fraction(found[month, "abandon_rate"]) - abandoned[month] / volume) < Fraction(1, 10**9)


def test_a_month_without_calls_keeps_its_wait_but_weighs_nothing(rows: Rows):
    assert rows(
        """
        select value, denominator from core.fct_published_benchmark
        where (source, entity_code, period_start_on, measure_id)
            = ('medicaid_call_centers', 'NV', '2023-11-01', 'average_wait_s')
        """
    ) == [(38 * 60, None)]
    assert rows(
        """
        select unweighted_count from marts.external_benchmark
        where (source, period_start_on, measure_id) = ('medicaid_call_centers', '2023-11-01', 'average_wait_s')
        """
    ) == [(1,)]


def test_what_is_preliminary_says_so(rows: Rows, states: list[Row]):
    preliminary = sorted({row["reporting_month"] for row in states if row["preliminary_or_updated"] == "P"})
    assert [
        str(start_on)
        for (start_on,) in rows(
            """
            select distinct period_start_on from marts.external_benchmark
            where source = 'medicaid_call_centers' and is_preliminary order by 1
            """
        )
    ] == preliminary


def test_every_declared_measure_is_measured(rows: Rows):
    assert (
        rows(
            """
        select source, period_type, measure_id from catalogue.published_measure
        except
        select source, period_type, measure_id from core.fct_published_benchmark
        """
        )
        == []
    )


def findings(rows: Rows, file_name: str) -> dict[str, tuple[str | None, str, int]]:
    """What failed of a file: column, severity and number of rows by the check's name."""
    return {
        name: (column, severity, count)
        for name, column, severity, count in rows(
            """
            select expectation, column_name, severity, unexpected_count
            from quality.validation_result inner join landing.file using (file_id)
            where file_name = %s and not success
            """,
            file_name,
        )
    }


def test_the_suite_finds_the_wrong_column_by_itself(rows: Rows, days: list[Row]):
    busy = [row for row in days if int(row["calls_answered"])]
    repeated = sum(row["calls_abandoned"] == row["calls_received"] for row in busy)
    triaged = sum(int(row["calls_triaged"]) > int(row["calls_answered"]) for row in busy)
    assert findings(rows, DAYS.name) == {
        "calls_abandoned_fit_into_calls_received": ("calls_abandoned", "page", len(busy)),
        "calls_abandoned_do_not_repeat_calls_received": ("calls_abandoned", "page", repeated),
        "pct_abandoned_follows_from_the_counts": ("pct_abandoned", "page", len(busy)),
        "calls_triaged_fit_into_calls_answered": ("calls_triaged", "note", triaged),
        "days_are_reported": (None, "note", len(days) - len(busy)),
    }


def test_the_wrong_column_reaches_no_number(rows: Rows, days: list[Row]):
    assert rows(
        """
        select measure_id, withheld_by, count(*), count(value) from core.fct_published_benchmark
        where source = 'nhs_111' and period_type = 'day' and measure_id in ('calls_abandoned', 'abandon_rate')
        group by 1, 2 order by 1, 2
        """
    ) == [
        (measure_id, rule, count, 0)
        for busy in (sum(row["calls_answered"] != "0" for row in days),)
        for measure_id in ("abandon_rate", "calls_abandoned")
        for rule, count in (("is_abandoned_contradicted", busy), ("is_day_empty", len(days) - busy))
    ]


def test_a_correct_copy_passes_and_replaces_the_wrong_one(
    fresh_database: Settings, landing: Path, days: list[Row]
) -> None:
    warehouse = open_warehouse(fresh_database)
    folder = landing / "shared" / "nhs_111"
    week = [row for row in days if "2026-01-05" <= row["date"] <= "2026-01-11"]
    write(folder / "provider_days_a.csv", week)
    load(warehouse, landing)
    for row in (repaired := [dict(row) for row in week]):
        received, answered = int(row["calls_received"]), int(row["calls_answered"])
        row["calls_abandoned"] = str(received - answered)
        row["pct_abandoned"] = f"{100 * (received - answered) / received:.1f}"
    write(folder / "provider_days_b.csv", repaired)
    assert load(warehouse, landing)["provider_days_b.csv"].loaded_count == len(week)
    rows = query(warehouse)
    assert "calls_abandoned_fit_into_calls_received" in findings(rows, "provider_days_a.csv")
    assert {
        column for column, severity, _ in findings(rows, "provider_days_b.csv").values() if severity != "note"
    } == set()

    build_benchmarks(warehouse)
    of_monday = [row for row in repaired if row["date"] == "2026-01-05"]
    numerator, denominator, _, entity_count, withheld_count = total(
        rows, "nhs_111", "day", "2026-01-05", "abandon_rate"
    )
    assert numerator == sum(int(row["calls_abandoned"]) for row in of_monday)
    assert denominator == sum(int(row["calls_received"]) for row in of_monday)
    assert (entity_count, withheld_count) == (len(of_monday), 0)


def test_an_updated_month_stands_whichever_way_it_comes(fresh_database: Settings, landing: Path, states: list[Row]):
    warehouse = open_warehouse(fresh_database)
    folder = landing / "shared" / "medicaid_call_centers"
    ohio = next(
        row for row in states if row["state_abbreviation"] == "OH" and row["total_call_center_volume_number_of_calls"]
    )
    updated = ohio | {"preliminary_or_updated": "U", "final_report": "Y"}
    preliminary = ohio | {
        "preliminary_or_updated": "P",
        "final_report": "N",
        "total_call_center_volume_number_of_calls": "1.0",
    }
    write(folder / "1_months.csv", [updated])
    write(folder / "2_months.csv", [preliminary])
    load(warehouse, landing)
    build_benchmarks(warehouse)
    found = "select value, is_preliminary from core.fct_published_benchmark where measure_id = 'call_volume'"
    rows = query(warehouse)
    assert rows(found) == [(Decimal(ohio["total_call_center_volume_number_of_calls"]), False)]

    again = updated | {"total_call_center_volume_number_of_calls": "2.0"}
    write(folder / "3_months.csv", [again, preliminary])
    results = load(warehouse, landing)
    assert (results["3_months.csv"].loaded_count, results["3_months.csv"].known_count) == (1, 1)
    build_benchmarks(warehouse)
    assert rows(found) == [(2, False)]


def test_a_client_cannot_deliver_what_others_are_held_against(fresh_database: Settings, landing: Path, days: list[Row]):
    warehouse = open_warehouse(fresh_database)
    write(landing / "harbor" / "nhs_111" / "provider_days.csv", days[:28])
    assert load(warehouse, landing)["provider_days.csv"].status == "accepted"
    build_benchmarks(warehouse)
    assert query(warehouse)("select count(*) from core.fct_published_benchmark") == [(0,)]


def test_building_again_changes_nothing(warehouse: Warehouse, rows: Rows):
    tables = ("core.fct_published_benchmark", "marts.external_benchmark")
    before = [rows(f"select * from {table} order by 1, 2, 3, 4, 5, 6, 7") for table in tables]
    assert all(before)
    build(warehouse, progress=print, force=True)
    assert [rows(f"select * from {table} order by 1, 2, 3, 4, 5, 6, 7") for table in tables] == before
