"""Every kind of contact a telephony platform writes down, made by hand: what happened, to the second."""

from __future__ import annotations

from typing import Any, Literal

from orchestration.simulator.contact import Exit, How, Leg, Ring, Stay, Step
from orchestration.simulator.moments import MINUTE, SECOND
from tests.simulator.truth_contacts import MONDAY, Plan


class Story:
    """A contact as it goes on; moments are seconds after its arrival."""

    def __init__(self, plan: Plan, name: str, outcome: Any, menu: int = 10, **values: Any) -> None:
        self.plan = plan
        number = len(plan.contacts)
        self.began = MONDAY + number * 5 * MINUTE
        told = {
            "platform_id": f"00000000-0000-4000-a000-{number * 16:012x}",
            "said_resolved": True,
            "ani": "+12025550143",
        }
        self.contact = plan.contact(outcome, self.began, menu * SECOND, **(told | values))
        self.contact.ender = values.get("ender", "member")
        self.name = name

    def at(self, second: int) -> int:
        """The moment so many seconds after the arrival."""
        return self.began + second * SECOND

    def step(self, how: How, parent: int, began: int, ended: int, **values: Any) -> Step:
        """Begin a part of the contact."""
        step = Step(how, parent, self.at(began), self.at(ended), **values)
        self.contact.steps.append(step)
        if how not in ("consult", "monitor"):
            self.contact.ended = max(self.contact.ended, step.ended)
            self.contact.closed = max(self.contact.closed, step.ended)
        return step

    def wait(self, step: Step, entered: int, left: int, how_left: Exit, queue: int = 0) -> None:
        """Let the member wait in a queue."""
        step.stay = Stay((self.plan.queue, self.plan.nurses)[queue], self.at(entered), self.at(left), how_left)

    def talk(self, step: Step, answered: int, left: int, acw: int = 20, agent: int = 0, **values: Any) -> Leg:
        """Let an agent take the contact."""
        holds = [(self.at(begin), self.at(end)) for begin, end in values.pop("holds", [])]
        kind: Literal["handle", "consult"] = "consult" if step.how in ("consult", "monitor") else "handle"
        step.leg = Leg(
            self.plan.agents[agent], step.stay.queue if step.stay else None, kind, self.at(answered), self.at(left),
            self.at(left + acw), holds, **values,
        )  # fmt: skip
        self.contact.closed = max(self.contact.closed, step.leg.acw_ended)
        return step.leg


def waited(plan: Plan, name: str, outcome: Exit, second: int, **values: Any) -> Story:
    """Somebody who left the queue without being answered."""
    story = Story(plan, name, outcome, **values)
    step = story.step("arrival", -1, 0, second)
    story.wait(step, 10, second, outcome)
    return story


def answered(plan: Plan, name: str, outcome: Any = "answered", left: int = 130, **values: Any) -> Story:
    """Somebody whom the first agent answers after twenty seconds."""
    leg = {key: values.pop(key) for key in ("holds", "handover", "is_hold_abandon", "acw") if key in values}
    story = Story(plan, name, outcome, **values)
    step = story.step("arrival", -1, 0, left)
    story.wait(step, 10, 30, "answered")
    story.talk(step, 30, left, **leg)
    return story


def overflowed(plan: Plan) -> Story:
    story = Story(plan, "overflowed", "answered")
    story.wait(story.step("arrival", -1, 0, 70), 10, 70, "flow_out")
    step = story.step("overflow", 0, 70, 200)
    story.wait(step, 70, 95, "answered", queue=1)
    story.talk(step, 95, 200)
    return story


def called_back(plan: Plan, name: str, is_reached: bool) -> Story:
    story = waited(plan, name, "callback", 60, ender="member" if is_reached else "system")
    story.contact.callback_requested = story.at(60)
    first = story.step("callback", 0, 60, 735, dialled=story.at(710), dialler=plan.agents[0])
    story.wait(first, 700, 710, "answered")
    second = story.step("callback", 1, 735, 1900, dialled=story.at(1610), dialler=plan.agents[0])
    story.wait(second, 1600, 1610, "answered")
    if is_reached:
        second.picked_up = story.at(1622)
        story.talk(second, 1622, 1900, holds=[(1700, 1720)])
    else:
        second.ended = story.contact.ended = story.contact.closed = story.at(1635)
    return story


def never_called_back(plan: Plan) -> Story:
    story = waited(plan, "never called back", "callback", 60, ender="system")
    story.contact.callback_requested = story.at(60)
    return story


