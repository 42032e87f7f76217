"""The centre's systems, each as it writes its files."""

from __future__ import annotations

from orchestration.simulator.run import Writer
from orchestration.simulator.scenario import Scenario


def writers_of(scenario: Scenario) -> list[Writer]:
    """A writer for each system of a centre."""
    return []
