"""What happens to a member who calls, writes or is called: what every file and the truth are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from orchestration.simulator.people import Agent
    from orchestration.simulator.scenario import Client, Line, Queue, Reason

Exit = Literal["answered", "abandoned", "callback", "flow_out", "dropped"]
Outcome = Literal[
    "answered",
    "abandoned",
    "callback",
    "flow_out",
    "dropped",
    "ivr_contained",
    "ivr_abandoned",
    "excluded",
    "not_applicable",
]
How = Literal["arrival", "overflow", "transfer", "consult", "callback", "outbound", "monitor"]
Ender = Literal["member", "agent", "flow", "system"]


@dataclass(slots=True)
class Stay:
    """One stay in a queue, from joining it to leaving it.

    entered, left: moments (UTC milliseconds, as all moments here). left is the moment the leg's agent is connected
    where exit is 'answered'.
    """

    queue: Queue
    entered: int
    left: int
    exit: Exit


@dataclass(slots=True)
class Ring:
    """A ring an agent did not answer."""

    agent: Agent
    started: int
    ended: int


@dataclass(slots=True)
class Leg:
    """One agent's part of a contact.

    answered, left: from being connected to leaving the conversation. acw_ended: end of after-contact work, == left
    without any. holds: (begin, end) of each time the member was on hold. handover: how the agent passed the contact
    on, None where not. is_hold_abandon: the member hung up while on hold.
    """

    agent: Agent
    queue: Queue | None
    kind: Literal["handle", "consult"]
    answered: int
    left: int
    acw_ended: int
    holds: list[tuple[int, int]] = field(default_factory=list)
    handover: Literal["blind", "warm", "outside"] | None = None
    is_hold_abandon: bool = False

    @property
    def hold(self) -> int:
        """Milliseconds the member was on hold."""
        return sum(end - begin for begin, end in self.holds)

    @property
    def talk(self) -> int:
        """Milliseconds of conversation, hold left out."""
        return self.left - self.answered - self.hold

    @property
    def acw(self) -> int:
        """Milliseconds of after-contact work."""
        return self.acw_ended - self.left


@dataclass(slots=True)
class Step:
    """A part of a contact: at most one stay in a queue and one leg. Amazon Connect writes one record for each.

    how: how it came about. parent: place in the contact's steps of the one it continues, -1 for the first.
    began, ended: for the member; of a consult for the agent who is asked. dialled: moment a callback or outbound
    call was dialled, None where it never was; dialler: who dialled a callback; picked_up: moment the other side
    answered, None where it did not.
    """

    how: How
    parent: int
    began: int
    ended: int = 0
    stay: Stay | None = None
    rings: list[Ring] = field(default_factory=list)
    leg: Leg | None = None
    dialled: int | None = None
    dialler: Agent | None = None
    picked_up: int | None = None


@dataclass(slots=True)
class Issue:
    """What a member wants settled; it ends when it is resolved, whoever thinks so.

    contacts: numbers of the contacts about it, abandoned ones among them. resolved: moment it was settled, None
    while it is not. is_plan_caused: a mailing or an outage of the plan led to it. needs_promise: it can only be
    settled by a promised follow-up.
    """

    number: int
    client: Client
    member: int
    reason: Reason
    opened: int
    contacts: list[int] = field(default_factory=list)
    resolved: int | None = None
    is_plan_caused: bool = False


@dataclass(slots=True)
class Contact:
    """A journey: everything from one arrival (or one dial) to its last after-contact work.

    number: running number, unique. platform_id: identifier of the journey on its platform (UUID); step k > 0 of
    Amazon Connect has step_id(k). member: place in client.members, -1 where it is nobody's. is_identified: the
    platform knew which member it was. ani: number the member calls from or is called on, digits with +1, None where
    withheld. menu_left: moment the IVR or bot let go. outcome: what the definition of contact outcomes calls it, by
    what really happened. ended: moment it was over for the member. closed: moment the last after-contact work was
    done. resolved: whether this contact settled the issue; said_resolved: what the agent noted. attempt: which call of
    the campaign to this member it is, from 1; 0 of others.
    """

    number: int
    client: Client
    line: Line
    channel: Literal["voice", "chat", "sms", "email"]
    direction: Literal["inbound", "outbound"]
    language: str
    member: int
    is_identified: bool
    ani: str | None
    reason: Reason
    issue: Issue | None
    arrived: int
    platform_id: str
    menu_left: int = 0
    steps: list[Step] = field(default_factory=list)
    callback_requested: int | None = None
    outcome: Outcome = "ivr_abandoned"
    ender: Ender = "member"
    ended: int = 0
    closed: int = 0
    resolved: bool = False
    said_resolved: bool = False
    is_test: bool = False
    campaign: int = -1
    attempt: int = 0
    attempt_result: str = ""

    def step_id(self, place: int) -> str:
        """Identifier of a step's record where the platform writes one for each; the first has the contact's own."""
        return (
            self.platform_id
            if place == 0
            else f"{self.platform_id[:-4]}{(int(self.platform_id[-4:], 16) + place) % 65_536:04x}"
        )

    @property
    def stays(self) -> list[Stay]:
        """Its stays in queues, in order."""
        return [step.stay for step in self.steps if step.stay is not None]

    @property
    def legs(self) -> list[Leg]:
        """Its legs, consults among them, in order."""
        return [step.leg for step in self.steps if step.leg is not None]

    @property
    def disposition(self) -> Literal["transferred", "resolved", "follow_up"] | None:
        """What the last agent noted as the outcome; None where none spoke with anybody."""
        handled = [leg for leg in self.legs if leg.kind == "handle"]
        if not handled:
            return None
        if handled[-1].handover == "outside":
            return "transferred"
        return "resolved" if self.said_resolved else "follow_up"


@dataclass(slots=True)
class StatusChange:
    """An agent chose a status: Available, Break, Lunch, Training, Offline (logged out)."""

    at: int
    agent: Agent
    status: Literal["Available", "Break", "Lunch", "Training", "Offline"]
