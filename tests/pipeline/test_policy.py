"""A change of policy restates what it should and nothing else; how an open period will end is foreseen as it should."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import psycopg
import pytest
from psycopg import sql

from orchestration import intake
from orchestration.build import build
from orchestration.closing import OF_THE_MONTH
from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.pipeline.tables import assert_same, contents
from tests.pipeline.test_slices import ARRIVAL_COLUMNS

PLAN, LINE = "sample_plan", "nurse_line"
OUTAGE_ON, AMENDED_ON = date(2026, 2, 10), date(2026, 2, 17)
GUARANTEE = (
    "guarantee_id,line,kpi_id,variant,comparator,target,period_type,minimum_volume,rounding,fee_at_risk_usd,tiers,"
    "cap_usd,earn_back,rule_id,valid_from,valid_to\n"
)
LEFT_ALONE = ("G2,all,abandon_rate,AB-gross,at_most,0.05,month,100,,,,,,,2026-01-01,\n"
              "G3,all,asa,ASA-answered,at_most,30,month,100,,,,,,,2026-01-01,\n")  # fmt: skip
SERVICE_LEVEL = "G1,all,service_level,SL-B,at_least,{},month,100,exact,{},,,,,{},{}\n"
AS_IT_WAS = GUARANTEE + SERVICE_LEVEL.format("0.80", "", "2026-01-01", "") + LEFT_ALONE
AMENDED = (
    GUARANTEE
    + SERVICE_LEVEL.format("0.80", "9000", "2026-01-01", AMENDED_ON)
    + SERVICE_LEVEL.format("0.95", "9000", AMENDED_ON, "")
    + LEFT_ALONE
    + "G4,all,asa,ASA-answered,at_most,30,quarter,100,,,,,,,2026-01-01,\n"
)
EXCLUSION = "exclusion_id,line,reason,begins_local,ends_local,status,evidence,decided_on\n"
AGREED = (
    EXCLUSION
    + f"X1,{LINE},outage,{OUTAGE_ON} 09:00,{OUTAGE_ON} 13:00,agreed,INC-1,2026-02-12\n"
    + f"X2,all,volume_band,{OUTAGE_ON} 14:00,{OUTAGE_ON} 15:00,claimed,INC-2,\n"
)
REFUSED = EXCLUSION + f"X1,{LINE},outage,{OUTAGE_ON} 09:00,{OUTAGE_ON} 13:00,refused,INC-1,2026-02-12\n"
KEY = ("client_id", "line", "channel", "language", "period_type", "period_start_on", "kpi_id", "variant")


def deliver(warehouse: Warehouse, landing: Path, **files: str) -> None:
    """Load policy files of the plan and build what they reach."""
    folder = landing / PLAN / "policy"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print)


def told(warehouse: Warehouse, relation: str, *columns: str) -> dict[tuple[Any, ...], tuple[str, str]]:
    """Every row of a relation by the columns that name it: its text, and the transaction that wrote it."""
    with warehouse.connect("postgres") as connection:
        query = sql.SQL("select {}, told::text, told.xmin::text from {} as told").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*relation.split("."))
        )
        return {row[: len(columns)]: row[len(columns) :] for row in connection.execute(query)}


def changed(before: dict[Any, tuple[str, str]], after: dict[Any, tuple[str, str]]) -> set[Any]:
    """Keys of rows that came, went or read otherwise."""
    return {key for key in before.keys() | after.keys() if before.get(key, ("",))[0] != after.get(key, ("",))[0]}


def in_february(period_type: str, start: date) -> bool:
    """Whether the day of the outage lies in a period."""
    length = {"day": 1, "week": 7, "month": 28, "quarter": 90, "contract": 10_000}.get(period_type)
    return start <= OUTAGE_ON < start + timedelta(days=length or int(period_type.removesuffix("_days")))


BY_MEMBER = frozenset(("fcr_repeat", "repeat_rate", "contacts_per_issue", "minutes_to_resolution"))


def same_as_afresh(warehouse: Warehouse) -> None:
    """The tables are what a build from nothing gives."""
    with warehouse.connect() as connection:
        by_slices = contents(connection)
    build(warehouse, progress=print, full_refresh=True)
    with warehouse.connect() as connection:
        assert_same(contents(connection), by_slices)


def test_an_exclusion_and_an_amendment_restate_what_they_should_and_no_more(
    pipeline_database: Warehouse, landing: Path, rows: Callable[..., list[tuple[Any, ...]]]
) -> None:
    contact = ("contact_key", "line", "arrival_on")
    contacts = told(pipeline_database, "core.fct_contact", *contact)
    with pipeline_database.connect() as connection:
        before = contents(connection, ARRIVAL_COLUMNS)
    kpis = told(pipeline_database, "marts.kpi_period", *KEY)

    deliver(pipeline_database, landing, guarantee=AMENDED, exclusion=AGREED)

    # Only who arrived in the agreed window is counted otherwise, and few others are looked at.
    contacts_now = told(pipeline_database, "core.fct_contact", *contact)
    restated = changed(contacts, contacts_now)
    excluded = rows("select contact_key, line, arrival_on from core.fct_contact where exclusion_id = 'X1'")
    assert restated == set(excluded)
    assert {key[1:] for key in restated} == {(LINE, OUTAGE_ON)}
    assert sum(contacts[key][1] != row[1] for key, row in contacts_now.items()) < len(contacts) / 10
    assert rows(
        "select exclusion_id, status, excluded_count = contact_count, excluded_count > 0"
        " from marts.client_exclusion order by 1"
    ) == [("X1", "agreed", True, True), ("X2", "claimed", False, False)]

    # Other clients, lines and periods keep their rows to the byte; what comes of a contact may show at another one
    # of the member's.
    now = told(pipeline_database, "marts.kpi_period", *KEY)
    quarters, parts = {"quarter"}, {"16_days", "12_days"}
    moved = {
        (client, line in ("all", LINE), in_february(period_type, start))
        for client, line, _, _, period_type, start, kpi_id, *_ in changed(kpis, now)
        if period_type not in quarters | parts and kpi_id not in BY_MEMBER
    }
    assert moved == {(PLAN, True, True)}
    assert {key[4] for key in now} >= quarters | parts

    # The amended month has a numerator and a denominator for each part, and they add up to the month's.
    judged = rows(
        """
        select period_type, period_start_on, period_end_on, target, numerator, denominator, fee_at_risk_usd, standing
        from marts.client_scorecard
        where client_id = %s and guarantee_id = 'G1' and period_start_on between '2026-02-01' and '2026-02-28'
        order by period_start_on
        """,
        PLAN,
    )
    assert [row[:3] for row in judged] == [
        ("16_days", date(2026, 2, 1), date(2026, 2, 16)),
        ("12_days", AMENDED_ON, date(2026, 2, 28)),
    ]
    assert [float(row[3]) for row in judged] == [0.80, 0.95]
    assert sum(row[6] for row in judged) == 9000
    of_the_month = rows(
        """
        select numerator, denominator from marts.kpi_period
        where client_id = %s and (line, channel, language) = ('all', 'all', 'all') and period_type = 'month'
            and (kpi_id, variant) = ('service_level', 'SL-B') and period_start_on = '2026-02-01'
        """,
        PLAN,
    )
    assert of_the_month == [(sum(row[4] for row in judged), sum(row[5] for row in judged))]
    for _, _, _, target, numerator, denominator, _, standing in judged:
        assert standing == ("met" if Fraction(numerator) / Fraction(denominator) >= Fraction(target) else "missed")

    same_as_afresh(pipeline_database)

    # Refused and taken back, everything is as it was.
    deliver(pipeline_database, landing, guarantee=AS_IT_WAS, exclusion=REFUSED)
    with pipeline_database.connect() as connection:
        after = contents(connection, ARRIVAL_COLUMNS)
    of_the_files = {"core.fct_delivery", "core.exclusion", "marts.client_exclusion", "marts.client_status"}
    with_file_counts = {"reporting_candidate.headline"}
    for name in of_the_files | with_file_counts:
        before.pop(name), after.pop(name)
    assert_same(after, before)


def contracts(*spans: tuple[str, str]) -> str:
    """The plan's contracts, one after another."""
    rows = (
        f"C{number},Sample Health Plan,America/New_York,{since},{until}" for number, (since, until) in enumerate(spans)
    )
    return "\n".join(["contract_id,client_name,time_zone,valid_from,valid_to", *rows, ""])


