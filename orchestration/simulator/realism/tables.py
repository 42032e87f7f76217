"""The truth's tables as columns of numbers, of which plots are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow
import pyarrow.csv
from numpy.typing import NDArray

from orchestration.simulator import moments
from orchestration.simulator.truth import FOLDER

Kind = Literal["word", "moment", "date", "number", "flag"]
TYPES: Mapping[Kind, Any] = {
    "word": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "moment": pyarrow.timestamp("ms", "UTC"),
    "date": pyarrow.date32(),
    "number": pyarrow.float64(),
    "flag": pyarrow.bool_(),
}
WANTED: Mapping[str, Mapping[str, Kind]] = {
    "contact": {
        "contact": "number",
        "client_id": "word",
        "line": "word",
        "channel": "word",
        "direction": "word",
        "language": "word",
        "time_zone": "word",
        "outcome": "word",
        "reason": "word",
        "reason_family": "word",
        "arrived_at": "moment",
        "arrival_on": "date",
        "wait_s": "number",
        "handle_s": "number",
        "is_within_threshold": "flag",
        "issue": "number",
        "is_resolved": "flag",
    },
    "leg": {
        "agent": "number",
        "role": "word",
        "leg_kind": "word",
        "tenure_days": "number",
        "started_at": "moment",
        "ended_at": "moment",
        "talk_s": "number",
        "hold_s": "number",
        "acw_s": "number",
    },
    "agent_status": {"agent": "number", "role": "word", "time_zone": "word", "at": "moment", "status": "word"},
    "mailing": {"client_id": "word", "on": "date", "name": "word"},
    "outage": {"client_id": "word", "began_at": "moment", "ended_at": "moment"},
    "survey_response": {"csat": "number", "nps": "number", "effort": "number", "truly_resolved": "flag"},
}


@dataclass(frozen=True)
class Words:
    """A column of words: for each row its place among `words`, -1 where it is empty."""

    words: tuple[str, ...]
    places: NDArray[np.int32]

    def are(self, *wanted: str) -> NDArray[np.bool_]:
        """Which rows hold one of these words."""
        return np.isin(self.places, [place for place, word in enumerate(self.words) if word in wanted])


@dataclass(frozen=True)
class Table:
    """Columns of a table. Moments are milliseconds since 1970, dates days since then; what is empty is NaN."""

    words: Mapping[str, Words]
    numbers: Mapping[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))

    def where(self, rows: NDArray[np.bool_]) -> Table:
        """Some of its rows."""
        return Table(
            {name: Words(column.words, column.places[rows]) for name, column in self.words.items()},
            {name: column[rows] for name, column in self.numbers.items()},
        )


def read(out: Path, name: str) -> Table:
    """The columns of a truth table that plots are made of; no rows where nothing was noted in it."""
    kinds = WANTED[name]
    path = out / FOLDER / f"{name}.csv"
    if path.exists():
        options = pyarrow.csv.ConvertOptions(
            include_columns=list(kinds),
            column_types={column: TYPES[kind] for column, kind in kinds.items()},
            strings_can_be_null=True,
        )
        found = pyarrow.csv.read_csv(path, convert_options=options)
    else:
        found = pyarrow.table({column: pyarrow.array([], TYPES[kind]) for column, kind in kinds.items()})
    words, numbers = {}, {}
    for column, kind in kinds.items():
        cells = found[column]
        if kind == "word":
            joined = cells.unify_dictionaries().combine_chunks()
            places = joined.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            words[column] = Words(tuple(joined.dictionary.to_pylist()), places)
        else:
            whole = {"moment": pyarrow.int64(), "date": pyarrow.int32(), "flag": pyarrow.int8()}.get(kind)
            plain = cells.cast(whole) if whole else cells
            numbers[column] = plain.cast(pyarrow.float64()).to_numpy()
    return Table(words, numbers)


def local(at: NDArray[np.float64], zone: Words) -> NDArray[np.float64]:
    """Moments by local clocks: milliseconds since local midnight of 1 January 1970."""
    quarters, places = np.unique(np.stack([zone.places, at // (15 * moments.MINUTE)]), axis=1, return_inverse=True)
    offsets = [
        moments.offset(int(quarter) * 15 * moments.MINUTE, zone.words[int(place)]) for place, quarter in quarters.T
    ]
    return np.asarray(at + np.asarray(offsets, dtype=np.float64)[places.ravel()])
