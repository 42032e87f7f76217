"""The centre's systems, each as it writes its files."""

from __future__ import annotations

from orchestration.simulator.demand import Demand
from orchestration.simulator.run import Writer
from orchestration.simulator.scenario import Scenario
from orchestration.simulator.truths.writer import ContactTruth
from orchestration.simulator.writers.amazon_connect import AmazonConnect
from orchestration.simulator.writers.claims import Claims
from orchestration.simulator.writers.coaching import Coaching
from orchestration.simulator.writers.evaluation import Evaluations
from orchestration.simulator.writers.forecast import Forecast
from orchestration.simulator.writers.genesys_cloud import GenesysCloud
from orchestration.simulator.writers.interpreter import Interpreter
from orchestration.simulator.writers.nurse_triage import NurseTriage
from orchestration.simulator.writers.policy import Policy
from orchestration.simulator.writers.recording import Recording
from orchestration.simulator.writers.salesforce_health import SalesforceHealth
from orchestration.simulator.writers.salesforce_service import SalesforceService
from orchestration.simulator.writers.survey import Survey
from orchestration.simulator.writers.workforce import Workforce


def writers_of(scenario: Scenario) -> list[Writer]:
    """A writer for each system of a centre, and the truth's."""
    return [
        Policy(),
        AmazonConnect(),
        GenesysCloud(),
        SalesforceService(),
        SalesforceHealth(),
        NurseTriage(),
        Claims(),
        Workforce(),
        Coaching(),
        Survey(),
        Interpreter(),
        Forecast(Demand(scenario).forecast),
        Recording(),
        Evaluations(),
        ContactTruth(),
    ]
