"""Genesys Cloud conversations of the hard kinds, written the way its analytics interface answers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SERVICE, NURSE = "9f0c1b2a-0000-4000-8000-000000000001", "9f0c1b2a-0000-4000-8000-000000000002"
ANNA, BEN, SUE = "anna-user-id", "ben-user-id", "sue-supervisor-id"
MEMBER_NUMBER, OWN_NUMBER, PHARMACY_NUMBER = "tel:+15555550142", "tel:+18005550100", "tel:+15555550777"


def moment(second: float, start: datetime = NOON) -> str:
    """A moment so many seconds after the start, as the interface writes it."""
    return (start + timedelta(seconds=second)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def segment(kind: str, begin: float, end: float | None, start: datetime = NOON, **more: Any) -> Json:
    ending = {} if end is None else {"segmentEnd": moment(end, start)}
    return {"segmentStart": moment(begin, start), **ending, "segmentType": kind, **more}


def session(*segments: Json, media: str = "voice", metrics: Mapping[str, int] | None = None, **more: Any) -> Json:
    measured = [{"name": name, "value": value} for name, value in (metrics or {}).items()]
    return {"mediaType": media, **more, **({"metrics": measured} if measured else {}), "segments": list(segments)}


def participant(purpose: str, *sessions: Json, **more: Any) -> Json:
    return {"purpose": purpose, **more, "sessions": list(sessions)}


def conversation(name: str, *participants: Json, end: float | None, start: datetime = NOON, **more: Any) -> Json:
    ending = {} if end is None else {"conversationEnd": moment(end, start)}
    return {
        "conversationId": name,
        "conversationStart": moment(0, start),
        **ending,
        **more,
        "participants": list(participants),
    }


def caller(end: float | None, start: datetime = NOON, disconnect: str = "endpoint", **more: Any) -> Json:
    ending = {} if end is None else {"disconnectType": disconnect}
    return participant(
        "customer",
        session(segment("interact", 0, end, start, **ending), direction="inbound", ani=MEMBER_NUMBER, dnis=OWN_NUMBER),
        participantName="Dolores Umbridge",
        **more,
    )


def menu(end: float, **more: Any) -> Json:
    return participant("ivr", session(segment("ivr", 0, end), direction="inbound", dnis=OWN_NUMBER, **more))


def stay(queue: str, begin: float, end: float | None, disconnect: str | None = "transfer", **more: Any) -> Json:
    ending = {} if disconnect is None else {"disconnectType": disconnect}
    start = more.pop("start", NOON)
    return participant(
        "acd",
        session(segment("interact", begin, end, start, queueId=queue, **ending), direction="inbound", **more),
        participantName="Service queue",
    )


def leg(
    user: str,
    queue: str | None,
    ring: float,
    answer: float,
    end: float | None,
    wrap: float | None = 0,
    disconnect: str = "peer",
    **more: Any,
) -> Json:
    """An agent's session; wrap: seconds of after-contact work, None while it goes on."""
    start = more.pop("start", NOON)
    where = {} if queue is None else {"queueId": queue}
    segments = [
        segment("alert", ring, answer, start, **where),
        segment("interact", answer, end, start, **where, **({} if end is None else {"disconnectType": disconnect})),
    ]
    if end is not None and wrap != 0:
        code = {"wrapUpCode": "Benefits question", "wrapUpNote": "Dolores asked about her biopsy"}
        segments.append(segment("wrapup", end, None if wrap is None else end + wrap, start, **where, **code))
    return participant("agent", session(*segments, direction="inbound", **more), userId=user)


def answered(name: str = "answered") -> Json:
    return conversation(
        name,
        caller(100.25),
        menu(10),
        stay(SERVICE, 10, 30.5),
        leg(ANNA, SERVICE, 25, 30.5, 100.25, wrap=12),
        end=100.25,
    )


def abandoned(name: str = "abandoned", begin: float = 10, end: float = 55) -> Json:
    return conversation(name, caller(end), menu(begin), stay(SERVICE, begin, end, "peer"), end=end)


def to_another_queue() -> Json:
    return conversation(
        "to_another_queue",
        caller(120),
        stay(SERVICE, 5, 45),
        stay(NURSE, 45.02, 80),
        leg(BEN, NURSE, 76, 80, 120),
        end=120,
    )


def to_voicemail() -> Json:
    recording = participant("voicemail", session(segment("voicemail", 60.01, 90, disconnectType="endpoint")))
    return conversation("to_voicemail", caller(90), stay(SERVICE, 10, 60), recording, end=90)


