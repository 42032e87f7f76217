"""Amazon Connect's evaluations: a few contacts by people, more by the platform itself, each in two files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import DAY, HOUR, MINUTE, iso_millis, midnight
from orchestration.simulator.people import Agent
from orchestration.simulator.run import Day, Run
from orchestration.simulator.writers.records import ends

HUMAN, AUTOMATIC, CALIBRATED, RESUBMITTED = 0.012, 0.03, 0.06, 0.03
"""Shares of conversations a person evaluates, of those the platform does, and of the former calibrated or corrected."""
FORM = "0c0ffee0-5eed-4a11-9b00-00000000f0e1"
TITLE = "Member conversation"
PATHS = {"evaluation": "3.1", "contact_evaluation": "3.0"}
"""Amazon Connect writes each evaluation to its new and to its old place; they differ in the layout's version only."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form. since: version it came with; fails: whether a no fails the whole form."""

    ref: str
    section: str
    text: str
    weight: int
    since: int = 1
    fails: bool = False


SECTIONS = {"s1": "Opening", "s2": "Solution", "s3": "Closing"}
QUESTIONS = (
    Question("q1", "s1", "Verified who is calling before anything was disclosed?", 3, fails=True),
    Question("q2", "s1", "Greeted in the member's language?", 1),
    Question("q3", "s2", "Named the feeling before the answer?", 2),
    Question("q4", "s2", "Gave correct and complete information?", 4),
    Question("q5", "s2", "Left clinical advice to a nurse?", 1, fails=True),
    Question("q6", "s3", "Said what happens next and by when?", 2, since=2),
    Question("q7", "s3", "Documented the contact?", 1),
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation of a conversation as it is submitted.

    answers: of each question of the form's version, None for not applicable. calibration: session it belongs to.
    """

    evaluation_id: str
    record_id: str
    agent: Agent
    evaluator: str
    is_automatic: bool
    calibration: str | None
    started: int
    submitted: int
    version: int
    answers: tuple[bool | None, ...]
    is_resubmitted: bool = False

    @property
    def questions(self) -> list[Question]:
        """The questions of its form."""
        return [question for question in QUESTIONS if question.since <= self.version]

    @property
    def is_failed(self) -> bool:
        """Whether an answer fails the whole form."""
        return any(
            question.fails and answer is False for question, answer in zip(self.questions, self.answers, strict=True)
        )

    @property
    def percentage(self) -> float:
        """Score of the form in percent, two decimals; 0 where it failed."""
        asked = [
            (question.weight, answer)
            for question, answer in zip(self.questions, self.answers, strict=True)
            if answer is not None
        ]
        if self.is_failed or not asked:
            return 0.0
        return round(100 * sum(weight for weight, answer in asked if answer) / sum(weight for weight, _ in asked), 2)


def evaluations_of(run: Run, contact: Contact, place: int, leg: Leg) -> Iterator[Evaluation]:
    """Every evaluation of a leg, one that is submitted again twice; the same whoever asks."""
    record = contact.step_id(place)
    luck = run.faults.draw("evaluation", record) / 2**64
    if luck >= HUMAN + AUTOMATIC or leg.kind != "handle" or contact.client.platform != "amazon_connect":
        return
    chance = run.random("evaluation", record)
    is_automatic = luck >= HUMAN
    if is_automatic:
        submitted = leg.acw_ended + int(chance.uniform(4, 30) * MINUTE)
    else:
        submitted = leg.acw_ended + int(chance.uniform(0.6, 4) * DAY)
    first = _evaluate(run, chance, contact, leg, record, is_automatic, submitted)
    yield first
    if is_automatic:
        return
    if chance.random() < CALIBRATED:
        session = str(UUID(int=chance.getrandbits(128), version=4))
        second = _evaluate(run, chance, contact, leg, record, False, submitted + int(chance.uniform(1, 30) * HOUR))
        yield replace(second, calibration=session, evaluator=f"{leg.agent.supervisor_id}.quality")
    if chance.random() < RESUBMITTED:
        place = chance.randrange(len(first.answers))
        answers = tuple(answer is False if number == place else answer for number, answer in enumerate(first.answers))
        again = submitted + int(chance.uniform(2, 40) * HOUR)
        yield replace(first, answers=answers, submitted=again, is_resubmitted=True)


def _evaluate(
    run: Run, chance: Random, contact: Contact, leg: Leg, record: str, is_automatic: bool, submitted: int
) -> Evaluation:
    agent = leg.agent
    chances = {
        "q1": 0.985,
        "q2": 0.96,
        "q3": 0.35 + 0.6 * agent.warmth,
        "q4": (0.93 if contact.resolved else 0.72) + agent.skill,
        "q5": 0.99 if contact.reason.is_clinical and agent.team.role != "nurse" else 1.0,
        "q6": 0.9 if contact.resolved else 0.6,
        "q7": 0.92,
    }
    scenario = run.scenario
    changes = midnight(scenario.first_on + timedelta(days=((scenario.until_on - scenario.first_on).days + 1) // 2))
    version = 2 if submitted >= changes else 1
    answers = tuple(
        None if question.ref == "q5" and not contact.reason.is_clinical else chance.random() < chances[question.ref]
        for question in QUESTIONS
        if question.since <= version
    )
    return Evaluation(
        str(UUID(int=chance.getrandbits(128), version=4)),
        record,
        agent,
        "automatic" if is_automatic else agent.supervisor_id,
        is_automatic,
        None,
        submitted - int(chance.uniform(0.2, 1 if is_automatic else 14) * MINUTE),
        submitted,
        version,
        answers,
    )


class Evaluations:
    """Writes the evaluations of clients on Amazon Connect, where their platform delivers."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first contact."""

    def write(self, run: Run, day: Day) -> None:
        """Write the evaluations of the day's contacts, each to the day it is submitted on."""
        for contact in day.contacts:
            if contact.client.platform != "amazon_connect":
                continue
            for place, step in enumerate(contact.steps):
                if step.leg is not None:
                    self._write(run, contact, list(evaluations_of(run, contact, place, step.leg)))

    def _write(self, run: Run, contact: Contact, evaluations: list[Evaluation]) -> None:
        last: dict[str, Evaluation] = {}
        for evaluation in evaluations:
            for stem, schema in PATHS.items():
                feed = Feed(contact.client.delivery_id, "amazon_connect", stem, ".jsonl", record_id="evaluationId")
                document = orjson.dumps(_document(evaluation, schema)).decode()
                run.delivery.put(feed, evaluation.submitted, document)
            if evaluation.submitted < ends(run):
                last[evaluation.evaluation_id] = evaluation
        for evaluation in last.values():
            run.truth.add(
                "evaluation",
                {
                    "evaluation_id": evaluation.evaluation_id,
                    "client_id": contact.client.client_id,
                    "contact": contact.number,
                    "record_id": evaluation.record_id,
                    "agent_id": evaluation.agent.platform_id,
                    "form_version": evaluation.version,
                    "submitted_at": iso_millis(evaluation.submitted),
                    "percentage": evaluation.percentage,
                    "answer_count": len(evaluation.answers),
                    "is_automatic": evaluation.is_automatic,
                    "is_calibration": evaluation.calibration is not None,
                    "is_automatic_fail": evaluation.is_failed,
                    "is_resubmitted": evaluation.is_resubmitted,
                },
            )


def _document(evaluation: Evaluation, schema: str) -> dict[str, Any]:
    score: dict[str, Any] = {"percentage": evaluation.percentage}
    if evaluation.is_failed:
        score["automaticFail"] = True
    metadata: dict[str, Any] = {
        "contactId": evaluation.record_id,
        "agentId": evaluation.agent.platform_id,
        "evaluationDefinitionTitle": TITLE,
        "evaluator": evaluation.evaluator,
        "evaluationDefinitionId": FORM,
        "evaluationDefinitionVersion": evaluation.version,
        "evaluationStartTimestamp": iso_millis(evaluation.started),
        "evaluationSubmitTimestamp": iso_millis(evaluation.submitted),
        "score": score,
        "autoEvaluated": evaluation.is_automatic,
        "resubmitted": evaluation.is_resubmitted,
    }
    if evaluation.calibration is not None:
        metadata["calibrationSessionId"] = evaluation.calibration
    return {
        "schemaVersion": schema,
        "evaluationId": evaluation.evaluation_id,
        "metadata": metadata,
        "sections": [{"sectionRefId": ref, "sectionTitle": title, "notes": ""} for ref, title in SECTIONS.items()],
        "questions": [
            _answer(question, answer) for question, answer in zip(evaluation.questions, evaluation.answers, strict=True)
        ],
    }


def _answer(question: Question, answer: bool | None) -> dict[str, Any]:
    score: dict[str, Any] = {"notApplicable": True} if answer is None else {"percentage": 100.0 if answer else 0.0}
    if question.fails and answer is False:
        score["automaticFail"] = True
    return {
        "questionRefId": question.ref,
        "sectionRefId": question.section,
        "questionType": "SINGLESELECT",
        "questionText": question.text,
        "answer": {
            "values": [
                {"valueText": "Yes", "valueRefId": f"{question.ref}y", "selected": answer is True},
                {"valueText": "No", "valueRefId": f"{question.ref}n", "selected": answer is False},
            ],
            "notes": "",
            "metadata": {"notApplicable": answer is None},
        },
        "score": score,
    }
