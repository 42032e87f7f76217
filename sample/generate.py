"""Generate the sample client's landing folder: twelve weeks of calls that nobody made, from a simulated contact centre.

    python -m sample.generate [--landing FOLDER] [--seed NUMBER]

Calls arrive at random by hour, weekday and week; agents work in shifts and take the caller who has waited longest,
callers of high priority first; each caller hangs up when their patience ends. So the waits, the abandons and the
better and worse weeks come out of the queue and are not painted on. Agents bear names of trees, members have numbers
of a range that is not in use. The same seed writes the same lines.

The files carry what real exports carry: calls that hang up in the IVR, phantom calls, clocks that disagree, nights that
run past midnight, the short day of the change to summer time, three damaged lines (`DAMAGED`) and a day that is
delivered twice (`DELIVERED_AGAIN`).
"""

from __future__ import annotations

import argparse
import gzip
import heapq
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
FIRST_DAY = date(2026, 1, 5)
LANDING = Path(__file__).resolve().parent / "landing"
SEED = 2  # one call of this quarter runs across the change to summer time

HEADER = (
    "vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time",
    "q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server",
)  # fmt: skip
NEVER = "0:00:00"
NOBODY = "NO_SERVER"

# How busy each week is, and how many of the usual agents are at work.
WEEKS = (
    (1.18, 0.92),  # new plan year: new cards, new questions
    (1.26, 0.88),  # the ID-card mailing lands
    (1.04, 0.87),
    (1.00, 0.86),
    (0.98, 0.92),
    (1.00, 0.80),  # influenza among the agents
    (0.98, 0.84),
    (0.97, 0.95),  # two agents come back
    (0.95, 0.95),
    (1.02, 0.98),
    (0.95, 0.94),
    (0.98, 0.88),
)
HOLIDAYS = {date(2026, 1, 19): 0.45, date(2026, 2, 16): 0.5}
MEMBER_DAY = (210, 188, 182, 178, 170, 46, 0)  # calls to the member lines, Monday to Sunday
NURSE_DAY = (24, 23, 22, 22, 24, 34, 36)
MEMBER_HOURS = {8: 5, 9: 10, 10: 13, 11: 12, 12: 10, 13: 10, 14: 11, 15: 10, 16: 8, 17: 5, 18: 4, 19: 2}
NURSE_HOURS = dict(enumerate((2, 2, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 4, 4, 4, 4, 5, 6, 7, 8, 8, 6, 5, 3)))
MEMBER_AGENTS = {8: 2, 9: 4, 10: 4, 11: 4, 12: 3, 13: 3, 14: 4, 15: 3, 16: 3, 17: 2, 18: 2, 19: 1, 20: 1}
SATURDAY_HOURS = range(9, 13)
MEMBER_ROSTER = (
    "ALDER", "ASPEN", "BEECH", "BIRCH", "CEDAR", "ELM", "HAZEL", "HOLLY", "JUNIPER", "LARCH", "LINDEN", "MAPLE",
    "MYRTLE", "OAK",
)  # fmt: skip
NURSE_ROSTER = ("POPLAR", "ROWAN", "SPRUCE", "SYCAMORE", "TAMARACK", "WILLOW")

DAMAGED = date(2026, 2, 2)  # this week's file has three lines that are no calls
DELIVERED_AGAIN = date(2026, 2, 23)  # this week's file begins with the Sunday before it, sent a second time


@dataclass(frozen=True)
class Service:
    """One kind of call. share: weight among the calls of its lines; the times are means in seconds."""

    code: str
    share: float
    ivr_s: float
    talk_s: float


MEMBER_SERVICES = (
    Service("PS", 0.62, 24, 265),
    Service("NW", 0.15, 28, 340),
    Service("PE", 0.09, 22, 310),
    Service("IN", 0.08, 20, 300),
    Service("TT", 0.06, 9, 130),
)
NURSE_SERVICES = (Service("NE", 1.0, 14, 480),)


@dataclass
class Call:
    """One call on its way through IVR, queue and service; moments are UTC, None where it never came so far."""

    service: Service
    arrived_at: datetime
    ivr_s: int
    member: str
    priority: int
    patience_s: int
    talk_s: int
    hangs_up_in_ivr: bool
    queued_at: datetime | None = None
    left_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = "HANG"
    agent: str = NOBODY

    @property
    def ready_at(self) -> datetime:
        """The moment the call leaves the IVR."""
        return self.arrived_at + timedelta(seconds=self.ivr_s)