def dropped() -> Json:
    return conversation("dropped", caller(25, disconnect="peer"), stay(SERVICE, 10, 25, "system"), end=25)


def refused_ring() -> Json:
    ring = participant(
        "agent", session(segment("alert", 12, 20, queueId=SERVICE, disconnectType="system")), userId=ANNA
    )
    return conversation("refused_ring", caller(90), stay(SERVICE, 10, 26), ring, leg(BEN, SERVICE, 21, 26, 90), end=90)


def left_the_menu() -> Json:
    return conversation("left_the_menu", caller(9), menu(9), end=9)


def served_by_the_menu() -> Json:
    flow = {"flow": {"outcomes": [{"flowOutcomeValue": "SUCCESS"}]}}
    return conversation("served_by_the_menu", caller(40), menu(40, **flow), end=40)


def queues() -> list[Json]:
    """What becomes of a stay in a queue."""
    return [
        answered(),
        abandoned(),
        abandoned("short_abandon", end=13),
        to_another_queue(),
        to_voicemail(),
        dropped(),
        refused_ring(),
        left_the_menu(),
        served_by_the_menu(),
    ]


def blind_transfer() -> Json:
    return conversation(
        "blind_transfer",
        caller(200),
        stay(SERVICE, 5, 20),
        leg(ANNA, SERVICE, 15, 20, 80, wrap=6, disconnect="transfer"),
        stay(NURSE, 80, 110),
        leg(BEN, NURSE, 105, 110, 200, wrap=9),
        end=200,
    )


def consult_transfer() -> Json:
    return conversation(
        "consult_transfer",
        caller(150),
        stay(SERVICE, 5, 20),
        leg(ANNA, SERVICE, 15, 20, 90, disconnect="consultTransfer", metrics={"nTransferred": 1}),
        leg(BEN, None, 60, 65, 150),
        end=150,
    )


def consult_only() -> Json:
    anna = participant(
        "agent",
        session(
            segment("alert", 15, 20, queueId=SERVICE),
            segment("interact", 20, 50, queueId=SERVICE),
            segment("hold", 50, 75, queueId=SERVICE),
            segment("interact", 75, 120, queueId=SERVICE, disconnectType="peer"),
            segment("wrapup", 120, 128.5, queueId=SERVICE, wrapUpCode="Claim status"),
            direction="inbound",
        ),
        userId=ANNA,
    )
    return conversation(
        "consult_only",
        caller(120),
        stay(SERVICE, 5, 20),
        anna,
        stay(NURSE, 51, 58),
        leg(BEN, NURSE, 55, 58, 74, disconnect="client"),
        end=120,
    )


def transferred_out() -> Json:
    pharmacy = participant(
        "external",
        session(segment("interact", 70.01, 300, disconnectType="peer"), direction="outbound", dnis=PHARMACY_NUMBER),
    )
    return conversation(
        "transferred_out",
        caller(300),
        stay(SERVICE, 5, 20),
        leg(ANNA, SERVICE, 15, 20, 70, disconnect="transfer"),
        pharmacy,
        end=300,
    )


def listened_to() -> Json:
    listening = participant(
        "user",
        session(segment("monitoring", 40, 80, disconnectType="client"), monitoredParticipantId="of-anna"),
        userId=SUE,
    )
    return conversation(
        "listened_to", caller(90), stay(SERVICE, 5, 20), leg(ANNA, SERVICE, 15, 20, 90), listening, end=90
    )


def agents() -> list[Json]:
    """What agents do with a contact among themselves."""
    return [blind_transfer(), consult_transfer(), consult_only(), transferred_out(), listened_to()]


def request(begin: float, end: float, purpose: str = "customer", queue: str | None = None, **more: Any) -> Json:
    where: Json = {} if queue is None else {"queueId": queue}
    user = {"userId": more.pop("user")} if "user" in more else {}
    ending = segment("interact", begin, end, disconnectType="transfer" if purpose == "acd" else "peer", **where)
    return participant(purpose, session(ending, media="callback", callbackNumbers=[MEMBER_NUMBER], **more), **user)


def dial_back(begin: float, connect: float, end: float) -> Json:
    handling = session(
        segment("alert", begin - 5, begin, queueId=SERVICE),
        segment("interact", begin, end, queueId=SERVICE, disconnectType="client"),
        segment("wrapup", end, end + 20, queueId=SERVICE, wrapUpCode="Called back"),
        media="callback",
        callbackNumbers=[MEMBER_NUMBER],
    )
    dialling = session(
        segment("dialing", begin + 2, connect, queueId=SERVICE),
        segment("interact", connect, end, queueId=SERVICE, disconnectType="client"),
        direction="outbound",
        dnis=MEMBER_NUMBER,
    )
    return participant("agent", handling, dialling, userId=ANNA)


