"""Coaching: about one session a week with each agent, and one soon after an evaluation that failed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import DAY, HOUR, MINUTE, at_local, iso_seconds, local_date
from orchestration.simulator.people import Agent
from orchestration.simulator.run import Day, Run
from orchestration.simulator.writers.evaluation import Evaluation, evaluations_of
from orchestration.simulator.writers.free_text import identifying
from orchestration.simulator.writers.records import ends, quoted, record_id

SESSION = (
    "session_id,platform,agent_id,coach_employee_id,kind,starts_at,ends_at,status,focus_items,platform_contact_ids,"
    "evaluation_ids,notes,updated_at"
)
ACTION = "action_id,session_id,item,description,due_on,done_on,updated_at"
FOCUS = ("verification", "greeting", "empathy", "accuracy", "scope", "next_step", "documentation")
"""Focus items, in the order of the form's questions; hold use and pace come from elsewhere."""
OTHERS = ("hold_use", "pace", "transfers")
AGAIN, MISSED, GROUP, CHECK_IN = 0.35, 0.08, 0.06, 0.07
WITH_ACTION, DONE = 0.7, 0.78
NOTES = (
    "Listened to two calls together, agreed on one thing to try.",
    "Good week. Keeps the pace without hurrying anybody.",
    "Knows the rule, forgets it under pressure. Practise the opening.",
    "Asked for more Spanish material.",
    "Went through the missed promise and how to note the next one.",
)
ADVICE = {
    "verification": "Ask for all three points before opening the account",
    "empathy": "Name the feeling before the answer",
    "accuracy": "Read the benefit back from the plan document",
    "next_step": "Say what happens next and by when",
    "hold_use": "Come back to the line every two minutes",
}

Conversations = dict[int, list[tuple[Contact, int, Leg]]]


