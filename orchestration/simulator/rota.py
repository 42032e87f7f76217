"""Who works when: shifts that cover what is expected, half hour by half hour."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.simulator.demand import Demand
from orchestration.simulator.moments import MINUTE, at_local
from orchestration.simulator.people import Agent
from orchestration.simulator.scenario import Line, Queue, Scenario, Team

HALF_HOUR = 30 * MINUTE
SHIFT = 17
"""Half hours from logging in to logging out, breaks and lunch among them."""
QUARTER = 15 * MINUTE
PAUSES = ((4, 12, 1, "Break"), (14, 20, 2, "Lunch"), (23, 30, 1, "Break"))
"""Earliest and latest quarter of an hour of a shift at which each pause begins, quarters it lasts, and what it is."""
WORKED = 0.93
"""Share of a shift on which an agent can take contacts."""
RESERVES = {"service": -0.6, "nurse": 0.3, "digital": 0.35, "outreach": 0.0}
"""Agents beyond the load, in square roots of it: a nurse line may not keep anybody waiting."""


@dataclass(frozen=True, slots=True)
class Shift:
    """An agent's planned working day: moments of its begin and end, and (begin, end, activity) of each pause."""

    agent: Agent
    began: int
    ended: int
    pauses: tuple[tuple[int, int, str], ...]


class Rota:
    """Plans shifts for a scenario's teams."""

    def __init__(self, scenario: Scenario, demand: Demand) -> None:
        self._scenario = scenario
        self._demand = demand
        self._worked: Counter[int] = Counter()
        self._starts: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        self._share = self._shares()
        self._handle = {id(queue.line): handle_s(queue.line) for queue in scenario.queues}

    def headcount(self, team: Team) -> int:
        """Agents a team needs so that five days a week each cover its busiest week."""
        day = self._scenario.first_on
        daily = [len(self._shift_starts(team, day + timedelta(days=offset))) for offset in range(self._days)]
        week, busiest = daily[:7], max(daily)
        return max(math.ceil(busiest / 0.93), math.ceil(sum(week) / 5 / 0.93), 2) + (1 if busiest > 3 else 0)

    @property
    def _days(self) -> int:
        return (self._scenario.until_on - self._scenario.first_on).days + 1

    def shifts(self, team: Team, day: date) -> list[Shift]:
        """The shifts that begin on a date of the team's own clock."""
        if day.weekday() == 0 or day == self._scenario.first_on:
            for agent in team.agents:
                self._worked[agent.index] = 0
        free = [
            agent
            for agent in team.agents
            if agent.hired_on <= day
            and (agent.left_on is None or day < agent.left_on)
            and day not in agent.absent
            and self._worked[agent.index] < 5
        ]
        turn = day.toordinal() * 7
        free.sort(key=lambda agent: (self._worked[agent.index], (agent.index * 13 + turn) % 101, agent.index))
        working = list(zip(self._shift_starts(team, day), free, strict=False))
        spare = _spare(self.required(team, day), [start for start, _ in working])
        shifts = []
        for start, agent in working:
            self._worked[agent.index] += 1
            shifts.append(_shift(agent, at_local(day, start * HALF_HOUR, team.time_zone), start, spare))
        return shifts

    def required(self, team: Team, day: date) -> list[int]:
        """Agents needed in each half hour of a date of the team's own clock."""
        needed = []
        midnight = at_local(day, 0, team.time_zone)
        for half_hour in range(48):
            at = midnight + half_hour * HALF_HOUR
            load = sum(self._load(queue, at) * share for queue, share in self._share[id(team)])
            if team.role == "outreach":
                load = sum(
                    self._demand.forecast(line, "en", at) * 62 / 1800
                    for client in team.clients
                    for line in client.lines
                    if line.direction == "outbound"
                )
                needed.append(math.ceil(load) if load > 0.05 else 0)
                continue
            load /= 1 + (team.capacity - 1) * 0.6
            always = any(self._scenario.queues[queue].line.hours.days[6] == (0, 24) for queue in team.queues)
            reserve = RESERVES[team.role] + 1.6 / (1 + load)
            least = (2 if load > 0.5 else 1) if load > 0.02 or always else 0
            needed.append(max(math.ceil(load + reserve * math.sqrt(load)), least))
        return needed

    def _shift_starts(self, team: Team, day: date) -> list[int]:
        needed = self.required(team, day)
        key = (id(team), tuple(needed))
        if key not in self._starts:
            self._starts[key] = _cover(needed)
        return self._starts[key]

    def _load(self, queue: Queue, at: int) -> float:
        """Erlangs a half hour's contacts of a queue's language bring."""
        if queue.title.endswith("_overflow"):
            return 0.0
        return (
            self._demand.forecast(queue.line, queue.language, at)
            * (1 - queue.line.contained)
            * handle_s(queue.line)
            / 1800
        )

    def _shares(self) -> dict[int, list[tuple[Queue, float]]]:
        """What part of each queue's load a team is planned for: most of it for the team it comes first with."""
        shares: dict[int, list[tuple[Queue, float]]] = {id(team): [] for team in self._scenario.teams}
        for queue in self._scenario.queues:
            serving = [team for team in self._scenario.teams if queue.index in team.queues]
            if not serving:
                continue
            weights = [5.0 if len(team.queues) == 1 or queue.language == "es" else 0.4 for team in serving]
            for team, weight in zip(serving, weights, strict=True):
                shares[id(team)].append((queue, weight / sum(weights)))
        return shares