def test_a_renewal_waits_for_its_day_and_has_a_period_of_its_own(
    pipeline_database: Warehouse, landing: Path, rows: Callable[..., list[tuple[Any, ...]]]
) -> None:
    def periods() -> list[tuple[Any, ...]]:
        return rows(
            """
            select period_start_on::text, maturity from marts.kpi_period
            where client_id = %s and (line, channel, language) = ('all', 'all', 'all') and period_type = 'contract'
                and kpi_id = 'contacts_received'
            order by period_start_on
            """,
            PLAN,
        )

    deliver(pipeline_database, landing, contract=contracts(("2026-01-01", "2026-06-01"), ("2026-06-01", "")))
    assert periods() == [("2026-01-01", "provisional")]
    assert rows("select contract_to_on::text from core.dim_client where client_id = %s", PLAN) == [("2026-06-01",)]

    deliver(pipeline_database, landing, contract=contracts(("2026-01-01", "2026-02-01"), ("2026-02-01", "")))
    assert periods() == [("2026-01-01", "final"), ("2026-02-01", "provisional")]
    with pipeline_database.connect() as connection:
        frozen = connection.execute(
            f"select distinct period_type from ({OF_THE_MONTH}) as frozen order by 1".encode(),
            {"client": PLAN, "month": date(2026, 1, 1)},
        ).fetchall()
    assert frozen == [("contract",), ("month",)]

    # What has ended is left as it is, whatever else comes.
    before = told(pipeline_database, "marts.kpi_period", *KEY)
    deliver(pipeline_database, landing, guarantee=AMENDED)
    now = told(pipeline_database, "marts.kpi_period", *KEY)
    ended = {key for key in before if key[0] == PLAN and key[4:6] == ("contract", date(2026, 1, 1))}
    assert ended
    assert {key for key in ended if now[key] != before[key]} == set()
    same_as_afresh(pipeline_database)


