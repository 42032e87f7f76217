"""Founding a centre: its plans, queues, teams, members and agents, and what is going to happen to them."""

from __future__ import annotations

import math
import random
import uuid
from datetime import date, timedelta

import numpy as np

from orchestration.simulator.demand import Demand, holidays
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import HOUR, MINUTE, at_local
from orchestration.simulator.people import FIRST_NAMES, LAST_NAMES, Agent, Licence, Members
from orchestration.simulator.plans import PROFILES, LineProfile, Profile
from orchestration.simulator.rota import Rota
from orchestration.simulator.scenario import Campaign, Client, Line, Mailing, Outage, Queue, Scenario, Team

MEMBERS_A_CONTACT = 75
"""Members of a plan for each contact it has a day: about five contacts a member and year."""
NEVER = 40_000
HOUSEHOLDS = (0.34, 0.30, 0.15, 0.13, 0.08)
FACILITY_SHARE = 0.002
HOLDOUT = 0.08


def found(seed: int, first_on: date, until_on: date, clients: int, contacts_per_day: int, faults: Faults) -> Scenario:
    """A centre with so many plans, ready to open; the same arguments give the same centre.

    first_on, until_on: local dates of the first and last arrivals. contacts_per_day: of each plan, on average.
    """
    scenario = Scenario(seed, first_on, until_on, contacts_per_day)
    chance = random.Random(f"{seed}/founding")
    for place in range(clients):
        profile = PROFILES[place % len(PROFILES)]
        _open_client(scenario, profile, place, chance)
    for client in scenario.clients:
        client.members = _members(client, scenario, PROFILES[client.place % len(PROFILES)], faults)
    _plan_events(scenario, chance)
    _form_teams(scenario)
    _hire(scenario, chance, faults)
    return scenario


