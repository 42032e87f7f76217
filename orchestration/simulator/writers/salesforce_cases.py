"""Cases in a plan's Salesforce org: opened for an issue, worked on, escalated, closed too early and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import orjson

from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.moments import DAY, HOUR, MINUTE, SECOND, iso_millis, utc_date
from orchestration.simulator.scenario import Client, Reason
from orchestration.simulator.truths.measure import place_of
from orchestration.simulator.writers.salesforce_org import SOURCE, Org, user_id

ORIGINS = {"voice": "Phone", "chat": "Chat", "sms": "Message", "email": "Message"}
ESCALATIONS = ("supervisor", "client", "clinical", "emergency")
SKEWS = (-55, -40, 25, 45, 62)
"""Minutes the org's clock is off on a day on which it is."""
OPENS, OPENS_AT_REPEAT = 0.55, 0.75
"""Shares of contacts for which a case is opened where the issue has none yet."""
ESCALATED = 0.12
"""Share of contacts that leave a case open and escalate it."""
BACK_OFFICE, BACK_OFFICE_SETTLES = 0.7, 0.8
"""Shares of open cases that the back office closes, unless the member is back before, and that it settles."""
BACK_OFFICE_TAKES = 3 * DAY
"""Mean."""
FORGOTTEN_AFTER = 20 * DAY
"""A member who comes back later gets a new case."""


@dataclass(slots=True)
class Case:
    """A case as last written.

    client: place among the clients. account, contact, family: of the contact it was opened in. head, sla: cells that
    never change. opened, closed: as written, by a clock that may be off; really: when it was opened. due: moment the
    back office will close it, 0 where it will not. touched: moment of its last version; written: the same as written.
    changes: rows of its history. reopened: times it was taken up again. place: where the contact it was opened in
    counts. turns: moments it was closed and, negative, taken up again. is_clock_off: some version was written by a
    clock that was off.
    """

    case_id: str
    client: int
    account: str
    contact: str
    family: str
    head: str
    sla: str
    opened: str
    really: str
    owner: str
    priority: str
    touched: int
    written: int
    status: str = "New"
    escalated_to: str = ""
    resolution: str = ""
    closed: str = ""
    due: int = 0
    changes: int = 0
    reopened: int = 0
    place: dict[str, str | int] = field(default_factory=dict)
    turns: list[int] = field(default_factory=list)
    is_clock_off: bool = False


@dataclass
class Casebook:
    """The cases that may go on, by the number of their issue.

    path: file they are in between the days, of which each is written by a process of its own.
    """

    path: Path
    cases: dict[int, Case] = field(default_factory=dict)

    def recall(self) -> None:
        """Read what the day before left."""
        kept = orjson.loads(self.path.read_bytes()) if self.path.exists() else {}
        self.cases = {int(number): Case(**case) for number, case in kept.items()}

    def keep(self, now: int) -> None:
        """Leave it to the next day, without what nobody will come back to."""
        lasting = {number: case for number, case in self.cases.items() if case.touched > now - FORGOTTEN_AFTER}
        self.path.write_bytes(orjson.dumps(lasting, option=orjson.OPT_NON_STR_KEYS))

    def close_due(self, org: Org, before: int, chance: Random) -> None:
        """What the back office closed before a moment, of cases that members had not come back for."""
        for number, case in list(self.cases.items()):
            if not 0 < case.due < before:
                continue
            at, case.due = case.due, 0
            is_settled = chance.random() < BACK_OFFICE_SETTLES
            case.resolution = "resolved" if is_settled else "unresolved"
            _change(org, case, "Closed", at)
            if is_settled and chance.random() < 0.5:
                del self.cases[number]

    def note(self, org: Org, contact: Contact, contact_id: str, leg: Leg, chance: Random) -> str:
        """Open a case for a contact's issue or go on with the one there is; its Id, empty where there is none."""
        issue = contact.issue
        if issue is None:
            return ""
        case = self.cases.get(issue.number)
        if case is None:
            if chance.random() >= (OPENS if issue.contacts[0] == contact.number else OPENS_AT_REPEAT):
                return ""
            case = self.cases[issue.number] = _open(org, contact, contact_id, leg, chance)
        elif case.status == "Closed":
            case.reopened += 1
            case.resolution = ""
            if _change(org, case, "Working", leg.answered + 20 * SECOND):
                org.label("reopened_case", "case", case.case_id)
        case.due = 0
        ended = max(each.acw_ended for each in contact.legs if each.kind == "handle")
        if contact.said_resolved:
            case.resolution = "resolved"
            _change(org, case, "Closed", ended)
            if contact.resolved:
                del self.cases[issue.number]
        else:
            is_referred = any(each.handover == "outside" for each in contact.legs)
            case.resolution = "referred" if is_referred else "unresolved"
            _leave(org, case, contact.reason, ended, chance)
        return case.case_id


def skew(org: Org, client: Client, on: date) -> int:
    """Milliseconds an org's clock is ahead on a UTC date; never at a weekend, whose few cases could not tell of it."""
    if on.weekday() > 4 or not org.run.faults.strikes("clock_skew", f"{SOURCE}/{client.client_id}/{on}"):
        return 0
    return org.run.random(SOURCE, "skew", client.client_id, on).choice(SKEWS) * MINUTE


