"""Amazon Connect: contact records, the agent event stream, and the report of queues by half hour."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import orjson

from orchestration.simulator.contact import Contact, Leg, Step
from orchestration.simulator.moments import DAY, HOUR, MINUTE, SECOND, iso_seconds, midnight, utc_date
from orchestration.simulator.parts import Feed
from orchestration.simulator.people import Agent
from orchestration.simulator.run import Day, Run
from orchestration.simulator.scenario import Queue
from orchestration.simulator.writers.phones import (
    HALF_HOUR,
    LONGER_THAN_A_DAY,
    HalfHourCounts,
    Phones,
    disposition_code,
    entry_point,
    language_code,
    partner,
)

SOURCE = "amazon_connect"
ACCOUNT = "123456789012"
CHANNELS = {"voice": "VOICE", "chat": "CHAT", "sms": "CHAT", "email": "EMAIL"}
SUBTYPES = {"voice": "Telephony", "chat": "Chat", "sms": "SMS", "email": "Email"}
ENDPOINTS = {
    "voice": "TELEPHONE_NUMBER", "chat": "CONTACT_FLOW", "sms": "TELEPHONE_NUMBER", "email": "EMAIL_ADDRESS",
}  # fmt: skip
METHODS = {
    "arrival": "INBOUND",
    "overflow": "QUEUE_TRANSFER",
    "transfer": "TRANSFER",
    "consult": "TRANSFER",
    "callback": "CALLBACK",
    "outbound": "OUTBOUND",
    "monitor": "MONITOR",
}
UNREACHED = {"busy": "TELECOM_BUSY", "bad_number": "TELECOM_NUMBER_INVALID"}
BESIDE_THE_MEMBER = ("consult", "monitor")
STATUS_TYPES = {"Available": "ROUTABLE", "Offline": "OFFLINE"}
SKEW = 4 * MINUTE
NIGHT_ENDS = 8 * HOUR
"""UTC clock time up to which a report reaches: the last local day is over by then, in the west too."""
SEEN_EARLY = 0.04
"""Share of records delivered first while they go on."""
REDACTED = 0.02
"""Share of records written again a day later, when their recording was redacted."""
REPORT = (
    "Queue,Queue ARN,Channel,StartInterval,EndInterval,"
    "Contacts queued,Contacts handled incoming,Contacts handled,Contacts abandoned"
)
QUEUED, HANDLED_INCOMING, HANDLED, ABANDONED = range(4)

Record = dict[str, Any]


class AmazonConnect:
    """Writes each instance's contact records, agent events and queue report."""

    def open(self, run: Run) -> None:
        """Lay out the counts of the queue report."""
        self._queues = [queue for queue in run.scenario.queues if queue.client.platform == SOURCE]
        self._row = {queue.index: row for row, queue in enumerate(self._queues)}
        self._counts = HalfHourCounts(run, len(self._queues), 4)

    def write(self, run: Run, day: Day) -> None:
        """Write a day's records, events, and the report of the half hours that are over."""
        chance = run.random(SOURCE, day.on)
        phones = Phones(run, SOURCE, "contact_record")
        steps: list[tuple[str, Step]] = []
        for contact in day.contacts:
            if contact.client.platform != SOURCE:
                continue
            self._contact(run, phones, chance, contact)
            steps += [(contact.step_id(place), step) for place, step in enumerate(contact.steps)]
        _write_events(run, chance, day, steps)
        self._report(run, midnight(day.on) + NIGHT_ENDS)

    def _contact(self, run: Run, phones: Phones, chance: Random, contact: Contact) -> None:
        feed = _feed(contact.client.delivery_id, "contact_record", "ContactId")
        fault = phones.fault_of_end(contact)
        if fault is None:
            phones.note_natures(contact)
        # Of a contact that is never told to have ended, nothing is told that comes with its end.
        attributes = _attributes(phones, chance, contact, is_told_ended=fault != "missing_hangup")
        for place, step in enumerate(contact.steps):
            record = _record(contact, place, step, attributes)
            ended = max(step.ended, step.leg.acw_ended if step.leg else 0)
            written = ended + chance.randrange(15, 90) * SECOND
            if fault == "missing_hangup" or (step.leg and not step.picked_up and chance.random() < SEEN_EARLY):
                early = (step.leg.answered if step.leg else step.began) + SECOND
                run.delivery.put(feed, early, _line(_unfinished(record), early))
                if fault == "missing_hangup":
                    continue
            if fault is None and self._is_skewed(run, contact):
                phones.note_fault("clock_skew", contact)
                record["Agent"]["ConnectedToAgentTimestamp"] = iso_seconds(step.began - SKEW)
            if fault == "negative_duration":
                record["Agent"]["AfterContactWorkDuration"] *= -1
            elif fault == "day_long_duration":
                record["Agent"]["AgentInteractionDuration"] = LONGER_THAN_A_DAY // SECOND
            run.delivery.put(feed, written, _line(record, written))
            if chance.random() < REDACTED:
                later = written + DAY + chance.randrange(3600) * SECOND
                run.delivery.put(feed, later, _line(record, later))
            self._count(step)
        if contact.callback_requested is not None and not any(step.how == "callback" for step in contact.steps):
            expired = _never_dialled(contact, attributes)
            written = contact.closed + MINUTE
            run.delivery.put(feed, written, _line(expired, written))

    @staticmethod
    def _is_skewed(run: Run, contact: Contact) -> bool:
        """Whether an agent's clock is off that day; shown on contacts of one step, where nothing is measured by it."""
        legs = contact.legs
        if len(contact.steps) > 1 or contact.outcome != "answered" or not legs:
            return False
        return run.faults.strikes("clock_skew", f"{SOURCE}/{legs[0].agent.platform_id}/{utc_date(contact.arrived)}")

    def _count(self, step: Step) -> None:
        """Amazon Connect books a contact to the half hour in which it ended; it knows of no test."""
        if step.stay is None:
            return
        row, at = self._row[step.stay.queue.index], _ended(step)
        self._counts.add(row, at, QUEUED)
        if step.leg is not None:
            self._counts.add(row, at, HANDLED_INCOMING)
            self._counts.add(row, at, HANDLED)
        elif step.stay.exit == "abandoned":
            self._counts.add(row, at, ABANDONED)

    def _report(self, run: Run, before: int) -> None:
        for row, begin, counts in self._counts.due(before):
            queue = self._queues[row]
            feed = Feed(queue.client.delivery_id, SOURCE, "queue_interval", ".csv", REPORT)
            cells = [
                queue.name,
                f"{_instance(queue.client.delivery_id)}/queue/{queue.code}",
                "SMS" if queue.channel == "sms" else CHANNELS[queue.channel],
                iso_seconds(begin),
                iso_seconds(begin + HALF_HOUR),
                *map(str, counts),
            ]
            run.delivery.put(feed, before + MINUTE, ",".join(cells))


