"""The plans' extracts of claims and of admissions: visits that follow advice or close a gap, and everybody else's."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from orchestration.simulator.care import Visit, VisitType, conversion, gap_fate, gaps_of, triage_of
from orchestration.simulator.moments import DAY, EPOCH, HOUR, MINUTE, SECOND, local_date, midnight, utc_date
from orchestration.simulator.writers.table import Table, seconds

if TYPE_CHECKING:
    from orchestration.simulator.run import Day, Run
    from orchestration.simulator.scenario import Client

SOURCE = "claims"
VISIT = (
    "claim_id,member_number,visit_type,started_on,ended_on,admitted,acuity,diagnosis_code,allowed_usd,is_avoidable_ed,"
    "status,received_on,updated_at"
)
ADT = "event_id,member_number,event,event_at,facility_id,acuity,updated_at"
KINDS: tuple[VisitType, ...] = ("ed", "inpatient", "urgent_care", "office")
A_YEAR = {
    "ed": (0.22, 0.5, 1.2),
    "inpatient": (0.03, 0.12, 0.5),
    "urgent_care": (0.25, 0.3, 0.35),
    "office": (0.5, 0.9, 1.5),
}
"""Visits a member has a year, by risk, those after advice left out; of office visits those the extract holds."""
ALLOWED_USD = {"ed": 2032, "inpatient": 14_500, "urgent_care": 193, "office": 167}
DIAGNOSES = {
    "ed": ("R07.9", "R10.9", "J06.9", "S61.0", "R51.9", "I20.9", "J18.9", "N39.0"),
    "inpatient": ("I50.9", "J18.9", "A41.9", "J44.1", "I63.9"),
    "urgent_care": ("J06.9", "J02.9", "N39.0", "S93.4", "R21"),
    "office": ("I10", "E11.9", "M54.5", "Z00.00", "F41.1"),
}
EARLIER = 60
"""Days before the first of which claims still come in."""
REVERSED = 0.02
TOLD_BY_ADT = 0.8
"""Share of emergency visits in facilities that send their arrivals."""


class Claims:
    """Writes the plans' extracts."""

    def __init__(self) -> None:
        """A system that has seen nothing."""
        self._visits: list[Table] = []
        self._events: list[Table] = []
        self._first = 0

    def open(self, run: Run) -> None:
        """Write the visits that have nothing to do with the centre, from before the first day on."""
        self._first = midnight(run.scenario.first_on)
        for client in run.scenario.clients:
            self._visits.append(Table(run, client, SOURCE, "Visit", VISIT, "claim"))
            self._events.append(Table(run, client, SOURCE, "Adt", ADT, "adt"))
            self._write_others(run, client)
            for member, is_excluded in gaps_of(run, client):
                fate = gap_fate(run, client, member)
                if fate.served and fate.evidence == "claim" and not is_excluded:
                    self._write_service(run, client, member, fate.served, fate.lag, fate.diagnosis)

    def write(self, run: Run, day: Day) -> None:
        """Write what members did after the day's advice and outreach."""
        for contact in day.contacts:
            if contact.attempt_result == "live":
                fate = gap_fate(run, contact.client, contact.member)
                led = conversion(run, contact, fate)
                if led.closes and fate.evidence == "claim":
                    self._write_service(run, contact.client, contact.member, led.scheduled, fate.lag, fate.diagnosis)
            elif contact.reason.is_clinical and (triage := triage_of(run, contact)) and triage.visit:
                chance = run.random("claim", contact.number)
                self._write_visit(chance, contact.client, contact.member, f"T{contact.number:010d}", triage.visit)

    def _write_service(self, run: Run, client: Client, member: int, served: int, lag: int, diagnosis: str) -> None:
        """The claim that closes a gap: it is there a day before the gap is seen closed."""
        chance = run.random("claim", client.client_id, member)
        visit = Visit("office", served, 0, False)
        self._write_visit(chance, client, member, f"G{member:010d}", visit, lag - DAY, diagnosis)

    def _write_others(self, run: Run, client: Client) -> None:
        members = client.members
        draw = np.random.default_rng((run.scenario.seed, 61, client.place))
        first = (run.scenario.first_on - EPOCH).days - EARLIER
        days = (run.scenario.until_on - run.scenario.first_on).days + 1 + EARLIER
        for kind in KINDS:
            rates = np.array(A_YEAR[kind])[members.risk] * days / 365
            who = np.repeat(np.arange(len(members)), draw.poisson(rates))
            on = first + draw.integers(0, days, len(who))
            is_covered = (members.joined[who] <= on) & (on <= members.termed[who])
            acuity = draw.choice(5, len(who), p=(0.01, 0.16, 0.45, 0.28, 0.10)) + 1
            admitted = draw.random(len(who)) < np.array((0.85, 0.35, 0.1, 0.01, 0.0))[acuity - 1]
            minute = draw.integers(0, 24 * 60, len(who))
            chance = run.random(SOURCE, client.client_id, kind)
            columns = (column[is_covered].tolist() for column in (who, on, minute, acuity, admitted))
            for number, (member, day, clock, grade, is_admitted) in enumerate(zip(*columns, strict=True)):
                is_ed = kind == "ed"
                visit = Visit(
                    kind,
                    day * DAY + clock * MINUTE,
                    grade if is_ed else 0,
                    is_admitted if is_ed else kind == "inpatient",
                )
                self._write_visit(chance, client, member, f"{kind[0].upper()}{number:09d}", visit)

    def _write_visit(
        self,
        chance: Random,
        client: Client,
        member: int,
        name: str,
        visit: Visit,
        lag: int = 0,
        diagnosis: str = "",
    ) -> None:
        """A claim, its reversal where there is one, and what the hospital says at once. lag: until it is received."""
        number = client.members.number(member)
        on = local_date(visit.began, client.time_zone)
        stay = chance.randrange(2, 8) if visit.is_admitted else 0
        lag = lag or int(min(10 + chance.lognormvariate(2.6, 0.8), 90)) * DAY
        received = (visit.began + max(lag, stay * DAY)) // DAY * DAY + 5 * HOUR + chance.randrange(3600) * SECOND
        is_low = visit.kind == "ed" and visit.acuity >= 4 and not visit.is_admitted
        claim = (
            f"CLM{client.place:02d}{name}",
            number,
            visit.kind,
            on,
            on + timedelta(days=stay),
            visit.is_admitted,
            visit.acuity or "",
            diagnosis or chance.choice(DIAGNOSES[visit.kind]),
            f"{ALLOWED_USD[visit.kind] * chance.lognormvariate(-0.08, 0.4):.2f}",
            is_low and chance.random() < 0.8 if visit.kind == "ed" else None,
        )
        if received >= self._first:
            self._visits[client.place].put(received, *claim, "paid", utc_date(received), seconds(received))
        if chance.random() < REVERSED:
            reversed_at = received + chance.randrange(15, 45) * DAY
            if reversed_at >= self._first:
                self._visits[client.place].put(
                    reversed_at, *claim, "reversed", utc_date(received), seconds(reversed_at)
                )
        if visit.kind in ("ed", "inpatient") and chance.random() < TOLD_BY_ADT:
            self._write_events(chance, client, number, f"A{client.place:02d}{name}", visit, stay)

    def _write_events(self, chance: Random, client: Client, number: str, name: str, visit: Visit, stay: int) -> None:
        facility = f"F{chance.randrange(1, 18):03d}"
        admitted = visit.began + (chance.randrange(2, 9) * HOUR if visit.kind == "ed" else 0)
        events = [("ed_arrival", visit.began)] if visit.kind == "ed" else []
        if visit.is_admitted:
            events += [("admit", admitted), ("discharge", admitted + stay * DAY)]
        for event, at in events:
            told = at + chance.randrange(1, 15) * MINUTE
            if told >= self._first:
                self._events[client.place].put(
                    told, f"{name}{event[:2]}", number, event, seconds(at), facility, visit.acuity or "", seconds(told)
                )
