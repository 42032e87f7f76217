"""Answers of NICE CXone's completed contacts interface, in the platform's own shape."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Contact = dict[str, Any]

BLANK = {
    "abandoned": "False",
    "abandonSeconds": "0",
    "ACWSeconds": "0",
    "agentId": "0",
    "agentSeconds": "0",
    "businessUnitId": "9999999",
    "callbackTime": "0",
    "campaignId": "999999",
    "campaignName": "Main Campaign",
    "confSeconds": "0",
    "dispositionNotes": "Spoke of the member's diagnosis.",
    "firstName": "Test",
    "fromAddr": "5555558888",
    "holdCount": "0",
    "holdSeconds": "0",
    "inQueueSeconds": "0",
    "isActive": "False",
    "isLogged": "True",
    "isOutbound": "False",
    "isRefused": "False",
    "isShortAbandon": "False",
    "isTakeover": "False",
    "isWarehoused": "True",
    "lastName": "Agent",
    "mediaType": "4",
    "mediaTypeName": "Call",
    "pointOfContactId": "3189288",
    "pointOfContactName": "888-888-9999 Customer Line",
    "postQueueSeconds": "0",
    "preQueueSeconds": "0",
    "primaryDispositionId": "93",
    "refuseReason": "",
    "refuseTime": "",
    "releaseSeconds": "0",
    "routingTime": "12706",
    "secondaryDispositionId": "0",
    "serviceLevelFlag": "0",
    "skillId": "99999",
    "skillName": "Main",
    "state": "EndContact",
    "stateId": "18",
    "teamId": "99999",
    "teamName": "Call Center",
    "toAddr": "8888889999",
    "transferIndicatorId": "0",
    "transferIndicatorName": "None",
}


def moment(clock: str) -> datetime:
    """A clock time (h:mm:ss) of the day the payloads tell of, UTC."""
    return datetime.fromisoformat(f"2026-03-02T{clock.rjust(8, '0')}+00:00")


def iso(at: datetime) -> str:
    """A moment as the platform writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def contact(number: int, clock: str, *, pre: int = 0, queue: int = 0, agent: int = 0, **fields: Any) -> Contact:
    """A contact whose seconds add up: before the queue, in it, with the agent; other fields by the platform's names."""
    started = moment(clock)
    parts = (pre, queue, int(fields.get("callbackTime", 0)), agent, int(fields.get("postQueueSeconds", 0)))
    ended = started + timedelta(seconds=sum(parts))
    return {
        **BLANK,
        "contactId": str(number),
        "masterContactId": str(number),
        "contactStart": iso(started),
        "lastUpdateTime": iso(ended),
        "dateContactWarehoused": iso(ended + timedelta(seconds=30)),
        "preQueueSeconds": str(pre),
        "inQueueSeconds": str(queue),
        "agentSeconds": str(agent),
        "totalDurationSeconds": str(sum(parts)),
        **{name: str(value) for name, value in fields.items()},
    }


def answer(*contacts: Contact) -> bytes:
    """One page of the interface's answer."""
    return json.dumps({"resultSet": {"completedContacts": contacts}}, indent=1).encode()


def as_newer(told: Contact) -> Contact:
    """The same contact as newer answers tell it: numbers and booleans instead of text, a few names changed."""
    renamed = {"ACWSeconds": "acwSeconds", "fromAddr": "fromAddress", "toAddr": "toAddress", "mediaType": "mediaTypeId"}
    texts = {"fromAddr", "toAddr"}

    def value(name: str, text: str) -> Any:
        if text in ("True", "False"):
            return text == "True"
        return int(text) if text.isdecimal() and name not in texts else text

    return {renamed.get(name, name): value(name, text) for name, text in told.items()}


def deliver(landing: Path, client_id: str, name: str, content: bytes) -> Path:
    """Put an answer into a client's landing folder."""
    path = landing / client_id / "nice_cxone" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def transferred_four_times() -> list[Contact]:
    """One call through five skills: the platform begins a new master with the fifth, 2 s after the fourth ended."""
    first = contact(101, "10:00:00", pre=5, queue=20, agent=95, agentId=1, skillId=11)
    onward: dict[str, Any] = {"masterContactId": 101, "transferIndicatorId": 1, "transferIndicatorName": "Skill"}
    return [
        first,
        contact(102, "10:02:00", queue=30, agent=90, agentId=2, skillId=12, **onward),
        contact(103, "10:04:00", queue=10, agent=110, agentId=3, skillId=13, **onward),
        contact(104, "10:06:00", queue=60, agent=180, agentId=4, skillId=14, **onward),
        contact(105, "10:10:02", queue=15, agent=45, agentId=5, skillId=15),
    ]


def called_again_later() -> list[Contact]:
    """The same caller an hour later: another call."""
    return [contact(201, "11:10:00", pre=5, queue=12, agent=60, agentId=1, ACWSeconds=20)]


def callback_taken() -> list[Contact]:
    """A member takes a callback after 40 s and is dialled ten minutes later."""
    return [contact(301, "12:00:00", pre=20, queue=40, agent=90, agentId=1, callbackTime=600, fromAddr="5555550003")]


def given_up() -> list[Contact]:
    """One caller gives up in the queue, one before it."""
    return [
        contact(401, "13:00:00", pre=5, queue=40, abandoned=True, abandonSeconds=45, fromAddr="5555550004"),
        contact(402, "13:00:00", pre=20, abandoned=True, abandonSeconds=20, fromAddr="5555550005"),
    ]


def still_open() -> Contact:
    """A call as it is told while it lasts."""
    return contact(501, "14:00:00", pre=5, queue=10, isActive=True, fromAddr="5555550006")


def ended() -> Contact:
    """The same call once it has ended."""
    return contact(501, "14:00:00", pre=5, queue=10, agent=100, agentId=2, ACWSeconds=30, fromAddr="5555550006")