def handed_on(plan: Plan, name: str, is_answered: bool = True) -> Story:
    story = answered(plan, name, handover="blind")
    step = story.step("transfer", 0, 130, 300)
    story.wait(step, 130, 170, "answered" if is_answered else "abandoned", queue=1)
    if is_answered:
        story.talk(step, 170, 300, agent=1)
    else:
        step.ended = story.contact.ended = story.at(170)
    return story


def introduced(plan: Plan) -> Story:
    story = Story(plan, "introduced", "answered")
    step = story.step("arrival", -1, 0, 130)
    story.wait(step, 10, 30, "answered")
    story.talk(step, 30, 185, holds=[(130, 170)], handover="warm")
    taken_over = story.step("transfer", 0, 130, 400)
    story.wait(taken_over, 130, 170, "answered", queue=1)
    story.talk(taken_over, 170, 400, agent=1)
    return story


def left_alone(plan: Plan) -> Story:
    story = Story(plan, "left alone", "answered")
    step = story.step("arrival", -1, 0, 130)
    story.wait(step, 10, 30, "answered")
    story.talk(step, 30, 310, holds=[(130, 310)], handover="blind")
    taken_over = story.step("transfer", 0, 130, 700)
    story.wait(taken_over, 130, 400, "answered", queue=1)
    story.talk(taken_over, 400, 700, agent=1)
    return story


def asked(plan: Plan) -> Story:
    story = answered(plan, "asked", holds=[(60, 100)])
    step = story.step("consult", 0, 60, 100)
    story.talk(step, 63, 100, acw=0, agent=1)
    return story


def not_taken(plan: Plan) -> Story:
    story = Story(plan, "not taken", "answered")
    step = story.step("arrival", -1, 0, 200)
    step.rings = [Ring(plan.agents[0], story.at(12), story.at(32))]
    story.wait(step, 10, 40, "answered")
    story.talk(step, 40, 200, agent=1)
    return story


def listened_to(plan: Plan) -> Story:
    story = answered(plan, "listened to")
    story.talk(story.step("monitor", 0, 50, 90), 50, 90, acw=0, agent=1)
    return story


def outbound(plan: Plan, result: str, is_picked_up: bool) -> Story:
    story = Story(
        plan, f"outbound {result}", "not_applicable", menu=0, direction="outbound", attempt=1, attempt_result=result,
        ender="agent" if is_picked_up else "system",
    )  # fmt: skip
    step = story.step("outbound", -1, 0, 80 if is_picked_up else 25, dialled=story.at(0))
    if is_picked_up:
        step.picked_up = story.at(15)
        story.talk(step, 15, 80)
    return story


def every_kind(plan: Plan) -> list[Story]:
    """One story of each kind, on a line for calls."""
    return [
        answered(plan, "answered"),
        answered(plan, "held", holds=[(40, 60), (80, 110)]),
        answered(plan, "without work after", acw=0),
        answered(plan, "hung up on hold", holds=[(100, 130)], is_hold_abandon=True),
        answered(plan, "cut off", ender="system"),
        answered(plan, "nobody's", member=-1, is_identified=False, ani=None),
        answered(plan, "unknown member", is_identified=False),
        waited(plan, "abandoned", "abandoned", 95),
        waited(plan, "short abandon", "abandoned", 14),
        waited(plan, "voicemail", "flow_out", 95, ender="flow"),
        waited(plan, "dropped", "dropped", 95, ender="system"),
        overflowed(plan),
        called_back(plan, "called back", is_reached=True),
        called_back(plan, "not reached", is_reached=False),
        never_called_back(plan),
        handed_on(plan, "handed on"),
        handed_on(plan, "gave up after the transfer", is_answered=False),
        introduced(plan),
        left_alone(plan),
        asked(plan),
        answered(plan, "handed outside", handover="outside", ender="agent"),
        not_taken(plan),
        listened_to(plan),
        menu_only(plan, "served by the menu", "ivr_contained", "flow"),
        menu_only(plan, "left the menu", "ivr_abandoned", "member"),
        answered(plan, "test", "excluded", is_test=True, member=-1, is_identified=False),
        outbound(plan, "live", is_picked_up=True),
        outbound(plan, "machine", is_picked_up=True),
        outbound(plan, "no_answer", is_picked_up=False),
        outbound(plan, "busy", is_picked_up=False),
    ]


def menu_only(plan: Plan, name: str, outcome: Any, ender: str) -> Story:
    story = Story(plan, name, outcome, ender=ender)
    story.step("arrival", -1, 0, 10)
    return story
