"""Deliveries in Amazon Connect's shapes, made up: what members and agents did, as the platform would write it down."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Record = dict[str, Any]
INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-3333-4444-555555555555"
MEMBER_NUMBER = "+12025550143"
LINE_NUMBER = "+18005550100"
PARTNER_NUMBER = "+18005550199"


def identifier(name: str) -> str:
    """A UUID that stays the same for a name."""
    return str(uuid5(NAMESPACE_URL, name))


def at(clock: str) -> str:
    """A clock time of 5 January 2026, UTC, as Amazon Connect writes it."""
    return f"2026-01-05T{clock}Z"


def queue(name: str, joined: str, left: str | None, seconds: int | None) -> Record:
    """A stay in a queue."""
    return {
        "ARN": f"{INSTANCE}/queue/{identifier(name)}",
        "Name": name,
        "EnqueueTimestamp": at(joined),
        "DequeueTimestamp": at(left) if left else None,
        "Duration": seconds,
    }


def agent(name: str, joined: str, left: str | None, *, talk: int, hold: int = 0, acw: int = 0) -> Record:
    """An agent's part: when it began and ended, and its seconds."""
    return {
        "ARN": f"{INSTANCE}/agent/{identifier(name)}",
        "Username": name,
        "ConnectedToAgentTimestamp": at(joined),
        "AfterContactWorkStartTimestamp": at(left) if left else None,
        "AfterContactWorkDuration": acw,
        "AgentInteractionDuration": talk,
        "CustomerHoldDuration": hold,
        "NumberOfHolds": int(hold > 0),
    }


def contact_record(name: str, began: str, ended: str | None, **fields: Any) -> Record:
    """A contact record of an inbound call; further fields by their own names.

    Initial, Previous, Next: names of the records it is chained to. updated: clock time of LastUpdateTimestamp.
    """
    chain = {f"{end}ContactId": identifier(of) if (of := fields.pop(end, None)) else None for end in CHAIN}
    return {
        "AWSAccountId": "123456789012",
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "Agent": None,
        "AgentConnectionAttempts": 1,
        "Attributes": {},
        "Channel": "VOICE",
        "ConnectedToSystemTimestamp": at(began),
        "ContactId": identifier(name),
        "CustomerEndpoint": {"Address": MEMBER_NUMBER, "Type": "TELEPHONE_NUMBER"},
        "DisconnectReason": "CUSTOMER_DISCONNECT" if ended else None,
        "DisconnectTimestamp": at(ended) if ended else None,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": at(began),
        "InstanceARN": INSTANCE,
        "LastUpdateTimestamp": at(fields.pop("updated", "23:00:00")),
        "Queue": None,
        "Recordings": [],
        "SystemEndpoint": {"Address": LINE_NUMBER, "Type": "TELEPHONE_NUMBER"},
        "TransferCompletedTimestamp": None,
        "TransferredToEndpoint": None,
        **chain,
        **fields,
    }


CHAIN = ("Initial", "Previous", "Next")


def continuing(name: str, of: str, method: str, began: str, ended: str | None, **fields: Any) -> Record:
    """A contact record that another one led to."""
    chained = {"Initial": of, "Previous": of, "InitiationMethod": method, "SystemEndpoint": None}
    return contact_record(name, began, ended, **(chained | fields))


def callback_taken() -> list[Record]:
    """The member takes a callback from the queue; the first attempt fails, the second reaches the member."""
    return [
        contact_record(
            "john",
            "11:34:30",
            "11:37:00",
            Next="john's callback",
            Queue=queue("InboundQueue", "11:35:00", "11:37:00", 120),
            DisconnectReason="CONTACT_FLOW_DISCONNECT",
        ),
        continuing(
            "john's callback",
            "john",
            "CALLBACK",
            "11:37:00",
            "11:39:40",
            Next="john's second callback",
            ConnectedToSystemTimestamp=None,
            Queue=queue("CallbackQueue", "11:38:39", "11:39:00", 120),
            DisconnectReason="TELECOM_UNANSWERED",
        ),
        continuing(
            "john's second callback",
            "john",
            "CALLBACK",
            "11:39:40",
            "11:50:00",
            Previous="john's callback",
            ConnectedToSystemTimestamp=at("11:45:10"),
            Queue=queue("CallbackQueue", "11:44:40", "11:45:00", 300),
            Agent=agent("amy", "11:45:25", "11:50:00", talk=275, acw=20),
        ),
    ]


