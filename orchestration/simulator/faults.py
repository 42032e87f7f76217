"""Faults of the centre's deliveries: which there are, which are planted, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Level = Literal["none", "mild", "harsh"]
Effect = Literal["repaired", "flagged", "quarantined", "rejected", "held", "lost", "known"]
RANGE = 1 << 64


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    title: for people. does: what is wrong with what is delivered. effect: what the warehouse makes of it. shows_as:
    the name under which the warehouse shows it: a flag, a reason code of the ledger and the quarantine, or a check.
    mild, harsh: chance of it at each place where it can be, by level; 1 where it is in the nature of the place.
    """

    title: str
    does: str
    effect: Effect
    shows_as: str
    mild: float
    harsh: float

    def rate(self, level: Level) -> float:
        """Chance at a place."""
        return {"none": 0.0, "mild": self.mild, "harsh": self.harsh}[level]


# Planted by the deliveries; the place is what one system delivers at a time. At most one of them strikes each.
OF_DELIVERIES: Mapping[str, Fault] = {
    "malformed_line": Fault(
        "Malformed lines",
        "lines are no JSON, or have too many columns, broken quotes, a NUL byte, or bytes that are no UTF-8",
        "quarantined",
        "the reason code of the line",
        0.01,
        0.05,
    ),
    "duplicate_line": Fault(
        "Repeated lines", "lines come twice, in one file or again in the next", "known", "known_count", 0.01, 0.05
    ),
    "duplicate_file": Fault(
        "Repeated file", "the same file comes again under another name", "known", "known", 0.002, 0.02
    ),
    "late_file": Fault("Late file", "a file comes days late, after younger ones", "repaired", "", 0.002, 0.02),
    "corrected_file": Fault(
        "Corrected file", "a file comes without its last lines, and again whole", "repaired", "known_count", 0.002, 0.02
    ),
    "missing_day": Fault("Missing day", "a file never comes", "lost", "is_missing", 0.001, 0.01),
    "added_column": Fault("Schema drift: a column more", "a column nobody declared", "flagged", "_extra", 0.001, 0.01),
    "reordered_columns": Fault(
        "Schema drift: another order", "the columns come in another order", "repaired", "", 0.001, 0.01
    ),
    "renamed_column": Fault(
        "Schema drift: a column renamed",
        "a required column has another name; the file comes again as declared",
        "rejected",
        "wrong_header",
        0.001,
        0.01,
    ),
    "empty_file": Fault("Empty file", "a file of no byte; it comes again whole", "rejected", "empty_file", 0.001, 0.01),
    "header_only_file": Fault(
        "File without lines", "a header and nothing below; it comes again whole", "held", "rows_per_file", 0.001, 0.01
    ),
    "truncated_gz": Fault(
        "File cut short",
        "a compressed file ends in the middle; it comes again whole",
        "rejected",
        "truncated_archive",
        0.001,
        0.01,
    ),
}

OF_FILES = frozenset(OF_DELIVERIES) - {"malformed_line", "duplicate_line"}
OF_TABLES = frozenset({"added_column", "reordered_columns", "renamed_column", "header_only_file"})
"""Those that only a CSV can have."""
OF_DOCUMENTS = frozenset({"duplicate_file", "late_file", "missing_day", "empty_file", "truncated_gz"})
"""Those that a JSON document can have."""

# Planted by the writers; each says what its place is.
OF_CONTENT: Mapping[str, Fault] = {
    "missing_hangup": Fault(
        "Missing hang-up", "a contact's end was never written", "flagged", "is_end_imputed", 0.0005, 0.005
    ),
    "clock_skew": Fault(
        "Clock skew", "a source's clock is minutes off for a day", "flagged", "is_clock_skewed", 0.01, 0.05
    ),
    "reused_agent_id": Fault(
        "Reused agent id", "an agent's identifier was somebody else's before", "flagged", "is_id_reused", 0.15, 0.6
    ),
    "merged_member": Fault(
        "Merged member",
        "a member has two records, of which one is merged away",
        "repaired",
        "member_alias",
        0.002,
        0.02,
    ),
    "reopened_case": Fault("Reopened case", "a closed case is opened again", "repaired", "is_reopened", 0.01, 0.05),
    "negative_duration": Fault(
        "Negative duration", "an end lies before its begin", "flagged", "is_duration_implausible", 0.0005, 0.005
    ),
    "day_long_duration": Fault(
        "Day-long duration", "something lasts longer than a day", "flagged", "is_duration_implausible", 0.0005, 0.005
    ),
    "phi_in_free_text": Fault(
        "PHI in free text", "a note holds what tells who a member is", "repaired", "has_phi_pattern", 0.05, 0.2
    ),
    "unmapped_reason": Fault(
        "Unmapped reason", "a reason code that no code map knows", "flagged", "unmapped_code", 0.002, 0.02
    ),
    "test_call": Fault("Test call", "staff try a line", "flagged", "test", 1, 1),
    "listened_in": Fault("Listening in", "a colleague listens to a call", "flagged", "is_listened_to", 1, 1),
    "renewed_code": Fault(
        "Reason-code drift", "from a date on the platform notes a reason under another code", "repaired", "", 1, 1
    ),
    "dst_day": Fault("Clock change", "a contact lies in the hour that comes twice", "repaired", "", 1, 1),
    "midnight_span": Fault(
        "Over midnight", "a contact begins on one local date and ends on the next", "repaired", "", 1, 1
    ),
}

ALL: Mapping[str, Fault] = {**OF_DELIVERIES, **OF_CONTENT}


@dataclass(frozen=True)
class Faults:
    """Which faults a run plants."""

    level: Level
    seed: int

    def strikes(self, name: str, key: object) -> bool:
        """Whether the fault `name` is planted at what `key` names; the same in every run of the seed.

        Raises:
            KeyError: no fault has this name.
        """
        rate = ALL[name].rate(self.level)
        return rate > 0 and self.draw(name, key) < rate * RANGE

    def draw(self, *names: object) -> int:
        """A number from 0 to 2^64 - 1 for what `names` name."""
        text = "/".join(map(str, (self.seed, *names)))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