def test_who_comes_outside_the_contracted_hours_counts_nowhere(
    pipeline_database: Warehouse, landing: Path, rows: Callable[..., list[tuple[Any, ...]]]
) -> None:
    terms = (ROOT / "sample" / "landing" / PLAN / "policy" / "contract_term.csv").read_text()
    outside = f"{LINE},outside_hours_excluded,true,2026-02-01,\n"

    def hours(opens: str, closes: str) -> str:
        weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        of_days = (f"{LINE},{weekday},{opens},{closes},2026-01-01,\n" for weekday in weekdays)
        return "line,weekday,opens,closes,valid_from,valid_to\n" + "".join(of_days)

    def counted(opens: str, closes: str) -> set[tuple[Any, ...]]:
        """Whether contacts are left out, by whether they come to the line outside its hours from February on."""
        return set(
            rows(
                """
                select
                    line = %s and arrival_on >= '2026-02-01'
                    and ((arrived_at at time zone time_zone)::time < %s::time
                        or (arrived_at at time zone time_zone)::time >= %s::time),
                    outcome = 'excluded' and exclusion_reason = 'outside_hours'
                from core.fct_contact
                where client_id = %s and coalesce(exclusion_reason, '') in ('', 'outside_hours')
                """,
                LINE,
                opens,
                closes,
                PLAN,
            )
        )

    left_out = {(False, False), (True, True)}
    deliver(pipeline_database, landing, contract_term=terms + outside, business_hours=hours("08:00", "18:00"))
    assert counted("08:00", "18:00") == left_out
    deliver(pipeline_database, landing, business_hours=hours("09:00", "17:00"))
    assert counted("09:00", "17:00") == left_out
    same_as_afresh(pipeline_database)


