"""A plan's Salesforce org: members, and what agents note down of contacts, from identity checks to grievances."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.moments import DAY, HOUR, MINUTE, SECOND, iso_millis, midnight, utc_date
from orchestration.simulator.run import Day, Run
from orchestration.simulator.truths.measure import place_of
from orchestration.simulator.writers.salesforce_cases import Casebook, skew
from orchestration.simulator.writers.salesforce_members import write_consents, write_members
from orchestration.simulator.writers.salesforce_org import SOURCE, Org, moment, quoted, user_id

CATEGORIES = {
    **{"claims": "claims_payment", "billing": "premium_billing", "provider": "access_to_care"},
    **{"pharmacy": "pharmacy", "transportation": "transportation"},
}
OTHER_CATEGORY = "quality_of_service"
SUBJECTS = ("Call the member back", "Send the form again", "Check with the plan", "Mail a new card", "Review the claim")

METHODS = (("ivr_pin", 0.24), ("three_points", 0.62), ("one_time_code", 0.08), ("representative", 0.06))
FULL, PARTIAL = 0.93, 0.04
"""Shares of checks that verify the member fully and in part; the rest fail."""
DISCLOSES = 0.85
"""Share of contacts with a verified member in which protected information is disclosed."""
BREACHES = 0.004
"""Share of checks in which it is disclosed too early."""
PROMISED_UNSETTLED, PROMISED_SETTLED = 0.45, 0.04
KEPT, LATE = 0.78, 0.12
"""Shares of promises kept in time and late; the rest never are."""
EXPEDITED_CLINICAL, EXPEDITED = 0.5, 0.05
IN_TIME = 0.94
"""Share of grievances resolved by their deadline."""
GRIEVANCE_DAYS, EXPEDITED_HOURS = 30, 72
OPTS_OUT, OPTS_IN = 0.006, 0.01
"""Shares of answered contacts in which the member says so."""
HONORED = 0.97


class SalesforceService:
    """Writes the member service orgs of a run's plans."""

    def open(self, run: Run) -> None:
        """Write every member's account and the consents on record."""
        self._org = Org(run)
        self._memory = TemporaryDirectory(prefix="careline-simulate-")
        self._cases = Casebook(Path(self._memory.name) / "cases")
        for client in run.scenario.clients:
            write_members(self._org, client)
            write_consents(self._org, client)

    def write(self, run: Run, day: Day) -> None:
        """Write what agents noted down of a day's contacts, and what the back office closed before it."""
        chance = run.random(SOURCE, day.on)
        self._cases.recall()
        self._cases.close_due(self._org, midnight(day.on), chance)
        for contact in day.contacts:
            if contact.is_test:
                continue
            place, leg = _first_handled(contact)
            if leg is None:
                continue
            contact_id = contact.step_id(place) if contact.client.platform == "amazon_connect" else contact.platform_id
            if contact.direction == "inbound":
                self._note(contact, contact_id, leg, chance)
            elif contact.attempt_result == "opt_out" and contact.member >= 0:
                self._consent(contact, leg, "OptOut", "outreach", chance)
        self._cases.keep(midnight(day.on))

    def _note(self, contact: Contact, contact_id: str, leg: Leg, chance: Random) -> None:
        is_known = contact.member >= 0 and contact.is_identified
        self._check_identity(contact, contact_id, leg, is_known, chance)
        if not is_known:
            return
        case_id = self._cases.note(self._org, contact, contact_id, leg, chance)
        if chance.random() < (PROMISED_SETTLED if contact.said_resolved else PROMISED_UNSETTLED):
            self._promise(contact, case_id, leg, chance)
        repeats = contact.issue.contacts.index(contact.number) if contact.issue and not contact.resolved else 0
        if chance.random() < contact.reason.dissatisfied * (1 + 2 * repeats):
            self._complain(contact, contact_id, case_id, leg, chance)
        said = chance.random()
        if said < OPTS_OUT + OPTS_IN:
            self._consent(contact, leg, "OptOut" if said < OPTS_OUT else "OptIn", "agent", chance)

    def _check_identity(self, contact: Contact, contact_id: str, leg: Leg, is_known: bool, chance: Random) -> None:
        method = _method(contact, chance.random())
        drawn = chance.random()
        if is_known:
            result = "full" if drawn < FULL else "partial" if drawn < FULL + PARTIAL else "failed"
        else:
            result = "failed" if drawn < 0.3 else "not_attempted"
        length = leg.left - leg.answered
        verified = disclosed = 0
        if result in ("full", "partial"):
            asked = int(length * chance.uniform(0.05, 0.2))
            verified = contact.menu_left if method == "ivr_pin" and contact.menu_left else leg.answered + asked
        since = max(verified, leg.answered)
        if is_known and chance.random() < BREACHES:
            disclosed = (verified or leg.left) - min(20 * SECOND, length // 30 + 1)
        elif result == "full" and chance.random() < DISCLOSES:
            disclosed = since + int((leg.left - since) * chance.uniform(0.1, 0.7))
        client = contact.client
        check_id = f"a02{contact.number:012d}AAA"
        account_id = client.members.account_id(contact.member) if is_known else ""
        verified_at, disclosed_at = moment(verified), moment(disclosed)
        line = (
            f"{check_id},{account_id},{client.platform},{contact_id},{method},{result},{verified_at},{disclosed_at},"
            f"{iso_millis(leg.answered)},{iso_millis(leg.left)}"
        )
        if self._org.put(client, "IdentityCheck__c", leg.left, line):
            self._org.run.truth.add(
                "identity_check",
                {
                    "client_id": client.client_id,
                    "check_id": check_id,
                    "contact": contact.number,
                    "account_id": account_id,
                    "method": method,
                    "result": result,
                    "verified_at": verified_at,
                    "disclosed_at": disclosed_at,
                    "is_disclosed_unverified": disclosed > 0 and (verified == 0 or disclosed < verified),
                },
            )

    def _promise(self, contact: Contact, case_id: str, leg: Leg, chance: Random) -> None:
        client, made = contact.client, leg.left
        due = made // DAY * DAY + chance.randint(1, 5) * DAY + 21 * HOUR
        drawn = chance.random()
        done = 0
        if drawn < KEPT:
            done = made + int((due - made) * chance.uniform(0.1, 1))
        elif drawn < KEPT + LATE:
            done = due + MINUTE + int(chance.expovariate(1 / DAY))
        task_id, account_id = f"00T{contact.number:012d}AAA", client.members.account_id(contact.member)
        subject = chance.choice(SUBJECTS)
        text, has_phi = self._prose(contact, f"{subject} about {contact.reason.name}", chance)
        head = f"{task_id},{case_id},{account_id},{quoted(subject)},promise"
        written = made + skew(self._org, client, utc_date(made))
        tail = f"{user_id(leg.agent.index)},{quoted(text)},{iso_millis(written)}"
        if not self._org.put(client, "Task", made, f"{head},Open,{iso_millis(due)},,{tail},{iso_millis(written)}"):
            return
        off = skew(self._org, client, utc_date(done)) if done else 0
        # Also a clock that is off shows versions in their order.
        told = moment(max(done + off, written + SECOND)) if done else ""
        is_done = done > 0 and self._org.put(
            client, "Task", done, f"{head},Completed,{iso_millis(due)},{told},{tail},{told}"
        )
        self._org.run.truth.add(
            "task",
            {
                "client_id": client.client_id,
                "task_id": task_id,
                "case_id": case_id,
                "account_id": account_id,
                "promised_at": iso_millis(due),
                "completed_at": told if is_done else "",
                "is_clock_off": bool(done) and told != iso_millis(done),
                "is_kept": is_done and done <= due,
                "has_phi_pattern": has_phi,
            },
        )
        if has_phi:
            self._org.label("phi_in_free_text", "task", task_id)

    def _complain(self, contact: Contact, contact_id: str, case_id: str, leg: Leg, chance: Random) -> None:
        client = contact.client
        is_expedited = chance.random() < (EXPEDITED_CLINICAL if contact.reason.is_clinical else EXPEDITED)
        received = leg.answered + (leg.left - leg.answered) // 2
        due = received + (EXPEDITED_HOURS * HOUR if is_expedited else GRIEVANCE_DAYS * DAY)
        share = chance.betavariate(4, 3) if chance.random() < IN_TIME else chance.uniform(1.02, 1.4)
        resolved = max(received + int((due - received) * share), leg.left + MINUTE)
        outcome = chance.choice(("upheld", "overturned", "withdrawn", "explained"))
        grievance_id, account_id = f"a01{contact.number:012d}AAA", client.members.account_id(contact.member)
        level = "expedited" if is_expedited else "standard"
        text, has_phi = self._prose(contact, f"Unhappy with how {contact.reason.name} was handled", chance)
        head = (
            f"{grievance_id},{account_id},{case_id},{client.platform},{contact_id},"
            f"{CATEGORIES.get(contact.reason.family, OTHER_CATEGORY)},{level},{iso_millis(received)},{iso_millis(due)}"
        )
        tail = f"{quoted(text)},{iso_millis(leg.left)}"
        if not self._org.put(client, "Grievance__c", leg.left, f"{head},,,{tail},{iso_millis(leg.left)}"):
            return
        told = iso_millis(resolved)
        is_resolved = self._org.put(client, "Grievance__c", resolved, f"{head},{told},{outcome},{tail},{told}")
        self._org.run.truth.add(
            "grievance",
            {
                "client_id": client.client_id,
                "grievance_id": grievance_id,
                **place_of(contact),
                "case_id": case_id,
                "account_id": account_id,
                "level": level,
                "received_at": iso_millis(received),
                "due_at": iso_millis(due),
                "resolved_at": told if is_resolved else "",
                "has_phi_pattern": has_phi,
            },
        )
        if has_phi:
            self._org.label("phi_in_free_text", "grievance", grievance_id)

    def _consent(self, contact: Contact, leg: Leg, status: str, where: str, chance: Random) -> None:
        client, said = contact.client, leg.left
        consent_id, account_id = f"0lx{contact.number:012d}AAA", client.members.account_id(contact.member)
        channel = "voice" if where == "outreach" else chance.choice(("voice", "sms", "email"))
        honored = said + int(chance.uniform(0.1, 9) * DAY) if chance.random() < HONORED else 0
        head, tail = (
            f"{consent_id},{account_id},{channel},{status},{where},{moment(said)},{moment(said)},",
            moment(said),
        )
        if not self._org.put(client, "ContactPointConsent", said, f"{head},,{tail},{tail}"):
            return
        told = moment(honored)
        is_honored = honored > 0 and self._org.put(
            client, "ContactPointConsent", honored, f"{head},{told},{tail},{told}"
        )
        self._org.run.truth.add(
            "consent",
            {
                "client_id": client.client_id,
                "consent_id": consent_id,
                "account_id": account_id,
                "channel": channel,
                "status": "opt_out" if status == "OptOut" else "opt_in",
                "captured_at": tail,
                "honored_at": told if is_honored else "",
            },
        )

    def _prose(self, contact: Contact, text: str, chance: Random) -> tuple[str, bool]:
        """What an agent types, and whether it tells who the member is beyond a first name."""
        members = contact.client.members
        first, last = members.name(contact.member)
        if not self._org.run.faults.strikes("phi_in_free_text", contact.number):
            return f"{first}: {text}", False
        ssn = f"{chance.randint(900, 999)}-{chance.randint(10, 99)}-{chance.randint(1000, 9999)}"
        born = utc_date(int(members.birth[contact.member]) * DAY)
        return f'{text}, said "{first} {last}", SSN {ssn}, born {born:%m/%d/%Y}, {contact.ani or ""}', True


def _first_handled(contact: Contact) -> tuple[int, Leg | None]:
    """Place of the step in which an agent first handles the member, and the leg."""
    for place, step in enumerate(contact.steps):
        if step.leg is not None and step.leg.kind == "handle":
            return place, step.leg
    return 0, None


def _method(contact: Contact, drawn: float) -> str:
    """How identity is checked; where nobody talks, by a code that is sent."""
    if contact.channel != "voice":
        return "one_time_code"
    for method, share in METHODS:
        drawn -= share
        if drawn < 0:
            return method
    return METHODS[-1][0]
