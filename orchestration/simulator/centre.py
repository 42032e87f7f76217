"""The centre at work: an event at a time, members wait, agents answer, and what happened is handed over day by day."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from orchestration.simulator.chances import Chances
from orchestration.simulator.contact import Contact, Ender, How, Issue, Leg, Ring, StatusChange, Stay, Step
from orchestration.simulator.demand import Demand
from orchestration.simulator.moments import DAY, HOUR, MINUTE, SECOND, at_local, local, midnight
from orchestration.simulator.people import Agent
from orchestration.simulator.rota import Rota, Shift
from orchestration.simulator.run import Day
from orchestration.simulator.scenario import Campaign, Line, Outage, Queue, Scenario, Team

WAITING, RINGING, TALKING, AWAY, GONE = range(5)
UNREACHED_AFTER = 25 * SECOND
RINGS_UNANSWERED = 20 * SECOND
WARM_FOR = 180 * SECOND
LISTENED_TO_FROM = 90 * SECOND
"""Shorter conversations tell little to who listens in."""
BESIDE = ("consult", "monitor")
"""Steps in which colleagues are without the member."""
TESTS = 0.0008
"""Share of arrivals by which staff try a line."""
DIALS = 3
"""Times a callback is tried."""
TRIES = 6
"""Contacts after which a member lets an issue be."""
UNTIL_CLOSED = 12 * HOUR
"""Time after the last local midnight in which what is open comes to its end."""


class Desk:
    """An agent at work: what they have in hand."""

    __slots__ = ("agent", "capacity", "is_idle", "load", "next_status", "status", "team")

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.team = agent.team
        self.capacity = agent.team.capacity
        self.load = 0
        self.status = "Offline"
        self.next_status = ""
        self.is_idle = False


class Journey:
    """A contact under way: where it stands, beside what is already known of it."""

    __slots__ = (
        "contact", "desk", "dials", "is_callback", "open_parts", "patience", "place", "queue", "state", "turn",
        "warm", "warm_since",
    )  # fmt: skip

    def __init__(self, contact: Contact) -> None:
        self.contact = contact
        self.state = AWAY
        self.place = 0
        self.turn = 0
        self.patience = 0
        self.queue: Queue | None = None
        self.desk: Desk | None = None
        self.warm: tuple[Desk, Leg] | None = None
        self.warm_since = 0
        self.is_callback = False
        self.dials = 0
        self.open_parts = 0

    @property
    def step(self) -> Step:
        """The step the member is in."""
        return self.contact.steps[self.place]

    def go_on(self, how: How, at: int) -> None:
        """Begin a step that continues the one the member is in."""
        self.contact.steps.append(Step(how, self.place, at))
        self.place = len(self.contact.steps) - 1

    @property
    def stay(self) -> Stay:
        """The stay it is in, or was in last."""
        stay = self.contact.steps[self.place].stay
        assert stay is not None
        return stay


class Centre:
    """Runs a scenario."""

    def __init__(self, scenario: Scenario, chances: Chances | None = None) -> None:
        self.scenario = scenario
        self.chances = chances or Chances(scenario.seed)
        self.demand = Demand(scenario)
        self.rota = Rota(scenario, self.demand)
        self.issue_count = 0
        self._chance = self.chances.chance
        self._draw = np.random.default_rng((scenario.seed, 31))
        self._events: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._sequence = 0
        self._number = 0
        self._now = 0
        self._waiting: list[deque[Journey]] = [deque() for _ in scenario.queues]
        self._idle: dict[int, deque[Desk]] = {id(team): deque() for team in scenario.teams}
        self._serving: list[list[Team]] = [
            sorted(
                (team for team in scenario.teams if queue.index in team.queues),
                key=lambda team: (len(team.queues) if queue.language == "en" else 0, team.name),
            )
            for queue in scenario.queues
        ]
        self._desks = {agent.index: Desk(agent) for agent in scenario.agents}
        self._talking: dict[int, tuple[Journey, Desk, Leg]] = {}
        self._closed: list[Contact] = []
        self._statuses: list[StatusChange] = []
        self._shifts: list[Shift] = []
        self._weights = [np.cumsum(client.members.weight) for client in scenario.clients]
        self._lists = {campaign.place: self._call_list(campaign) for campaign in scenario.campaigns}
        self._dialled: dict[int, tuple[date, int]] = {}
        self._outages: list[Outage] = []

    def run(self) -> Iterator[Day]:
        """Work through the days; each UTC date with what was closed on it, the day after the last included."""
        first, last = self.scenario.first_on, self.scenario.until_on
        for outage in self.scenario.outages:
            self._plan(outage.began, self._fail, outage)
        day = first
        before: list[StatusChange] = []
        while day <= last + timedelta(days=1):
            if day <= last:
                self._open(day)
            until = midnight(day) + (DAY if day <= last else UNTIL_CLOSED)
            self._work(until)
            yield Day(day, self._closed, self._statuses, self._shifts, before)
            before = self._statuses
            self._closed, self._statuses, self._shifts = [], [], []
            day += timedelta(days=1)

    # Time

    def _plan(self, at: int, what: Callable[..., None], *about: Any) -> None:
        self._sequence += 1
        heapq.heappush(self._events, (at, self._sequence, what, about))

    def _work(self, until: int) -> None:
        events, pop = self._events, heapq.heappop
        while events and events[0][0] < until:
            at, _, what, about = pop(events)
            self._now = at
            what(*about)

    def _whole(self, contact: Contact, duration: int) -> int:
        """A duration as the contact's platform measures it: Amazon Connect knows whole seconds."""
        return duration // SECOND * SECOND if contact.client.platform == "amazon_connect" else duration

    def _open(self, day: date) -> None:
        """Draw a local day: who will get in touch, and who works."""
        for client in self.scenario.clients:
            for line in client.lines:
                if line.direction == "inbound":
                    arrivals = self.demand.arrivals(line, day)
                    members = self._callers(line, len(arrivals.at))
                    for at, reason, member in zip(arrivals.at.tolist(), arrivals.reason, members, strict=True):
                        self._plan(at, self._first_arrival, line, reason, member)
        for team in self.scenario.teams:
            for shift in self.rota.shifts(team, day):
                self._shifts.append(shift)
                late = int(self._chance.gauss(0, 90)) * SECOND
                desk = self._desks[shift.agent.index]
                self._plan(max(shift.began + late, midnight(day)), self._status, desk, "Available")
                for began, ended, activity in shift.pauses:
                    drift = int(self._chance.gauss(20, 60)) * SECOND
                    self._plan(began + drift, self._status, desk, activity)
                    self._plan(
                        ended + drift + int(self._chance.expovariate(1 / 45)) * SECOND, self._status, desk, "Available"
                    )
                self._plan(shift.ended + int(self._chance.uniform(-20, 60)) * SECOND, self._status, desk, "Offline")

    def _callers(self, line: Line, count: int) -> list[int]:
        weights = self._weights[line.client.place]
        members: list[int] = np.searchsorted(weights, self._draw.random(count) * weights[-1], "right").tolist()
        return [min(member, len(weights) - 1) if self._chance.random() > 0.035 else -1 for member in members]

    # Members

    def _first_arrival(self, line: Line, reason: Any, member: int) -> None:
        self.issue_count += 1
        caused = reason.family == "mailing"
        issue = Issue(self.issue_count, line.client, member, reason, self._now, is_plan_caused=caused)
        self._arrive(line, issue)

    def _arrive(self, line: Line, issue: Issue) -> None:
        if issue.resolved is not None or self._is_down(line):
            return
        client, member = line.client, issue.member
        is_test = self.chances.happens(TESTS) and not issue.contacts
        arrived = self._now // SECOND * SECOND if client.platform == "amazon_connect" else self._now
        members = client.members
        chance = self._chance
        language = members.languages[members.language[member]] if member >= 0 else "en"
        self._number += 1
        known = {"voice": 0.86, "chat": 0.97, "sms": 0.9, "email": 1.0}[line.channel]
        contact = Contact(
            self._number,
            client,
            line,
            line.channel,
            "inbound",
            language if language in line.queues else "en",
            member,
            member >= 0 and chance.random() < known,
            self._ani(line, member),
            issue.reason,
            None if is_test else issue,
            arrived,
            self._uuid(),
            is_test=is_test,
        )
        issue.contacts.append(contact.number)
        contact.steps.append(Step("arrival", -1, arrived))
        journey = Journey(contact)
        contact.menu_left = arrived + self._whole(contact, self.chances.menu_ms(line.ivr_s))
        is_open = line.channel in ("sms", "email") or self._is_open(line, contact.menu_left)
        fate = chance.random()
        if not is_open or fate < line.left_ivr:
            contact.outcome = "ivr_abandoned"
            self._plan(contact.menu_left, self._leave_menu, journey)
        elif fate < line.left_ivr + line.contained:
            contact.outcome = "ivr_contained"
            self._plan(contact.menu_left, self._leave_menu, journey)
        else:
            self._plan(contact.menu_left, self._queue_up, journey, line.queues[contact.language], True)

    def _ani(self, line: Line, member: int) -> str | None:
        chance = self._chance.random()
        if line.channel in ("chat", "email") or chance < 0.04:
            return None
        if member >= 0 and chance < 0.88:
            return line.client.members.ani(member)
        return f"+1{self._chance.randrange(2_000_000_000, 9_999_999_999)}"

    def _uuid(self) -> str:
        bits = f"{self._chance.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"

    def _is_open(self, line: Line, at: int) -> bool:
        day, clock = local(at, line.client.time_zone)
        hours = line.hours.of(day)
        return hours is not None and hours[0] * HOUR <= clock < hours[1] * HOUR

    def _leave_menu(self, journey: Journey) -> None:
        contact = journey.contact
        contact.ender = "flow" if contact.outcome == "ivr_contained" else "member"
        contact.resolved = contact.outcome == "ivr_contained" and self.chances.happens(0.85)
        self._over(journey, contact.ender)
        if not contact.resolved and contact.outcome == "ivr_abandoned":
            self._come_back(contact, 0.35, self.chances.returns_ms(10))

    # Queues

    def _queue_up(self, journey: Journey, queue: Queue, is_first: bool) -> None:
        step = journey.step
        step.stay = Stay(queue, self._now, self._now, "abandoned")
        journey.queue = queue
        journey.turn += 1
        if is_first:
            if self._is_down(queue.line):
                self._drop_waiting(journey)
                return
            contact = journey.contact
            self._expect(journey, queue)
            if queue.callback_after_s and contact.channel == "voice":
                self._plan(
                    self._now + int(queue.callback_after_s) * SECOND, self._offer_callback, journey, journey.turn
                )
            if self.chances.happens(0.0015):
                self._plan(
                    self._now + self._whole(contact, int(self._chance.uniform(2, 50) * SECOND)), self._lose, journey
                )
        if queue.overflow_to >= 0:
            self._plan(self._now + int(queue.overflow_s) * SECOND, self._overflow, journey, journey.turn)
        self._wait(journey, at_head=False)

    def _expect(self, journey: Journey, queue: Queue, more: int = 0) -> None:
        """The member's patience begins."""
        journey.patience += 1
        if queue.channel in ("voice", "chat"):
            patience = self._whole(journey.contact, self.chances.patience_ms(queue)) + more
            self._plan(self._now + patience, self._give_up, journey, journey.patience)

    def _wait(self, journey: Journey, at_head: bool) -> None:
        """Ring the agent who has been idle longest, of the team that comes first; else wait."""
        queue = journey.queue
        assert queue is not None
        journey.state = WAITING
        for team in self._serving[queue.index]:
            desk = self._idle_desk(team)
            if desk is not None:
                self._ring(desk, journey)
                return
        line = self._waiting[queue.index]
        if at_head:
            line.appendleft(journey)
        else:
            line.append(journey)

    def _idle_desk(self, team: Team) -> Desk | None:
        idle = self._idle[id(team)]
        while idle:
            desk = idle.popleft()
            desk.is_idle = False
            if desk.status == "Available" and not desk.next_status and desk.load < desk.capacity:
                return desk
        return None

    def _next_waiting(self, team: Team) -> Journey | None:
        best: Journey | None = None
        rank = (9, 0)
        for index in team.queues:
            line = self._waiting[index]
            while line and (line[0].state != WAITING or line[0].queue is not self.scenario.queues[index]):
                line.popleft()
            if line:
                journey = line[0]
                of = (journey.queue.priority if journey.queue else 9, journey.stay.entered)
                if of < rank:
                    best, rank = journey, of
        if best is not None and best.queue is not None:
            self._waiting[best.queue.index].popleft()
        return best

    def _give_up(self, journey: Journey, patience: int) -> None:
        if journey.state not in (WAITING, RINGING) or journey.warm or journey.patience != patience:
            return
        contact = journey.contact
        is_first = not contact.legs
        self._leave_queue(journey)
        is_voicemail = is_first and contact.channel == "voice" and self.chances.happens(0.04)
        journey.stay.exit = "flow_out" if is_voicemail else "abandoned"
        if is_first:
            contact.outcome = journey.stay.exit
        self._over(journey, "flow" if is_voicemail else "member")
        self._come_back(contact, 0.9 if is_voicemail else 0.6, self.chances.calls_again_ms())

    def _leave_queue(self, journey: Journey) -> None:
        journey.stay.left = self._now
        if journey.state == RINGING and journey.desk is not None:
            desk, journey.desk = journey.desk, None
            desk.load -= 1
            self._free(desk)
        journey.turn += 1
        journey.state = AWAY

    def _lose(self, journey: Journey) -> None:
        """The platform loses a waiting call."""
        if journey.state in (WAITING, RINGING) and not journey.contact.legs and not journey.is_callback:
            self._leave_queue(journey)
            self._drop_waiting(journey)

    def _drop_waiting(self, journey: Journey) -> None:
        journey.stay.left, journey.stay.exit = self._now, "dropped"
        journey.contact.outcome = "dropped"
        self._over(journey, "system")
        self._come_back(journey.contact, 0.85, self.chances.calls_again_ms())

    def _overflow(self, journey: Journey, turn: int) -> None:
        if journey.turn != turn or journey.state != WAITING or journey.queue is None:
            return
        stay = journey.stay
        stay.left, stay.exit = self._now, "flow_out"
        journey.step.ended = self._now
        journey.go_on("overflow", self._now)
        journey.turn += 1
        self._queue_up(journey, self.scenario.queues[journey.queue.overflow_to], False)

    # Callbacks

    def _offer_callback(self, journey: Journey, turn: int) -> None:
        contact = journey.contact
        if journey.state != WAITING or contact.legs or journey.is_callback or contact.is_test:
            return
        if not contact.ani or not self.chances.happens(0.45):
            return
        self._leave_queue(journey)
        journey.stay.exit = "callback"
        journey.step.ended = self._now
        journey.is_callback = True
        journey.patience += 1
        contact.callback_requested = self._now
        contact.outcome = "callback"
        wait = max(240, int(self._chance.expovariate(1 / 900)))
        self._plan(self._now + wait * SECOND, self._call_back, journey)

    def _call_back(self, journey: Journey) -> None:
        contact = journey.contact
        queue = contact.steps[0].stay.queue if contact.steps[0].stay else contact.line.queues[contact.language]
        if not self._is_open(contact.line, self._now):
            opens = self._next_open(contact.line, self._now)
            if opens is None:
                self._unreached(journey)
            else:
                self._plan(opens, self._call_back, journey)
            return
        began = contact.callback_requested if journey.dials == 0 else journey.step.ended
        assert began is not None
        journey.go_on("callback", began)
        journey.dials += 1
        journey.step.stay = Stay(queue, self._now, self._now, "answered")
        journey.queue = queue
        self._wait(journey, at_head=True)

    def _next_open(self, line: Line, at: int) -> int | None:
        day, _ = local(at, line.client.time_zone)
        for ahead in range(5):
            hours = line.hours.of(day + timedelta(days=ahead))
            if hours is not None:
                opens = at_local(day + timedelta(days=ahead), int(hours[0] * HOUR), line.client.time_zone)
                if opens > at:
                    return opens + self._chance.randrange(60, 1800) * SECOND if self._may_begin(line, opens) else None
        return None

    def _may_begin(self, line: Line, at: int) -> bool:
        """Nothing new begins after the last local day."""
        return local(at, line.client.time_zone)[0] <= self.scenario.until_on

    def _dial_member(self, journey: Journey, desk: Desk) -> None:
        """The agent has the callback and dials."""
        journey.step.dialled, journey.step.dialler = self._now, desk.agent
        rings = self._whole(journey.contact, int(self._chance.uniform(6, 22) * SECOND))
        if self.chances.happens(0.6):
            self._plan(self._now + rings, self._picked_up, journey, desk)
        else:
            self._plan(self._now + UNREACHED_AFTER, self._not_picked_up, journey, desk)

    def _picked_up(self, journey: Journey, desk: Desk) -> None:
        journey.step.picked_up = self._now
        self._talk(journey, desk)

    def _not_picked_up(self, journey: Journey, desk: Desk) -> None:
        journey.step.ended = self._now
        journey.state = AWAY
        desk.load -= 1
        self._free(desk)
        again = self._now + self._chance.randrange(900, 2400) * SECOND
        if journey.dials < DIALS and self._may_begin(journey.contact.line, again):
            self._plan(again, self._call_back, journey)
        else:
            self._unreached(journey)

    def _unreached(self, journey: Journey) -> None:
        self._over(journey, "system", at=journey.step.ended)
        self._come_back(journey.contact, 0.6, self.chances.returns_ms(8))

    # Agents

    def _ring(self, desk: Desk, journey: Journey) -> None:
        desk.load += 1
        if desk.load < desk.capacity and not desk.is_idle:
            desk.is_idle = True
            self._idle[id(desk.team)].append(desk)
        journey.state, journey.desk = RINGING, desk
        journey.turn += 1
        contact = journey.contact
        ring = self._whole(contact, self.chances.ring_ms(contact))
        if ring == 0:
            self._answer(journey, journey.turn)
        elif self.chances.misses_ring():
            self._plan(self._now + RINGS_UNANSWERED, self._miss, journey, journey.turn, self._now)
        else:
            self._plan(self._now + ring, self._answer, journey, journey.turn)

    def _miss(self, journey: Journey, turn: int, rang: int) -> None:
        if journey.turn != turn or journey.desk is None:
            return
        desk, journey.desk = journey.desk, None
        journey.step.rings.append(Ring(desk.agent, rang, self._now))
        journey.turn += 1
        desk.load -= 1
        if not desk.next_status and desk.load == 0:
            self._set_status(desk, "Break")
            self._plan(self._now + self._chance.randrange(30, 150) * SECOND, self._status, desk, "Available")
        else:
            self._free(desk)
        self._wait(journey, at_head=True)

    def _answer(self, journey: Journey, turn: int) -> None:
        if journey.turn != turn or journey.desk is None:
            return
        desk, journey.desk = journey.desk, None
        stay = journey.stay
        stay.left, stay.exit = self._now, "answered"
        journey.turn += 1
        if journey.is_callback and journey.step.how == "callback":
            journey.state = TALKING
            self._dial_member(journey, desk)
        else:
            self._talk(journey, desk)

    def _talk(self, journey: Journey, desk: Desk) -> None:
        contact, agent = journey.contact, desk.agent
        journey.state = TALKING
        journey.turn += 1
        leg = Leg(agent, journey.queue, "handle", self._now, self._now, self._now)
        journey.step.leg = leg
        journey.open_parts += 1
        if not journey.is_callback:
            contact.outcome = "answered"
        introduced = self._introduce(journey) if journey.warm else 0
        talk = self._whole(contact, self.chances.talk_ms(contact.reason, agent, contact.channel))
        talk = max(talk, introduced + 10 * SECOND) if introduced else talk
        if contact.channel == "voice" and talk > 40 * SECOND:
            if self.chances.happens(0.004):
                broken = max(self._whole(contact, int(talk * self._chance.random())), introduced + SECOND)
                self._plan(self._now + broken, self._cut, journey, journey.turn)
            if self.chances.happens(contact.reason.hold):
                part = self._whole(contact, int(talk * self._chance.uniform(0.2, 0.8)))
                self._plan(self._now + part, self._hold, journey, desk, leg, talk - part, journey.turn)
                self._talking[contact.number] = (journey, desk, leg)
                return
            if self.chances.happens(0.02):
                part = self._whole(contact, int(talk * self._chance.uniform(0.3, 0.7)))
                self._plan(self._now + part, self._consult, journey, desk, leg, talk - part, journey.turn)
                self._talking[contact.number] = (journey, desk, leg)
                return
            if talk > LISTENED_TO_FROM and self.chances.happens(0.01):
                part = self._whole(contact, int(talk * self._chance.uniform(0.1, 0.4)))
                self._plan(self._now + part, self._listen, journey, desk, talk - part, journey.turn)
        self._talking[contact.number] = (journey, desk, leg)
        self._plan(self._now + talk, self._conclude, journey, desk, leg, journey.turn)

    def _hold(self, journey: Journey, desk: Desk, leg: Leg, rest: int, turn: int) -> None:
        if journey.turn != turn:
            return
        hold = self._whole(journey.contact, self.chances.hold_ms())
        leg.holds.append((self._now, self._now + hold))
        if hold > 45 * SECOND and self.chances.happens(0.02):
            leg.is_hold_abandon = True
            self._plan(self._now + hold, self._hang_up, journey, desk, leg, turn)
        else:
            self._plan(self._now + hold + rest, self._conclude, journey, desk, leg, turn)

    def _consult(self, journey: Journey, desk: Desk, leg: Leg, rest: int, turn: int) -> None:
        """Ask a colleague while the member holds, if one is free."""
        if journey.turn != turn:
            return
        asked = self._idle_desk(desk.team)
        if asked is None:
            self._plan(self._now + rest, self._conclude, journey, desk, leg, turn)
            return
        contact = journey.contact
        lasts = self._whole(contact, int(self._chance.uniform(30, 170) * SECOND))
        ring = 3 * SECOND
        ended = self._now + ring + lasts
        consult = Leg(asked.agent, None, "consult", self._now + ring, ended, ended)
        contact.steps.append(Step("consult", journey.place, self._now, ended, leg=consult))
        leg.holds.append((self._now, ended))
        asked.load += 1
        journey.open_parts += 1
        journey.turn += 1
        self._plan(ended, self._wrapped, journey, asked)
        self._plan(ended + rest, self._conclude, journey, desk, leg, journey.turn)

    def _listen(self, journey: Journey, desk: Desk, rest: int, turn: int) -> None:
        """A colleague listens in for quality's sake, if one is free; the member does not notice."""
        listener = self._idle_desk(desk.team) if journey.turn == turn else None
        if listener is None:
            return
        contact = journey.contact
        ended = self._now + self._whole(contact, int(rest * self._chance.uniform(0.3, 0.9)))
        listening = Leg(listener.agent, None, "consult", self._now, ended, ended)
        contact.steps.append(Step("monitor", journey.place, self._now, ended, leg=listening))
        listener.load += 1
        journey.open_parts += 1
        self._plan(ended, self._wrapped, journey, listener)

    def _cut(self, journey: Journey, turn: int) -> None:
        """The line breaks off."""
        if journey.turn != turn or journey.contact.number not in self._talking:
            return
        if any(step.how in BESIDE and step.ended > self._now for step in journey.contact.steps):
            return
        _, desk, leg = self._talking[journey.contact.number]
        leg.holds = [(began, min(ended, self._now)) for began, ended in leg.holds if began < self._now]
        self._end_leg(journey, desk, leg)
        self._finish(journey, desk, "system")

    def _hang_up(self, journey: Journey, desk: Desk, leg: Leg, turn: int) -> None:
        if journey.turn == turn:
            self._end_leg(journey, desk, leg)
            self._finish(journey, desk, "member")

    def _conclude(self, journey: Journey, desk: Desk, leg: Leg, turn: int) -> None:
        """The conversation comes to its end: the member is helped, or handed on."""
        if journey.turn != turn:
            return
        contact = journey.contact
        target = self._handover(journey, desk)
        if target is None:
            if contact.channel == "voice" and contact.direction == "inbound" and self.chances.happens(0.008):
                leg.handover = "outside"
            self._end_leg(journey, desk, leg)
            self._finish(journey, desk, "member" if self.chances.happens(0.83) else "agent")
            return
        journey.step.ended = self._now
        self._talking.pop(contact.number, None)
        is_warm = target.line.name == "nurse_line" and self.chances.happens(0.75)
        if is_warm:
            journey.warm, journey.warm_since = (desk, leg), self._now
            journey.turn += 1
            self._plan(self._now + WARM_FOR, self._leave_alone, journey, leg)
        else:
            leg.handover = "blind"
            self._end_leg(journey, desk, leg)
        journey.go_on("transfer", self._now)
        self._expect(journey, target, 60 * SECOND)
        self._queue_up(journey, target, False)

    def _handover(self, journey: Journey, desk: Desk) -> Queue | None:
        """The queue a contact has to go to, if this agent cannot help."""
        contact = journey.contact
        if contact.channel != "voice" or contact.direction != "inbound" or contact.is_test:
            return None
        if sum(leg.handover is not None for leg in contact.legs) >= 2 or journey.is_callback:
            return None
        lines = {line.name: line for line in contact.client.lines if line.queues}
        here = desk.team.role
        if here != "nurse" and self.chances.happens(contact.reason.nurse):
            return self._open_queue(lines.get("nurse_line"), contact)
        if self.chances.happens(0.045 if here != "nurse" else 0.012):
            other = "pharmacy_help" if contact.line.name != "pharmacy_help" else "member_services"
            return self._open_queue(lines.get(other), contact)
        return None

    def _open_queue(self, line: Line | None, contact: Contact) -> Queue | None:
        if line is None or not self._is_open(line, self._now):
            return None
        return line.queues.get(contact.language, line.queues["en"])

    def _introduce(self, journey: Journey) -> int:
        """The first agent hands the member over in person and leaves; after so many milliseconds."""
        assert journey.warm is not None
        desk, leg = journey.warm
        journey.warm = None
        leg.handover = "warm"
        if self._now > journey.warm_since:
            leg.holds.append((journey.warm_since, self._now))
        introduced = self._chance.randrange(8, 30) * SECOND
        self._plan(self._now + introduced, self._end_leg, journey, desk, leg)
        return introduced

    def _leave_alone(self, journey: Journey, leg: Leg) -> None:
        """Nobody took over in time: the agent leaves the member in the other queue."""
        if journey.warm is None or journey.warm[1] is not leg or journey.queue is None:
            return
        desk, leg = journey.warm
        journey.warm = None
        leg.handover = "blind"
        leg.holds.append((journey.warm_since, self._now))
        self._end_leg(journey, desk, leg)
        self._expect(journey, journey.queue)

    def _end_leg(self, journey: Journey, desk: Desk, leg: Leg) -> None:
        contact = journey.contact
        leg.left = self._now
        acw = self._whole(contact, self.chances.acw_ms(contact.reason, desk.agent))
        leg.acw_ended = self._now + acw
        if acw:
            self._plan(leg.acw_ended, self._wrapped, journey, desk)
        else:
            self._wrapped(journey, desk)

    def _wrapped(self, journey: Journey, desk: Desk) -> None:
        desk.load -= 1
        journey.open_parts -= 1
        self._close(journey)
        self._free(desk)

    def _finish(self, journey: Journey, desk: Desk, ender: Ender) -> None:
        contact = journey.contact
        self._talking.pop(contact.number, None)
        journey.turn += 1
        transfers = sum(leg.handover is not None for leg in contact.legs)
        was_cut = ender == "system" or any(leg.is_hold_abandon for leg in contact.legs)
        contact.resolved = not was_cut and self.chances.resolves(contact, desk.agent, transfers)
        contact.said_resolved = contact.resolved or self.chances.happens(0.55 if not was_cut else 0.1)
        self._over(journey, ender)
        if contact.issue is not None and not contact.resolved:
            mean = 0.4 if was_cut else contact.reason.return_h
            self._come_back(contact, 0.9 if was_cut else contact.reason.comes_back, self.chances.returns_ms(mean))

    def _over(self, journey: Journey, ender: Ender, at: int | None = None) -> None:
        """The contact is over for the member."""
        contact = journey.contact
        journey.state = GONE
        contact.ended = journey.step.ended = self._now if at is None else at
        contact.ender = ender
        if contact.issue is not None and contact.resolved and contact.issue.resolved is None:
            contact.issue.resolved = contact.ended
        if contact.is_test:
            contact.outcome = "excluded"
        elif contact.direction == "outbound" or contact.channel in ("sms", "email"):
            contact.outcome = "not_applicable"
        self._close(journey)

    def _close(self, journey: Journey) -> None:
        if journey.state == GONE and journey.open_parts == 0:
            contact = journey.contact
            contact.closed = max(contact.ended, max((leg.acw_ended for leg in contact.legs), default=0))
            self._closed.append(contact)

    def _come_back(self, contact: Contact, probability: float, after: int) -> None:
        """An issue that is not settled brings the member back."""
        issue = contact.issue
        if issue is None or issue.member < 0 or contact.is_test or len(issue.contacts) >= TRIES:
            return
        if issue.resolved is not None or not self.chances.happens(probability):
            return
        at = (self._now + after) // SECOND * SECOND
        line = contact.line
        if not self._is_open(line, at):
            day, clock = local(at, line.client.time_zone)
            hours = line.hours.of(day)
            ahead = day + timedelta(days=1 if hours is None or clock >= hours[1] * HOUR else 0)
            while line.hours.of(ahead) is None:
                ahead += timedelta(days=1)
            at = max(self.demand.moment(line, ahead) // SECOND * SECOND, self._now + 60 * SECOND)
        if self._may_begin(line, at):
            self._plan(at, self._arrive, line, issue)

    def _status(self, desk: Desk, status: str) -> None:
        """An agent wants another status; with somebody on the line it has to wait."""
        if desk.status == "Offline" and status != "Available":
            return
        if desk.load and status != "Available":
            desk.next_status = status
        elif status == "Available" and desk.next_status:
            # The pause was over before it could begin.
            desk.next_status = "" if desk.next_status != "Offline" else "Offline"
        elif not (status == "Available" and desk.status == "Available"):
            self._set_status(desk, status)
            self._free(desk)

    def _set_status(self, desk: Desk, status: Any) -> None:
        desk.status = status
        self._statuses.append(StatusChange(self._now, desk.agent, status))

    def _free(self, desk: Desk) -> None:
        """An agent has a hand free: take what waits longest among the most urgent."""
        if desk.load == 0 and desk.next_status:
            self._set_status(desk, desk.next_status)
            desk.next_status = ""
        if desk.status != "Available" or desk.next_status:
            return
        if desk.team.role == "outreach":
            if not desk.is_idle:
                desk.is_idle = True
                self._plan(self._now + self._chance.randrange(3, 14) * SECOND, self._dial_next, desk)
            return
        while desk.load < desk.capacity:
            journey = self._next_waiting(desk.team)
            if journey is None:
                break
            self._ring(desk, journey)
        if desk.load < desk.capacity and not desk.is_idle:
            desk.is_idle = True
            self._idle[id(desk.team)].append(desk)

    # Outreach

    def _call_list(self, campaign: Campaign) -> list[tuple[int, int, int]]:
        """(not before, member, attempts so far) of each member to be called, in an order of chance."""
        order = list(campaign.called)
        self._chance.shuffle(order)
        begins = midnight(campaign.began_on)
        return [(begins + place, member, 0) for place, member in enumerate(order)]

    def _dial_next(self, desk: Desk) -> None:
        desk.is_idle = False
        if desk.load or desk.status != "Available" or desk.next_status:
            return
        campaign = next((one for one in self.scenario.campaigns if one.client in desk.team.clients), None)
        calls = self._lists[campaign.place] if campaign else []
        is_open = campaign is not None and self._is_open(campaign.line, self._now) and self._may_dial(campaign)
        if campaign is None or not is_open or not calls or calls[0][0] > self._now:
            desk.is_idle = True
            self._plan(self._now + 2 * MINUTE, self._dial_next, desk)
            return
        _, member, attempts = heapq.heappop(calls)
        day, dialled = self._dialled[campaign.place]
        self._dialled[campaign.place] = (day, dialled + 1)
        self._number += 1
        client = campaign.client
        contact = Contact(
            self._number, client, campaign.line, "voice", "outbound", "en", member, True, client.members.ani(member),
            campaign.line.reasons[0], None, self._now, self._uuid(), menu_left=self._now, outcome="not_applicable",
            campaign=campaign.place, attempt=attempts + 1,
        )  # fmt: skip
        step = Step("outbound", -1, self._now, dialled=self._now)
        contact.steps.append(step)
        journey = Journey(contact)
        journey.queue = campaign.line.queues["en"]
        journey.state = TALKING
        desk.load += 1
        result = self._chance.choices(
            ("live", "machine", "no_answer", "busy", "bad_number", "wrong_party", "refused", "opt_out"),
            (20, 38, 26, 4, 4, 4, 3, 1),
        )[0]
        contact.attempt_result = result
        rings = self._whole(contact, int(self._chance.uniform(5, 26) * SECOND))
        if result in ("live", "machine", "wrong_party", "refused", "opt_out"):
            self._plan(self._now + rings, self._speak, journey, desk)
        else:
            self._plan(self._now + rings, self._nobody, journey, desk)
        if result not in ("live", "bad_number", "opt_out", "refused") and attempts < 3:
            again = self._now + self._chance.randrange(40, 120) * HOUR
            heapq.heappush(calls, (again, member, attempts + 1))

    def _may_dial(self, campaign: Campaign) -> bool:
        """A day's attempts follow its plan."""
        day, clock = local(self._now, campaign.client.time_zone)
        if self._dialled.get(campaign.place, (None, 0))[0] != day:
            self._dialled[campaign.place] = (day, 0)
        hours = campaign.line.hours.of(day)
        passed = (clock / HOUR - hours[0]) / (hours[1] - hours[0]) if hours else 0.0
        return self._dialled[campaign.place][1] <= self.demand.expected_day(campaign.line, day) * passed

    def _speak(self, journey: Journey, desk: Desk) -> None:
        contact, agent = journey.contact, desk.agent
        journey.step.picked_up = self._now
        leg = Leg(agent, journey.queue, "handle", self._now, self._now, self._now)
        journey.step.leg = leg
        journey.open_parts += 1
        journey.turn += 1
        if contact.attempt_result == "live":
            talk = self.chances.talk_ms(contact.reason, agent, "voice")
        else:
            talk = int(self._chance.uniform(14, 48) * SECOND)
        self._plan(self._now + self._whole(contact, talk), self._spoken, journey, desk, leg)

    def _spoken(self, journey: Journey, desk: Desk, leg: Leg) -> None:
        self._end_leg(journey, desk, leg)
        journey.contact.resolved = journey.contact.attempt_result == "live"
        self._over(journey, "agent" if journey.contact.attempt_result == "machine" else "member")

    def _nobody(self, journey: Journey, desk: Desk) -> None:
        desk.load -= 1
        self._over(journey, "system")
        self._free(desk)

    # Outages

    def _is_down(self, line: Line) -> bool:
        failed = (outage for outage in self._outages if outage.began <= self._now < outage.ended)
        is_down = any(outage.client.delivery_id == line.client.delivery_id for outage in failed)
        return is_down and self.chances.happens(0.93)

    def _fail(self, outage: Outage) -> None:
        """The platform fails: who waits is lost, some conversations break off, nobody gets through."""
        self._outages.append(outage)
        for queue, line in zip(self.scenario.queues, self._waiting, strict=True):
            if queue.client.delivery_id == outage.client.delivery_id and queue.channel in ("voice", "chat"):
                for journey in list(line):
                    if journey.state == WAITING and journey.queue is queue:
                        self._lose(journey)
        for journey, _, _ in list(self._talking.values()):
            if journey.contact.client.delivery_id == outage.client.delivery_id and self.chances.happens(0.3):
                self._cut(journey, journey.turn)