def handle_s(line: Line) -> float:
    """Mean seconds of talk, hold and after-contact work of a line's contacts."""
    total = sum(reason.weight for reason in line.reasons)
    slow = 1.8 if line.channel == "chat" else 1.0
    return sum(
        reason.weight * (reason.talk_s * slow + reason.hold * 75 + reason.acw_s + 8) for reason in line.reasons
    ) / max(total, 1e-9)


def _cover(needed: list[int]) -> list[int]:
    """Shift starts (half hours) that cover what is needed; a day wraps into itself, as every night is like the next."""
    missing = [need / WORKED for need in needed]
    # Where nobody is needed at night, nobody begins before work does.
    open_at = [place for place, need in enumerate(needed) if need]
    if not open_at:
        return []
    always = len(open_at) == 48
    first, last = open_at[0], open_at[-1] + 1
    latest = max(first, last - SHIFT)
    starts: list[int] = []
    while max(missing) > 0.35:
        gains = {
            start: sum(min(max(missing[(start + offset) % 48], 0.0), 1.0) for offset in range(SHIFT))
            for start in (range(48) if always else range(first, latest + 1))
        }
        best = max(gains, key=lambda start: (gains[start], -start))
        for offset in range(SHIFT):
            missing[(best + offset) % 48] -= 1.0
        starts.append(best)
    return sorted(starts)


def _spare(needed: list[int], starts: list[int]) -> list[int]:
    """Agents on shift beyond those needed, in each quarter of an hour of a day that wraps into itself."""
    spare = [-needed[quarter // 2] for quarter in range(96)]
    for start in starts:
        for quarter in range(2 * start, 2 * (start + SHIFT)):
            spare[quarter % 96] += 1
    return spare


def _shift(agent: Agent, began: int, start: int, spare: list[int]) -> Shift:
    """A shift with two breaks and lunch, each taken when most can be spared; `spare` is one less then."""
    pauses = []
    for earliest, latest, quarters, activity in PAUSES:
        begin = max(
            range(2 * start + earliest, 2 * start + latest + 1),
            key=lambda begin: (min(spare[quarter % 96] for quarter in range(begin, begin + quarters)), -begin),
        )
        for quarter in range(begin, begin + quarters):
            spare[quarter % 96] -= 1
        paused = began + (begin - 2 * start) * QUARTER
        pauses.append((paused, paused + quarters * QUARTER, activity))
    return Shift(agent, began, began + SHIFT * HALF_HOUR, tuple(pauses))