def _feed(folder: str, stem: str, record_id: str) -> Feed:
    return Feed(folder, SOURCE, stem, ".json", record_id=record_id)


@cache
def _instance(delivery_id: str) -> str:
    return f"arn:aws:connect:us-east-1:{ACCOUNT}:instance/{uuid.uuid5(uuid.NAMESPACE_URL, f'instance/{delivery_id}')}"


def _line(record: Record, written: int) -> str:
    record["LastUpdateTimestamp"] = iso_seconds(written)
    return orjson.dumps(record).decode()


def _attributes(phones: Phones, chance: Random, contact: Contact, *, is_told_ended: bool) -> dict[str, str]:
    """What the flows and the agent noted down."""
    noted = {"Language": language_code(contact.language), "Reason": phones.reason_code(contact)}
    if contact.is_identified and contact.member >= 0:
        noted["MemberId"] = contact.client.members.number(contact.member)
    if phones.is_test(contact):
        noted["TestContact"] = "true"
    if is_told_ended and (disposition := disposition_code(contact)) is not None:
        noted["Disposition"] = disposition
        noted["Note"] = phones.note(chance, contact)
    return noted


def _record(contact: Contact, place: int, step: Step, attributes: dict[str, str]) -> Record:
    """The record of a step, as it stands when all of it is done."""
    instance = _instance(contact.client.delivery_id)
    following = [
        number
        for number, later in enumerate(contact.steps)
        if later.parent == place and later.how not in BESIDE_THE_MEMBER
    ]
    leg = step.leg
    if step.how == "arrival" and contact.callback_requested is not None and step.stay and step.stay.exit == "callback":
        following = following or [len(contact.steps)]
    is_first = place == 0
    is_outbound = step.how == "outbound"
    is_dialled = step.how in ("callback", "outbound")
    is_shown = step.how not in BESIDE_THE_MEMBER
    endpoint = ENDPOINTS[contact.channel]
    return {
        "AWSAccountId": ACCOUNT,
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "Agent": _agent(instance, leg) if leg else None,
        "AgentConnectionAttempts": len(step.rings) + (1 if leg else 0),
        "Attributes": attributes if is_shown else {},
        "Channel": CHANNELS[contact.channel],
        "ConnectedToSystemTimestamp": _moment(step.picked_up if is_dialled else step.began),
        "ContactId": contact.step_id(place),
        "CustomerEndpoint": {"Address": contact.ani, "Type": endpoint} if contact.ani and is_shown else None,
        "DisconnectReason": _disconnect_reason(contact, place, step, bool(following)),
        "DisconnectTimestamp": iso_seconds(_ended(step)),
        "InitialContactId": None if is_first else contact.step_id(0),
        "InitiationMethod": METHODS[step.how],
        "InitiationTimestamp": iso_seconds(step.began),
        "InstanceARN": instance,
        "LastUpdateTimestamp": None,
        "NextContactId": contact.step_id(following[0]) if following else None,
        "PreviousContactId": None if is_first else contact.step_id(step.parent),
        "Queue": _queue(instance, step, contact.line.queues["en"] if is_outbound else None),
        "Recordings": [{"Location": f"recordings/{contact.step_id(place)}.wav", "Type": "AUDIO", "Status": "AVAILABLE"}]
        if leg and contact.channel == "voice"
        else [],
        "SegmentAttributes": {"connect:Subtype": {"ValueString": f"connect:{SUBTYPES[contact.channel]}"}},
        "SystemEndpoint": {"Address": entry_point(contact.line), "Type": endpoint} if is_first else None,
        "TransferCompletedTimestamp": iso_seconds(leg.left) if leg and leg.handover in ("blind", "outside") else None,
        "TransferredToEndpoint": {"Address": partner(contact), "Type": "TELEPHONE_NUMBER"}
        if leg and leg.handover == "outside"
        else None,
    }


