"""What both telephony platforms have in common: entry points, codes, notes, faults, counts by queue and half hour."""

from __future__ import annotations

import mmap
from random import Random

import numpy as np

from orchestration.simulator.contact import Contact
from orchestration.simulator.faults import ALL
from orchestration.simulator.moments import DAY, HOUR, MINUTE, local_date, midnight, offset
from orchestration.simulator.run import Run
from orchestration.simulator.scenario import Line
from orchestration.simulator.terms import Terms
from orchestration.simulator.writers.free_text import identifying
from orchestration.simulator.writers.records import begins, ends

HALF_HOUR = 30 * MINUTE
HALF_HOURS = 48
REPORTED_AFTER = 6 * HOUR
"""A day's interval report is drawn so long after the day has ended."""
DISPOSITIONS = {"RES": "resolved", "FUP": "follow_up", "XFR": "transferred"}
DISPOSITION_CODES = {name: code for code, name in DISPOSITIONS.items()}
UNMAPPED_REASON = "NEW-RSN"
PARTNERS = tuple(f"+18885550{number:03}" for number in range(140, 146))
"""Pharmacies and vendors to whom agents hand members over."""
NOTES = (
    "Explained the letter and where to find the form.",
    "Sent a new card to the address on file.",
    "Claim is with the reviewers, member will wait.",
    "Provider search done together, list was sent.",
    "Asked for the supervisor, calmed down later.",
)
OF_ENDS = ("missing_hangup", "negative_duration", "day_long_duration")
"""Faults of how a record ends; at most one of them strikes a contact."""
LONGER_THAN_A_DAY = 26 * HOUR


def entry_point(line: Line) -> str:
    """The address at which contacts reach a line: a telephone number, a mailbox, or a chat's name."""
    match line.channel:
        case "chat":
            return f"{line.client.client_id}-{line.name}"
        case "email":
            return f"{line.client.client_id}.{line.name}@mail.example"
        case _:
            return line.dnis


def language_code(language: str) -> str:
    """A language as the platforms write it."""
    return f"{language}-US"


def disposition_code(contact: Contact) -> str | None:
    """What the last agent noted as the outcome; None where none spoke with anybody."""
    if contact.disposition is None:
        return None
    if contact.direction == "outbound":
        return f"OB-{contact.attempt_result.upper().replace('_', '-')}"
    return DISPOSITION_CODES[contact.disposition]


def partner(contact: Contact) -> str:
    """Where an agent hands a member over to who leaves the centre."""
    return PARTNERS[contact.number % len(PARTNERS)]


