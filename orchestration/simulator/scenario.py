"""What a simulated centre is made of: plans, lines, queues, reasons, hours, and the run's own settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from orchestration.simulator.people import Agent, Members

Platform = Literal["amazon_connect", "genesys_cloud"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why members get in touch.

    code: the vendor's own code; name: what the code map makes of it; family: what issues are told apart by.
    resolvable: chance that an average agent settles it in one contact. talk_s, acw_s: mean seconds. hold: chance of
    a hold. comes_back: chance that a member whose issue is not settled gets in touch again. return_h: mean hours
    until then. nurse: chance it is handed to a nurse. is_clinical: a symptom; red_flag: chance of one.
    dissatisfied: chance of a grievance.
    """

    code: str
    name: str
    family: str
    weight: float
    resolvable: float
    talk_s: float
    acw_s: float
    hold: float = 0.2
    comes_back: float = 0.7
    return_h: float = 48
    nurse: float = 0.0
    is_clinical: bool = False
    red_flag: float = 0.0
    dissatisfied: float = 0.01


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by local clock: weekdays (0 Monday) to (open, close) in hours; a missing day is closed."""

    days: tuple[tuple[float, float] | None, ...]

    def of(self, day: date) -> tuple[float, float] | None:
        """Hours of a local date, None where closed."""
        return self.days[day.weekday()]


@dataclass(eq=False, slots=True)
class Queue:
    """A queue as its platform knows it.

    index: its place among all queues of the centre. code: the platform's identifier; name: its name there; title:
    the line map's word for it. overflow_to: index of the queue that takes over after overflow_s seconds, -1 for
    none. callback_after_s: seconds after which a callback is offered, 0 for never. patience_s: mean seconds before
    a member gives up.
    """

    index: int
    client: Client
    line: Line
    language: str
    channel: str
    code: str
    name: str
    title: str
    priority: int
    patience_s: float
    overflow_to: int = -1
    overflow_s: float = 0
    callback_after_s: float = 0


@dataclass(eq=False, slots=True)
class Line:
    """A line of the contract: its number, hours and what is asked on it.

    share: part of the client's contacts. shape: arrivals by half hour of the local day, 48 weights. languages:
    (code, share). ivr_s: mean seconds before the queue. contained: chance the IVR settles it. left_ivr: chance the
    caller hangs up in it. threshold_s: the contract's service-level threshold.
    """

    client: Client
    name: str
    channel: Literal["voice", "chat", "sms", "email"]
    direction: Literal["inbound", "outbound"]
    share: float
    hours: Hours
    dnis: str
    languages: tuple[tuple[str, float], ...]
    reasons: tuple[Reason, ...]
    shape: tuple[float, ...]
    ivr_s: float
    contained: float
    left_ivr: float
    threshold_s: int
    queues: dict[str, Queue] = field(default_factory=dict)

    def language_share(self, language: str) -> float:
        """Share of its contacts that the queue of a language gets; members of other languages go to English."""
        shares = dict(self.languages)
        own = {code: share for code, share in shares.items() if code in self.queues}
        return own.get(language, 0.0) if language != "en" else 1.0 - sum(own.values()) + own.get("en", 0.0)


@dataclass(eq=False, slots=True)
class Client:
    """A health plan.

    place: its number among the clients. kind: what sort of plan. platform: where its contacts are; is_shared: on an
    instance that serves several clients, delivered to the landing folder's `shared`. delivery_id: folder its
    telephony is delivered to. peak: (month, day) from and to of its open enrolment.
    """

    place: int
    client_id: str
    name: str
    kind: Literal["medicare_advantage", "medicaid", "commercial"]
    contract_id: str
    time_zone: str
    states: tuple[str, ...]
    platform: Platform
    is_shared: bool
    peak: tuple[tuple[int, int], tuple[int, int]]
    lines: list[Line] = field(default_factory=list)
    members: Members = None  # type: ignore[assignment]

    @property
    def delivery_id(self) -> str:
        """Landing folder of its platform's files."""
        return "shared" if self.is_shared else self.client_id


@dataclass(eq=False, slots=True)
class Team:
    """Agents with the same skills.

    queues: indexes of the queues they serve, most urgent first. capacity: contacts an agent can hold at once (chats).
    delivery_id: landing folder of the platform they work on.
    """

    name: str
    role: Literal["service", "nurse", "outreach", "digital"]
    platform: Platform
    delivery_id: str
    time_zone: str
    languages: tuple[str, ...]
    queues: tuple[int, ...]
    capacity: int
    clients: tuple[Client, ...]
    agents: list[Agent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mailing:
    """A letter of the plan that makes members call.

    share: how many call, as a factor of what a letter usually brings.
    """

    client: Client
    on: date
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Outage:
    """Minutes in which a platform dropped calls in its queues and took no new ones."""

    client: Client
    began: int
    ended: int


@dataclass(eq=False, slots=True)
class Campaign:
    """A call list of an outreach programme.

    called: members (places) of the outreach arm; holdout: those drawn to be left alone, so that the effect can be told.
    """

    place: int
    client: Client
    line: Line
    name: str
    began_on: date
    called: list[int]
    holdout: frozenset[int]


@dataclass(eq=False, slots=True)
class Scenario:
    """A run: its settings and the centre they give.

    first_on, until_on: UTC dates, both included. contacts_per_day: of each client, on an average day.
    """

    seed: int
    first_on: date
    until_on: date
    contacts_per_day: int
    clients: list[Client] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    mailings: list[Mailing] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)

    @property
    def agents(self) -> list[Agent]:
        """All agents of all teams."""
        return [agent for team in self.teams for agent in team.agents]