def _ended(step: Step) -> int:
    """When a record ends; who hands a member over in person stays a little after the member has gone on."""
    return max(step.ended, step.leg.left) if step.leg else step.ended


def _moment(at: int | None) -> str | None:
    return None if at is None else iso_seconds(at)


def _agent(instance: str, leg: Leg) -> Record:
    agent = leg.agent
    longest = max((end - begin for begin, end in leg.holds), default=0)
    return {
        "ARN": f"{instance}/agent/{agent.platform_id}",
        "Username": agent.username,
        "ConnectedToAgentTimestamp": iso_seconds(leg.answered),
        "AfterContactWorkStartTimestamp": iso_seconds(leg.left) if leg.acw else None,
        "AfterContactWorkEndTimestamp": iso_seconds(leg.acw_ended) if leg.acw else None,
        "AfterContactWorkDuration": leg.acw // SECOND,
        "AgentInteractionDuration": leg.talk // SECOND,
        "CustomerHoldDuration": leg.hold // SECOND,
        "LongestHoldDuration": longest // SECOND,
        "NumberOfHolds": len(leg.holds),
        "RoutingProfile": {"Name": agent.team.name},
    }


def _queue(instance: str, step: Step, outbound: Queue | None) -> Record | None:
    stay = step.stay
    queue = stay.queue if stay else outbound
    if queue is None:
        return None
    named = {"ARN": f"{instance}/queue/{queue.code}", "Name": queue.name}
    if stay is None:
        return {**named, "EnqueueTimestamp": None, "DequeueTimestamp": None, "Duration": None}
    begin = step.began if step.how == "callback" else stay.entered
    return {
        **named,
        "EnqueueTimestamp": iso_seconds(stay.entered),
        "DequeueTimestamp": iso_seconds(stay.left),
        "Duration": (stay.left - begin) // SECOND,
    }


def _disconnect_reason(contact: Contact, place: int, step: Step, is_followed: bool) -> str | None:
    """Who or what ended a record; Amazon Connect names nobody where the contact goes on in another one."""
    if step.how in BESIDE_THE_MEMBER:
        return "AGENT_DISCONNECT"
    if step.how == "outbound" and step.picked_up is None:
        return UNREACHED.get(contact.attempt_result, "TELECOM_UNANSWERED")
    if step.how == "callback" and step.picked_up is None:
        return "TELECOM_UNANSWERED" if step.dialled else "EXPIRED"
    if step.stay and step.stay.exit == "callback":
        return "CONTACT_FLOW_DISCONNECT"
    if is_followed or (step.leg and step.leg.handover == "outside"):
        return None
    return {
        "member": "CUSTOMER_DISCONNECT",
        "agent": "AGENT_DISCONNECT",
        "flow": "CONTACT_FLOW_DISCONNECT",
        "system": "TELECOM_PROBLEM",
    }[contact.ender]


def _unfinished(record: Record) -> Record:
    """A record as it stands while an agent is with the member."""
    agent = record["Agent"] and {
        name: None if "AfterContactWork" in name or "Duration" in name else value
        for name, value in record["Agent"].items()
    }
    attributes = {name: value for name, value in record["Attributes"].items() if name not in ("Disposition", "Note")}
    gone = dict.fromkeys(("DisconnectReason", "DisconnectTimestamp", "NextContactId", "TransferCompletedTimestamp"))
    return {**record, **gone, "TransferredToEndpoint": None, "Agent": agent, "Attributes": attributes, "Recordings": []}


