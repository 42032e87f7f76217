"""What agents' days were made of: contacts, statuses and schedules, as rows of the truth and added up by half hours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from orchestration.simulator.moments import DAY, MINUTE, SECOND, local_date
from orchestration.simulator.truths.tables import read_columns, read_table

if TYPE_CHECKING:
    from orchestration.simulator.people import Agent
    from orchestration.simulator.rota import Shift
    from orchestration.simulator.run import Day, Run
    from orchestration.simulator.truths.measure import Measure

HALF_HOUR = 30 * MINUTE
TELLS_STATES = "amazon_connect"
"""The platform whose agents' states are delivered."""
NO_CONTACT = frozenset(("test", "monitoring"))
"""Exclusions that took up nobody's time for a member; what was agreed not to count took it all the same."""
AGENT = ("delivery_id", "agent_id", "time_zone")
AGENT_CONTACT = (*AGENT, "contact", "client_id", "is_chat", "began", "free")
AGENT_STATE = (*AGENT, "at", "status")
AGENT_SEEN = (*AGENT, "at")
SCHEDULE = (*AGENT, "began", "ended", "activity")
PLAN_LINES = ("client_id", "delivery_id", "client_zone", "lines")
"""Columns of truth tables; moments are milliseconds since 1970. agent_seen: the last event of the agent's on a day."""
HANDLED = ("began", "free")
NUMBERS = frozenset((*HANDLED, "ended", "at", "is_chat"))
TEXT = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
PARTS = ("occupied", "available", "other", "observed", "adherent", "chat_contact", "chat_busy")
"""Milliseconds of an agent's time: with contacts, waiting for one, and in any other state, all while logged in;
scheduled while the state is known, and as scheduled; of chats, and with at least one."""

Span = tuple[int, int]
AgentKey = tuple[str, str]
Sums = defaultdict[str, int]


def _agent(agent: Agent) -> tuple[str, str, str]:
    return agent.team.delivery_id, agent.platform_id, agent.team.time_zone


def note_plans(run: Run) -> None:
    """Note on how many lines each plan is served."""
    rows = [
        (client.client_id, client.delivery_id, client.time_zone, len({line.name for line in client.lines}))
        for client in run.scenario.clients
    ]
    run.truth.extend("plan_lines", PLAN_LINES, rows)


def note_schedule(run: Run, shift: Shift) -> None:
    """Note what an agent is to do when, as it was planned last."""
    rows: list[tuple[str | int, ...]] = []
    at = shift.began
    for began, ended, kind in shift.pauses:
        rows += [(*_agent(shift.agent), at, began, "queue"), (*_agent(shift.agent), began, ended, kind.lower())]
        at = ended
    rows.append((*_agent(shift.agent), at, shift.ended, "queue"))
    run.truth.extend("schedule", SCHEDULE, rows)


def note_day(run: Run, day: Day, measures: Iterable[Measure]) -> None:
    """Note what contacts took of agents, what agents chose, and when each was last heard of."""
    contacts: list[tuple[str | int, ...]] = []
    seen: dict[int, int] = {}
    agents: dict[int, Agent] = {}

    def see(agent: Agent, at: int) -> None:
        agents[agent.index] = agent
        seen[agent.index] = max(seen.get(agent.index, 0), at)

    for measure in measures:
        contact = measure.contact
        if contact.client.platform == TELLS_STATES:
            for step in contact.steps:
                if step.leg is not None:
                    see(step.leg.agent, step.leg.acw_ended)
                for ring in step.rings:
                    see(ring.agent, ring.ended + SECOND)
        if measure.exclusion_reason not in NO_CONTACT:
            about = (contact.number, contact.client.client_id, int(contact.channel == "chat"))
            contacts += [
                (*_agent(leg.leg.agent), *about, leg.answered, leg.left + leg.acw) for leg in measure.legs
            ]  # fmt: skip
    states = [change for change in day.statuses if change.agent.team.platform == TELLS_STATES]
    for change in states:
        see(change.agent, change.at)
    run.truth.extend("agent_contact", AGENT_CONTACT, contacts)
    run.truth.extend("agent_state", AGENT_STATE, [(*_agent(each.agent), each.at, each.status) for each in states])
    run.truth.extend("agent_seen", AGENT_SEEN, [(*_agent(agents[index]), at) for index, at in seen.items()])


@dataclass(slots=True)
class _Half:
    """What an agent's half hour is made of: spans, and whose contact, which status, what activity."""

    contacts: list[tuple[int, int, str, bool]] = field(default_factory=list)
    states: list[tuple[int, int, str]] = field(default_factory=list)
    scheduled: list[tuple[int, int, str]] = field(default_factory=list)