def consulted_then_transferred() -> list[Record]:
    """Amy asks Ben while the member holds, then hands the member over to the nurses' queue, where Cora answers."""
    return [
        contact_record(
            "mary",
            "09:00:00",
            "09:09:00",
            Next="mary to nurses",
            Queue=queue("InboundQueue", "09:00:30", "09:00:50", 20),
            Agent=agent("amy", "09:00:50", "09:08:00", talk=310, hold=120, acw=15),
            TransferCompletedTimestamp=at("09:08:00"),
            DisconnectReason=None,
        ),
        continuing(
            "amy asks ben",
            "mary",
            "TRANSFER",
            "09:03:00",
            "09:05:00",
            Agent=agent("ben", "09:03:10", "09:05:00", talk=110),
            CustomerEndpoint=None,
            DisconnectReason="AGENT_DISCONNECT",
        ),
        continuing(
            "mary to nurses",
            "mary",
            "TRANSFER",
            "09:07:50",
            "09:20:00",
            Queue=queue("Nurses", "09:08:00", "09:09:00", 60),
            Agent=agent("cora", "09:09:00", "09:20:00", talk=660, acw=30),
        ),
    ]


def warm_transfer() -> list[Record]:
    """Amy stays until Ben has taken over, so that no moment of the transfer is recorded."""
    return [
        contact_record(
            "paul",
            "10:00:00",
            "10:12:00",
            Next="paul with ben",
            Queue=queue("InboundQueue", "10:00:20", "10:00:30", 10),
            Agent=agent("amy", "10:00:30", "10:05:00", talk=240, hold=30, acw=10),
        ),
        continuing(
            "paul with ben",
            "paul",
            "TRANSFER",
            "10:03:30",
            "10:12:00",
            Agent=agent("ben", "10:04:00", "10:12:00", talk=480, acw=5),
        ),
    ]


def handed_to_partner() -> list[Record]:
    """A flow sends the member on to a second queue; its agent hands the call over to a number outside."""
    return [
        contact_record(
            "rose",
            "13:00:00",
            "13:02:00",
            Next="rose overflowing",
            Queue=queue("InboundQueue", "13:00:30", "13:02:00", 90),
            DisconnectReason=None,
        ),
        continuing(
            "rose overflowing",
            "rose",
            "QUEUE_TRANSFER",
            "13:02:00",
            "13:30:00",
            Queue=queue("Overflow", "13:02:00", "13:02:45", 45),
            Agent=agent("cora", "13:02:45", "13:05:00", talk=135, acw=5),
            TransferCompletedTimestamp=at("13:05:00"),
            TransferredToEndpoint={"Address": PARTNER_NUMBER, "Type": "TELEPHONE_NUMBER"},
        ),
    ]


def given_up() -> list[Record]:
    """One hangs up in the queue, one in the menu, one is served by the menu, one is cut off, one is still waiting."""
    return [
        contact_record("gone", "14:00:00", "14:01:30", Queue=queue("InboundQueue", "14:00:30", "14:01:30", 60)),
        contact_record("menu", "14:10:00", "14:10:20"),
        contact_record("served", "14:20:00", "14:21:00", DisconnectReason="CONTACT_FLOW_DISCONNECT"),
        contact_record(
            "cut off",
            "14:30:00",
            "14:32:00",
            Queue=queue("InboundQueue", "14:30:30", "14:32:00", 90),
            DisconnectReason="TELECOM_PROBLEM",
        ),
        contact_record("waiting", "14:40:00", None, Queue=queue("InboundQueue", "14:40:30", None, None)),
    ]


