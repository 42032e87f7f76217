"""What members say and what becomes of their cases, from the simulator's own bookkeeping.

KPIs C03, C04, C09 to C12 and A16 by the definitions in docs/kpis.md and DECISIONS.md, in exact numbers. Each thing that
counts (an invitation, a case, a closing, a promise, a thread) is an entry; entries add up to cells.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from orchestration.simulator.moments import DAY, HOUR, SECOND, at_local, local_date
from orchestration.simulator.truths.kpis import ALL, as_text, periods

if TYPE_CHECKING:
    from orchestration.simulator.run import Run
    from orchestration.simulator.scenario import Line
    from orchestration.simulator.terms import Terms
    from orchestration.simulator.truths.measure import Measure

Row = Mapping[str, Any]
Tables = Callable[[str], Iterable[Row]]
"""Gives the rows of a truth table by its name."""

DEFAULTS = {"survey_window_days": 7, "reopen_window_days": 14, "chat_response_s": 60, "message_response_s": 86_400}
GAP = DAY
"""Of a thread; no simulated contract names another."""
NEVER = date.max
WRITTEN = frozenset(("chat", "sms", "email"))
ALONE_WITH_THE_MENU = frozenset(("excluded", "ivr_contained", "ivr_abandoned"))
NO_PLACE = (ALL, ALL, ALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What counts once.

    topic: which parts it has. on: local date by which it belongs to a period. matures_on: local date from which it is
    counted; until then `pending` are to come. records: identifiers of what systems delivered of it; contacts: numbers
    of the contacts it hangs on. days: local dates on which something else could stand in its stead.
    """

    topic: str
    client_id: str
    on: date
    line: str
    channel: str
    language: str
    parts: Mapping[str, int]
    matures_on: date = date.min
    pending: int = 0
    records: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(slots=True)
class Sums:
    """What the entries of a cell come to; bins: answered threads by lower edge of their first response in seconds."""

    parts: Counter[str] = field(default_factory=Counter)
    bins: Counter[int] = field(default_factory=Counter)
    pending: int = 0


RATIOS: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("fcr_member", "FCR-member"): ("survey", "first", "valid"),
    ("fcr_member", "FCR-member-unprompted"): ("survey", "first_unprompted", "valid_unprompted"),
    ("fcr_member", "resolved-member"): ("survey", "resolved", "told"),
    ("case_cycle_time", "standard"): ("case", "open_ms", "closed"),
    ("case_within_due", "standard"): ("case", "within_due", "cases"),
    ("reopen_rate", "standard"): ("closing", "reopened", "closings"),
    ("promise_kept", "standard"): ("promise", "kept", "promises"),
    ("escalation_supervisor", "standard"): ("escalation", "supervisor", "crm_handled"),
    ("escalation_client", "standard"): ("escalation", "client", "crm_handled"),
    ("escalation_clinical", "standard"): ("escalation", "clinical", "handled"),
    ("escalation_911", "standard"): ("escalation", "emergency", "handled"),
    ("escalation_complaint", "standard"): ("escalation", "complaint", "crm_handled"),
    ("first_response_time", "business"): ("response", "business_ms", "responded"),
    ("first_response_time", "elapsed"): ("response", "elapsed_ms", "responded"),
    ("first_response_within_due", "standard"): ("response", "within_due", "threads"),
}
"""Topic and parts of each KPI variant that is a ratio."""
PERCENTILES = {
    ("first_response_percentile", "p50"): Fraction(50, 100),
    ("first_response_percentile", "p90"): Fraction(90, 100),
}
KPIS = frozenset(kpi_id for kpi_id, _ in (*RATIOS, *PERCENTILES))


def note_policy(run: Run, terms: Terms) -> None:
    """Note the terms and hours of each line in the truth table `line_policy`."""
    for client in run.scenario.clients:
        for line in client.lines:
            run.truth.add(
                "line_policy",
                {
                    "client_id": client.client_id,
                    "line": line.name,
                    "time_zone": client.time_zone,
                    **(DEFAULTS | terms.left_to_default(client)),
                    "hours": _hours(line),
                },
            )


