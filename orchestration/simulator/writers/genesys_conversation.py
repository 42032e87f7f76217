"""A contact as Genesys Cloud's analytics interface tells it: a conversation of participants, sessions and segments."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from orchestration.simulator.contact import Contact, Leg, Ring, Stay, Step
from orchestration.simulator.moments import SECOND, iso_millis
from orchestration.simulator.people import Agent
from orchestration.simulator.writers.phones import (
    LONGER_THAN_A_DAY,
    disposition_code,
    entry_point,
    language_code,
    partner,
)

Json = dict[str, Any]

MEDIA = {
    "voice": {"mediaType": "voice"},
    "chat": {"mediaType": "chat"},
    "sms": {"mediaType": "message", "messageType": "sms"},
}
CALLBACK = {"mediaType": "callback"}
WITHHELD = "sip:anonymous@anonymous.invalid"
STAY_ENDS = {
    "answered": "transfer",
    "flow_out": "transfer",
    "callback": "transfer",
    "abandoned": "peer",
    "dropped": "system",
}
MEMBER_ENDS = {"member": "endpoint", "agent": "peer", "flow": "peer", "system": "system"}
AGENT_ENDS = {"member": "peer", "agent": "client", "flow": "system", "system": "system"}
HANDOVERS = {"blind": "transfer", "outside": "transfer", "warm": "consultTransfer"}
TRANSFERS = {"blind": "nBlindTransferred", "outside": "nBlindTransferred", "warm": "nConsultTransferred"}
TO_DIAL = 8 * SECOND


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands in a conversation beside what happened.

    reason: code the flow noted. note: text of the last agent. fault: what is wrong with its end, None for nothing.
    """

    reason: str
    note: str
    fault: str | None
    is_test: bool


def segment(kind: str, began: int, ended: int | None, how: str | None = None, **more: Any) -> Json:
    """A segment; without an end it goes on. how: who or what ended it."""
    told: Json = {"segmentStart": iso_millis(began)}
    if ended is not None:
        told["segmentEnd"] = iso_millis(ended)
        if how:
            told["disconnectType"] = how
    told["segmentType"] = kind
    told.update(more)
    return told


def conversation(contact: Contact, noted: Noted, chance: Random) -> Json:
    """A contact that is over, as the interface tells it. chance: for how long agents' telephones rang."""
    return _Telling(contact, noted, chance).conversation()


def unfinished(told: Json, at: int) -> Json:
    """The same conversation as the interface told it at a moment: what had not begun is away, what went on is open."""
    now = iso_millis(at)
    participants = [
        {**participant, "sessions": sessions}
        for participant in told["participants"]
        if (sessions := [open_ for one in participant["sessions"] if (open_ := _unfinished_session(one, now))])
    ]
    return {key: value for key, value in told.items() if key != "conversationEnd"} | {"participants": participants}


def _unfinished_session(session: Json, now: str) -> Json | None:
    begun = [one for one in session["segments"] if one["segmentStart"] <= now]
    if not begun:
        return None
    if len(begun) == len(session["segments"]) and begun[-1].get("segmentEnd", "~") <= now:
        return session
    segments = [
        one
        if one.get("segmentEnd", "~") <= now
        else {key: value for key, value in one.items() if key in ("segmentStart", "segmentType", "queueId")}
        for one in begun
    ]
    # Measurements and where it went are known at the end of a session.
    kept = {key: value for key, value in session.items() if key not in ("metrics", "flow", "destinationAddresses")}
    return kept | {"segments": segments}


def _metrics(**values: int) -> list[Json]:
    return [{"name": name, "value": value} for name, value in values.items()]


