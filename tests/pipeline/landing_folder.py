"""Landing folders for tests: the sample in the repository, the bank's real month, the month cut into daily files."""

import csv
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JANUARY = ROOT.parent / "shared" / "data" / "anonymous_bank" / "january.txt"
BANK = "anonymous_bank"
COLUMNS = [
    *("vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time"),
    *("q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server"),
]


def stage_sample(landing: Path) -> None:
    """Lay the sample client's deliveries into a landing folder."""
    shutil.copytree(ROOT / "sample" / "landing", landing, dirs_exist_ok=True)


def stage_bank_policy(landing: Path) -> None:
    """Lay the bank's policy files into a landing folder."""
    shutil.copytree(ROOT / "sample" / BANK / "policy", landing / BANK / "policy", dirs_exist_ok=True)


def stage_january(landing: Path) -> None:
    """Lay the bank's whole January and its policy into a landing folder."""
    folder = landing / BANK / "technion_acd"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(JANUARY, folder / "january.txt")
    stage_bank_policy(landing)


def january_calls() -> list[dict[str, str]]:
    """Every line of January as the file has it, read by Python's own csv module."""
    with JANUARY.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def calls_by_day() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The month's calls by their date (yymmdd), in order."""
    calls = sorted(january_calls(), key=lambda call: call["date"])
    for date, of_day in groupby(calls, key=lambda call: call["date"]):
        yield date, list(of_day)


def write_calls(path: Path, calls: list[dict[str, str]]) -> None:
    """Write calls in the switch's layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, COLUMNS, delimiter="\t")
        writer.writeheader()
        writer.writerows(calls)