def _hours(line: Line) -> str:
    """Hours of a week as text, Monday to Sunday; milliseconds since midnight."""
    return " ".join(
        "-" if hours is None else "/".join(str(int(hour * HOUR)) for hour in hours) for hours in line.hours.days
    )


def note_contacts(run: Run, measures: Sequence[Measure]) -> None:
    """Note how many contacts agents handled (`handled_day`), what members wrote (`written`), and what is `excluded`."""
    handled: Counter[tuple[str, str, str, str, str]] = Counter()
    for measure in measures:
        contact = measure.contact
        if contact.direction != "inbound":
            continue
        if measure.outcome == "excluded":
            run.truth.add("excluded", {"contact": contact.number})
            continue
        place = (measure.arrival_on.isoformat(), contact.line.name, contact.channel, contact.language)
        legs = [leg for leg in measure.legs if leg.kind == "handle"]
        if legs:
            handled[contact.client.client_id, *place] += 1
        if contact.channel in WRITTEN and measure.outcome not in ALONE_WITH_THE_MENU:
            lines = [leg.left if contact.channel == "email" else leg.answered for leg in legs]
            number = contact.client.members.number(contact.member) if measure.is_identified else None
            run.truth.add(
                "written",
                {
                    "contact": contact.number,
                    "client_id": contact.client.client_id,
                    **dict(zip(("day_on", "line", "channel", "language"), place, strict=True)),
                    "person": number or contact.ani or f"contact {contact.number}",
                    "arrived": measure.arrived,
                    "ended": measure.ended,
                    "answered": min(lines, default=None),
                },
            )
    for (client_id, *cell), count in handled.items():
        names = ("day_on", "line", "channel", "language")
        run.truth.add("handled_day", {"client_id": client_id, **dict(zip(names, cell, strict=True)), "count": count})


class Kept(Mapping[str, Any]):
    """A row of which only some columns are kept, so that a million of them need little memory."""

    __slots__ = ("_cells", "_places")
    shared = frozenset(("client_id", "day_on", "line", "channel", "language", "escalated_to"))

    def __init__(self, row: Row, places: Mapping[str, int]) -> None:
        """places: of each column to keep its place, the same mapping for all rows of a table."""
        self._places = places
        self._cells = tuple(
            sys.intern(cell) if name in self.shared and cell is not None else cell
            for name, cell in ((name, row[name]) for name in places)
        )

    def __getitem__(self, name: str) -> Any:
        return self._cells[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._cells)


def _places(*names: str) -> Mapping[str, int]:
    return {
        name: place
        for place, name in enumerate((*names, "contact", "client_id", "day_on", "line", "channel", "language"))
    }


OF_CASE = _places("case_id", "really_opened_at", "due_at", "turns", "is_clock_off", "escalated_to")
OF_CONTACT = _places()
OF_WRITTEN = _places("arrived", "ended", "answered")


