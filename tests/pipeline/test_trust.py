"""What did not come whole is not measured, and what did is; and why a number moved adds up to how far it moved."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, LiteralString

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline import nice_cxone_payloads as nice
from tests.pipeline.landing_folder import BANK, stage_bank_policy, write_calls
from tests.pipeline.tables import assert_same, contents

FIRST, LAST = date(2026, 2, 23), date(2026, 3, 28)
"""Five weeks, Monday to Saturday; on Sundays nobody works."""
NEVER_CAME, BROKEN, NOT_FROM_NICE = date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 18)
NICE_FROM = date(2026, 3, 16)
SUNDAY = date(2026, 3, 8)
WITHDRAWN = date(2026, 3, 5)
BLOCKED: LiteralString = (
    "select numerator::int, denominator::int, maturity from marts.kpi_period"
    " where kpi_id = 'blocked_call_rate' and period_type = 'week'"
)


def working_days() -> Iterator[date]:
    on = FIRST
    while on <= LAST:
        if on.weekday() < 6:
            yield on
        on += timedelta(days=1)


def calls(on: date) -> list[dict[str, str]]:
    """Twelve to thirty calls of a day, on lines that are more or less in use and served more or less well."""
    draw = random.Random(on.toordinal())
    kinds = [kind for kind in ("PS", "PE", "NE", "IN") if draw.random() < 0.7] or ["PS"]
    found = []
    for number in range(draw.randint(12, 30)):
        wait, served = draw.randint(0, 59), draw.randint(1, 59)
        is_answered = draw.random() < 0.8
        at = f"{8 + number // 4}:{number % 4 * 10:02}"
        call = {
            "vru+line": "AA0101", "call_id": str(on.toordinal() * 100 + number), "customer_id": "1", "priority": "1",
            "type": draw.choice(kinds), "date": f"{on:%y%m%d}", "vru_entry": f"{at}:00", "vru_exit": f"{at}:00",
            "vru_time": "0", "q_start": f"{at}:00", "q_exit": f"{at}:{wait:02}", "q_time": str(wait),
            "outcome": "AGENT" if is_answered else "HANG", "ser_start": "0:00:00", "ser_exit": "0:00:00",
            "ser_time": "0", "server": "NO_SERVER",
        }  # fmt: skip
        if is_answered:
            call |= {"ser_start": f"{at}:{wait:02}", "ser_exit": f"{at[:-2]}{int(at[-2:]) + 1:02}:{served:02}",
                     "ser_time": str(60 - wait + served), "server": "ANNA"}  # fmt: skip
        found.append(call)
    return found


def deliver_calls(landing: Path, on: date, tag: str = "") -> None:
    write_calls(landing / BANK / "technion_acd" / f"calls_{on}{tag}.txt", calls(on))


def deliver_nice(landing: Path, on: date) -> None:
    told = [
        nice.contact(on.toordinal() * 100 + number, f"{9 + number // 6}:{number % 6 * 10:02}:00", queue=5, agent=30,
                     skillName="Members")
        for number in range(12)
    ]  # fmt: skip
    text = nice.answer(*told).decode().replace("2026-03-02", on.isoformat())
    nice.deliver(landing, BANK, f"contacts_{on}.json", text.encode())


def deliver_attempts(landing: Path) -> None:
    """The carrier reports a day, and reports it again: three of 120 calls were blocked."""
    folder = landing / BANK / "carrier"
    folder.mkdir()
    for hour, blocked in ((8, 9), (9, 3)):
        (folder / f"attempts_{SUNDAY + timedelta(days=1)}_{hour}.csv").write_text(
            "line,report_date,attempts,blocked,updated_at\n"
            f"service,{SUNDAY + timedelta(days=1)},120,{blocked},2026-03-10T0{hour}:00:00Z\n"
        )


def load_and_build(warehouse: Warehouse, landing: Path) -> None:
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print)


def ask(warehouse: Warehouse, query: LiteralString, *values: Any) -> list[Any]:
    with warehouse.connect() as connection:
        return connection.execute(query, values).fetchall()


def received(warehouse: Warehouse, period_type: str, start: date) -> Any:
    """Maturity, value and what landed of contacts received in a period."""
    found = ask(
        warehouse,
        "select maturity, value::int, numerator::int from marts.kpi_period where kpi_id = 'contacts_received'"
        " and line = 'all' and channel = 'all' and language = 'all' and period_type = %s and period_start_on = %s",
        period_type,
        start,
    )
    return found[0] if found else None


@pytest.fixture
def bank(built: Warehouse, landing: Path) -> Warehouse:
    """A plan on two platforms. One lacks a day and a day's file cannot be read, the other lacks another day."""
    stage_bank_policy(landing)
    with (landing / BANK / "policy" / "line_map.csv").open("a") as lines:
        lines.write("nice_cxone,Members,service,members,he,1999-01-01,\n")
    for on in working_days():
        if on not in (NEVER_CAME, BROKEN):
            deliver_calls(landing, on)
        if on >= NICE_FROM and on != NOT_FROM_NICE:
            deliver_nice(landing, on)
    (landing / BANK / "technion_acd" / f"calls_{BROKEN}.txt").write_bytes(b"")
    load_and_build(built, landing)
    return built


