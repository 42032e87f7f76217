"""The centre's systems, each as it writes its files."""

from __future__ import annotations

from orchestration.simulator.run import Writer
from orchestration.simulator.scenario import Scenario
from orchestration.simulator.writers.claims import Claims
from orchestration.simulator.writers.nurse_triage import NurseTriage
from orchestration.simulator.writers.salesforce_health import SalesforceHealth


def writers_of(scenario: Scenario) -> list[Writer]:
    """A writer for each system of a centre."""
    return [SalesforceHealth(), NurseTriage(), Claims()]