MACROS = Path(__file__).resolve().parents[2] / "dbt_project" / "macros" / "guarantees.sql"
DRAWS = 200_000


def foreseen(connection: psycopg.Connection[Any], **row: Any) -> float:
    """The probability by the models' own macro, of one row."""
    macros: Any = jinja2.Environment().from_string(MACROS.read_text()).module
    types = {"comparator": "text", "is_share": "boolean", "day_spread": "double precision"}
    columns = ", ".join(f"cast(%({name})s as {types.get(name, 'numeric')}) as {name}" for name in row)
    query = f"select {macros.landing_probability('r')} from (select {columns}) as r"
    (found,) = connection.execute(query.encode(), row).fetchone() or (None,)
    assert found is not None
    return float(found)


@pytest.mark.parametrize(
    ("comparator", "limit", "numerator", "denominator", "rest", "history"),
    [
        ("at_least", 0.80, 15_300, 20_000, 22_000, (83_000, 100_000)),
        ("at_least", 0.80, 800, 1000, 300, (1600, 2000)),
        ("at_least", 0.80, 80, 100, 50, (160, 200)),
        ("at_least", 0.80, 74, 100, 60, (146, 160)),
        ("at_most", 0.05, 51, 1000, 800, (90, 2000)),
        ("at_most", 0.05, 950, 20_000, 22_000, (5200, 100_000)),
    ],
)
def test_the_chance_of_a_share_is_that_of_a_simulated_period(
    server_settings: Settings, comparator: str, limit: float, numerator: int, denominator: int, rest: int,
    history: tuple[int, int],
) -> None:  # fmt: skip
    """The rate is drawn from what the history leaves open, then each contact of the rest."""
    chance = np.random.default_rng(5)
    good, of = history
    rates = chance.beta(good + 0.5, of - good + 0.5, DRAWS)
    landed = numerator + chance.binomial(rest, rates)
    wanted = limit * (denominator + rest)
    kept = landed >= wanted - 1e-9 if comparator == "at_least" else landed <= wanted + 1e-9
    with open_warehouse(server_settings).connect() as connection:
        found = foreseen(
            connection, comparator=comparator, is_share=True, limit_value=limit, rounding_step=None,
            numerator=numerator, denominator=denominator, rest_volume=rest, history_numerator=good,
            history_denominator=of, day_spread=None,
        )  # fmt: skip
    assert 0.01 < kept.mean() < 0.99
    assert found == pytest.approx(kept.mean(), abs=0.03)


def test_days_that_stray_make_the_chance_less_sure(server_settings: Settings) -> None:
    """Ten days of 100 contacts, good ones and bad: they stray as far as the history's days do."""
    chance = np.random.default_rng(5)
    spread_over, days, of_day = 30, 10, 100
    history = chance.binomial(of_day, chance.beta(0.82 * spread_over, 0.18 * spread_over, 90))
    rate = history.sum() / (90 * of_day)
    day_spread = float(((history - rate * of_day) ** 2).sum() / (90 * of_day) * 90 / 89)
    rest = chance.binomial(of_day, chance.beta(rate * spread_over, (1 - rate) * spread_over, (DRAWS, days))).sum(axis=1)
    kept = (800 + rest) >= 0.8 * 2000
    row = {
        "comparator": "at_least", "is_share": True, "limit_value": 0.8, "rounding_step": None, "numerator": 800,
        "denominator": 1000, "rest_volume": days * of_day, "history_numerator": int(history.sum()),
        "history_denominator": 90 * of_day,
    }  # fmt: skip
    with open_warehouse(server_settings).connect() as connection:
        strayed = foreseen(connection, **row, day_spread=day_spread)
        by_chance_alone = foreseen(connection, **row, day_spread=None)
    assert strayed == pytest.approx(kept.mean(), abs=0.03)
    assert by_chance_alone > strayed + 0.03
