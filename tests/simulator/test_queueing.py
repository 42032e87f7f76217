"""A stationary centre behaves as queueing theory says: Erlang-A (Palm 1957; Garnett, Mandelbaum and Reiman 2002)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

import numpy as np
import pytest

from orchestration.simulator.centre import Centre
from orchestration.simulator.chances import Chances
from orchestration.simulator.contact import Contact
from orchestration.simulator.demand import Arrivals, Demand
from orchestration.simulator.faults import Faults
from orchestration.simulator.founding import found
from orchestration.simulator.moments import DAY, HOUR, SECOND, midnight
from orchestration.simulator.people import Agent
from orchestration.simulator.plans import OPEN_ALWAYS
from orchestration.simulator.rota import Rota, Shift
from orchestration.simulator.scenario import Line, Queue, Reason, Scenario, Team

MONDAY = date(2026, 6, 8)
DAYS = 6
AGENTS = 20
TALK_S = 300.0


class Memoryless(Chances):
    """Members who wait and talk exponentially, and do nothing else."""

    def __init__(self, seed: int, patience_s: float) -> None:
        super().__init__(seed)
        self.patience_s = patience_s

    def happens(self, probability: float) -> bool:
        return False

    def menu_ms(self, mean_s: float) -> int:
        return 0

    def patience_ms(self, queue: Queue) -> int:
        return int(self.chance.expovariate(1 / self.patience_s) * SECOND)

    def ring_ms(self, contact: Contact) -> int:
        return 0

    def misses_ring(self) -> bool:
        return False

    def talk_ms(self, reason: Reason, agent: Agent, channel: str) -> int:
        return int(self.chance.expovariate(1 / TALK_S) * SECOND)

    def acw_ms(self, reason: Reason, agent: Agent) -> int:
        return 0

    def resolves(self, contact: Contact, agent: Agent, transfers: int) -> bool:
        return True


class Steady(Demand):
    """As many contacts in each hour of the day and night."""

    def __init__(self, scenario: Scenario, per_hour: float, line: Line) -> None:
        super().__init__(scenario)
        self.per_hour = per_hour
        self.line = line

    def arrivals(self, line: Line, day: date) -> Arrivals:
        count = int(self._chance.poisson(self.per_hour * 24)) if line is self.line else 0
        at = np.sort(midnight(day) + self._chance.integers(0, DAY, count))
        return Arrivals(line, at, [line.reasons[0]] * count)


class Always(Rota):
    """The same agents day and night."""

    def shifts(self, team: Team, day: date) -> list[Shift]:
        if day != MONDAY or team is not self._scenario.teams[0]:
            return []
        return [Shift(agent, midnight(day), midnight(day) + 99 * DAY, ()) for agent in team.agents[:AGENTS]]


@dataclass(frozen=True)
class Expected:
    """What Erlang-A says: share abandoned, share that waits, mean wait of all (seconds)."""

    abandoned: float
    waiting: float
    wait_s: float


def erlang_a(per_hour: float, patience_s: float) -> Expected:
    """The stationary birth-and-death chain of M/M/n+M, summed."""
    arrive, serve, leave = per_hour / 3600, 1 / TALK_S, 1 / patience_s
    weights = [1.0]
    for present in range(1, AGENTS + 400):
        out = min(present, AGENTS) * serve + max(present - AGENTS, 0) * leave
        weights.append(weights[-1] * arrive / out)
    total = math.fsum(weights)
    queue = math.fsum(weight * max(present - AGENTS, 0) for present, weight in enumerate(weights)) / total
    waiting = math.fsum(weights[AGENTS:]) / total
    return Expected(queue * leave / arrive, waiting, queue / arrive)


def stationary(per_hour: float, patience_s: float) -> list[Contact]:
    """Contacts of a stationary day after day, the first hours left out."""
    scenario = found(5, MONDAY, MONDAY + timedelta(days=DAYS - 1), 2, 500, Faults("none", 5))
    scenario.outages.clear()
    teams = [team for team in scenario.teams if team.platform == "genesys_cloud"]
    agents = [agent for team in teams for agent in team.agents][:AGENTS]
    assert len(agents) == AGENTS
    team, *others = teams
    for other in others:
        other.agents = []
    team.agents = agents
    scenario.teams.remove(team)
    scenario.teams.insert(0, team)
    queue = scenario.queues[team.queues[0]]
    for agent in team.agents:
        agent.team, agent.hired_on, agent.left_on, agent.absent = team, MONDAY, None, frozenset()
    line = queue.line
    line.contained = line.left_ivr = 0.0
    line.languages, line.hours = (("en", 1.0),), OPEN_ALWAYS
    line.client.members.language[:] = 0
    queue.callback_after_s, queue.overflow_to = 0, -1
    for other in scenario.teams[1:]:
        other.queues = ()
    centre = Centre(scenario, Memoryless(5, patience_s))
    centre.demand, centre.rota = Steady(scenario, per_hour, line), Always(scenario, centre.demand)
    contacts = [contact for day in centre.run() for contact in day.contacts]
    return [contact for contact in contacts if contact.arrived >= midnight(MONDAY) + 4 * HOUR]


@pytest.mark.parametrize(("per_hour", "patience_s"), [(210, 400), (240, 180), (300, 120)], ids=["easy", "full", "over"])
def test_waits_and_abandonment_agree_with_erlang_a(per_hour: float, patience_s: float) -> None:
    contacts = stationary(per_hour, patience_s)
    expected = erlang_a(per_hour, patience_s)
    hours: dict[int, list[Contact]] = {}
    for contact in contacts:
        hours.setdefault(contact.arrived // (4 * HOUR), []).append(contact)

    def agrees(measure: list[float], value: float, least: float) -> bool:
        error = stdev(measure) / math.sqrt(len(measure))
        return abs(fmean(measure) - value) < max(3 * error, least)

    def wait(contact: Contact) -> float:
        return (contact.stays[0].left - contact.stays[0].entered) / SECOND

    groups = list(hours.values())
    assert len(contacts) > 25_000 * per_hour / 240
    assert agrees([fmean(one.outcome == "abandoned" for one in group) for group in groups], expected.abandoned, 0.002)
    assert agrees([fmean(wait(one) > 0 for one in group) for group in groups], expected.waiting, 0.005)
    assert agrees([fmean(wait(one) for one in group) for group in groups], expected.wait_s, 0.2)