def agent_days(out: Path, gone: Collection[str] = ()) -> dict[tuple[str, date], Sums]:
    """What agents' days come to for each client and local date of its own: milliseconds by the names of PARTS.

    out: the run's output folder. gone: numbers of contacts that are not in what was delivered.
    """
    zones: dict[str, str] = {}
    lines: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for plan in read_table(out, "plan_lines"):
        zones[plan["client_id"]] = plan["client_zone"]
        lines[plan["delivery_id"]][plan["client_id"]] = int(plan["lines"])
    contacts = _ByAgent(out, "agent_contact", AGENT_CONTACT, gone)
    schedule = _ByAgent(out, "schedule", SCHEDULE)
    states = _ByAgent(out, "agent_state", AGENT_STATE)
    seen = _ByAgent(out, "agent_seen", AGENT_SEEN)
    days: defaultdict[tuple[str, date], Sums] = defaultdict(lambda: defaultdict(int))
    for key in sorted(contacts.agents | schedule.agents | states.agents):
        halves: defaultdict[int, _Half] = defaultdict(_Half)
        clock = ""
        for zone, client, is_chat, began, free in contacts.rows(key, "time_zone", "client_id", "is_chat", *HANDLED):
            clock = zone
            for half, since, until in _halves(began, free):
                halves[half].contacts.append((since, until, client, is_chat == 1))
        for zone, began, ended, activity in schedule.rows(key, "time_zone", "began", "ended", "activity"):
            clock = zone
            for half, since, until in _halves(began, ended):
                halves[half].scheduled.append((since, until, activity))
        changes = []
        for zone, at, status in states.rows(key, "time_zone", "at", "status"):
            clock = zone
            changes.append((at, status))
        _add_spells(halves, _spells(changes, max((at for (at,) in seen.rows(key, "at")), default=0)))
        _add_agent(days, lines[key[0]], zones, clock, halves)
    return days


class _ByAgent:
    """A truth table about agents, as columns sorted by agent: only one agent's rows are made at a time."""

    def __init__(self, out: Path, table: str, names: Sequence[str], gone: Collection[str] = ()) -> None:
        """names: its columns. gone: numbers of contacts whose rows are left out."""
        types = {name: pyarrow.int64() if name in NUMBERS else TEXT for name in names}
        if "contact" in types:
            types["contact"] = pyarrow.string()
        away = pyarrow.array(gone, pyarrow.string())
        batches = []
        for batch in read_columns(out, table, types):
            if "contact" in types:
                batch = batch.filter(compute.invert(compute.is_in(batch["contact"], away))).drop_columns(["contact"])
            batches.append(batch)
        self._columns: dict[str, NDArray[np.int64]] = {}
        self._texts: dict[str, list[str]] = {}
        self._places: dict[AgentKey, slice] = {}
        if not batches:
            return
        rows = pyarrow.Table.from_batches(batches).unify_dictionaries().combine_chunks()
        for name in rows.column_names:
            column = rows[name].combine_chunks()
            if name not in NUMBERS:
                self._texts[name] = column.dictionary.to_pylist()
                column = column.indices
            self._columns[name] = column.to_numpy()
        folders, agents = self._texts["delivery_id"], self._texts["agent_id"]
        codes = self._columns["delivery_id"].astype(np.int64) * len(agents) + self._columns["agent_id"]
        order = np.argsort(codes, kind="stable")
        self._columns = {name: column[order] for name, column in self._columns.items()}
        begins = np.flatnonzero(np.diff(codes[order], prepend=-1))
        for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(order)], strict=True):
            folder, agent = divmod(int(codes[order[begin]]), len(agents))
            self._places[folders[folder], agents[agent]] = slice(begin, end)

    @property
    def agents(self) -> Set[AgentKey]:
        """Of whom there are rows."""
        return self._places.keys()

    def rows(self, key: AgentKey, *names: str) -> Iterator[tuple[Any, ...]]:
        """An agent's rows in their order: text and numbers of some columns."""
        place = self._places.get(key, slice(0))
        return zip(*(self._cells(name, place) for name in names), strict=True)

    def _cells(self, name: str, place: slice) -> list[Any]:
        cells: list[Any] = self._columns[name][place].tolist() if name in self._columns else []
        texts = self._texts.get(name)
        return cells if texts is None else [texts[cell] for cell in cells]