class _Telling:
    def __init__(self, contact: Contact, noted: Noted, chance: Random) -> None:
        self.contact, self.noted, self.chance = contact, noted, chance
        self.media = MEDIA[contact.channel]
        self.later = LONGER_THAN_A_DAY if noted.fault == "day_long_duration" else 0
        self.legs, self.stays = contact.legs, contact.stays
        self.handled = [leg for leg in self.legs if leg.kind == "handle"]
        self.participants: list[Json] = []
        self.agents: dict[str, str] = {}
        """Participant by agent's identifier."""

    def conversation(self) -> Json:
        contact = self.contact
        self._member()
        self._menu()
        for step in contact.steps:
            if step.how == "callback":
                self._callback(step)
            elif step.how == "consult":
                self._consult(step)
            elif step.how == "monitor":
                self._listened(step)
            else:
                self._served(step)
        if contact.ender == "flow" and self.stays:
            left = self.stays[-1].left
            recording = segment("voicemail", left, max(left, contact.ended), "endpoint")
            self._add("voicemail", {**self.media, "direction": "inbound", "segments": [recording]})
        told: Json = {"conversationId": contact.platform_id, "conversationStart": iso_millis(contact.arrived)}
        if self.noted.fault != "missing_hangup":
            over = max(contact.ended, max((leg.left for leg in self.legs), default=0))
            told["conversationEnd"] = iso_millis(over + self.later)
        told["originatingDirection"] = contact.direction
        told["participants"] = self.participants
        return told

    def _add(self, purpose: str, *sessions: Json, **more: Any) -> None:
        """Somebody or something that takes part; identifiers of it and its sessions differ in their last digits."""
        contact = self.contact
        prefix, number = contact.platform_id[:-4], int(contact.platform_id[-4:], 16) + 16 * len(self.participants)
        for place, session in enumerate(sessions, 1):
            session["sessionId"] = f"{prefix}{(number + place) & 0xFFFF:04x}"
        participant_id = f"{prefix}{(number + 15) & 0xFFFF:04x}"
        self.participants.append(
            {"participantId": participant_id, "purpose": purpose, **more, "sessions": list(sessions)}
        )

    def _addresses(self) -> Json:
        contact = self.contact
        if contact.channel == "voice":
            return {
                "ani": f"tel:{contact.ani}" if contact.ani else WITHHELD,
                "dnis": f"tel:{entry_point(contact.line)}",
            }
        told = {"addressTo": entry_point(contact.line)}
        return {"addressFrom": contact.ani, **told} if contact.ani else told

    def _member(self) -> None:
        contact, noted = self.contact, self.noted
        attributes = {"Language": language_code(contact.language), "Reason": noted.reason}
        named: Json = {"attributes": attributes}
        if contact.is_identified and contact.member >= 0:
            attributes["MemberId"] = contact.client.members.number(contact.member)
            named["participantName"] = " ".join(contact.client.members.name(contact.member))
        if noted.is_test:
            attributes["TestContact"] = "true"
        requested = contact.callback_requested
        ended: int | None = contact.ended + self.later if requested is None else requested
        if noted.fault == "missing_hangup":
            ended = None
        how = MEMBER_ENDS[contact.ender] if requested is None else "peer"
        call = segment("interact", contact.arrived, ended, how)
        self._add("customer", {**self.media, "direction": "inbound", **self._addresses(), "segments": [call]}, **named)
        if requested is not None:
            waiting = segment("interact", requested, contact.ended, MEMBER_ENDS[contact.ender])
            self._add("customer", {**CALLBACK, "callbackNumbers": [f"tel:{contact.ani}"], "segments": [waiting]})

    def _menu(self) -> None:
        contact = self.contact
        has_gone_on = bool(self.stays)
        menu: Json = {**self.media, "direction": "inbound"}
        how = "transfer" if has_gone_on else "client" if contact.ender == "flow" else "peer"
        if contact.ender == "flow" and not has_gone_on:
            menu["flow"] = {"outcomes": [{"flowOutcomeValue": "SUCCESS"}]}
        left = contact.menu_left or contact.ended
        menu["metrics"] = _metrics(tIvr=left - contact.arrived)
        menu["segments"] = [segment("ivr", contact.arrived, left, how)]
        self._add("ivr" if contact.channel == "voice" else "botflow", menu)

    def _wait(self, stay: Stay, media: Json) -> None:
        waited = stay.left - stay.entered
        metrics = _metrics(tAcd=waited)
        if stay.exit == "abandoned":
            metrics += _metrics(tAbandon=waited)
        elif stay.exit == "flow_out":
            metrics += _metrics(tFlowOut=waited)
        waiting = segment("interact", stay.entered, stay.left, STAY_ENDS[stay.exit], queueId=stay.queue.code)
        self._add(
            "acd",
            {**media, "direction": "inbound", "metrics": metrics, "segments": [waiting]},
            participantName=stay.queue.name,
        )

    def _ring(self, ring: Ring, stay: Stay | None, media: Json) -> None:
        where = {"queueId": stay.queue.code} if stay else {}
        ringing = segment("alert", ring.started, ring.ended, "system", **where)
        self._staff(ring.agent, {**media, "direction": "inbound", "segments": [ringing]})

    def _staff(self, agent: Agent, *sessions: Json) -> None:
        name = f"{agent.first_name} {agent.last_name}"
        self._add("agent", *sessions, userId=agent.platform_id, participantName=name)
        self.agents[agent.platform_id] = self.participants[-1]["participantId"]

    def _rang(self, step: Step, stay: Stay) -> int:
        """The moment the telephone of the agent who answered began to ring."""
        since = max([stay.entered, *(ring.ended for ring in step.rings)])
        return max(since, stay.left - self.chance.randrange(1500, 9000))

    def _served(self, step: Step) -> None:
        """A stay in a queue, the rings nobody answered, and the agent who did."""
        stay, leg = step.stay, step.leg
        if stay is not None:
            self._wait(stay, self.media)
        for ring in step.rings:
            self._ring(ring, stay, self.media)
        if leg is None:
            return
        where = {"queueId": leg.queue.code} if leg.queue else {}
        rang = self._rang(step, stay) if stay else leg.answered
        session: Json = {**self.media, "direction": "inbound", "metrics": self._talk_metrics(leg)}
        session["segments"] = [segment("alert", rang, leg.answered, **where), *self._talk(leg, where)]
        if self.noted.fault == "missing_hangup":
            del session["metrics"]
        else:
            session["metrics"] += _metrics(tAcw=leg.acw)
            session["segments"].append(self._wrap_up(leg, where))
        if leg.handover == "outside":
            session["destinationAddresses"] = [f"tel:{partner(self.contact)}"]
        self._staff(leg.agent, session)
        self._handed_out(leg)

    def _talk_metrics(self, leg: Leg) -> list[Json]:
        """What the platform measured of a conversation, wrong where its end is."""
        if self.noted.fault == "negative_duration":
            return _metrics(tTalkComplete=-leg.talk)
        metrics = _metrics(tTalkComplete=leg.talk + self.later)
        if leg.holds:
            metrics += _metrics(tHeldComplete=leg.hold)
        if leg.handover:
            metrics += _metrics(**{TRANSFERS[leg.handover]: 1})
        return metrics

    def _talk(self, leg: Leg, where: Json) -> list[Json]:
        """Segments of a conversation: talk and hold in turn."""
        how = HANDOVERS[leg.handover] if leg.handover else AGENT_ENDS[self.contact.ender]
        match self.noted.fault:
            case "missing_hangup":
                return [segment("interact", leg.answered, None, **where)]
            case "negative_duration":
                return [segment("interact", leg.answered, leg.answered - leg.talk, how, **where)]
        segments, since = [], leg.answered
        for began, ended in leg.holds:
            segments += [segment("interact", since, began, **where), segment("hold", began, ended, **where)]
            since = ended
        if since < leg.left or not segments:
            segments.append(segment("interact", since, leg.left + self.later, **where))
        segments[-1]["disconnectType"] = how
        return segments

    def _wrap_up(self, leg: Leg, where: Json) -> Json:
        more: Json = {"wrapUpCode": "XFR"}
        if leg is self.handled[-1]:
            more = {"wrapUpCode": disposition_code(self.contact), "wrapUpNote": self.noted.note}
        return segment("wrapup", leg.left + self.later, leg.acw_ended + self.later, **where, **more)

    def _handed_out(self, leg: Leg) -> None:
        """Who is dialled outside; the platform lets go of the call as soon as they are connected."""
        if leg.handover == "outside":
            dialling = segment("dialing", max(leg.answered, leg.left - TO_DIAL), leg.left, "transfer")
            address = f"tel:{partner(self.contact)}"
            self._add("external", {**self.media, "direction": "outbound", "dnis": address, "segments": [dialling]})

    def _consult(self, step: Step) -> None:
        """A colleague is asked."""
        leg = step.leg
        if leg is None:
            return
        segments = [
            segment("alert", step.began, leg.answered),
            segment("interact", leg.answered, leg.left, "client"),
        ]
        metrics = _metrics(tTalkComplete=leg.talk)
        self._staff(leg.agent, {**self.media, "direction": "inbound", "metrics": metrics, "segments": segments})

    def _listened(self, step: Step) -> None:
        """A colleague listens in."""
        leg, listened_to = step.leg, self.contact.steps[step.parent].leg
        if leg is None or listened_to is None:
            return
        session = {
            **self.media,
            "direction": "inbound",
            "monitoredParticipantId": self.agents[listened_to.agent.platform_id],
            "segments": [segment("monitoring", leg.answered, leg.left, "client")],
        }
        self._staff(leg.agent, session)

    def _callback(self, step: Step) -> None:
        """An attempt to call back: the agent takes the request from the queue and dials."""
        contact, stay, leg = self.contact, step.stay, step.leg
        number = f"tel:{contact.ani}"
        callback = {**CALLBACK, "callbackNumbers": [number]}
        if stay is None:
            return
        self._wait(stay, callback)
        for ring in step.rings:
            self._ring(ring, stay, callback)
        if step.dialler is None or step.dialled is None:
            return
        where = {"queueId": stay.queue.code}
        how = AGENT_ENDS[contact.ender]
        ended = step.ended if leg is None else leg.left
        request: Json = {**callback, "direction": "inbound"}
        request["segments"] = [
            segment("alert", self._rang(step, stay), stay.left, **where),
            segment("interact", stay.left, ended, how, **where),
        ]
        call: Json = {**self.media, "direction": "outbound", "ani": f"tel:{contact.line.dnis}", "dnis": number}
        if leg is None:
            call["segments"] = [segment("dialing", step.dialled, step.ended, "timeout", **where)]
        else:
            request["metrics"] = _metrics(tAcw=leg.acw)
            request["segments"].append(self._wrap_up(leg, where))
            call["metrics"] = self._talk_metrics(leg)
            call["segments"] = [segment("dialing", step.dialled, leg.answered, **where), *self._talk(leg, where)]
            if leg.handover == "outside":
                call["destinationAddresses"] = [f"tel:{partner(contact)}"]
        self._staff(step.dialler, request, call)
        if leg is not None:
            self._handed_out(leg)