def _open(org: Org, contact: Contact, contact_id: str, leg: Leg, chance: Random) -> Case:
    issue, client, reason = contact.issue, contact.client, contact.reason
    assert issue is not None
    at = leg.left + int(chance.uniform(0, max(5 * SECOND, leg.acw)))
    is_off = skew(org, client, utc_date(leg.left))
    is_urgent = reason.is_clinical or chance.random() < 0.08
    account, really = client.members.account_id(contact.member), iso_millis(at)
    case = Case(
        # A member who comes back to a forgotten case opens another one for the same issue.
        case_id=f"500{client.place:02d}{issue.number:08d}{issue.contacts.index(contact.number) % 100:02d}AAA",
        client=org.run.scenario.clients.index(client),
        account=account,
        contact=contact_id,
        family=reason.family,
        head=f"{issue.number:08d},{account},{client.platform},{contact_id},{reason.family},{reason.code},"
        f"{ORIGINS[contact.channel]}",
        sla=iso_millis(at + (1 if is_urgent else 5) * DAY),
        opened=iso_millis(at + is_off) if is_off else really,
        really=really,
        owner=user_id(leg.agent.index),
        priority="High" if is_urgent else "Medium",
        touched=at,
        written=at + is_off,
        place=place_of(contact),
        is_clock_off=is_off != 0,
    )
    if _write(org, case) and is_off:
        org.label("clock_skew", "case", case.case_id)
    return case


def _leave(org: Org, case: Case, reason: Reason, at: int, chance: Random) -> None:
    """Leave a case to be worked on, escalated or not."""
    if not case.escalated_to and chance.random() < ESCALATED:
        case.escalated_to = _escalation(reason, chance)
        queue_id = f"00G{case.client:02d}{ESCALATIONS.index(case.escalated_to):010d}AAA"
        before, case.owner = case.owner, queue_id
        _change(org, case, "Escalated", at)
        _history(org, case, "Owner", before, case.owner)
    elif case.status == "New":
        _change(org, case, "Working", at)
    else:
        _touch(org, case, at)
        _write(org, case)
    if chance.random() < BACK_OFFICE:
        case.due = case.touched + 2 * HOUR + int(chance.expovariate(1 / BACK_OFFICE_TAKES))


def _escalation(reason: Reason, chance: Random) -> str:
    if reason.is_clinical:
        return "emergency" if chance.random() < reason.red_flag else "clinical"
    return chance.choice(("supervisor", "supervisor", "client"))


def _touch(org: Org, case: Case, at: int) -> None:
    """Move a case's clock on; also one that is off shows versions in their order."""
    case.touched = max(at, case.touched + SECOND)
    client = org.run.scenario.clients[case.client]
    case.written = max(case.touched + skew(org, client, utc_date(case.touched)), case.written + SECOND)
    case.is_clock_off |= case.written != case.touched


def _change(org: Org, case: Case, status: str, at: int) -> bool:
    """Change a case's status: its history and the case itself; whether that is delivered."""
    before, case.status = case.status, status
    _touch(org, case, at)
    case.closed = iso_millis(case.written) if status == "Closed" else ""
    if "Closed" in (before, status):
        case.turns.append(case.touched if status == "Closed" else -case.touched)
    _history(org, case, "Status", before, status)
    return _write(org, case)


def _history(org: Org, case: Case, field_name: str, before: str, after: str) -> None:
    case.changes += 1
    event_id = f"017{case.case_id[3:13]}{case.case_id[13:15]}{case.changes % 1000:03d}"
    line = f"{event_id},{case.case_id},{field_name},{before},{after},{case.owner},{iso_millis(case.written)}"
    org.put(org.run.scenario.clients[case.client], "CaseHistory", case.touched, line)


def _write(org: Org, case: Case) -> bool:
    """Write a version of a case; whether it is delivered. The truth gets every version: the last one stands."""
    client = org.run.scenario.clients[case.client]
    modified = case.closed or (case.opened if case.status == "New" else iso_millis(case.written))
    line = (
        f"{case.case_id},{case.head},{case.status},{case.priority},{'true' if case.escalated_to else 'false'},"
        f"{case.escalated_to},{case.owner},{case.resolution},{case.sla},{case.opened},{case.closed},{modified}"
    )
    if not org.put(client, "Case", case.touched, line):
        return False
    org.run.truth.add(
        "case",
        {
            "client_id": client.client_id,
            "case_id": case.case_id,
            "modified_at": modified,
            "account_id": case.account,
            "platform_contact_id": case.contact,
            "reason_family": case.family,
            "status": case.status.lower(),
            "escalated_to": case.escalated_to,
            "resolution": case.resolution,
            "opened_at": case.opened,
            "really_opened_at": case.really,
            "closed_at": case.closed,
            "reopened_count": case.reopened,
            **case.place,
            "due_at": case.sla,
            "turns": " ".join(map(str, case.turns)),
            "is_clock_off": case.is_clock_off,
        },
    )
    return True
