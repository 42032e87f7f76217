"""Faults of the centre's deliveries: which there are, which are planted, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Faults:
    """Which faults a run plants."""

    level: str
    seed: int

    def strikes(self, name: str, key: object) -> bool:
        """Whether the fault `name` is planted at what `key` names; the same in every run of the seed."""
        raise NotImplementedError