def test_what_did_not_come_whole_is_not_measured_until_it_comes(bank: Warehouse, landing: Path) -> None:
    came = len(calls(NOT_FROM_NICE))
    assert received(bank, "day", NEVER_CAME) == ("not_measured", None, None), "nothing came, which is no zero"
    assert received(bank, "day", BROKEN) == ("not_measured", None, None)
    assert received(bank, "day", NOT_FROM_NICE) == ("not_measured", None, came), "one platform's calls are not all"
    assert received(bank, "day", SUNDAY) is None, "nobody called, and nobody was expected to"
    week = sum(len(calls(date(2026, 3, 2) + timedelta(days=day))) for day in range(6))
    assert received(bank, "week", date(2026, 3, 2)) == ("final", week, week)
    for start in (date(2026, 3, 9), date(2026, 3, 16)):
        assert received(bank, "week", start)[:2] == ("not_measured", None)
    assert received(bank, "month", date(2026, 2, 1))[0] == "final"
    assert received(bank, "month", date(2026, 3, 1))[:2] == ("not_measured", None)
    assert ask(
        bank,
        "select distinct standing, actual, margin, spare_count from marts.client_scorecard where period_start_on = %s",
        date(2026, 3, 1),
    ) == [("not_measured", None, None, None)]
    assert ask(
        bank, "select headline, service_level_text from reporting_candidate.headline where month = '2026-03'"
    ) == [("March 2026: no guarantee can be judged. What did not come whole is not measured.", "not measured")]
    assert ask(
        bank,
        "select source, data_on, is_missing, is_refused, whole_to_on from marts.data_trust"
        " where is_missing or is_refused order by source, data_on",
    ) == [
        ("nice_cxone", NOT_FROM_NICE, True, False, NOT_FROM_NICE - timedelta(days=1)),
        ("technion_acd", NEVER_CAME, True, False, NEVER_CAME - timedelta(days=1)),
        ("technion_acd", BROKEN, False, True, NEVER_CAME - timedelta(days=1)),
    ]

    assert set(ask(bank, BLOCKED)) == {(None, None, "not_measured")}, "no report of the carrier, which is no zero"

    deliver_calls(landing, NEVER_CAME)
    deliver_calls(landing, BROKEN, "_again")
    deliver_attempts(landing)
    load_and_build(bank, landing)
    assert received(bank, "day", NEVER_CAME)[1] == len(calls(NEVER_CAME))
    assert received(bank, "week", date(2026, 3, 9))[0] == "final"
    assert set(ask(bank, BLOCKED)) == {(3, 120, "final")}
    assert received(bank, "month", date(2026, 3, 1))[:2] == ("not_measured", None), "the other still lacks a day"

    deliver_nice(landing, NOT_FROM_NICE)
    with bank.connect() as connection:
        held = connection.execute(
            "update landing.file set status = 'held', reason = 'withdrawn by operations' where file_name like %s",
            (f"%calls_{WITHDRAWN}.txt",),
        )
        assert held.rowcount == 1
    load_and_build(bank, landing)
    assert received(bank, "week", date(2026, 3, 16))[0] == "final"
    assert received(bank, "day", WITHDRAWN) == ("not_measured", None, None)
    assert received(bank, "week", date(2026, 3, 2))[:2] == ("not_measured", None)

    with bank.connect() as connection:
        by_slices = contents(connection)
    build(bank, full_refresh=True, progress=print)
    with bank.connect() as connection:
        assert_same(by_slices, contents(connection))


def test_why_a_kpi_moved_adds_up_to_how_far_it_moved(bank: Warehouse) -> None:
    moved: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for *key, mix_above, mix_below, rate_above, rate_below, volume in ask(
        bank,
        "select kpi_id, variant, period_type, period_start_on, from_period_start_on, dimension,"
        " mix_numerator, mix_denominator, rate_numerator, rate_denominator, volume_effect from marts.kpi_driver",
    ):
        moved[tuple(key)].append((mix_above, mix_below, rate_above, rate_below, volume))
    told = {
        (kpi_id, variant, period_type, start): Fraction(numerator) / (Fraction(denominator) if denominator else 1)
        for kpi_id, variant, period_type, start, numerator, denominator in ask(
            bank,
            "select kpi_id, variant, period_type, period_start_on, numerator, denominator from marts.kpi_period"
            " where line = 'all' and channel = 'all' and language = 'all' and numerator is not null"
            " and value is not null",
        )
    }
    for (kpi_id, variant, period_type, start, before, dimension), effects in moved.items():
        change = told[kpi_id, variant, period_type, start] - told[kpi_id, variant, period_type, before]
        explained = sum(
            Fraction(volume)
            if volume is not None
            else Fraction(mix_above) / Fraction(mix_below) + Fraction(rate_above) / Fraction(rate_below)
            for mix_above, mix_below, rate_above, rate_below, volume in effects
        )
        assert explained == change, (kpi_id, variant, period_type, start, dimension)
    assert {key[5] for key in moved} == {"line", "channel", "language"}
    weeks = {key[3] for key in moved if key[:3] == ("service_level", "SL-B", "week")}
    assert weeks == {date(2026, 3, 2)}, "of the weeks from 9 March on two lack days, and the last has none before it"
