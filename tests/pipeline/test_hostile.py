"""What one client delivers, by accident or by intent, never stops the build of the others."""

import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration import intake
from orchestration.build import build
from orchestration.simulator.writers.claims import VISIT
from orchestration.simulator.writers.coaching import SESSION
from orchestration.warehouse import Warehouse
from tests.pipeline.landing_folder import COLUMNS, ROOT, write_calls

AT = "2026-01-20T12:00:00Z"
CALL = {
    **dict.fromkeys(COLUMNS, "0"),
    **{
        "vru+line": "AA0101",
        "type": "PS",
        "date": "260105",
        "vru_time": "5",
        "outcome": "AGENT",
        "server": "NO_SERVER",
    },
    **{"vru_entry": "9:00:00", "vru_exit": "9:00:05", "ser_start": "9:00:05", "ser_exit": "9:01:05", "ser_time": "60"},
    **{"q_start": "0:00:00", "q_exit": "0:00:00"},
}


def policy(landing: Path, name: str, *changes: tuple[str, str]) -> None:
    text = (ROOT / "sample" / "landing" / "sample_plan" / "policy" / name).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = landing / "hostile" / "policy" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_csv(path: Path, header: str, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *lines, ""]))


def test_hostile_deliveries_are_held_or_flagged_and_the_build_goes_on(
    pipeline_database: Warehouse, landing: Path, rows: Callable[..., list[tuple[Any, ...]]]
) -> None:
    numbers = {"priority": "\u2003777123987", "q_time": "\u00a05", "call_id": "1"}
    calls = [CALL | {"call_id": str(number)} for number in range(2, 60)]
    write_calls(landing / "hostile" / "technion_acd" / "calls.txt", [CALL | numbers, *calls])
    long_text = "".join(random.Random(1).choices(string.ascii_letters, k=32_000))
    policy(landing, "line_map.csv", (",en,", ",all,"))
    policy(landing, "guarantee.csv", ("G1,", f"{long_text},"))
    policy(landing, "contract.csv", ("America/New_York", "posix/America/Nowhere"))

    platforms = ["", *["genesys_cloud"] * 39]
    sessions = [
        f"s{number},{platform},a1,c1,one_to_one,{AT},{AT},completed,,call-{number},e-{number},,{AT}"
        for number, platform in enumerate(platforms)
    ]
    write_csv(landing / "hostile" / "coaching" / "Session_2026-01-05.csv", SESSION, sessions)
    visits = [f"v{number},m1,ed,2026-01-06,2026-01-07,false,3,R07,100.00,,paid,2026-01-20,{AT}" for number in range(38)]
    visits.append(f"far,m1,ed,2026-01-06,2026-01-07,false,3,R07,99999999999999.99999999,,paid,2026-01-20,{AT}")
    visits.append(f"odd,m1,ed,2026-01-06,2026-01-05,false,3,R07,-100.00,,paid,2026-01-20,{AT}")
    write_csv(landing / "hostile" / "claims" / "Visit_2026-01-20.csv", VISIT, visits)

    results = {result.file_name: result for result in intake.load(pipeline_database, landing, print)}
    assert {name: result.status for name, result in results.items()} == {
        "calls.txt": "accepted",
        "Session_2026-01-05.csv": "accepted",
        "Visit_2026-01-20.csv": "accepted",
        "line_map.csv": "held",
        "guarantee.csv": "held",
        "contract.csv": "held",
    }
    build(pipeline_database, progress=print)
    assert rows(
        "select count(*), count(*) filter (where is_time_unreadable) from core.fct_contact where client_id = 'hostile'"
    ) == [(59, 1)]
    assert rows("select count(*), count(platform) from core.fct_coaching_session") == [(40, 39)]
    assert rows(
        "select allowed_usd, is_value_unreadable, is_amount_negative, is_end_before_start from core.fct_claim_visit"
        " where allowed_usd is distinct from 100 order by allowed_usd"
    ) == [(-100, False, True, True), (None, True, False, False)]
