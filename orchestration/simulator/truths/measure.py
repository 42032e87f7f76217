"""What a contact comes to by the definitions of docs/kpis.md, measured by what really happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from orchestration.simulator.contact import Contact, Leg, Step
from orchestration.simulator.moments import SECOND, local_date
from orchestration.simulator.terms import OUTSIDE, Terms

PRECISION = {"amazon_connect": SECOND, "genesys_cloud": 1}
"""Milliseconds a platform tells moments by: what lies between two of them is cut off."""

OFFERED = frozenset(("answered", "abandoned", "callback", "flow_out", "dropped"))
BESIDE_THE_MEMBER = frozenset(("callback", "consult", "monitor"))


class CountableLeg(Protocol):
    """What of a leg counts: its kind, its agent and the milliseconds it took."""

    @property
    def talk(self) -> int: ...  # noqa: D102

    @property
    def hold(self) -> int: ...  # noqa: D102

    @property
    def acw(self) -> int: ...  # noqa: D102

    @property
    def kind(self) -> Literal["handle", "consult"]: ...  # noqa: D102

    @property
    def handle(self) -> int: ...  # noqa: D102

    @property
    def handover(self) -> str | None: ...  # noqa: D102

    @property
    def agent_id(self) -> str: ...  # noqa: D102


class Countable(Protocol):
    """What of a contact counts; see Measure."""

    outcome: str
    wait: int | None
    is_within_threshold: bool
    is_short_abandon: bool
    stays: int
    abandoned_stays: int
    transfers: int

    @property
    def disposition(self) -> str | None: ...  # noqa: D102

    @property
    def is_identified(self) -> bool: ...  # noqa: D102

    @property
    def is_cut_off(self) -> bool: ...  # noqa: D102

    @property
    def legs(self) -> Sequence[CountableLeg]: ...  # noqa: D102


@dataclass(slots=True)
class LegMeasure:
    """A leg with its moments and milliseconds at the platform's precision."""

    step: Step
    leg: Leg
    answered: int
    left: int
    talk: int
    hold: int
    acw: int

    @property
    def kind(self) -> Literal["handle", "consult"]:
        """Whether the agent handled the contact or was only asked."""
        return self.leg.kind

    @property
    def handle(self) -> int:
        """Milliseconds of talk, hold and after-contact work."""
        return self.talk + self.hold + self.acw

    @property
    def handover(self) -> str | None:
        """How the agent passed the contact on: blind, warm, outside; None where not."""
        return self.leg.handover

    @property
    def agent_id(self) -> str:
        """The agent's identifier on the platform."""
        return self.leg.agent.platform_id


@dataclass(slots=True)
class Measure:
    """A contact with its moments and milliseconds at the platform's precision; None where there was no such thing.

    queued: the member first joined a queue. answered: a person first answered, callbacks left out. left_queue: the
    wait ended. stays: of the member in queues; abandoned_stays: those the member ended.
    is_avoidably_transferred: an agent sent it where the plan expects no transfer; None where it never said what it
    expects.
    """

    contact: Contact
    precision: int
    arrived: int
    arrival_on: date
    ended: int
    outcome: str
    exclusion_reason: str | None
    queued: int | None
    answered: int | None
    left_queue: int | None
    ivr: int | None
    wait: int | None
    callback_requested: int | None
    callback_answered: int | None
    callback_attempts: int
    transfers: int
    legs: list[LegMeasure]
    stays: int
    abandoned_stays: int
    is_within_threshold: bool
    is_short_abandon: bool
    is_avoidably_transferred: bool | None

    @property
    def is_held(self) -> bool:
        """Whether the member was on hold, for as long as the platform can measure."""
        return any(leg.hold for leg in self.legs)

    @property
    def is_hold_abandoned(self) -> bool:
        """Whether the member hung up on hold."""
        return any(leg.leg.is_hold_abandon and leg.hold for leg in self.legs)

    @property
    def is_cut_off(self) -> bool:
        """Whether the platform lost it, in the queue or in conversation; what is called back is another call."""
        outcome = self.contact.outcome
        return outcome == "dropped" or (outcome == "answered" and self.contact.ender == "system")

    @property
    def handle(self) -> int | None:
        """Milliseconds of work on it by all agents."""
        return sum(leg.handle for leg in self.legs) if self.legs else None

    @property
    def disposition(self) -> str | None:
        """What the last agent noted as the outcome."""
        return self.contact.disposition

    @property
    def is_identified(self) -> bool:
        """Whether the platform knew which member it was."""
        return self.contact.member >= 0 and self.contact.is_identified


