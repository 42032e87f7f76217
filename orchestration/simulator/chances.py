"""What people do by chance: how long they talk and wait, what they accept, whether it helps."""

from __future__ import annotations

import math
import random

from orchestration.simulator.contact import Contact
from orchestration.simulator.moments import SECOND
from orchestration.simulator.people import Agent
from orchestration.simulator.scenario import Queue, Reason

CHAT_PACE = 1.8
"""A chat lasts so many times as long as the same call: people type, and the agent has others."""


def lognormal(chance: random.Random, mean: float, spread: float) -> float:
    """A log-normal value with the given mean; spread: standard deviation of its logarithm."""
    return mean * math.exp(spread * chance.gauss(0, 1) - spread * spread / 2)


class Chances:
    """How the people of an ordinary centre behave."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"{seed}/behaviour")

    def happens(self, probability: float) -> bool:
        """Whether something of a probability comes about."""
        return self.chance.random() < probability

    def menu_ms(self, mean_s: float) -> int:
        """Time in the IVR or with a bot."""
        return int(SECOND * max(3.0, lognormal(self.chance, mean_s, 0.45))) if mean_s else 0

    def patience_ms(self, queue: Queue) -> int:
        """How long a member is ready to wait; some ring off as soon as they hear that they must."""
        if self.chance.random() < 0.012:
            return int(SECOND * self.chance.uniform(1, 8))
        return int(SECOND * (2 + self.chance.expovariate(1 / queue.patience_s)))

    def ring_ms(self, contact: Contact) -> int:
        """How long it rings before an agent is there."""
        return int(SECOND * (1 + self.chance.expovariate(1 / 2.2)))

    def misses_ring(self) -> bool:
        """Whether an agent lets it ring."""
        return self.chance.random() < 0.008

    def talk_ms(self, reason: Reason, agent: Agent, channel: str) -> int:
        """How long a conversation takes, holds left out."""
        pace = agent.pace * (CHAT_PACE if channel == "chat" else 1.0)
        return int(SECOND * max(6.0, lognormal(self.chance, reason.talk_s * pace, 0.62)))

    def acw_ms(self, reason: Reason, agent: Agent) -> int:
        """After-contact work; now and then there is none."""
        if self.chance.random() < 0.06:
            return 0
        return int(SECOND * max(2.0, lognormal(self.chance, reason.acw_s * agent.pace, 0.7)))

    def hold_ms(self) -> int:
        """One time on hold."""
        return int(SECOND * max(4.0, lognormal(self.chance, 62, 0.8)))

    def resolves(self, contact: Contact, agent: Agent, transfers: int) -> bool:
        """Whether a contact settles the member's issue."""
        chance = contact.reason.resolvable + agent.skill - 0.06 * min(transfers, 3)
        attempts = len(contact.issue.contacts) if contact.issue else 1
        return self.chance.random() < chance + 0.05 * min(attempts - 1, 3)

    def returns_ms(self, mean_h: float) -> int:
        """When a member whose issue is open gets in touch again."""
        return int(3600 * SECOND * max(0.2, lognormal(self.chance, mean_h, 0.95)))

    def calls_again_ms(self) -> int:
        """When a member who gave up waiting tries again."""
        return int(SECOND * max(40.0, lognormal(self.chance, 3_200, 1.4)))