def _spells(changes: list[tuple[int, str]], seen: int) -> Iterator[tuple[int, int, str]]:
    """An agent's statuses from one choice to the next, the last one up to the last event that was heard of."""
    changes.sort(key=lambda change: change[0])
    for place, (at, status) in enumerate(changes):
        end = changes[place + 1][0] if place + 1 < len(changes) else seen
        if at < end:
            yield at, end, status


def _add_spells(halves: defaultdict[int, _Half], spells: Iterable[tuple[int, int, str]]) -> None:
    planned = sorted(half for half, of_half in halves.items() if of_half.scheduled)
    for began, ended, status in spells:
        if status == "Offline":
            # Logged out for days: only what was scheduled meanwhile has to know.
            for half in planned[bisect_right(planned, began - HALF_HOUR) : bisect_left(planned, ended)]:
                halves[half].states.append((max(began, half), min(ended, half + HALF_HOUR), status))
        elif ended - began < DAY:
            for half, since, until in _halves(began, ended):
                halves[half].states.append((since, until, status))


def _add_agent(
    days: defaultdict[tuple[str, date], Sums],
    lines: Mapping[str, int],
    zones: Mapping[str, str],
    clock: str,
    halves: Mapping[int, _Half],
) -> None:
    """Add an agent's half hours to the clients' days. lines: of each client on the agent's platform."""
    busy = {half: _busy(of_half.contacts) for half, of_half in halves.items()}
    shares: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for half, by_client in busy.items():
        for client, taken in by_client.items():
            shares[local_date(half, clock)][client] += taken
    for half, of_half in halves.items():
        occupied, of_day = _measured(of_half)
        for amounts, weights in (
            ({"occupied": occupied}, busy[half]),
            (of_day, shares.get(local_date(half, clock)) or lines),
        ):
            for name, amount in amounts.items():
                for client, part in _split(amount, weights).items() if amount else ():
                    days[client, local_date(half, zones[client])][name] += part
        for client in busy[half]:
            chats = [(began, ended) for began, ended, whose, is_chat in of_half.contacts if is_chat and whose == client]
            sums = days[client, local_date(half, zones[client])]
            sums["chat_contact"] += _length(chats)
            sums["chat_busy"] += _length(_union(chats))


def _measured(half: _Half) -> tuple[int, dict[str, int]]:
    """Time with contacts, and the time that is split by the day's shares."""
    handled = _union((began, ended) for began, ended, _, _ in half.contacts)
    logged_in = _union((began, ended) for began, ended, status in half.states if status != "Offline")
    available = [(began, ended) for began, ended, status in half.states if status == "Available"]
    scheduled = _union((began, ended) for began, ended, _ in half.scheduled)
    known = _union((began, ended) for began, ended, _ in half.states)
    occupied = _length(_both(handled, logged_in))
    idle = _length(available) - _length(_both(handled, available))
    return occupied, {
        "available": idle,
        "other": _length(logged_in) - occupied - idle,
        "observed": _length(_both(scheduled, known)),
        "adherent": _length(_union(_adherent(half))),
    }


def _adherent(half: _Half) -> Iterator[Span]:
    for began, ended, activity in half.scheduled:
        wanted = "Available" if activity == "queue" else activity.capitalize()
        yield from _both([(began, ended)], [(since, until) for since, until, status in half.states if status == wanted])


def _busy(contacts: Sequence[tuple[int, int, str, bool]]) -> dict[str, int]:
    """What each client's contacts take of a half hour."""
    by_client: defaultdict[str, list[Span]] = defaultdict(list)
    for began, ended, client, _ in contacts:
        by_client[client].append((began, ended))
    return {client: _length(_union(spans)) for client, spans in by_client.items()}


def _split(whole: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Parts in proportion, whole milliseconds; what does not divide goes to the largest share, the first by name."""
    total = sum(shares.values())
    parts = {client: whole * share // total for client, share in shares.items()}
    first = min(shares, key=lambda client: (-shares[client], client))
    parts[first] += whole - sum(parts.values())
    return parts


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((began, ended))
    return joined


def _both(these: Iterable[Span], those: Sequence[Span]) -> list[Span]:
    return [
        (max(began, since), min(ended, until))
        for began, ended in these
        for since, until in those
        if max(began, since) < min(ended, until)
    ]


def _length(spans: Iterable[Span]) -> int:
    return sum(ended - began for began, ended in spans)


def _halves(began: int, ended: int) -> Iterator[tuple[int, int, int]]:
    """A span cut at half hours: begin of the half hour, begin and end of the piece."""
    half = began // HALF_HOUR * HALF_HOUR
    while half < ended:
        yield half, max(began, half), min(ended, half + HALF_HOUR)
        half += HALF_HOUR