def place_of(contact: Contact) -> dict[str, str | int]:
    """Where a contact counts: number, local date of arrival, line, channel, language; as cells of a truth table."""
    unit = PRECISION[contact.client.platform]
    return {
        "contact": contact.number,
        "day_on": local_date(contact.arrived - contact.arrived % unit, contact.client.time_zone).isoformat(),
        "line": contact.line.name,
        "channel": contact.channel,
        "language": contact.language,
    }


def measure(contact: Contact, terms: Terms) -> Measure:
    """Measure a contact that is over."""
    client = contact.client
    unit = PRECISION[client.platform]
    arrived = contact.arrived - contact.arrived % unit
    arrival_on = local_date(arrived, client.time_zone)
    ended = contact.ended - contact.ended % unit

    queued = answered = left_queue = callback_answered = None
    callback_attempts = transfers = stays = abandoned_stays = 0
    legs = []
    for step in contact.steps:
        stay, leg = step.stay, step.leg
        if step.how == "callback":
            callback_attempts += 1
        elif stay is not None:
            stays += 1
            abandoned_stays += stay.exit == "abandoned"
            if step.how not in BESIDE_THE_MEMBER and answered is None:
                left_queue = stay.left - stay.left % unit
                if queued is None:
                    queued = stay.entered - stay.entered % unit
        if leg is not None and step.how != "monitor":
            measured = _leg(step, leg, unit)
            legs.append(measured)
            transfers += leg.handover is not None
            if leg.kind == "handle":
                if step.how == "callback":
                    callback_answered = callback_answered or measured.answered
                elif answered is None:
                    answered = measured.answered

    requested = contact.callback_requested
    if requested is not None:
        requested -= requested % unit
    outcome: str = contact.outcome
    exclusion_reason = None
    if contact.is_test:
        outcome, exclusion_reason = "excluded", "test"
    elif outcome == "excluded":
        exclusion_reason = "monitoring"
    wait = None
    if outcome in OFFERED:
        if outcome == "answered":
            left_queue = answered
        elif outcome == "callback":
            left_queue = requested
        if queued is None:
            queued = left_queue
        assert queued is not None
        assert left_queue is not None
        wait = left_queue - queued
    else:
        queued = left_queue = None

    # What was agreed after the fact takes it out of the counts; what happened stays as it was.
    counted_as = outcome
    agreed = None if outcome == "excluded" else terms.exclusion_reason(client, contact.line, arrived)
    if agreed is not None and contact.direction == "inbound":
        counted_as, exclusion_reason = "excluded", agreed

    ivr = None
    if contact.direction == "inbound":
        menu_left = contact.menu_left or contact.ended
        ivr = menu_left - menu_left % unit - arrived
    return Measure(
        contact=contact,
        precision=unit,
        arrived=arrived,
        arrival_on=arrival_on,
        ended=ended,
        outcome=counted_as,
        exclusion_reason=exclusion_reason,
        queued=queued,
        answered=answered if outcome == "answered" else None,
        left_queue=left_queue,
        ivr=ivr,
        wait=wait,
        callback_requested=requested,
        callback_answered=callback_answered,
        callback_attempts=callback_attempts,
        transfers=transfers,
        legs=legs,
        stays=stays,
        abandoned_stays=abandoned_stays,
        is_within_threshold=wait is not None and wait <= SECOND * terms.threshold_s(contact.line, arrival_on),
        is_short_abandon=counted_as == "abandoned"
        and wait is not None
        and wait < SECOND * terms.short_abandon_s(client),
        is_avoidably_transferred=_is_avoidably_transferred(contact, terms, arrival_on),
    )


def _is_avoidably_transferred(contact: Contact, terms: Terms, arrival_on: date) -> bool | None:
    if not terms.expected_transfers(contact.client):
        return None
    judged = (
        terms.is_transfer_expected(contact.client, contact.reason.name, _target(contact, place), arrival_on)
        for place, step in enumerate(contact.steps)
        if step.leg is not None and step.leg.handover is not None
    )
    return any(is_expected is False for is_expected in judged)


def _target(contact: Contact, place: int) -> str:
    """The queue an agent sent the contact to."""
    onward = (step.stay for step in contact.steps if step.how == "transfer" and step.parent == place and step.stay)
    return next((stay.queue.title for stay in onward), OUTSIDE)


def _leg(step: Step, leg: Leg, unit: int) -> LegMeasure:
    answered, left = leg.answered - leg.answered % unit, leg.left - leg.left % unit
    hold = sum(end - end % unit - begin + begin % unit for begin, end in leg.holds)
    return LegMeasure(
        step, leg, answered, left, left - answered - hold, hold, leg.acw_ended - leg.acw_ended % unit - left
    )
