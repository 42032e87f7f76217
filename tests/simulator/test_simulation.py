"""The verb `simulate`: the same seed writes the same files, and what cannot be done is said in one sentence."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.simulator.simulation import Order, simulate

SMALL = ("--days", "3", "--contacts-per-day", "40", "--until", "2026-11-02", "--faults", "harsh")


def simulated(out: Path, *options: str) -> dict[str, str]:
    """Digests of all files a simulation leaves, by their place."""
    assert cli.main(["simulate", *SMALL, *options, "--out", str(out)]) == 0
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in out.rglob("*") if path.is_file()
    }


def test_a_seed_always_writes_the_same_files_and_another_one_others(tmp_path: Path) -> None:
    first, again = simulated(tmp_path / "first"), simulated(tmp_path / "again")
    assert first == again
    other = simulated(tmp_path / "other", "--seed", "8")
    assert other != first
    assert any(name.startswith("shared/amazon_connect/") for name in first)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--clients", "0", "--clients must lie between 1 and 30, not 0"),
        ("--days", "-3", "--days must lie between 1 and"),
        ("--contacts-per-day", "100000000", "--contacts-per-day must lie between 1 and"),
        ("--until", "1066-10-14", "--until must be a date from"),
        ("--until", "soon", "does not match the format"),
        ("--faults", "some", "is not one of 'none', 'mild', 'harsh'"),
        ("--seed", "seven", "is not a valid integer"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_a_sentence(
    option: str, value: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["simulate", option, value, "--out", str(tmp_path / "out")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert cli.main(["simulate", *SMALL, "--out", str(tmp_path)]) == 2
    assert "is not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_run_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(text: str) -> None:
        if "contacts" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(Order(1, 2, 30, 7, date(2026, 11, 2), "none", tmp_path / "out"), stop)
    assert not (tmp_path / "out").exists()
