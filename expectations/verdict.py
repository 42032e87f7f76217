"""What a border answers."""

from __future__ import annotations

from dataclasses import dataclass


class BorderError(Exception):
    """A border could not do its work (no database, a broken suite); says so in one sentence, without values."""


@dataclass(frozen=True)
class Verdict:
    """Whether the judged rows may pass.

    reason: one sentence with counts and column names and no values where they may not, else None.
    """

    accepted: bool
    reason: str | None = None
