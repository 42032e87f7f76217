"""Reading the truth: the tables of `.truth/` in the output folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.csv

from orchestration.simulator.truth import FOLDER

BLOCK = 1024 * 1024  # bytes read at a time: more of them take more memory, and longer
_WORDS: dict[str, Any] = {"": None, "true": True, "false": False}


def read_table(out: Path, table: str, last_of: str | None = None) -> Iterator[dict[str, Any]]:
    """Rows of a truth table: text, None where empty, booleans. A table nothing was noted in has no rows.

    last_of: a column; of rows that have the same there only the last.
    """
    path = out / FOLDER / f"{table}.csv"
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8") as lines:
        reader = csv.reader(lines)
        columns = next(reader, [])
        for cells in reader if last_of is None else compress(reader, _is_last(out, table, last_of)):
            yield dict(zip(columns, [_WORDS.get(cell, cell) for cell in cells], strict=True))


def _is_last(out: Path, table: str, column: str) -> list[bool]:
    """Of each row whether none that has the same in a column follows."""
    cells = [batch[column] for batch in read_columns(out, table, {column: pyarrow.string()})]
    known = pyarrow.chunked_array(cells, pyarrow.string()).combine_chunks().dictionary_encode()
    last = np.zeros(len(known.dictionary), np.int64)
    places = np.arange(len(known))
    # Of several places written to one entry the last one stays.
    last[known.indices.to_numpy()] = places
    is_last = np.zeros(len(known), bool)
    is_last[last] = True
    return is_last.tolist()


def read_columns(out: Path, table: str, types: Mapping[str, pyarrow.DataType]) -> Iterator[pyarrow.RecordBatch]:
    """Some columns of a truth table, in batches, null where empty: of a million rows little is in memory at once.

    types: by column. A table nothing was noted in has no batches.
    """
    path = out / FOLDER / f"{table}.csv"
    if not path.exists():
        return
    options = pyarrow.csv.ConvertOptions(
        include_columns=list(types), column_types=dict(types), strings_can_be_null=True, null_values=[""]
    )
    with pyarrow.csv.open_csv(
        path, pyarrow.csv.ReadOptions(block_size=BLOCK, use_threads=False), convert_options=options
    ) as batches:
        yield from batches