class Coaching:
    """Writes sessions and actions to the folder of each agent's platform."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first day."""

    def write(self, run: Run, day: Day) -> None:
        """Plan the sessions that look back on the day, and write what becomes of them."""
        chance = run.random("coaching", day.on)
        agents: dict[int, Agent] = {}
        conversations: Conversations = defaultdict(list)
        evaluated: Conversations = defaultdict(list)
        failed: dict[int, Evaluation] = {}
        week = day.on.isocalendar().week
        for contact in day.contacts:
            for place, step in enumerate(contact.steps):
                leg = step.leg
                if leg is None or leg.kind != "handle":
                    continue
                agents[leg.agent.index] = leg.agent
                conversations[leg.agent.index].append((contact, place, leg))
                for evaluation in evaluations_of(run, contact, place, leg):
                    evaluated[leg.agent.index].append((contact, place, leg))
                    if evaluation.is_failed:
                        failed[leg.agent.index] = evaluation
        for index, agent in agents.items():
            if index in failed:
                on = _working_day(local_date(failed[index].submitted, agent.team.time_zone) + timedelta(days=1))
                self._session(
                    run, chance, agent, on, conversations[index], evaluated[index], failed[index], "one_to_one"
                )
            elif day.on.weekday() == (index + week) % 5 or (
                day.on.weekday() == (index + week + 3) % 5 and chance.random() < AGAIN
            ):
                luck = chance.random()
                kind = "group" if luck < GROUP else "check_in" if luck < GROUP + CHECK_IN else "one_to_one"
                on = _working_day(day.on + timedelta(days=2))
                self._session(run, chance, agent, on, conversations[index], evaluated[index], None, kind)

    def _session(
        self, run: Run, chance: Random, agent: Agent, on: date, conversations: list[tuple[Contact, int, Leg]],
        evaluated: list[tuple[Contact, int, Leg]], failed: Evaluation | None, kind: str,
    ) -> None:  # fmt: skip
        name = f"C{chance.getrandbits(64):016x}"
        began = at_local(on, 10 * HOUR + chance.randrange(24) * 15 * MINUTE, agent.team.time_zone)
        ended = began + chance.choice((20, 30, 30, 45)) * MINUTE
        planned = max(leg.left for _, _, leg in conversations) + HOUR
        looked_at = [*evaluated[-1:], chance.choice(conversations)] if kind != "check_in" else []
        evaluations = [failed] if failed else []
        for contact, place, leg in looked_at:
            evaluations += [
                evaluation
                for evaluation in evaluations_of(run, contact, place, leg)
                if evaluation.submitted < began and evaluation.calibration is None
            ]
        items = _focus(chance, evaluations) if kind != "check_in" else []
        contacts = [record_id(contact, place) for contact, place, _ in looked_at]
        contacts = list(dict.fromkeys([*contacts, failed.record_id] if failed else contacts))
        is_missed = (
            chance.random() < MISSED or on in agent.absent or (agent.left_on is not None and agent.left_on <= on)
        )
        status = "missed" if is_missed else "completed"
        notes, has_phi = "", False
        if not is_missed and chance.random() < 0.6:
            notes = chance.choice(NOTES)
            has_phi = run.faults.strikes("phi_in_free_text", name) and ended < ends(run)
            if has_phi:
                notes = f"{notes} Member wrote: {identifying(chance, 'en')}"
        feed = Feed(agent.team.delivery_id, "coaching", "Session", ".csv", SESSION)
        who = f"{name},{agent.team.platform},{agent.platform_id},{agent.supervisor_id},{kind},{iso_seconds(began)}"
        about = (
            f"{';'.join(items)},{';'.join(contacts)},{';'.join(dict.fromkeys(e.evaluation_id for e in evaluations))}"
        )
        run.delivery.put(feed, planned, f"{who},{iso_seconds(ended)},scheduled,{about},,{iso_seconds(planned)}")
        held = ended + 10 * MINUTE
        run.delivery.put(
            feed,
            held,
            f"{who},{iso_seconds(ended)},{status},{about},{quoted(notes) if notes else ''},{iso_seconds(held)}",
        )
        is_held = held < ends(run)
        if planned < ends(run) or is_held:
            run.truth.add(
                "coaching_session",
                {
                    "session_id": name,
                    "delivery_id": agent.team.delivery_id,
                    "agent_id": agent.platform_id,
                    "coach_id": agent.supervisor_id,
                    "kind": kind,
                    "started_at": iso_seconds(began),
                    "status": status if is_held else "scheduled",
                    "focus_items": ";".join(items),
                    "contact_count": len(contacts),
                    "evaluation_count": len({evaluation.evaluation_id for evaluation in evaluations}),
                    "has_phi": has_phi,
                    "after_failure": failed is not None,
                },
            )
        if has_phi:
            run.truth.add(
                "fault",
                {
                    "fault": "phi_in_free_text",
                    "source": "coaching",
                    "feed": "session",
                    "record_id": name,
                    "effect": "repaired",
                    "shows_as": "has_phi_pattern",
                },
            )
        if not is_missed and items and chance.random() < WITH_ACTION:
            self._action(run, chance, agent, name, items[0], held)

    def _action(self, run: Run, chance: Random, agent: Agent, session: str, item: str, agreed: int) -> None:
        feed = Feed(agent.team.delivery_id, "coaching", "Action", ".csv", ACTION)
        name = f"A{chance.getrandbits(64):016x}"
        due = local_date(agreed + chance.choice((7, 7, 14)) * DAY, agent.team.time_zone)
        line = f"{name},{session},{item},{quoted(ADVICE.get(item, 'Practise in the next calls'))},{due}"
        run.delivery.put(feed, agreed, f"{line},,{iso_seconds(agreed)}")
        if chance.random() < DONE:
            done = agreed + int(chance.uniform(2, 16) * DAY)
            run.delivery.put(feed, done, f"{line},{local_date(done, agent.team.time_zone)},{iso_seconds(done)}")


def _focus(chance: Random, evaluations: list[Evaluation]) -> list[str]:
    """What a session works on: what went wrong in the evaluations, or what the coach noticed."""
    by_ref = dict(zip((f"q{number}" for number in range(1, 8)), FOCUS, strict=True))
    wrong = [
        by_ref[question.ref]
        for evaluation in evaluations
        for question, answer in zip(evaluation.questions, evaluation.answers, strict=True)
        if answer is False
    ]
    return list(dict.fromkeys(wrong))[:3] or [chance.choice((*FOCUS[2:4], *OTHERS))]


def _working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= 5 else 0)
