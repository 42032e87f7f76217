"""Rows of the truth about contacts: one a contact, one a leg, one a stay in a queue.

Moments are ISO 8601 in UTC, seconds exact decimals, both at the platform's precision.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.simulator.moments import DAY, SECOND, iso_millis, utc_date
from orchestration.simulator.terms import Terms
from orchestration.simulator.truths.measure import Measure

Cells = tuple[str | int | None, ...]

CONTACT = (
    "contact", "client_id", "delivery_id", "platform", "contact_id", "line", "queue", "language", "channel",
    "direction", "arrived_at", "arrival_on", "time_zone", "queued_at", "answered_at", "left_queue_at", "ended_at",
    "closed_at", "ivr_s", "wait_s", "talk_s", "hold_s", "acw_s", "handle_s", "transfer_count", "outcome",
    "exclusion_reason", "is_within_threshold", "is_short_abandon", "callback_requested_at", "callback_answered_at",
    "callback_attempt_count", "step_count", "stay_count", "abandoned_stay_count", "member_number", "is_identified",
    "first_agent_id", "reason", "reason_family", "is_resolved", "said_resolved", "disposition", "issue",
    "issue_opened_at", "issue_resolved_at", "is_plan_caused", "attempt_result", "is_held", "is_hold_abandoned",
    "is_transfer_judged", "is_avoidably_transferred", "is_cut_off",
    "ani", "plan_family", "fcr_window_days",
)  # fmt: skip
LEG = (
    "contact", "leg_no", "leg_kind", "is_callback", "agent", "agent_id", "employee_id", "role", "tenure_days",
    "started_at", "ended_at", "talk_s", "hold_s", "acw_s", "handover",
)  # fmt: skip
STAY = (
    "contact", "stay_no", "queue", "queue_code", "is_callback", "entered_at", "left_at", "wait_s", "exit",
)  # fmt: skip
"""Columns of the truth tables, as the rows below have them."""

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


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"


def contact_row(measure: Measure, terms: Terms) -> Cells:
    """Row of the truth table `contact`.

    plan_family: family to which the plan counts the reason. fcr_window_days: of an issue that begins with it.
    """
    contact = measure.contact
    client, issue = contact.client, contact.issue
    first_stay = next((step.stay for step in contact.steps if step.stay is not None and step.how != "callback"), None)
    handles = [leg for leg in measure.legs if leg.kind == "handle"]
    first = min(handles, key=lambda leg: (leg.step.how == "callback", leg.answered)) if handles else None
    has_legs = bool(measure.legs)
    return (
        contact.number,
        client.client_id,
        client.delivery_id,
        client.platform,
        contact.platform_id,
        contact.line.name,
        None if first_stay is None else first_stay.queue.title,
        contact.language,
        contact.channel,
        contact.direction,
        moment(measure.arrived),
        measure.arrival_on.isoformat(),
        client.time_zone,
        moment(measure.queued),
        moment(measure.answered),
        moment(measure.left_queue),
        moment(measure.ended),
        moment(contact.closed),
        seconds(measure.ivr),
        seconds(measure.wait),
        seconds(sum(leg.talk for leg in measure.legs)) if has_legs else None,
        seconds(sum(leg.hold for leg in measure.legs)) if has_legs else None,
        seconds(sum(leg.acw for leg in measure.legs)) if has_legs else None,
        seconds(measure.handle),
        measure.transfers,
        measure.outcome,
        measure.exclusion_reason,
        _flag(measure.is_within_threshold),
        _flag(measure.is_short_abandon),
        moment(measure.callback_requested),
        moment(measure.callback_answered),
        measure.callback_attempts,
        len(contact.steps),
        measure.stays,
        measure.abandoned_stays,
        client.members.number(contact.member) if contact.member >= 0 else None,
        _flag(contact.is_identified),
        None if first is None else first.leg.agent.platform_id,
        contact.reason.name,
        contact.reason.family,
        _flag(contact.resolved),
        _flag(contact.said_resolved),
        contact.disposition,
        None if issue is None else issue.number,
        None if issue is None else moment(issue.opened),
        moment(issue.resolved) if issue is not None and contact.resolved else None,
        _flag(issue is not None and issue.is_plan_caused),
        contact.attempt_result or None,
        _flag(measure.is_held),
        _flag(measure.is_hold_abandoned),
        _flag(measure.is_avoidably_transferred is not None),
        _flag(measure.is_avoidably_transferred is True),
        _flag(measure.is_cut_off),
        contact.ani,
        terms.reason_family(client, contact.reason),
        terms.fcr_window_days(contact.line, measure.arrival_on),
    )


def leg_rows(measure: Measure) -> Iterator[Cells]:
    """Rows of the truth table `leg`, in order of answering."""
    contact = measure.contact
    for number, leg in enumerate(sorted(measure.legs, key=lambda leg: leg.answered), start=1):
        agent = leg.leg.agent
        yield (
            contact.number,
            number,
            leg.kind,
            _flag(leg.step.how == "callback"),
            agent.index,
            agent.platform_id,
            agent.employee_id,
            agent.team.role,
            (measure.arrival_on - agent.hired_on).days,
            moment(leg.answered),
            moment(leg.left),
            seconds(leg.talk),
            seconds(leg.hold),
            seconds(leg.acw),
            leg.leg.handover,
        )


def stay_rows(measure: Measure) -> Iterator[Cells]:
    """Rows of the truth table `stay`, in order of joining."""
    unit = measure.precision
    steps = [(step, step.stay) for step in measure.contact.steps if step.stay is not None]
    for number, (step, stay) in enumerate(sorted(steps, key=lambda each: each[1].entered), start=1):
        entered, left = stay.entered - stay.entered % unit, stay.left - stay.left % unit
        yield (
            measure.contact.number,
            number,
            stay.queue.title,
            stay.queue.code,
            _flag(step.how == "callback"),
            moment(entered),
            moment(left),
            seconds(left - entered),
            stay.exit,
        )