def called_back() -> Json:
    return conversation(
        "called_back",
        caller(71, disconnect="client"),
        stay(SERVICE, 10, 70),
        request(69.5, 700),
        request(70, 600, "acd", SERVICE),
        dial_back(600, 612, 700),
        end=700,
    )


def asked_on_the_web() -> Json:
    return conversation(
        "asked_on_the_web", request(0, 400), request(1, 300, "acd", SERVICE), dial_back(300, 310, 400), end=400
    )


def previewed() -> Json:
    campaign = {"outboundCampaignId": "spring-outreach"}
    return conversation(
        "previewed",
        request(0, 60, **campaign),
        request(0, 5, "acd", SERVICE, **campaign),
        request(5, 60, "agent", SERVICE, user=BEN, **campaign),
        end=None,
    )


def callbacks() -> list[Json]:
    """A callback asked for in the queue, one asked for on the web, and a campaign's, which is none."""
    return [called_back(), asked_on_the_web(), previewed()]


def growing() -> list[Json]:
    """One conversation as it was delivered four times: waiting, talking, ended with work to do, done."""
    return [
        conversation("growing", caller(None), stay(SERVICE, 10, None, None), end=None),
        conversation("growing", caller(None), stay(SERVICE, 10, 30), leg(ANNA, SERVICE, 25, 30, None), end=None),
        conversation("growing", caller(90), stay(SERVICE, 10, 30), leg(ANNA, SERVICE, 25, 30, 90, None), end=90),
        conversation("growing", caller(90), stay(SERVICE, 10, 30), leg(ANNA, SERVICE, 25, 30, 90, 14.5), end=90),
    ]


def over_midnight() -> Json:
    late = datetime(2026, 3, 2, 23, 59, 30, tzinfo=UTC)
    return conversation(
        "over_midnight",
        caller(120, late),
        stay(SERVICE, 10, 50, start=late),
        leg(ANNA, SERVICE, 45, 50, 120, start=late),
        end=120,
        start=late,
    )


def mangled() -> list[Json]:
    """Records that parse and say little: what lacks, is of another kind, or cannot be."""
    endless = session(
        segment("interact", 0, 200_000, queueId=SERVICE, disconnectType="peer"),
        metrics={"tAcd": 10**13, "tTalkComplete": -5},
    )
    return [
        {"conversationId": "nobody", "conversationStart": moment(0), "conversationEnd": moment(5), "participants": []},
        {"conversationId": "null", "conversationStart": None, "participants": None},
        {
            "conversationId": "no moments",
            "conversationStart": "yesterday",
            "participants": ["customer", {"sessions": 3}],
        },
        conversation("endless", participant("acd", endless), participant("agent", endless, userId=ANNA), end=200_000),
        conversation("backwards in time", caller(-30), stay(SERVICE, 10, 4, "no such word"), end=20),
        conversation("odd", participant("acd", {"segments": {"segmentType": "interact"}, "metrics": "none"}), end=None),
        {"conversationStart": moment(0), "participants": [participant("customer", session(), userId="")]},
    ]


def aggregates(answered_count: int = 7) -> Json:
    """An answer of the aggregate query: one queue, one half hour."""
    metrics = [
        {"metric": "nOffered", "stats": {"count": 9}},
        {"metric": "tAnswered", "stats": {"count": answered_count, "sum": 140250.0, "max": 61000.0, "min": 2000.0}},
        {"metric": "tAbandon", "stats": {"count": 2, "sum": 31000.0}},
        {"metric": "tHandle", "stats": {"count": 7, "sum": 2100000.0}},
        {"metric": "oServiceLevel", "stats": {"ratio": 0.7, "numerator": 7, "denominator": 10, "target": 0.8}},
    ]
    half_hour = "2026-03-02T12:00:00.000Z/2026-03-02T12:30:00.000Z"
    data = [{"interval": half_hour, "metrics": metrics}]
    return {"results": [{"group": {"queueId": SERVICE, "mediaType": "voice"}, "data": data}]}


def write_page(path: Path, conversations: list[Json]) -> None:
    """Write conversations as one page of the details query's answer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"conversations": conversations, "totalHits": len(conversations)}, indent=1))


def write_lines(path: Path, conversations: list[Json]) -> None:
    """Write conversations bare, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in conversations))
