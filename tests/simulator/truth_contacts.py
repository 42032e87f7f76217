"""A hand-made plan, and contacts at it whose every second is known."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

import numpy as np

from orchestration.simulator.contact import Contact, Exit, How, Issue, Leg, Outcome, Stay, Step
from orchestration.simulator.moments import SECOND
from orchestration.simulator.people import Agent, Members
from orchestration.simulator.scenario import Client, Hours, Line, Platform, Queue, Reason, Scenario, Team

BENEFITS = Reason("BEN", "benefits_question", "benefits", 1, 0.9, 300, 40)
CLAIMS = Reason("CLM", "claim_status", "claims", 1, 0.8, 330, 70)
MONDAY = int(datetime(2026, 1, 5, 14, tzinfo=UTC).timestamp()) * SECOND


@dataclass
class Plan:
    """One plan with two queues on its line, and two agents."""

    platform: Platform = "genesys_cloud"
    channel: Literal["voice", "chat", "email"] = "voice"
    place: int = 1
    contacts: list[Contact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client(
            self.place,
            "golden",
            "Golden",
            "medicare_advantage",
            "G-1",
            "America/New_York",
            ("NY",),
            self.platform,
            False,
            ((10, 15), (12, 7)),
        )
        nothing: Any = np.zeros(3, "i8")
        self.client.members = Members(
            self.client, ("en",), nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing,
            nothing, nothing, nothing,
        )  # fmt: skip
        self.line = Line(
            self.client, "service", self.channel, "inbound", 1.0, Hours(((0, 24),) * 7), "+18005550100", (("en", 1.0),),
            (BENEFITS, CLAIMS), (1.0,) * 48, 10, 0.1, 0.1, 30,
        )  # fmt: skip
        self.client.lines.append(self.line)
        self.queue, self.nurses = (
            Queue(place, self.client, self.line, "en", self.channel, f"q{place}", title, title, 1, 200)
            for place, title in enumerate(("service", "nurse"))
        )
        self.line.queues["en"] = self.queue
        self.team = Team(
            "all", "service", self.platform, "golden", "America/New_York", ("en",), (0, 1), 1, (self.client,)
        )
        self.agents = [
            Agent(
                index, self.team, f"agent-{index}", f"a{index}", "A", "B", f"e{index}", "s", "home",
                date(2025, 12, 1), None, True, 30.0, 1.0, 0.0, 0.5,
            )
            for index in range(2)
        ]  # fmt: skip
        self.team.agents.extend(self.agents)

    def scenario(self) -> Scenario:
        """A run of January 2026."""
        return Scenario(
            7, date(2026, 1, 1), date(2026, 1, 31), 20, [self.client], [self.queue, self.nurses], [self.team]
        )

    def contact(self, outcome: Outcome, arrived: int = MONDAY, menu: int = 10 * SECOND, **values: Any) -> Contact:
        """A contact that has reached the end of the menu."""
        number = len(self.contacts)
        told: dict[str, Any] = {
            "number": number, "client": self.client, "line": self.line, "channel": self.line.channel,
            "direction": "inbound", "language": "en", "member": 0, "is_identified": True, "ani": None,
            "reason": BENEFITS, "issue": None, "arrived": arrived, "platform_id": f"contact-{number:04d}",
            "menu_left": arrived + menu, "outcome": outcome, "ended": arrived + menu, "closed": arrived + menu,
        }  # fmt: skip
        contact = Contact(**told | values)
        self.contacts.append(contact)
        return contact

    def stay(
        self, contact: Contact, wait: int, how_left: Exit, queue: Queue | None = None, how: How = "arrival"
    ) -> Step:
        """Let a contact wait in a queue, in a step of its own."""
        began = contact.ended
        step = Step(how, len(contact.steps) - 1, began, began + wait)
        step.stay = Stay(queue or self.queue, began, began + wait, how_left)
        contact.steps.append(step)
        contact.ended = contact.closed = step.ended
        return step

    def leg(
        self, contact: Contact, step: Step, talk: int, hold: int = 0, acw: int = 0,
        kind: Literal["handle", "consult"] = "handle", agent: int = 0, **values: Any,
    ) -> Leg:  # fmt: skip
        """Let an agent take the contact where a step has come to."""
        answered = step.ended
        left = answered + talk + hold
        holds = [(answered + 1 * SECOND, answered + 1 * SECOND + hold)] if hold else []
        step.leg = Leg(self.agents[agent], self.queue, kind, answered, left, left + acw, holds, **values)
        step.ended = left
        contact.ended = max(contact.ended, left)
        contact.closed = max(contact.closed, left + acw)
        return step.leg

    def offered(self, outcome: Exit, wait: int, talk: int = 300 * SECOND, **values: Any) -> Contact:
        """A contact that joined a queue, and how that ended."""
        contact = self.contact(outcome, **values)
        step = self.stay(contact, wait, outcome)
        if outcome == "answered":
            self.leg(contact, step, talk)
        elif outcome == "callback":
            contact.callback_requested = step.ended
        return contact


def issue(plan: Plan, number: int, opened: int) -> Issue:
    """Something the plan's first member wants settled."""
    return Issue(number, plan.client, 0, BENEFITS, opened)