def _identifier(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _open_client(scenario: Scenario, profile: Profile, place: int, chance: random.Random) -> None:
    again = place // len(PROFILES)
    suffix = f"_{again + 1}" if again else ""
    client = Client(
        place,
        profile.client_id + suffix,
        profile.name + (f" {again + 1}" if again else ""),
        profile.kind,
        profile.contract_id[:1] + str(int(profile.contract_id[1:]) + again),
        profile.time_zone,
        profile.states,
        profile.platform,
        profile.is_shared,
        profile.peak,
    )
    scenario.clients.append(client)
    for number, line in enumerate(profile.lines):
        _open_line(scenario, client, profile, line, number, chance)


def _open_line(
    scenario: Scenario, client: Client, profile: Profile, plan: LineProfile, number: int, chance: random.Random
) -> None:
    line = Line(
        client,
        plan.name,
        plan.channel,
        plan.direction,
        plan.share,
        plan.hours,
        f"+1800555{client.place:02d}{number:02d}",
        profile.languages,
        plan.reasons,
        plan.shape,
        plan.ivr_s,
        plan.contained,
        plan.left_ivr,
        plan.threshold_s,
    )
    client.lines.append(line)
    short = client.client_id.split("_")[0].title() + (f" {client.place // 3 + 1}" if client.place >= 3 else "")

    def add(language: str, title: str, priority: int) -> Queue:
        name = f"{short} {title.replace('_', ' ').title()}"
        queue = Queue(
            len(scenario.queues), client, line, language, plan.channel, _identifier(chance), name, title, priority,
            plan.patience_s, callback_after_s=plan.callback_after_s,
        )  # fmt: skip
        scenario.queues.append(queue)
        return queue

    for language, title in zip(plan.queues, plan.titles, strict=True):
        line.queues[language] = add(language, title, plan.priority)
    for language, queue in line.queues.items():
        if not plan.overflow_s:
            continue
        if language != "en":
            queue.overflow_to, queue.overflow_s = line.queues["en"].index, plan.overflow_s
        elif client.is_shared:
            queue.overflow_to = add("en", f"{plan.titles[0]}_overflow", plan.priority).index
            queue.overflow_s = plan.overflow_s


def _members(client: Client, scenario: Scenario, profile: Profile, faults: Faults) -> Members:
    chance = np.random.default_rng((scenario.seed, 21, client.place))
    count = max(300, scenario.contacts_per_day * MEMBERS_A_CONTACT)
    sizes = chance.choice(np.arange(1, 6), count, p=HOUSEHOLDS)
    # A few households are facilities: many members, one telephone.
    sizes[chance.random(count) < FACILITY_SHARE / 10] = 40
    household = np.repeat(np.arange(count), sizes)[:count].astype(np.int32)
    numbers = 2_000_000_000 + chance.integers(0, 8_000_000_000 - 1, int(household[-1]) + 1)
    own_phone = chance.random(count) < 0.35
    phone = np.where(own_phone, 2_000_000_000 + chance.integers(0, 8_000_000_000 - 1, count), numbers[household])
    first = (scenario.first_on - date(1970, 1, 1)).days
    days = (scenario.until_on - scenario.first_on).days + 1
    old = profile.kind == "medicare_advantage"
    age = np.clip(chance.normal(74, 8, count) if old else chance.gamma(3.2, 11, count), 65 if old else 0, 101)
    risk = chance.choice(3, count, p=(0.62, 0.28, 0.10))
    joined = first - chance.integers(0, 1500, count)
    late = chance.random(count) < 0.02
    joined[late] = first + chance.integers(0, days, int(late.sum()))
    termed = np.full(count, NEVER)
    leaving = chance.random(count) < 0.015
    termed[leaving] = first + chance.integers(0, days, int(leaving.sum()))
    merged_into, merged_at = np.full(count, -1), np.zeros(count, dtype=np.int64)
    for place in range(1, count):
        if faults.strikes("merged_member", f"{client.client_id}/{place}") and merged_into[place - 1] == -1:
            merged_into[place] = place - 1
            merged_at[place] = (first + int(chance.integers(1, max(days - 1, 2)))) * 24 * HOUR + 15 * HOUR
    languages = tuple(code for code, _ in profile.languages)
    return Members(
        client,
        languages,
        household,
        phone.astype(np.int64),
        chance.choice(len(languages), count, p=[share for _, share in profile.languages]).astype(np.int8),
        chance.choice(len(profile.states), count).astype(np.int8),
        chance.integers(0, 2, count).astype(np.int8),
        (first - age * 365.25).astype(np.int32),
        risk.astype(np.int8),
        joined.astype(np.int32),
        termed.astype(np.int32),
        merged_into.astype(np.int32),
        merged_at,
        (chance.gamma(0.9, 1.0, count) * (1.0 + 0.9 * risk)).astype(np.float32),
    )


def _plan_events(scenario: Scenario, chance: random.Random) -> None:
    days = (scenario.until_on - scenario.first_on).days + 1
    for client in scenario.clients:
        for number, share in enumerate((0.3, 0.72)):
            on = _working_day(scenario.first_on + timedelta(days=int(days * share) + client.place % 4))
            if on <= scenario.until_on and days >= 7:
                strength = chance.uniform(0.7, 1.3)
                scenario.mailings.append(Mailing(client, on, f"Letter {number + 1}", strength))
        for line in client.lines:
            if line.direction == "outbound":
                members = client.members
                eligible = [place for place in range(len(members)) if members.termed[place] == NEVER]
                listed = chance.sample(eligible, max(1, len(eligible) // 6))
                holdout = frozenset(listed[: max(1, int(len(listed) * HOLDOUT))])
                called = [place for place in listed if place not in holdout]
                name = f"Preventive care {scenario.first_on.year}"
                scenario.campaigns.append(
                    Campaign(len(scenario.campaigns), client, line, name, scenario.first_on, called, holdout)
                )
    if days >= 14:
        own = {client.delivery_id: client for client in scenario.clients}
        for client in own.values():
            on = _working_day(scenario.first_on + timedelta(days=int(days * chance.uniform(0.45, 0.65))))
            began = at_local(on, int(chance.uniform(10.5, 15) * HOUR) // MINUTE * MINUTE, client.time_zone)
            scenario.outages.append(Outage(client, began, began + chance.randrange(60, 170) * MINUTE))


def _working_day(day: date) -> date:
    while day.weekday() >= 5 or day in holidays(day.year):
        day += timedelta(days=1)
    return day


def _form_teams(scenario: Scenario) -> None:
    """Each plan's own service team; what is rare (Spanish, nurses, chat) is shared by the plans of one platform."""
    for delivery_id in dict.fromkeys(client.delivery_id for client in scenario.clients):
        clients = [client for client in scenario.clients if client.delivery_id == delivery_id]
        lines = [line for client in clients for line in client.lines]
        platform, zone = clients[0].platform, clients[0].time_zone

        def of(wanted: list[Line], language: str | None = None) -> list[Queue]:
            return [
                queue
                for queue in scenario.queues
                if queue.line in wanted and (language is None or queue.language == language)
            ]

        voice = [line for line in lines if line.channel == "voice" and line.direction == "inbound"]
        service = [line for line in voice if line.name != "nurse_line"]
        overflow = [queue for queue in of(service) if queue.title.endswith("_overflow")]
        nurse = [line for line in voice if line.name == "nurse_line"]
        digital = [line for line in lines if line.channel != "voice"]
        shared = "shared_" if len(clients) > 1 else f"{clients[0].client_id}_"

        def team(
            name: str, role: str, languages: tuple[str, ...], queues: list[Queue], served: tuple[Client, ...],
            capacity: int = 1, *, platform: str = platform, delivery_id: str = delivery_id, zone: str = zone,
        ) -> None:  # fmt: skip
            indexes = tuple(queue.index for queue in queues)
            scenario.teams.append(
                Team(name, role, platform, delivery_id, zone, languages, indexes, capacity, served)  # type: ignore[arg-type]
            )

        for line in service:
            name = f"{line.client.client_id}_{line.name}"
            own = [queue for queue in of([line], "en") if queue not in overflow]
            team(name, "service", ("en",), own, (line.client,), zone=line.client.time_zone)
        served = tuple(clients)
        main = [queue for queue in of(service, "en") if queue.line.name == "member_services" and queue not in overflow]
        spanish = of(service, "es")
        if spanish:
            team(f"{shared}bilingual", "service", ("en", "es"), [*spanish, *main], served)
        if overflow:
            team(f"{shared}generalists", "service", ("en",), [*overflow, *main], served)
        if nurse:
            languages = ("en", "es") if of(nurse, "es") else ("en",)
            team(f"{shared}nurses", "nurse", languages, of(nurse), served)
        if digital:
            team(f"{shared}digital", "digital", ("en",), of(digital), served, capacity=3)
        for line in lines:
            if line.direction == "outbound":
                team(
                    f"{line.client.client_id}_outreach",
                    "outreach",
                    ("en",),
                    [],
                    (line.client,),
                    zone=line.client.time_zone,
                )


def _hire(scenario: Scenario, chance: random.Random, faults: Faults) -> None:
    rota = Rota(scenario, Demand(scenario))
    days = (scenario.until_on - scenario.first_on).days + 1
    index = 0
    for number, team in enumerate(scenario.teams):
        for desk in range(rota.headcount(team)):
            hired = scenario.first_on - timedelta(days=int(chance.expovariate(1 / 700)) + 20)
            agent = _agent(scenario, team, number, index, desk, hired, chance)
            index += 1
            team.agents.append(agent)
            if days >= 14 and (desk % 9 == 4 or chance.random() < 0.03):
                agent.left_on = scenario.first_on + timedelta(days=chance.randrange(3, days - 7))
                starts = agent.left_on + timedelta(days=2)
                successor = _agent(scenario, team, number, index, desk, starts, chance)
                index += 1
                if faults.strikes("reused_agent_id", agent.employee_id):
                    successor.platform_id, successor.username = agent.platform_id, agent.username
                elif chance.random() < 0.1:
                    successor.employee_id, successor.is_rehire = agent.employee_id, True
                    successor.first_name, successor.last_name = agent.first_name, agent.last_name
                team.agents.append(successor)


def _agent(
    scenario: Scenario, team: Team, number: int, index: int, desk: int, hired: date, chance: random.Random
) -> Agent:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    tenure = max((scenario.first_on - hired).days, 0)
    new = math.exp(-tenure / 90)
    cost = {"nurse": 52, "outreach": 24, "digital": 25, "service": 26}[team.role] * chance.uniform(0.92, 1.15)
    span = (scenario.until_on - scenario.first_on).days + 1
    absent = frozenset(scenario.first_on + timedelta(days=day) for day in range(span) if chance.random() < 0.045)
    return Agent(
        index,
        team,
        _identifier(chance),
        f"{first}.{last}.{index}".lower(),
        first,
        last,
        f"E{index:05d}",
        f"S{number:02d}{desk // 12:02d}",
        ("Albany", "Tucson", "Boise")[number % 3],
        hired,
        None,
        chance.random() < 0.4,
        round(cost, 2),
        math.exp(chance.gauss(0, 0.12)) * (1 + 0.3 * new),
        chance.gauss(0, 0.04) - 0.09 * new,
        min(max(chance.betavariate(6, 3), 0.05), 0.98),
        _licences(team, hired, scenario, chance) if team.role == "nurse" else (),
        absent,
    )


def _licences(team: Team, hired: date, scenario: Scenario, chance: random.Random) -> tuple[Licence, ...]:
    """A nurse holds the states of the plans she serves; now and then one is missing or runs out."""
    licences = []
    for state in sorted({state for client in team.clients for state in client.states}):
        if chance.random() < 0.05:
            continue
        expires = scenario.first_on + timedelta(days=chance.randrange(30, 720))
        issued = min(hired, scenario.first_on) - timedelta(days=chance.randrange(100, 3000))
        licences.append(Licence(state, state in ("AZ", "NM", "PA", "NJ"), issued, expires))
    return tuple(licences)
