"""Reading the truth: the tables of `.truth/` in the output folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.simulator.truth import FOLDER

_WORDS: dict[str, Any] = {"": None, "true": True, "false": False}


def read_table(out: Path, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a truth table: text, None where empty, booleans. A table nothing was noted in has no rows."""
    path = out / FOLDER / f"{table}.csv"
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8") as lines:
        reader = csv.reader(lines)
        columns = next(reader, [])
        for cells in reader:
            yield dict(zip(columns, [_WORDS.get(cell, cell) for cell in cells], strict=True))
