"""The nurse line's triage system: encounters, and the calls on the day after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.simulator.care import Triage, triage_of
from orchestration.simulator.moments import DAY, HOUR, MINUTE, utc_date
from orchestration.simulator.truths.measure import place_of
from orchestration.simulator.writers.table import Notes, Table, record_id, seconds

if TYPE_CHECKING:
    from orchestration.simulator.contact import Contact
    from orchestration.simulator.run import Day, Run

SOURCE = "nurse_triage"
ENCOUNTER = (
    "encounter_id,platform,contact_id,member_number,nurse_id,protocol_id,protocol_version,chief_complaint,age_band,"
    "pre_intent,intent_asked_before_advice,red_flags,red_flag_at,first_nonclinical_at,nurse_connected_at,"
    "callback_requested_at,system_disposition,final_disposition,override_reason,patient_state,ems_stayed_on_line,"
    "address_confirmed,started_at,ended_at,note,updated_at"
)
FOLLOW_UP = "follow_up_id,encounter_id,due_at,reached_at,result,advice_followed,updated_at"
NOTES = (
    "No shortness of breath.",
    "Caregiver on the line.",
    "Took acetaminophen at noon.",
    "Understands when to call again.",
    "",
)
AGE_BANDS = ((5, "0-4"), (18, "5-17"), (45, "18-44"), (65, "45-64"), (75, "65-74"), (200, "75+"))
URGENT = ("ems_911", "ed_now", "urgent_4h")
REACHED, SAYS_SO = 0.78, 0.08
"""Shares of follow-ups that reach the caller, and of callers who say that they followed advice and did not."""


class NurseTriage:
    """Writes the plans' triage systems."""

    def __init__(self) -> None:
        """A system that has seen nothing."""
        self._encounters: list[Table] = []
        self._follow_ups: list[Table] = []
        self._notes: Notes

    def open(self, run: Run) -> None:
        """Nothing stands before the first call."""
        self._notes = Notes(run, SOURCE, "encounter", NOTES)
        for client in run.scenario.clients:
            self._encounters.append(Table(run, client, SOURCE, "Encounter", ENCOUNTER, "triage", "note"))
            self._follow_ups.append(Table(run, client, SOURCE, "FollowUp", FOLLOW_UP, "triage_followup"))

    def write(self, run: Run, day: Day) -> None:
        """Write the day's triages and when they are followed up."""
        for contact in day.contacts:
            if contact.reason.is_clinical and (triage := triage_of(run, contact)):
                self._write_encounter(contact, triage)
                run.truth.add(
                    "triage_place",
                    {
                        "encounter_id": f"E{contact.number:010d}",
                        "client_id": contact.client.client_id,
                        **place_of(contact),
                        "is_handed_over": triage.nonclinical_at > 0,
                        "is_emergency": triage.given == "ems_911",
                    },
                )
                self._write_follow_up(run, contact, triage)

    def _write_encounter(self, contact: Contact, triage: Triage) -> None:
        client, leg = contact.client, triage.leg
        encounter_id = f"E{contact.number:010d}"
        years = (leg.answered // DAY - int(client.members.birth[contact.member])) // 365
        band = next(name for below, name in AGE_BANDS if years < below) if contact.member >= 0 else ""
        on = utc_date(leg.answered)
        is_emergency = triage.given == "ems_911"
        written = max(leg.acw_ended, leg.left) + MINUTE
        self._encounters[client.place].put(
            written,
            encounter_id,
            client.platform,
            record_id(client.platform, contact.platform_id, contact.step_id(triage.step)),
            client.members.number(contact.member) if contact.member >= 0 else "",
            leg.agent.platform_id,
            f"{'child' if band in ('0-4', '5-17') else 'adult'}-{triage.complaint.replace('_', '-')}",
            f"{on.year}.{1 if on.month < 7 else 2}",
            triage.complaint,
            band,
            triage.intent,
            triage.is_asked_before,
            ";".join(triage.red_flags),
            seconds(triage.red_flag_at),
            seconds(triage.nonclinical_at),
            seconds(leg.answered),
            seconds(contact.callback_requested or 0),
            triage.advised,
            triage.given,
            triage.override_reason,
            triage.state,
            contact.number % 7 != 0 if is_emergency else None,
            contact.number % 12 != 0 if is_emergency else None,
            seconds(leg.answered),
            seconds(leg.left),
            self._notes.note(client, contact.member, encounter_id, contact.number),
            seconds(written),
        )

    def _write_follow_up(self, run: Run, contact: Contact, triage: Triage) -> None:
        """A call the next day, written down when it is planned and when it was made."""
        chance = run.random("followup", contact.number)
        if chance.random() >= (0.95 if triage.given in URGENT else 0.25):
            return
        table = self._follow_ups[contact.client.place]
        planned = max(triage.leg.acw_ended, triage.leg.left) + 2 * MINUTE
        due = triage.leg.left + DAY
        names = (f"F{contact.number:010d}", f"E{contact.number:010d}", seconds(due))
        table.put(planned, *names, "", "", None, seconds(planned))
        called = due + chance.randrange(-120, 300) * MINUTE
        if chance.random() >= REACHED:
            table.put(called, *names, "", "not_reached", None, seconds(called))
            return
        went = triage.visit is not None and triage.visit.kind == "ed" and triage.visit.began < called - HOUR
        result = "ed_visit" if went else chance.choices(("improved", "same", "worse"), (62, 30, 8))[0]
        says_so = triage.is_followed or chance.random() < SAYS_SO
        table.put(called + 6 * MINUTE, *names, seconds(called), result, says_so, seconds(called + 6 * MINUTE))
