"""What members do about gaps in care and a nurse's advice.

Drawn for each member or contact by its own name, so that every system that writes of it tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Literal

from orchestration.simulator.moments import DAY, EPOCH, HOUR, MINUTE, at_local, local_date, midnight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestration.simulator.contact import Contact, Leg
    from orchestration.simulator.run import Run
    from orchestration.simulator.scenario import Client

Stratum = Literal["always", "persuadable", "never"]
Outcome = Literal["converted", "interested", "declined", "none"]
Kept = Literal["Completed", "NoShow", "Canceled"]
VisitType = Literal["ed", "inpatient", "urgent_care", "office"]

ZONES = {
    **dict.fromkeys(("AZ",), "America/Phoenix"),
    **dict.fromkeys(("NM", "CO", "UT"), "America/Denver"),
    **dict.fromkeys(("CA", "OR", "WA", "NV"), "America/Los_Angeles"),
    **dict.fromkeys(("TX", "IL", "MN"), "America/Chicago"),
}
EASTERN = "America/New_York"

MEASURES = {
    "BCS": ("Z12.31", 50, 74, 1),
    "COL": ("Z12.11", 45, 75, None),
    "CDC-EYE": ("E11.9", 40, 85, None),
    "CBP": ("I10", 35, 101, None),
    "WCV": ("Z00.129", 3, 21, None),
    "IMM": ("Z23", 0, 2, None),
    "AAP": ("Z00.00", 20, 101, None),
}
"""Measures with the diagnosis of the visit that closes them, the ages they hold for, and the sex (1 female)."""

ALWAYS, ALWAYS_IF_ENGAGED, PERSUADABLE = 0.10, 0.20, 0.25
"""Shares of members who close a gap by themselves (and what engagement adds), and who do so if they are asked."""


OPEN_GAPS, EXCLUDED = 0.35, 0.03
"""Shares of the members of a Medicare Advantage plan with an open gap, and of gaps that turn out not to apply."""


def zone_of(state: str) -> str:
    """Time zone of a state (IANA)."""
    return ZONES.get(state, EASTERN)


@dataclass(frozen=True, slots=True)
class GapFate:
    """What becomes of a member's gap.

    measure, diagnosis: as in MEASURES. stratum: whether the member closes it always, only if persuaded, or never.
    served: moment of the service that closes it without any outreach, 0 where there is none. lag: time until its
    claim is there. evidence: what proves it then.
    """

    measure: str
    diagnosis: str
    stratum: Stratum
    served: int
    lag: int
    evidence: str


def gaps_of(run: Run, client: Client) -> Iterator[tuple[int, bool]]:
    """Members with an open gap before the first day, and whether it turns out not to apply.

    Everybody on a campaign's list has one; beyond that it is a Medicare Advantage plan that keeps gaps.
    """
    chance = run.random("gaps", client.client_id)
    listed = {
        member
        for campaign in run.scenario.campaigns
        if campaign.client is client
        for member in (*campaign.called, *campaign.holdout)
    }
    first = (run.scenario.first_on - EPOCH).days
    share = OPEN_GAPS if client.kind == "medicare_advantage" else 0.0
    for member in range(len(client.members)):
        if member in listed:
            yield member, False
        elif chance.random() < share and client.members.joined[member] < first:
            yield member, chance.random() < EXCLUDED


def gap_fate(run: Run, client: Client, member: int) -> GapFate:
    """What becomes of a member's gap if nobody does anything about it."""
    chance = run.random("gap", client.client_id, member)
    members, first = client.members, midnight(run.scenario.first_on)
    age = ((run.scenario.first_on - EPOCH).days - int(members.birth[member])) // 365
    sex = int(members.sex[member])
    fitting = [
        measure for measure, (_, low, high, of) in MEASURES.items() if low <= age <= high and of in (None, sex)
    ] or ["AAP"]
    measure = chance.choice(fitting)
    engaged = chance.random()
    drawn = chance.random() - ALWAYS - ALWAYS_IF_ENGAGED * engaged
    stratum: Stratum = "always" if drawn < 0 else "persuadable" if drawn < PERSUADABLE else "never"
    days = (run.scenario.until_on - run.scenario.first_on).days + 1
    served = first + chance.randrange(days) * DAY + chance.randrange(15, 23) * HOUR
    evidence = chance.choices(("claim", "supplemental", "self_report"), (88, 10, 2))[0]
    return GapFate(
        measure,
        MEASURES[measure][0],
        stratum,
        served if stratum == "always" else 0,
        chance.randrange(15, 46) * DAY,
        evidence,
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversation with the right party led to.

    scheduled: moment of the appointment booked in it, 0 without one; kept: what became of that. closes: whether it
    closes a gap that would have stayed open.
    """

    outcome: Outcome
    scheduled: int = 0
    kept: Kept = "Completed"
    closes: bool = False


def conversion(run: Run, contact: Contact, fate: GapFate) -> Conversion:
    """What a live outreach call led to. Who would have gone anyway books it with us as well: it counts as converted."""
    chance = run.random("conversion", contact.number)
    if fate.stratum == "always":
        if fate.served < contact.ended + DAY:
            return Conversion("none")
        if chance.random() < 0.7:
            return Conversion("converted", fate.served)
        return Conversion("interested")
    on = local_date(contact.ended, contact.client.time_zone) + timedelta(days=chance.randrange(3, 22))
    scheduled = at_local(on, chance.randrange(16, 34) * 30 * MINUTE, contact.client.time_zone)
    if fate.stratum == "persuadable":
        if chance.random() < 0.85:
            kept: Kept = chance.choices(("Completed", "NoShow", "Canceled"), (80, 13, 7))[0]
            return Conversion("converted", scheduled, kept, kept == "Completed")
        return Conversion("interested")
    if chance.random() < 0.10:
        return Conversion("converted", scheduled, "NoShow" if chance.random() < 0.6 else "Canceled")
    return Conversion(chance.choices(("interested", "declined", "none"), (25, 40, 35))[0])


RED_FLAGS = {
    "chest_pain": "chest_pain",
    "stroke": "weakness",
    "breathing": "breathing_difficulty",
    "suicidality": "depression",
    "anaphylaxis": "allergic_reaction",
    "unresponsive": "fainting",
}
COMPLAINTS = (
    *("fever", "cough", "abdominal_pain", "vomiting", "rash", "headache", "back_pain", "sore_throat", "earache"),
    *("dizziness", "urinary_symptoms", "medication_question", "wound", "fall", "high_blood_pressure"),
)
DISPOSITIONS = ("ems_911", "ed_now", "urgent_4h", "office_24h", "office_2wk", "home_care", "other")
USUAL = (0.3, 6.5, 24.5, 15.2, 22.0, 26.0, 5.5)
AT_A_RED_FLAG = (18, 55, 20, 7, 0, 0, 0)
INTENTS = ("911", "ed", "urgent_care", "office", "home", "none")
INTENT_SHARES = (2, 22, 17, 30, 24, 5)
INTENT_OF = dict(zip(DISPOSITIONS, ("911", "ed", "urgent_care", "office", "office", "home", "home"), strict=True))
FOLLOWED = {
    "ems_911": 0.88, "ed_now": 0.665, "urgent_4h": 0.57, "office_24h": 0.60, "office_2wk": 0.57, "home_care": 0.92,
    "other": 0.7,
}  # fmt: skip
SELF_REFERRED, UNDER_TRIAGED = 0.02, 0.0008
"""Shares of low-urgency advice after which the patient turns to an emergency department: without need, beside those
who meant to all along, and in need."""
LOW_URGENCY = ("office_24h", "office_2wk", "home_care")
OVERRIDDEN = 0.06
UP = ("worsening", "comorbidity", "nurse_judgement", "no_access_to_care")
DOWN = ("caller_preference", "nurse_judgement")
ELSEWHERE = ("FL", "TX", "NC", "OH", "CO")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to somebody. began: moment; acuity: 1 to 5, 0 where nobody tells."""

    kind: VisitType
    began: int
    acuity: int
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Triage:
    """What a nurse found and advised, and what the patient did.

    leg, step: the nurse's, step its place in the contact. advised: disposition of the protocol; given: of the nurse.
    visit: where the patient went in the days after, None where nowhere.
    """

    leg: Leg
    step: int
    complaint: str
    red_flags: tuple[str, ...]
    red_flag_at: int
    nonclinical_at: int
    intent: str
    is_asked_before: bool
    advised: str
    given: str
    override_reason: str
    state: str
    is_followed: bool
    visit: Visit | None


def triage_of(run: Run, contact: Contact) -> Triage | None:
    """The triage a contact came to, None where no nurse spoke about a symptom."""
    if not contact.reason.is_clinical or contact.is_test:
        return None
    legs = [(place, step.leg) for place, step in enumerate(contact.steps) if step.leg and step.leg.kind == "handle"]
    nursed = next(((place, leg) for place, leg in legs if leg.agent.team.role == "nurse"), None)
    if nursed is None:
        return None
    step, leg = nursed
    chance = run.random("triage", contact.number)
    has_flag = chance.random() < contact.reason.red_flag
    flag = chance.choices(tuple(RED_FLAGS), (34, 14, 30, 10, 8, 4))[0] if has_flag else ""
    flags = (flag, "breathing") if flag == "chest_pain" and chance.random() < 0.2 else (flag,) if flag else ()
    first = legs[0][1]
    heard = first.answered + int(chance.uniform(0.05, 0.5) * (first.left - first.answered)) if flag else 0
    advised = chance.choices(DISPOSITIONS, AT_A_RED_FLAG if flag else USUAL)[0]
    given, why = advised, ""
    if chance.random() < OVERRIDDEN and advised not in ("ems_911", "other"):
        is_up = chance.random() < 0.75 or advised == "home_care"
        given = DISPOSITIONS[DISPOSITIONS.index(advised) + (-1 if is_up else 1)]
        why = chance.choice(UP if is_up else DOWN)
    intent = INTENT_OF[given] if chance.random() < 0.35 else chance.choices(INTENTS, INTENT_SHARES)[0]
    states = contact.client.states
    home = states[int(contact.client.members.state[contact.member])] if contact.member >= 0 else states[0]
    is_followed = chance.random() < FOLLOWED[given]
    return Triage(
        leg,
        step,
        RED_FLAGS[flag] if flag else chance.choice(COMPLAINTS),
        flags,
        heard,
        first.answered if first is not leg and first.agent.team.role != "nurse" else 0,
        intent,
        chance.random() < 0.92,
        advised,
        given,
        why,
        home if chance.random() < 0.93 else chance.choice((*states, *ELSEWHERE)),
        is_followed,
        _visit_after(chance, leg.left, given, intent, is_followed) if contact.member >= 0 else None,
    )


def _visit_after(chance: Random, ended: int, given: str, intent: str, is_followed: bool) -> Visit | None:
    to = given if is_followed else {"911": "ems_911", "ed": "ed_now"}.get(intent, "home_care")
    if given in LOW_URGENCY:
        fate = chance.random()
        if fate < UNDER_TRIAGED:
            return Visit("ed", ended + chance.randrange(2, 40) * HOUR, chance.choice((1, 2, 2)), chance.random() < 0.7)
        if fate < UNDER_TRIAGED + SELF_REFERRED or to in ("ems_911", "ed_now"):
            return Visit("ed", ended + chance.randrange(40, 1300) * MINUTE, chance.choice((3, 4, 4, 5)), False)
    if to in ("ems_911", "ed_now"):
        acuity = chance.choices((1, 2, 3, 4, 5), (12, 45, 35, 7, 1) if to == "ems_911" else (2, 22, 46, 24, 6))[0]
        is_admitted = chance.random() < {1: 0.85, 2: 0.45, 3: 0.18}.get(acuity, 0.01)
        return Visit("ed", ended + chance.randrange(15, 300) * MINUTE, acuity, is_admitted)
    if to == "urgent_4h":
        return Visit("urgent_care", ended + chance.randrange(40, 420) * MINUTE, 0, False)
    if to in ("office_24h", "office_2wk"):
        days = 1 if to == "office_24h" else chance.randrange(2, 14)
        return Visit("office", ended + days * DAY + chance.randrange(0, 5) * HOUR, 0, False)
    return None