def updated_twice() -> list[Record]:
    """One contact delivered three times: as it ended, with a disposition, and again as it ended, late."""
    ended = contact_record(
        "anna",
        "15:00:00",
        "15:06:00",
        updated="15:06:30",
        Queue=queue("InboundQueue", "15:00:30", "15:00:55", 25),
        Agent=agent("ben", "15:00:55", "15:06:00", talk=305, acw=10),
        Attributes={"MemberId": "M-1", "Language": "es", "Reason": "claim status"},
    )
    disposed = ended | {
        "Attributes": {**ended["Attributes"], "Disposition": "resolved"},
        "LastUpdateTimestamp": at("15:20:00"),
    }
    return [ended, disposed, dict(ended)]


def agent_event(name: str, of: str, event: str, clock: str, status: str, states: Sequence[str] = ()) -> Record:
    """An event of the agent event stream; states are those of the agent's contacts."""
    return {
        "AWSAccountId": "123456789012",
        "AgentARN": f"{INSTANCE}/agent/{identifier(of)}",
        "CurrentAgentSnapshot": {
            "AgentStatus": {
                "ARN": f"{INSTANCE}/agent-state/{identifier(status)}",
                "Name": status,
                "StartTimestamp": at(clock),
            },
            "Configuration": {"Username": of, "FirstName": of.title(), "LastName": "Smith"},
            "Contacts": [
                {
                    "ContactId": identifier(f"{name} {place}"),
                    "Channel": "VOICE",
                    "State": state,
                    "StateStartTimestamp": at(clock),
                }
                for place, state in enumerate(states)
            ],
        },
        "EventId": identifier(name),
        "EventTimestamp": at(clock),
        "EventType": event,
        "InstanceARN": INSTANCE,
        "PreviousAgentSnapshot": None,
        "Version": "2017-10-01",
    }


def evaluation(name: str, of: str, submitted: str, percentage: float, **metadata: Any) -> Record:
    """An evaluation of a contact record with one question of options and one of free text."""
    return {
        "schemaVersion": "3.1",
        "evaluationId": identifier(name),
        "metadata": {
            "contactId": identifier(of),
            "agentId": identifier("amy"),
            "evaluationDefinitionTitle": "Courtesy",
            "evaluator": "quinn",
            "evaluationDefinitionId": identifier("Courtesy"),
            "evaluationDefinitionVersion": 3,
            "evaluationStartTimestamp": at("16:00:00.250"),
            "evaluationSubmitTimestamp": at(submitted),
            "score": {"percentage": percentage},
            **metadata,
        },
        "sections": [{"sectionRefId": "s1", "sectionTitle": "Greeting", "notes": "private"}],
        "questions": [
            {
                "questionRefId": "q1",
                "sectionRefId": "s1",
                "questionType": "SINGLESELECT",
                "questionText": "Greeted?",
                "answer": {
                    "values": [
                        {"valueText": "Yes", "valueRefId": "o1", "selected": percentage > 0},
                        {"valueText": "No", "valueRefId": "o2", "selected": percentage == 0},
                    ],
                    "notes": "private",
                    "metadata": {"notApplicable": False},
                },
                "score": {"percentage": percentage},
            },
            {
                "questionRefId": "q2",
                "sectionRefId": "s1",
                "questionType": "TEXT",
                "questionText": "What was it about?",
                "answer": {"value": "private", "metadata": {"notApplicable": False}},
                "score": {"notApplicable": True},
            },
        ],
    }


def write_json(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    """Records as one JSON array."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(records), indent=1))


def write_stream(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    """Records one after another without anything between, as Kinesis Data Firehose writes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) for record in records))