def _never_dialled(contact: Contact, attributes: dict[str, str]) -> Record:
    """A callback that nobody had time for: it expires."""
    assert contact.callback_requested is not None
    place = len(contact.steps)
    step = Step("callback", place - 1, contact.callback_requested, max(contact.ended, contact.callback_requested))
    contact.steps.append(step)
    try:
        return _record(contact, place, step, attributes)
    finally:
        contact.steps.pop()


def _write_events(run: Run, chance: Random, day: Day, steps: list[tuple[str, Step]]) -> None:
    """The agent event stream: what each agent chose, and what their contacts came to."""
    told: dict[int, list[tuple[int, int, str, str | None, str | None]]] = {}
    since_yesterday: dict[int, list[tuple[int, int, str, str | None, str | None]]] = {}
    agents: dict[int, Agent] = {}

    def tell(agent: Agent, at: int, order: int, status: str | None, contact: str | None, state: str | None) -> None:
        agents[agent.index] = agent
        told.setdefault(agent.index, []).append((at, order, status or "", contact, state))

    for change in day.statuses:
        if change.agent.team.platform == SOURCE:
            tell(change.agent, change.at, 9, change.status, None, None)
    # A contact that is told today may have begun before midnight: its events have the status of that moment.
    for change in day.statuses_before:
        since_yesterday.setdefault(change.agent.index, []).append((change.at, 9, change.status, None, None))
    for name, step in steps:
        if leg := step.leg:
            for at, state in _states(leg):
                tell(leg.agent, at, 1 if state else 8, None, name, state)
        for ring in step.rings:
            tell(ring.agent, ring.started, 1, None, name, "CONNECTING")
            tell(ring.agent, ring.ended, 2, None, name, "MISSED")
            tell(ring.agent, ring.ended + SECOND, 8, None, name, None)
    for index, moments in told.items():
        agent = agents[index]
        feed = _feed(agent.team.delivery_id, "agent_event", "EventId")
        instance = _instance(agent.team.delivery_id)
        configuration = {"Username": agent.username, "FirstName": agent.first_name, "LastName": agent.last_name}
        names = f'"Configuration":{orjson.dumps(configuration).decode()},'
        head = (
            f'{{"AWSAccountId":"{ACCOUNT}","AgentARN":"{instance}/agent/{agent.platform_id}",'
            f'"CurrentAgentSnapshot":{{"AgentStatus":'
        )
        known = since_yesterday.get(index, [])
        told_before = set(map(id, known))
        moments = sorted([*known, *moments], key=lambda moment: (moment[0], moment[1], moment[3] or ""))
        status, is_new = "Available", True
        since = moments[0][0]
        held: dict[str, tuple[str, int]] = {}
        for moment in moments:
            at, _, chosen, identifier, state = moment
            if id(moment) in told_before:
                status, since, is_new = chosen, at, False
                continue
            kind = "STATE_CHANGE"
            if chosen:
                if chosen == "Offline":
                    kind = "LOGOUT"
                elif chosen == "Available" and (is_new or status == "Offline"):
                    kind = "LOGIN"
                status, since, is_new = chosen, at, False
            elif identifier is not None:
                if state is None:
                    held.pop(identifier, None)
                else:
                    held[identifier] = (state, at)
            contacts = ",".join(
                f'{{"ContactId":"{held_id}","State":"{now}","StateStartTimestamp":"{iso_seconds(begun)}"}}'
                for held_id, (now, begun) in held.items()
            )
            bits = f"{chance.getrandbits(128):032x}"
            event = (
                f'{head}{{"ARN":"{instance}/agent-state/{status.lower()}","Name":"{status}",'
                f'"StartTimestamp":"{iso_seconds(since)}","Type":"{STATUS_TYPES.get(status, "CUSTOM")}"}},'
                f'{names}"Contacts":[{contacts}]}},'
                f'"EventId":"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}",'
                f'"EventTimestamp":"{iso_seconds(at)}","EventType":"{kind}","InstanceARN":"{instance}",'
                f'"PreviousAgentSnapshot":null,"Version":"2017-10-01"}}'
            )
            run.delivery.put(feed, at + SECOND, event)


def _states(leg: Leg) -> Iterator[tuple[int, str | None]]:
    """Moments and states of a contact with an agent; None when it leaves the agent's hands."""
    yield leg.answered, "CONNECTED"
    for begin, end in leg.holds:
        yield begin, "CONNECTED_ONHOLD"
        if end < leg.left:
            yield end, "CONNECTED"
    yield leg.left, "ENDED"
    yield leg.acw_ended, None
