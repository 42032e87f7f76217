"""The member survey: who is invited after a contact, who answers, and what they say."""

from __future__ import annotations

import math
from random import Random

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import HOUR, MINUTE, SECOND, iso_seconds
from orchestration.simulator.run import Day, Run
from orchestration.simulator.truths.measure import place_of
from orchestration.simulator.writers.free_text import identifying, verbatim
from orchestration.simulator.writers.records import ends, quoted, record_id

INVITATION = (
    "invitation_id,platform,contact_id,member_number,channel,offer_method,language,eligible,suppressed_reason,sent_at,"
    "updated_at"
)
RESPONSE = (
    "response_id,invitation_id,answered_at,language,resolved,first_contact,csat,nps,effort,listened,respected,"
    "understood,verbatim,updated_at"
)
SAMPLED = 0.35
"""Share of the contacts with an agent after which the system asks."""
OFFERED = 0.04
"""Share of the others after which an agent asks, who rather asks the content."""
WRITES = 0.45
"""Share of the answers with a verbatim."""


class Survey:
    """Writes invitations and responses to each client's own folder."""

    def open(self, run: Run) -> None:
        """Nothing stands before the first contact."""

    def write(self, run: Run, day: Day) -> None:
        """Write the invitations of the day's contacts, and what comes of them."""
        chance = run.random("survey", day.on)
        for contact in day.contacts:
            if contact.member < 0 or contact.outcome != "answered" or contact.direction != "inbound" or contact.is_test:
                continue
            place, leg = _last(contact)
            if leg is None:
                continue
            luck = chance.random()
            if luck < SAMPLED:
                method = "automatic"
            elif luck < SAMPLED + OFFERED * (2 * leg.agent.warmth if contact.resolved else 0.3):
                method = "agent"
            else:
                continue
            self._invite(run, chance, contact, place, leg, method)

    def _invite(self, run: Run, chance: Random, contact: Contact, place: int, leg: Leg, method: str) -> None:
        client = contact.client
        # What may have been an emergency is not asked about.
        is_emergency = contact.reason.red_flag > 0 and any(leg.agent.team.role == "nurse" for leg in contact.legs)
        channel = "ivr" if contact.channel == "voice" and chance.random() < 0.4 else "sms"
        if contact.channel in ("chat", "email"):
            channel = "email"
        sent = contact.ended + (SECOND if channel == "ivr" else int((20 + 40 * chance.random()) * MINUTE))
        name = f"I{chance.getrandbits(64):016x}"
        number = client.members.number(contact.member) if contact.is_identified else ""
        reason = "emergency" if is_emergency else ""
        run.delivery.put(
            Feed(client.client_id, "survey", "Invitation", ".csv", INVITATION),
            sent,
            f"{name},{client.platform},{record_id(contact, place)},{number},{channel},{method},{contact.language},"
            f"{'false' if is_emergency else 'true'},{reason},{'' if is_emergency else iso_seconds(sent)},"
            f"{iso_seconds(sent)}",
        )
        if sent < ends(run):
            run.truth.add(
                "survey_invitation",
                {
                    "invitation_id": name,
                    "client_id": client.client_id,
                    **place_of(contact),
                    "offer_method": method,
                    "is_sent": not is_emergency,
                },
            )
        if is_emergency:
            return
        waited = sum(stay.left - stay.entered for stay in contact.stays) / SECOND
        content = _contentment(chance, contact, leg, waited)
        # The very content and the very cross answer rather; in Spanish fewer are reached.
        share = 0.12 + 0.05 * abs(content) + (0.06 if method == "agent" else 0) + (0.04 if channel == "ivr" else 0)
        if chance.random() < share * (0.8 if contact.language != "en" else 1):
            self._answer(run, chance, contact, name, sent, channel, content, waited)

    def _answer(
        self, run: Run, chance: Random, contact: Contact, invitation: str, sent: int, channel: str, content: float,
        waited: float,
    ) -> None:  # fmt: skip
        name = f"R{chance.getrandbits(64):016x}"
        delay = 2 * MINUTE if channel == "ivr" else int(5 * HOUR * math.exp(1.1 * chance.gauss(0, 1)))
        at = sent + delay
        says_resolved = "" if chance.random() < 0.04 else _yes(chance.random() < (0.93 if contact.resolved else 0.22))
        is_first = contact.issue is None or contact.issue.contacts[:1] in ([], [contact.number])
        first = _yes(is_first if chance.random() < 0.95 else not is_first)
        csat, nps = _scale(chance, content, 1, 5), _scale(chance, content, 0, 10)
        effort = _scale(chance, content - min(waited / 900, 0.5), 1, 7)
        listened, respected, understood = (_scale(chance, content + more, 1, 5) for more in (0.1, 0.3, 0.2))
        text, has_phi = "", False
        if chance.random() < WRITES:
            text = verbatim(chance, contact.language, content > 0.1, waited > 240)
            has_phi = run.faults.strikes("phi_in_free_text", name)
            if has_phi:
                text = f"{text} {identifying(chance, contact.language)}"
        if at >= ends(run):
            return
        run.delivery.put(
            Feed(contact.client.client_id, "survey", "Response", ".csv", RESPONSE),
            at,
            f"{name},{invitation},{iso_seconds(at)},{contact.language},{says_resolved},{first},{csat},{nps},{effort},"
            f"{listened},{respected},{understood},{quoted(text) if text else ''},{iso_seconds(at)}",
        )
        run.truth.add(
            "survey_response",
            {
                "response_id": name,
                "invitation_id": invitation,
                "client_id": contact.client.client_id,
                "contact": contact.number,
                "answered_at": iso_seconds(at),
                "language": contact.language,
                "resolved": says_resolved,
                "first_contact": first,
                "csat": csat,
                "nps": nps,
                "effort": effort,
                "listened": listened,
                "respected": respected,
                "understood": understood,
                "word_count": len(text.split()),
                "has_phi": has_phi,
                "truly_resolved": contact.resolved,
            },
        )
        if has_phi:
            run.truth.add(
                "fault",
                {
                    "fault": "phi_in_free_text",
                    "source": "survey",
                    "feed": "response",
                    "record_id": name,
                    "effect": "repaired",
                    "shows_as": "has_phi_pattern",
                },
            )


def _last(contact: Contact) -> tuple[int, Leg | None]:
    """Place and leg of the last conversation, None where there was none."""
    for place in range(len(contact.steps) - 1, -1, -1):
        leg = contact.steps[place].leg
        if leg is not None and leg.kind == "handle":
            return place, leg
    return 0, None


def _contentment(chance: Random, contact: Contact, leg: Leg, waited: float) -> float:
    """How content a member is, about -1 to 1: whether it is settled, how warm the agent was, how long it took."""
    return (
        (0.6 if contact.resolved else -0.5)
        + 0.9 * (leg.agent.warmth - 0.66)
        - 0.5 * min(waited / 600, 1)
        - 0.12 * (sum(other.kind == "handle" for other in contact.legs) - 1)
        + 0.55 * chance.gauss(0, 1)
    )


def _scale(chance: Random, content: float, least: int, most: int) -> int:
    """An answer on a scale."""
    middle = (least + most) / 2
    answer = middle + (most - least) * (0.12 + 0.42 * content + 0.1 * chance.gauss(0, 1))
    return min(max(round(answer), least), most)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