class Policies:
    """Terms, hours and time zones by client and line."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(row["client_id"], row["line"]): row for row in rows}
        self._of_client = {client: row for (client, _), row in self._rows.items()}

    def zone(self, client: str) -> str:
        """IANA time zone of a client."""
        return str(self._of_client[client]["time_zone"])

    def days(self, client: str, term: str) -> timedelta:
        """A term in days."""
        return timedelta(days=int(self._of_client[client][term]))

    def due(self, client: str, channel: str) -> int:
        """Milliseconds of business within which a person has to answer."""
        return SECOND * int(self._of_client[client]["chat_response_s" if channel == "chat" else "message_response_s"])

    def business(self, client: str, line: str, begin: int, end: int) -> int:
        """Milliseconds for which a line was open between two moments."""
        row = self._rows[client, line]
        zone, hours = str(row["time_zone"]), str(row["hours"]).split()
        on, total = local_date(begin, zone), 0
        while on <= local_date(end, zone):
            if (text := hours[on.weekday()]) != "-":
                opens, closes = (int(part) for part in text.split("/"))
                after = on + timedelta(days=closes // DAY)
                closing = at_local(after, closes % DAY, zone)
                total += max(0, min(end, closing) - max(begin, at_local(on, opens, zone)))
            on += timedelta(days=1)
        return total


def entries(tables: Tables) -> Iterator[Entry]:
    """Everything that counts."""
    policies = Policies(tables("line_policy"))
    cases = {row["case_id"]: Kept(row, OF_CASE) for row in tables("case")}
    excluded = {row["contact"] for row in tables("excluded")}
    return chain(
        _surveys(tables, policies, excluded),
        _cases(cases.values(), policies),
        _closings(cases.values(), policies),
        _promises(tables, policies),
        _escalations(tables, cases.values(), excluded),
        _threads(tables, policies),
    )


def _millis(moment: str) -> int:
    return (datetime.fromisoformat(moment) - datetime.fromisoformat("1970-01-01T00:00:00Z")) // timedelta(
        milliseconds=1
    )


def _place(row: Row) -> tuple[str, str, str]:
    return row["line"], row["channel"], row["language"]


def _surveys(tables: Tables, policies: Policies, excluded: Collection[str]) -> Iterator[Entry]:
    answers = {row["invitation_id"]: row for row in tables("survey_response")}
    for row in tables("survey_invitation"):
        if row["contact"] in excluded:
            continue
        client = row["client_id"]
        on = date.fromisoformat(row["day_on"])
        closes_on = on + policies.days(client, "survey_window_days")
        parts: dict[str, int] = {}
        answer = answers.get(row["invitation_id"])
        records = [row["invitation_id"]]
        if answer is not None:
            records.append(answer["response_id"])
            in_time = local_date(_millis(answer["answered_at"]), policies.zone(client)) <= closes_on
            if in_time and answer["resolved"] is not None:
                is_resolved = answer["resolved"] == "yes"
                is_first = is_resolved and answer["first_contact"] == "yes"
                parts = {"valid": 1, "told": 1, "first": is_first, "resolved": is_resolved}
                if row["offer_method"] != "agent":
                    parts |= {"valid_unprompted": 1, "first_unprompted": is_first}
        yield Entry(
            "survey", client, on, *_place(row), parts, matures_on=closes_on, pending=int(row["is_sent"]),
            records=tuple(records), contacts=(row["contact"],),
        )  # fmt: skip


def _cases(cases: Iterable[Row], policies: Policies) -> Iterator[Entry]:
    for row in cases:
        zone = policies.zone(row["client_id"])
        opened, due = _millis(row["really_opened_at"]), _millis(row["due_at"])
        turns = _turns(row)
        closed = turns[-1] if turns and turns[-1] > 0 else None
        on = local_date(opened, zone)
        parts = {"cases": 1, "within_due": closed is not None and closed <= due}
        if closed is not None:
            parts |= {"closed": 1, "open_ms": closed - opened}
        yield Entry(
            "case", row["client_id"], on, *_place(row), parts, pending=1,
            matures_on=local_date(due if closed is None else min(closed, due), zone), records=(_case_record(row),),
            contacts=(row["contact"],), days=(on - timedelta(days=1), on + timedelta(days=1)),
        )  # fmt: skip


def _closings(cases: Iterable[Row], policies: Policies) -> Iterator[Entry]:
    for row in cases:
        client = row["client_id"]
        zone, window = policies.zone(client), policies.days(client, "reopen_window_days")
        turns = _turns(row)
        for place, closed in enumerate(turns):
            if closed < 0:
                continue
            reopened = -turns[place + 1] if place + 1 < len(turns) else None
            on = local_date(closed, zone)
            is_reopened = reopened is not None and reopened - closed <= window.days * DAY
            yield Entry(
                "closing", client, on, *_place(row), {"closings": 1, "reopened": is_reopened}, pending=1,
                matures_on=on + window, records=(_case_record(row),), contacts=(row["contact"],),
                days=(on - timedelta(days=1), on + timedelta(days=1)),
            )  # fmt: skip


def _turns(row: Row) -> list[int]:
    return [int(turn) for turn in (row["turns"] or "").split()]


def _case_record(row: Row) -> str:
    """A case by its identifier; one that was written by a clock that was off by a name under which it is left out."""
    return CLOCK_OFF if row["is_clock_off"] else str(row["case_id"])


CLOCK_OFF = "clock off"
"""Stands for records whose moments were written by a clock that was off: the warehouse sets it right, not exactly."""


def _promises(tables: Tables, policies: Policies) -> Iterator[Entry]:
    for row in tables("task"):
        on = local_date(_millis(row["promised_at"]), policies.zone(row["client_id"]))
        yield Entry(
            "promise", row["client_id"], on, *NO_PLACE, {"promises": 1, "kept": int(row["is_kept"])},
            matures_on=on, pending=1, records=(CLOCK_OFF if row["is_clock_off"] else row["task_id"],),
        )  # fmt: skip


def _escalations(tables: Tables, cases: Iterable[Row], excluded: Collection[str]) -> Iterator[Entry]:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    places: dict[str, Row] = {}
    records: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    crm_from: defaultdict[str, date] = defaultdict(lambda: NEVER)
    told_from: defaultdict[str, date] = defaultdict(lambda: NEVER)

    def tell(row: Row, record: str, kinds: Iterable[str], *, is_crm: bool) -> None:
        if row["contact"] in excluded:
            return
        client, on = row["client_id"], date.fromisoformat(row["day_on"])
        told_from[client] = min(told_from[client], on)
        if is_crm:
            crm_from[client] = min(crm_from[client], on)
        places[row["contact"]] = row if isinstance(row, Kept) else Kept(row, OF_CONTACT)
        records[row["contact"]] += (record,)
        for kind in kinds:
            found[client, kind].add(row["contact"])

    for row in cases:
        tell(row, row["case_id"], filter(None, (row["escalated_to"],)), is_crm=True)
    for row in tables("grievance"):
        tell(row, row["grievance_id"], ("complaint",), is_crm=True)
    for row in tables("triage_place"):
        kinds = (("clinical", row["is_handed_over"]), ("emergency", row["is_emergency"]))
        tell(row, row["encounter_id"], (kind for kind, is_so in kinds if is_so), is_crm=False)
    for row in tables("handled_day"):
        on, client = date.fromisoformat(row["day_on"]), row["client_id"]
        if on >= told_from[client]:
            count = int(row["count"])
            parts = {"handled": count} | ({"crm_handled": count} if on >= crm_from[client] else {})
            yield Entry("escalation", client, on, *_place(row), parts)
    kinds_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (_, kind), contacts in found.items():
        for contact in contacts:
            kinds_of[contact][kind] = 1
    for contact, row in places.items():
        yield Entry(
            "escalation", row["client_id"], date.fromisoformat(row["day_on"]), *_place(row), kinds_of.get(contact, {}),
            records=records[contact], contacts=(contact,),
        )  # fmt: skip


def _threads(tables: Tables, policies: Policies) -> Iterator[Entry]:
    by_person: defaultdict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in tables("written"):
        by_person[row["client_id"], row["line"], row["channel"], row["person"]].append(Kept(row, OF_WRITTEN))
    for (client, line, channel, _), rows in by_person.items():
        rows.sort(key=lambda row: (int(row["arrived"]), int(row["contact"])))
        threads: list[list[Row]] = []
        ended = 0
        for row in rows:
            if not threads or int(row["arrived"]) > ended + GAP:
                threads.append([])
                ended = 0
            threads[-1].append(row)
            ended = max(ended, int(row["ended"]))
        for thread in threads:
            first, begun = thread[0], int(thread[0]["arrived"])
            answered = min((int(row["answered"]) for row in thread if row["answered"] is not None), default=None)
            parts = {"threads": 1}
            if answered is not None:
                business = policies.business(client, line, begun, answered)
                parts |= {
                    "responded": 1,
                    "business_ms": business,
                    "elapsed_ms": answered - begun,
                    "within_due": business <= policies.due(client, channel),
                    f"bin {_bin(business)}": 1,
                }
            yield Entry(
                "response", client, date.fromisoformat(first["day_on"]), line, channel, first["language"], parts,
                contacts=tuple(row["contact"] for row in thread),
                days=tuple(date.fromisoformat(row["day_on"]) for row in thread[1:]),
            )  # fmt: skip


def _bin(business: int) -> int:
    """Lower edge in seconds of the bin a first response lies in."""
    width = bin_width(business // SECOND) * SECOND
    return business // width * width // SECOND


def bin_width(seconds: int) -> int:
    """Seconds a bin is wide: five up to ten minutes, a minute up to two hours, then a quarter of an hour."""
    return 5 if seconds < 600 else 60 if seconds < 7200 else 900


Cell = tuple[str, str, str, str, str, date]
"""Client, line, channel, language, period type, first date of the period."""


def cells_of(entry: Entry, contract_from: date) -> Iterator[Cell]:
    """The cells in which an entry counts, and those in which something else could in its stead."""
    for on in (entry.on, *entry.days):
        for period_type, start in periods(on, contract_from):
            for cut in _cuts(entry):
                yield (entry.client_id, *cut, period_type, start)


def _cuts(entry: Entry) -> set[tuple[str, str, str]]:
    return {
        (ALL, ALL, ALL),
        (entry.line, ALL, ALL),
        (ALL, entry.channel, ALL),
        (ALL, ALL, entry.language),
    }


def case_kpi_rows(
    counted: Iterable[Entry], contract_from: Mapping[str, date], matured_to: Mapping[str, date]
) -> Iterator[dict[str, Any]]:
    """Every KPI of every period and breakdown, as rows of the truth table `kpi`.

    counted: the entries. contract_from, matured_to: by client, the first date of the contract, and the last local date
    up to which everything is known. The value is None where all that counts is still to mature.
    """
    days: defaultdict[tuple[str, str, date, str, str, str], Sums] = defaultdict(Sums)
    for entry in counted:
        sums = days[entry.topic, entry.client_id, entry.on, entry.line, entry.channel, entry.language]
        if entry.matures_on > matured_to[entry.client_id]:
            sums.pending += entry.pending
            continue
        for name, count in entry.parts.items():
            if name.startswith("bin "):
                sums.bins[int(name[4:])] += count
            else:
                sums.parts[name] += count
    cells: defaultdict[tuple[str, Cell], Sums] = defaultdict(Sums)
    for (topic, client_id, on, line, channel, language), sums in sorted(days.items()):
        entry = Entry(topic, client_id, on, line, channel, language, {})
        for cell in set(cells_of(entry, contract_from[client_id])):
            whole = cells[topic, cell]
            whole.parts.update(sums.parts)
            whole.bins.update(sums.bins)
            whole.pending += sums.pending
    for (topic, cell), sums in cells.items():
        yield from _estimates(topic, cell, sums)


def _estimates(topic: str, cell: Cell, sums: Sums) -> Iterator[dict[str, Any]]:
    for (kpi_id, variant), (of, above, below) in RATIOS.items():
        if of != topic:
            continue
        numerator = Fraction(sums.parts[above], SECOND if above.endswith("_ms") else 1)
        denominator = sums.parts[below]
        if denominator:
            yield _row(cell, kpi_id, variant, numerator, denominator, numerator / denominator, sums.pending)
        elif sums.pending:
            yield _row(cell, kpi_id, variant, None, None, None, sums.pending)
    if topic == "response" and sums.bins:
        for (kpi_id, variant), share in PERCENTILES.items():
            value = _percentile(sums.bins, share)
            row = _row(cell, kpi_id, variant, None, None, value, 0)
            yield row | {"n": sum(sums.bins.values())}


def _percentile(bins: Mapping[int, int], share: Fraction) -> Fraction:
    wanted, below = share * sum(bins.values()), 0
    for edge, count in sorted(bins.items()):
        if below + count >= wanted:
            return edge + bin_width(edge) * (wanted - below) / count
        below += count
    raise ValueError("nothing to take a percentile of")


def _row(
    cell: Cell, kpi_id: str, variant: str, numerator: Fraction | None, denominator: int | None, value: Fraction | None,
    pending: int,
) -> dict[str, Any]:  # fmt: skip
    client_id, line, channel, language, period_type, start = cell
    return {
        "client_id": client_id,
        "line": line,
        "channel": channel,
        "language": language,
        "period_type": period_type,
        "period_start_on": start.isoformat(),
        "kpi_id": kpi_id,
        "variant": variant,
        "numerator": as_text(numerator),
        "denominator": None if denominator is None else str(denominator),
        "value": as_text(value),
        "n": denominator,
        "pending": pending,
    }
