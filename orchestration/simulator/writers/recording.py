"""The recorder: what was recorded and transcribed of each contact."""

from __future__ import annotations

from random import Random

from orchestration.simulator.contact import Contact
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import DAY, MINUTE, SECOND, iso_seconds
from orchestration.simulator.run import Day, Run
from orchestration.simulator.writers.records import ends

HEADER = (
    "platform,contact_id,recording,recorded_s,deletion_reason,transcript,transcript_language,redaction,"
    "screen_recorded,updated_at"
)
NOT_RECORDED, FAILED, DELETED, SCREEN = 0.012, 0.008, 0.006, 0.15
TRANSCRIPT_FAILED = 0.02
"""Share of transcripts that fail at first; most come on the second try, a day later."""


class Recording:
    """Writes the state of recordings and transcripts, one for each record the platform has of a leg."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first contact."""

    def write(self, run: Run, day: Day) -> None:
        """Write the states of the day's contacts."""
        chance = run.random("recording", day.on)
        self._ends = ends(run)
        for contact in day.contacts:
            if contact.client.platform == "amazon_connect":
                for place, step in enumerate(contact.steps):
                    if step.leg is not None and step.leg.kind == "handle":
                        talked = step.leg.left - step.leg.answered
                        self._status(run, chance, contact, contact.step_id(place), talked, step.leg.left)
            else:
                legs = [leg for leg in contact.legs if leg.kind == "handle"]
                if legs:
                    talked = sum(leg.left - leg.answered for leg in legs)
                    self._status(run, chance, contact, contact.platform_id, talked, legs[-1].left)

    def _status(self, run: Run, chance: Random, contact: Contact, name: str, talked: int, ended: int) -> None:
        feed = Feed(contact.client.delivery_id, "recording", "Status", ".csv", HEADER, record_id="contact_id")
        luck = chance.random()
        recording, reason = "recorded", ""
        if contact.channel != "voice" or luck < NOT_RECORDED:
            recording = "not_recorded"
        elif luck < NOT_RECORDED + FAILED:
            recording = "failed"
        has_audio = recording == "recorded"
        can_transcribe = has_audio or contact.channel != "voice"
        transcript = "done" if can_transcribe else "none"
        if can_transcribe and chance.random() < TRANSCRIPT_FAILED:
            transcript = "failed"
        screen = "true" if has_audio and chance.random() < SCREEN else "false"
        seconds = str(talked // SECOND) if has_audio else ""
        at = ended + int((5 + 40 * chance.random()) * MINUTE)
        versions = [(at, recording, seconds, reason, transcript)]
        if transcript == "failed" and chance.random() < 0.7:
            versions.append((at + DAY, recording, seconds, reason, "done"))
        elif has_audio and chance.random() < DELETED:
            versions.append((at + 3 * DAY, "deleted", "", chance.choice(("member_request", "card_data")), transcript))
        told = None
        for at, recording, seconds, reason, transcript in versions:
            language = contact.language if transcript == "done" else ""
            redaction = "done" if transcript == "done" else "none"
            run.delivery.put(
                feed,
                at,
                f"{contact.client.platform},{name},{recording},{seconds},{reason},{transcript},{language},{redaction},"
                f"{screen},{iso_seconds(at)}",
            )
            if at < self._ends:
                told = recording, seconds, reason, transcript, language, redaction
        if told is not None:
            recording, seconds, reason, transcript, language, redaction = told
            run.truth.add(
                "recording",
                {
                    "client_id": contact.client.client_id,
                    "contact": contact.number,
                    "platform": contact.client.platform,
                    "record_id": name,
                    "recording": recording,
                    "recorded_s": seconds,
                    "deletion_reason": reason,
                    "transcript": transcript,
                    "transcript_language": language,
                    "redaction": redaction,
                    "is_screen_recorded": screen == "true",
                },
            )