@dataclass
class Pool:
    """Agents who share the calls of some lines."""

    roster: tuple[str, ...]
    agents_by_hour: dict[int, int]
    open_on_sunday: bool
    follows_week: bool
    idle: deque[str] = field(default_factory=deque)

    def on_duty(self, at: datetime) -> set[str]:
        """Names of the agents at work at the moment."""
        local = at.astimezone(ZONE)
        wanted = self.agents_by_hour.get(local.hour, 0)
        if not self.open_on_sunday:
            if local.weekday() == 5:
                wanted = 2 if local.hour in SATURDAY_HOURS else 0
            elif local.weekday() == 6:
                wanted = 0
            elif local.date() in HOLIDAYS:
                wanted = round(wanted * 0.6)
        if self.follows_week:
            # Half an agent is one who works the even half hours.
            staffed = wanted * week_of(local.date())[1]
            wanted = int(staffed + (0.75 if local.minute < 30 else 0.25))
        shift = (local.date() - FIRST_DAY).days % len(self.roster)
        return set((self.roster * 2)[shift : shift + min(wanted, len(self.roster))])


def week_of(day: date) -> tuple[float, float]:
    """How busy and how well staffed the day's week is; the last week goes on."""
    return WEEKS[min((day - FIRST_DAY).days // 7, len(WEEKS) - 1)]


def is_open(at: datetime) -> bool:
    """Whether the member lines take calls; the nurse line always does."""
    local = at.astimezone(ZONE)
    return local.hour in SATURDAY_HOURS if local.weekday() == 5 else local.weekday() < 5


def last_moment() -> datetime:
    """The end of the last local day, in UTC."""
    return local_midnight(FIRST_DAY + timedelta(weeks=len(WEEKS)))


def local_midnight(day: date) -> datetime:
    """The moment a local day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def arrivals(chance: random.Random, daily: tuple[int, ...], hours: dict[int, int]) -> Iterator[datetime]:
    """Moments of arrival: a Poisson stream whose rate changes with hour, weekday, week and holiday."""
    hour_start, weight = local_midnight(FIRST_DAY), sum(hours.values())
    while hour_start < last_moment():
        local = hour_start.astimezone(ZONE)
        rate = daily[local.weekday()] * hours.get(local.hour, 0) / weight
        rate *= week_of(local.date())[0] * HOLIDAYS.get(local.date(), 1.0)
        at = 0.0
        while rate and (at := at + chance.expovariate(rate)) < 1:
            yield hour_start + timedelta(seconds=int(at * 3600))
        hour_start += timedelta(hours=1)


def make_calls(
    chance: random.Random, daily: tuple[int, ...], hours: dict[int, int], services: tuple[Service, ...]
) -> list[Call]:
    """The calls of some lines as they reach the switch, in order of arrival."""
    recent: deque[str] = deque(["0"], maxlen=300)
    shares = [service.share for service in services]
    calls = []
    for arrived_at in arrivals(chance, daily, hours):
        service = chance.choices(services, shares)[0]
        member = "0"
        if chance.random() < 0.58:
            member = chance.choice(recent) if chance.random() < 0.15 else str(99_000_000 + chance.randrange(9_000))
            recent.append(member)
        impatient = chance.random() < 0.08
        calls.append(
            Call(
                service=service,
                arrived_at=arrived_at,
                ivr_s=int(service.ivr_s * chance.lognormvariate(-0.1, 0.45)),
                member=member,
                priority=0 if member == "0" else chance.choice((1, 1, 2)),
                patience_s=1 + int(chance.expovariate(1 / (9 if impatient else 420))),
                talk_s=5 + int(service.talk_s * chance.lognormvariate(-0.3, 0.75)),
                hangs_up_in_ivr=chance.random() < 0.035 or not (service.code == "NE" or is_open(arrived_at)),
            )
        )
    return calls


def serve(chance: random.Random, calls: list[Call], pool: Pool) -> None:
    """Send the calls through the pool's queue: fill in who waited, who was answered by whom, and who hung up."""
    order = count()
    events: list[tuple[datetime, int, str, Call | str]] = []

    def plan(at: datetime, kind: str, what: Call | str) -> None:
        heapq.heappush(events, (at, next(order), kind, what))

    shift = local_midnight(FIRST_DAY)
    while shift <= last_moment():
        plan(shift, "shift", "")
        shift += timedelta(minutes=30)
    for call in calls:
        if not call.hangs_up_in_ivr:
            plan(call.ready_at, "queue", call)

    pool.idle.extend(pool.roster)
    waiting: list[tuple[datetime, int, Call]] = []
    while events:
        now, _, kind, what = heapq.heappop(events)
        if isinstance(what, Call):
            if kind == "queue":
                head_start = timedelta(seconds=45 if what.priority == 2 else 0)
                what.queued_at = now
                heapq.heappush(waiting, (now - head_start, next(order), what))
                plan(now + timedelta(seconds=what.patience_s), "patience ends", what)
            elif what.left_at is None:
                what.left_at = now
        elif kind == "free":
            pool.idle.append(what)
        on_duty = pool.on_duty(now)
        free = [agent for agent in pool.idle if agent in on_duty]
        while free and waiting:
            _, _, call = heapq.heappop(waiting)
            if call.left_at is None:
                agent = free.pop(0)
                pool.idle.remove(agent)
                plan(answer(chance, call, agent, now), "free", agent)


def answer(chance: random.Random, call: Call, agent: str, now: datetime) -> datetime:
    """Let the agent take the call; the moment they are free again, their notes written."""
    call.left_at = call.started_at = now
    if call.queued_at != now and chance.random() < 0.02:
        call.outcome = "PHANTOM"  # the caller was gone already
        call.ended_at = now + timedelta(seconds=4)
        return call.ended_at
    call.outcome, call.agent = "AGENT", agent
    call.ended_at = now + timedelta(seconds=call.talk_s)
    return call.ended_at + timedelta(seconds=10 + int(chance.expovariate(1 / 25)))


def clock(at: datetime | None) -> str:
    """What the switch's clock on the wall showed."""
    if at is None:
        return NEVER
    local = at.astimezone(ZONE)
    return f"{local.hour}:{local.minute:02}:{local.second:02}"


def seconds(start: datetime | None, end: datetime | None) -> int:
    """Whole seconds between two moments; 0 where one is missing."""
    return 0 if start is None or end is None else int((end - start).total_seconds())


def as_line(call: Call, vru_line: str, number: int, skew_s: int) -> str:
    """The call in the layout of the export. skew_s: seconds by which the queue's clock is behind the IVR's."""
    left_ivr = call.ready_at - timedelta(seconds=skew_s)
    in_queue = call.queued_at is not None and call.left_at != call.queued_at
    q_start, q_exit = (left_ivr, call.left_at) if in_queue else (None, None)
    values = (
        vru_line, number, call.member, call.priority, call.service.code, f"{call.arrived_at.astimezone(ZONE):%y%m%d}",
        clock(call.arrived_at), clock(left_ivr), call.ivr_s - skew_s,
        clock(q_start), clock(q_exit), seconds(q_start, q_exit), call.outcome,
        clock(call.started_at), clock(call.ended_at), seconds(call.started_at, call.ended_at), call.agent,
    )  # fmt: skip
    return "\t".join(map(str, values))


def lines_by_day(seed: int) -> dict[date, list[str]]:
    """The lines of the export, by local date of arrival."""
    chance = random.Random(seed)
    member_calls = make_calls(chance, MEMBER_DAY, MEMBER_HOURS, MEMBER_SERVICES)
    serve(chance, member_calls, Pool(MEMBER_ROSTER, MEMBER_AGENTS, open_on_sunday=False, follows_week=True))
    nurse_calls = make_calls(chance, NURSE_DAY, NURSE_HOURS, NURSE_SERVICES)
    nurses = {hour: 1 if hour < 7 else 2 for hour in range(24)}
    serve(chance, nurse_calls, Pool(NURSE_ROSTER, nurses, open_on_sunday=True, follows_week=False))

    days: dict[date, list[str]] = {}
    numbers: dict[str, int] = {}
    for call in sorted(member_calls + nurse_calls, key=lambda call: call.arrived_at):
        trunk = chance.choice((7, 8) if call.service.code == "NE" else (1, 2, 3, 4, 5, 6))
        vru_line = f"AA01{trunk:02}"
        numbers[vru_line] = numbers.get(vru_line, 1000 * trunk) + 1
        skew_s = chance.randrange(20, 60) if chance.random() < 0.0006 else 0
        day = call.arrived_at.astimezone(ZONE).date()
        days.setdefault(day, []).append(as_line(call, vru_line, numbers[vru_line], skew_s))
    return days


def damage(lines: list[str]) -> list[str]:
    """Put three lines among the calls that are none: one cut short, one too long, a message of the switch."""
    damaged = list(lines)
    damaged[40:40] = [lines[300].rpartition(":")[0]]
    damaged[200:200] = [lines[500] + "\t0"]
    damaged[420:420] = ["*** SWITCH RESTARTED 03:12:07 ***"]
    return damaged


def weekly_files(seed: int = SEED) -> dict[str, bytes]:
    """The export's files: name -> text, one a week from Monday to Sunday."""
    days, files = lines_by_day(seed), {}
    for week in range(len(WEEKS)):
        monday = FIRST_DAY + timedelta(weeks=week)
        lines = [line for day in range(7) for line in days.get(monday + timedelta(days=day), [])]
        if monday == DAMAGED:
            lines = damage(lines)
        if monday == DELIVERED_AGAIN:
            lines = days[monday - timedelta(days=1)] + lines
        files[f"calls_{monday}.txt"] = "".join(f"{line}\r\n" for line in ["\t".join(HEADER), *lines]).encode("ascii")
    return files


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description="Generate the sample client's calls.")
    parser.add_argument("--landing", type=Path, default=LANDING, help="landing folder to write to")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes another quarter")
    arguments = parser.parse_args()
    folder = arguments.landing / "sample_plan" / "technion_acd"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in weekly_files(arguments.seed).items():
        # Without a moment in its header the same text is the same file.
        (folder / f"{name}.gz").write_bytes(gzip.compress(text, compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
