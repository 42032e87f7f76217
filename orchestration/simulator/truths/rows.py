"""Rows of the truth about contacts: one a contact, one a leg, one a stay in a queue.

Moments are ISO 8601 in UTC, seconds exact decimals, both at the platform's precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.simulator.moments import DAY, SECOND, iso_millis, utc_date
from orchestration.simulator.truths.measure import Measure

_CLOCK = tuple(iso_millis(second * SECOND)[10:20] for second in range(86_400))
_DATES: dict[int, str] = {}


def moment(at: int | None) -> str | None:
    """A moment as text, milliseconds always told."""
    if at is None:
        return None
    day, rest = divmod(at, DAY)
    text = _DATES.get(day)
    if text is None:
        text = _DATES[day] = utc_date(at).isoformat()
    return f"{text}{_CLOCK[rest // SECOND]}{rest % SECOND:03}Z"


def seconds(duration: int | None) -> str | None:
    """Milliseconds as seconds, exactly."""
    return None if duration is None else f"{duration // SECOND}.{duration % SECOND:03}"


def contact_row(measure: Measure) -> dict[str, Any]:
    """Row of the truth table `contact`."""
    contact = measure.contact
    client, issue = contact.client, contact.issue
    first_stay = next((step.stay for step in contact.steps if step.stay is not None and step.how != "callback"), None)
    handles = [leg for leg in measure.legs if leg.kind == "handle"]
    first = min(handles, key=lambda leg: (leg.step.how == "callback", leg.answered)) if handles else None
    has_legs = bool(measure.legs)
    return {
        "contact": contact.number,
        "client_id": client.client_id,
        "delivery_id": client.delivery_id,
        "platform": client.platform,
        "contact_id": contact.platform_id,
        "line": contact.line.name,
        "queue": None if first_stay is None else first_stay.queue.title,
        "language": contact.language,
        "channel": contact.channel,
        "direction": contact.direction,
        "arrived_at": moment(measure.arrived),
        "arrival_on": measure.arrival_on.isoformat(),
        "time_zone": client.time_zone,
        "queued_at": moment(measure.queued),
        "answered_at": moment(measure.answered),
        "left_queue_at": moment(measure.left_queue),
        "ended_at": moment(measure.ended),
        "closed_at": moment(contact.closed),
        "ivr_s": seconds(measure.ivr),
        "wait_s": seconds(measure.wait),
        "talk_s": seconds(sum(leg.talk for leg in measure.legs)) if has_legs else None,
        "hold_s": seconds(sum(leg.hold for leg in measure.legs)) if has_legs else None,
        "acw_s": seconds(sum(leg.acw for leg in measure.legs)) if has_legs else None,
        "handle_s": seconds(measure.handle),
        "transfer_count": measure.transfers,
        "outcome": measure.outcome,
        "exclusion_reason": measure.exclusion_reason,
        "is_within_threshold": measure.is_within_threshold,
        "is_short_abandon": measure.is_short_abandon,
        "callback_requested_at": moment(measure.callback_requested),
        "callback_answered_at": moment(measure.callback_answered),
        "callback_attempt_count": measure.callback_attempts,
        "stay_count": measure.stays,
        "abandoned_stay_count": measure.abandoned_stays,
        "member_number": client.members.number(contact.member) if contact.member >= 0 else None,
        "is_identified": contact.is_identified,
        "first_agent_id": None if first is None else first.leg.agent.platform_id,
        "reason": contact.reason.name,
        "reason_family": contact.reason.family,
        "is_resolved": contact.resolved,
        "said_resolved": contact.said_resolved,
        "issue": None if issue is None else issue.number,
        "issue_opened_at": None if issue is None else moment(issue.opened),
        "issue_resolved_at": moment(issue.resolved) if issue is not None and contact.resolved else None,
        "is_plan_caused": issue is not None and issue.is_plan_caused,
        "attempt_result": contact.attempt_result or None,
    }


def leg_rows(measure: Measure) -> Iterator[dict[str, Any]]:
    """Rows of the truth table `leg`, in order of answering."""
    contact = measure.contact
    for number, leg in enumerate(sorted(measure.legs, key=lambda leg: leg.answered), start=1):
        agent = leg.leg.agent
        yield {
            "contact": contact.number,
            "leg_no": number,
            "leg_kind": leg.kind,
            "is_callback": leg.step.how == "callback",
            "agent": agent.index,
            "agent_id": agent.platform_id,
            "employee_id": agent.employee_id,
            "role": agent.team.role,
            "tenure_days": (measure.arrival_on - agent.hired_on).days,
            "started_at": moment(leg.answered),
            "ended_at": moment(leg.left),
            "talk_s": seconds(leg.talk),
            "hold_s": seconds(leg.hold),
            "acw_s": seconds(leg.acw),
            "handover": leg.leg.handover,
        }


def stay_rows(measure: Measure) -> Iterator[dict[str, Any]]:
    """Rows of the truth table `stay`, in order of joining."""
    unit = measure.precision
    steps = [(step, step.stay) for step in measure.contact.steps if step.stay is not None]
    for number, (step, stay) in enumerate(sorted(steps, key=lambda each: each[1].entered), start=1):
        entered, left = stay.entered - stay.entered % unit, stay.left - stay.left % unit
        yield {
            "contact": measure.contact.number,
            "stay_no": number,
            "queue": stay.queue.title,
            "queue_code": stay.queue.code,
            "is_callback": step.how == "callback",
            "entered_at": moment(entered),
            "left_at": moment(left),
            "wait_s": seconds(left - entered),
            "exit": stay.exit,
        }
