"""Interpreters on the line where nobody of the team speaks the member's language, and text telephones."""

from __future__ import annotations

import math
from random import Random

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import SECOND, iso_seconds
from orchestration.simulator.run import Day, Run
from orchestration.simulator.writers.records import ends, record_id

HEADER = "session_id,platform,contact_id,kind,language,vendor,requested_at,connected_at,ended_at,result,updated_at"
VENDORS = {"es": "Puente", "zh": "Puente", "vi": "Puente"}
RARE = "Worldwide Interpreters"
NONE_FREE = {"zh": 0.02, "vi": 0.03, "es": 0.01}
NONE_FREE_RARE = 0.07
SHORTEST = 20 * SECOND
"""Milliseconds of a conversation that must be left for anybody to ask."""
WAITS = 0.75
TTY_EVERY = 401
"""One member in so many uses a text telephone."""


class Interpreter:
    """Writes interpreter and TTY sessions to each client's own folder."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first contact."""

    def write(self, run: Run, day: Day) -> None:
        """Write the sessions of the day's contacts."""
        chance = run.random("interpreter", day.on)
        for contact in day.contacts:
            if contact.member < 0 or contact.channel != "voice":
                continue
            uses_tty = contact.member % TTY_EVERY == 17
            members = contact.client.members
            language = members.languages[members.language[contact.member]]
            if language == "en" and not uses_tty:
                continue
            for place, step in enumerate(contact.steps):
                leg = step.leg
                if leg is None or leg.kind != "handle":
                    continue
                if uses_tty:
                    self._session(run, chance, contact, place, leg, "tty", contact.language)
                elif language not in leg.agent.team.languages:
                    self._session(run, chance, contact, place, leg, "interpreter", language)

    def _session(
        self, run: Run, chance: Random, contact: Contact, place: int, leg: Leg, kind: str, language: str
    ) -> None:
        feed = Feed(contact.client.client_id, "interpreter", "Session", ".csv", HEADER)
        is_tty = kind == "tty"
        asked = leg.answered + int((4 if is_tty else 8 + 20 * chance.random()) * SECOND)
        if leg.left - asked < SHORTEST:
            return
        wait = int((8 if is_tty else 26) * math.exp((0.4 if is_tty else 0.9) * chance.gauss(0, 1)) * SECOND)
        # Who needs an interpreter mostly waits for one, so that a short conversation had one early.
        if asked + wait >= leg.left and chance.random() < WAITS:
            wait = (leg.left - asked) // 3
        there: int | None = asked + wait
        none_free = 0.02 if is_tty else NONE_FREE.get(language, NONE_FREE_RARE)
        result, ended = "completed", leg.left
        if chance.random() < none_free:
            result, there = "no_interpreter", None
        elif asked + wait >= leg.left:
            result, there = "abandoned", None
        name = f"T{chance.getrandbits(64):016x}"
        vendor = "Relay" if is_tty else VENDORS.get(language, RARE)
        connected_at = "" if there is None else iso_seconds(there)
        contact_id = record_id(contact, place)
        run.delivery.put(
            feed,
            ended,
            f"{name},{contact.client.platform},{contact_id},{kind},{language},{vendor},{iso_seconds(asked)},"
            f"{connected_at},{iso_seconds(ended)},{result},{iso_seconds(ended)}",
        )
        if ended < ends(run):
            run.truth.add(
                "interpreter_session",
                {
                    "session_id": name,
                    "client_id": contact.client.client_id,
                    "contact": contact.number,
                    "platform": contact.client.platform,
                    "record_id": contact_id,
                    "kind": kind,
                    "language": language,
                    "requested_at": iso_seconds(asked),
                    "connected_at": connected_at,
                    "ended_at": iso_seconds(ended),
                    "result": result,
                },
            )