class Phones:
    """What a telephony platform's writer asks of each contact."""

    def __init__(self, run: Run, source: str, feed: str) -> None:
        """source: the platform; feed: the one its contacts are in."""
        self._run, self._source, self._feed = run, source, feed
        first, last = run.scenario.first_on, run.scenario.until_on
        self._new_reason_from = midnight(first + (last - first) / 2)
        self._terms = Terms(run.scenario)
        self._faults_until = ends(run) - DAY - LONGER_THAN_A_DAY

    def note_fault(self, name: str, contact: Contact) -> None:
        """Note that a fault is planted at a contact."""
        fault = ALL[name]
        self._run.truth.add(
            "fault",
            {
                "fault": name,
                "folder": contact.client.delivery_id,
                "source": self._source,
                "feed": self._feed,
                "record_id": contact.platform_id,
                "effect": fault.effect,
                "shows_as": fault.shows_as,
            },
        )

    def fault_of_end(self, contact: Contact) -> str | None:
        """What is wrong with the end of a contact; only simple ones are struck, whose every other value stays known."""
        if len(contact.steps) > 1 or contact.outcome != "answered" or contact.closed >= self._faults_until:
            return None
        leg = contact.steps[0].leg
        if leg is None or not leg.acw or leg.handover:
            return None
        name = next((name for name in OF_ENDS if self._run.faults.strikes(name, contact.number)), None)
        if name:
            self.note_fault(name, contact)
        return name

    def reason_code(self, contact: Contact) -> str:
        """The reason the platform was told; from the middle of the run on now and then one that nobody mapped."""
        if contact.arrived >= self._new_reason_from and self._run.faults.strikes("unmapped_reason", contact.number):
            self.note_fault("unmapped_reason", contact)
            return UNMAPPED_REASON
        code = self._terms.reason_code(contact.reason, local_date(contact.arrived, contact.client.time_zone))
        if code != contact.reason.code:
            self._note_nature("renewed_code", contact)
        return code

    def note(self, chance: Random, contact: Contact) -> str:
        """What an agent wrote down; where the fault strikes, it tells who the member is."""
        text = NOTES[contact.number % len(NOTES)]
        if not self._run.faults.strikes("phi_in_free_text", f"{self._source}/{contact.number}"):
            return text
        told = identifying(chance, contact.language)
        self._run.truth.add(
            "fault",
            {
                "fault": "phi_in_free_text",
                "folder": contact.client.delivery_id,
                "source": self._source,
                "feed": self._feed,
                "record_id": contact.platform_id,
                "effect": "repaired",
                "shows_as": "",
            },
        )
        self._run.truth.add(
            "planted_phi",
            {"source": self._source, "feed": self._feed, "record_id": contact.platform_id, "text": told},
        )
        return f"{text} {told}"

    def is_test(self, contact: Contact) -> bool:
        """Whether staff try a line."""
        if contact.is_test:
            self._note_nature("test_call", contact)
        return contact.is_test

    def note_natures(self, contact: Contact) -> None:
        """Note what a contact has of itself that a warehouse may stumble over."""
        if self._run.faults.level == "none":
            return
        zone = contact.client.time_zone
        if any(step.how == "monitor" for step in contact.steps):
            self._note_nature("listened_in", contact)
        if local_date(contact.arrived, zone) < local_date(contact.ended, zone):
            self._note_nature("midnight_span", contact)
        before, at, after = (offset(contact.arrived + away, zone) for away in (-HOUR, 0, HOUR))
        if before > at or at > after:
            self._note_nature("dst_day", contact)

    def _note_nature(self, name: str, contact: Contact) -> None:
        if self._run.faults.level != "none":
            self.note_fault(name, contact)


class HalfHourCounts:
    """Counts by row (such as a queue) and UTC half hour, from which interval reports are drawn.

    Days are written in processes of their own: the counts lie in memory they share. A contact that is closed days after
    one of its queues was left changes a half hour that was reported; that half hour is then reported again.
    """

    def __init__(self, run: Run, rows: int, measures: int) -> None:
        """measures: numbers counted for each row and half hour."""
        rows = max(rows, 1)  # no memory can be shared of which there is none
        self._begins = begins(run)
        days = (run.scenario.until_on - run.scenario.first_on).days + 3
        shape = (rows, days * HALF_HOURS, measures)
        self._counts = np.frombuffer(mmap.mmap(-1, 8 * rows * days * HALF_HOURS * measures), np.int64).reshape(shape)
        self._is_due = np.frombuffer(mmap.mmap(-1, rows * days * HALF_HOURS), np.bool_).reshape(shape[:2])

    def add(self, row: int, at: int, measure: int, amount: int = 1) -> None:
        """Count something at a moment."""
        slot = (at - self._begins) // HALF_HOUR
        if 0 <= slot < self._is_due.shape[1]:
            self._counts[row, slot, measure] += amount
            self._is_due[row, slot] = True

    def due(self, before: int) -> list[tuple[int, int, list[int]]]:
        """Row, begin and numbers of each half hour that began before a moment and is not reported as it stands."""
        slots = max(0, min((before - self._begins) // HALF_HOUR, self._is_due.shape[1]))
        found = [
            (row, self._begins + slot * HALF_HOUR, self._counts[row, slot].tolist())
            for row, slot in np.argwhere(self._is_due[:, :slots]).tolist()
        ]
        self._is_due[:, :slots] = False
        return found
