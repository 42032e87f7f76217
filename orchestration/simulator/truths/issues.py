"""What members wanted settled: an issue from its first contact to the one that settled it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.csv
from numpy.typing import NDArray

from orchestration.simulator.truth import FOLDER
from orchestration.simulator.truths.tables import read_columns

TOLD = ("client_id", "member_number", "reason_family", "is_plan_caused", "issue_opened_at", "arrived_at", "contact_id")
"""What the first contact tells of its issue."""
NAMES = (
    "issue", "client_id", "member_number", "reason_family", "is_plan_caused", "opened_at", "first_contact_at",
    "first_contact_id", "contacts", "resolved_at", "resolved_by",
)  # fmt: skip


def write_issues(out: Path) -> int:
    """Write the truth table `issue` from that of contacts; gives the number of issues.

    contacts: how many contacts were about it. first_contact_id: the earliest. resolved_by: the contact that settled
    it, empty while it is open. Contacts are read twice, so that a million of them need little memory: once for their
    order, once for the text of those that came first.
    """
    if not (out / FOLDER / "contact.csv").exists():
        return 0
    issue, arrived, contact, is_resolved, resolved_at = _columns(out)
    order = np.lexsort((contact, arrived, issue))
    order = order[issue[order] >= 0]
    starts = np.flatnonzero(np.diff(issue[order], prepend=-1))
    first = order[starts]
    settled = order[is_resolved[order]]
    last = np.searchsorted(issue[settled], issue[first], "right") - 1
    is_settled = (last >= 0) & (issue[settled][last] == issue[first]) if len(settled) else np.zeros(len(first), bool)
    counts, settling = np.zeros(len(issue), np.int32), np.full(len(issue), -1)
    counts[first] = np.diff(starts, append=len(order))
    settling[first[is_settled]] = settled[last[is_settled]]
    counted = ("issue", "contacts")
    schema = pyarrow.schema([(name, pyarrow.int64() if name in counted else pyarrow.string()) for name in NAMES])
    form = pyarrow.csv.WriteOptions(quoting_style="none")
    with pyarrow.csv.CSVWriter(out / FOLDER / "issue.csv", schema, write_options=form) as writer:
        begin = 0
        for batch in read_columns(out, "contact", dict.fromkeys(TOLD, pyarrow.string())):
            here = slice(begin, begin + batch.num_rows)
            rows = np.flatnonzero(counts[here])
            by = settling[here][rows]
            settled_at = np.where(by >= 0, resolved_at[by], b"").astype(str)
            columns = [
                pyarrow.array(issue[here][rows]),
                *batch.take(pyarrow.array(rows)).columns,
                pyarrow.array(counts[here][rows].astype(np.int64)),
                pyarrow.array(settled_at.tolist(), pyarrow.string()),
                pyarrow.array(np.where(by >= 0, contact[by], b"").astype(str).tolist(), pyarrow.string()),
            ]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))
            begin += batch.num_rows
    return len(first)


def _columns(
    out: Path,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bytes_], NDArray[np.bool_], NDArray[np.bytes_]]:
    """Of each contact: issue (-1 without one), arrival (milliseconds), identifier, whether it settled it, and when."""
    types = {
        "issue": pyarrow.int64(),
        "arrived_at": pyarrow.timestamp("ms", "UTC"),
        "contact_id": pyarrow.string(),
        "is_resolved": pyarrow.bool_(),
        "issue_resolved_at": pyarrow.string(),
    }
    parts = [
        (
            batch["issue"].fill_null(-1).to_numpy(zero_copy_only=False),
            batch["arrived_at"].cast(pyarrow.int64()).to_numpy(zero_copy_only=False),
            np.array(batch["contact_id"].to_pylist(), "S36"),
            batch["is_resolved"].fill_null(False).to_numpy(zero_copy_only=False),
            np.array(batch["issue_resolved_at"].fill_null("").to_pylist(), "S24"),
        )
        for batch in read_columns(out, "contact", types)
    ]
    issue, arrived, contact, is_resolved, resolved_at = (np.concatenate(part) for part in zip(*parts, strict=True))
    return issue, arrived, contact, is_resolved & (issue >= 0), resolved_at
