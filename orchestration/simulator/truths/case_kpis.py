"""What members say and what becomes of their cases, from the simulator's own bookkeeping.

KPIs A14, A16, C03, C04 and C09 to C12 by the definitions in docs/kpis.md and DECISIONS.md, in exact numbers. Each
thing that counts (an invitation, a callback, a case, a closing, a promise, a thread) is an entry; entries add up to
cells.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.simulator.moments import DAY, HOUR, SECOND, at_local, local, local_date
from orchestration.simulator.truths.kpis import ALL, as_text, periods
from orchestration.simulator.truths.tables import read_table

if TYPE_CHECKING:
    from orchestration.simulator.run import Run
    from orchestration.simulator.scenario import Line
    from orchestration.simulator.terms import Terms
    from orchestration.simulator.truths.measure import Measure

Row = Mapping[str, Any]
Tables = Callable[[str], Iterable[Row]]
"""Gives the rows of a truth table by its name; of a case, which has one for each change, the last, that tells all."""

DEFAULTS = {
    "survey_window_days": 7, "reopen_window_days": 14, "chat_response_s": 60, "message_response_s": 86_400,
    "callback_window_days": 1, "callback_attempts": 4,
}  # fmt: skip
GAP = DAY
"""Of a thread; no simulated contract names another."""
NEVER = date.max
WRITTEN = frozenset(("chat", "sms", "email"))
ALONE_WITH_THE_MENU = frozenset(("excluded", "ivr_contained", "ivr_abandoned"))
NO_PLACE = (ALL, ALL, ALL)
ANSWER = ("response_id", "answered_at", "resolved", "first_contact")
BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00Z")
A_DAY, MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)


class Entry(NamedTuple):
    """What counts once.

    topic: which parts it has; what is known on another date is another topic. on: local date by which it belongs to a
    period. matures_on: local date from which it is counted; until then `pending` are to come. records: identifiers of
    what systems delivered of it; contacts: numbers of the contacts it hangs on. days: local dates on which something
    else could stand in its stead.
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
    ("callback_completion", "standard"): ("callback", "reached", "callbacks"),
    ("callback_time", "standard"): ("callback", "callback_ms", "reached"),
    ("case_cycle_time", "standard"): ("case_time", "open_ms", "closed"),
    ("case_within_due", "standard"): ("case", "within_due", "cases"),
    ("reopen_rate", "standard"): ("closing", "reopened", "closings"),
    ("promise_kept", "standard"): ("promise", "kept", "promises"),
    ("escalation_supervisor", "standard"): ("escalation", "supervisor", "crm_handled"),
    ("escalation_client", "standard"): ("escalation", "client", "crm_handled"),
    ("escalation_clinical", "standard"): ("escalation", "clinical", "handled"),
    ("escalation_911", "standard"): ("escalation", "emergency", "handled"),
    ("escalation_complaint", "standard"): ("escalation", "complaint", "crm_handled"),
    ("first_response_time", "business"): ("response_time", "business_ms", "responded"),
    ("first_response_time", "elapsed"): ("response_time", "elapsed_ms", "responded"),
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
        return timedelta(days=self.count(client, term))

    def count(self, client: str, term: str) -> int:
        """A term that is a whole number."""
        return int(self._of_client[client][term])

    def due(self, client: str, channel: str) -> int:
        """Milliseconds of business within which a person has to answer."""
        return SECOND * int(self._of_client[client]["chat_response_s" if channel == "chat" else "message_response_s"])

    def business(self, client: str, line: str, begin: int, end: int) -> int:
        """Milliseconds for which a line was open between two moments."""
        last, total = local_date(end, self.zone(client)), 0
        for on, opens, closes in self._open_days(client, line, begin):
            if on > last:
                break
            total += max(0, min(end, closes) - max(begin, opens))
        return total

    def due_on(self, client: str, line: str, channel: str, begin: int) -> date:
        """Local date on which the time to answer is over: that of the next opening, where it is just as a day ends."""
        left = self.due(client, channel)
        for on, opens, closes in self._open_days(client, line, begin):
            left -= max(0, closes - max(begin, opens))
            if left < 0:
                return on
        raise ValueError("a line that never opens")

    def _open_days(self, client: str, line: str, begin: int) -> Iterator[tuple[date, int, int]]:
        """The days of a moment and after it on which a line is open, each with when it opens and closes."""
        row = self._rows[client, line]
        zone, hours = str(row["time_zone"]), str(row["hours"]).split()
        on = local_date(begin, zone)
        while set(hours) != {"-"}:
            if (text := hours[on.weekday()]) != "-":
                opens, closes = (int(part) for part in text.split("/"))
                yield on, at_local(on, opens, zone), at_local(on + timedelta(days=closes // DAY), closes % DAY, zone)
            on += timedelta(days=1)


def tables_of(out: Path) -> Tables:
    """The truth tables in an output folder."""
    return lambda table: read_table(out, table, last_of="case_id" if table == "case" else None)


def entries(tables: Tables) -> Iterator[Entry]:
    """Everything that counts, one by one: of a million contacts little is in memory at once."""
    policies = Policies(tables("line_policy"))
    excluded = {row["contact"] for row in tables("excluded")}
    escalations = _Escalations(excluded)
    yield from _surveys(tables, policies, excluded)
    for row in tables("case"):
        yield from _case(row, policies)
        yield from _closings(row, policies)
        yield from escalations.tell(row, row["case_id"], filter(None, (row["escalated_to"],)), is_crm=True)
    yield from _promises(tables, policies)
    for row in tables("grievance"):
        yield from escalations.tell(row, row["grievance_id"], ("complaint",), is_crm=True)
    for row in tables("triage_place"):
        kinds = (("clinical", row["is_handed_over"]), ("emergency", row["is_emergency"]))
        yield from escalations.tell(row, row["encounter_id"], (kind for kind, is_so in kinds if is_so), is_crm=False)
    yield from escalations.handled(tables("handled_day"))
    yield from _threads(tables, policies)
    yield from _callbacks(tables, policies)


def _millis(moment: str) -> int:
    return (datetime.fromisoformat(moment) - BEGINNING) // MILLISECOND


def _place(row: Row) -> tuple[str, str, str]:
    return row["line"], row["channel"], row["language"]


def _surveys(tables: Tables, policies: Policies, excluded: Collection[str]) -> Iterator[Entry]:
    answers = {row["invitation_id"]: tuple(row[name] for name in ANSWER) for row in tables("survey_response")}
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
            response_id, answered_at, resolved, first_contact = answer
            records.append(response_id)
            in_time = local_date(_millis(answered_at), policies.zone(client)) <= closes_on
            if in_time and resolved is not None:
                is_resolved = resolved == "yes"
                is_first = is_resolved and first_contact == "yes"
                parts = {"valid": 1, "told": 1, "first": is_first, "resolved": is_resolved}
                if row["offer_method"] != "agent":
                    parts |= {"valid_unprompted": 1, "first_unprompted": is_first}
        yield Entry(
            "survey", client, on, *_place(row), parts, matures_on=closes_on, pending=int(row["is_sent"]),
            records=tuple(records), contacts=(row["contact"],),
        )  # fmt: skip


def _case(row: Row, policies: Policies) -> Iterator[Entry]:
    """Whether it was closed in time is known once it was or was due; how long it took, once it is closed."""
    zone = policies.zone(row["client_id"])
    opened, due = _millis(row["really_opened_at"]), _millis(row["due_at"])
    turns = _turns(row)
    closed = turns[-1] if turns and turns[-1] > 0 else None
    on = local_date(opened, zone)
    parts = {"cases": 1, "within_due": closed is not None and closed <= due}
    judged = Entry(
        "case", row["client_id"], on, *_place(row), parts, pending=1,
        matures_on=local_date(due if closed is None else min(closed, due), zone), records=(_case_record(row),),
        contacts=(row["contact"],), days=(on - A_DAY, on + A_DAY),
    )  # fmt: skip
    yield judged
    if closed is None:
        yield judged._replace(topic="case_time", parts={}, matures_on=NEVER)
    else:
        timed = {"closed": 1, "open_ms": closed - opened}
        yield judged._replace(topic="case_time", parts=timed, matures_on=local_date(closed, zone))


def _closings(row: Row, policies: Policies) -> Iterator[Entry]:
    turns = _turns(row)
    for place, closed in enumerate(turns):
        if closed < 0:
            continue
        client = row["client_id"]
        window, zone = policies.days(client, "reopen_window_days"), policies.zone(client)
        reopened = -turns[place + 1] if place + 1 < len(turns) else None
        on, clock = local(closed, zone)
        is_reopened = reopened is not None and local(reopened, zone) <= (on + window, clock)
        yield Entry(
            "closing", client, on, *_place(row), {"closings": 1, "reopened": is_reopened}, pending=1,
            matures_on=on + window, records=(_case_record(row),), contacts=(row["contact"],),
            days=(on - A_DAY, on + A_DAY),
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


class _Escalations:
    """Counts a contact once for each kind of escalation, whatever tells of it, among those of days that are told of."""

    def __init__(self, excluded: Collection[str]) -> None:
        """excluded: numbers of contacts that do not count."""
        self._excluded = excluded
        self._found: set[tuple[str, str]] = set()
        self._crm_from: defaultdict[str, date] = defaultdict(lambda: NEVER)
        self._told_from: defaultdict[str, date] = defaultdict(lambda: NEVER)

    def tell(self, row: Row, record: str, kinds: Iterable[str], *, is_crm: bool) -> Iterator[Entry]:
        """What a record adds, which may be nothing. is_crm: whether the CRM tells it."""
        contact = row["contact"]
        if contact in self._excluded:
            return
        client, on = row["client_id"], date.fromisoformat(row["day_on"])
        self._told_from[client] = min(self._told_from[client], on)
        if is_crm:
            self._crm_from[client] = min(self._crm_from[client], on)
        new = {(contact, kind) for kind in kinds} - self._found
        self._found |= new
        parts = {kind: 1 for _, kind in new}
        yield Entry("escalation", client, on, *_place(row), parts, records=(record,), contacts=(contact,))

    def handled(self, rows: Iterable[Row]) -> Iterator[Entry]:
        """The contacts of which some are escalated, once all records are told. rows: of `handled_day`."""
        for row in rows:
            on, client, count = date.fromisoformat(row["day_on"]), row["client_id"], int(row["count"])
            if on >= self._told_from[client]:
                parts = {"handled": count} | ({"crm_handled": count} if on >= self._crm_from[client] else {})
                yield Entry("escalation", client, on, *_place(row), parts)


def _callbacks(tables: Tables, policies: Policies) -> Iterator[Entry]:
    for row in tables("contact"):
        if row["outcome"] != "callback":
            continue
        client, on = row["client_id"], date.fromisoformat(row["arrival_on"])
        matures_on = on + policies.days(client, "callback_window_days")
        parts = {"callbacks": 1}
        if row["callback_answered_at"] is not None:
            requested, answered = _millis(row["callback_requested_at"]), _millis(row["callback_answered_at"])
            is_in_time = local_date(answered, policies.zone(client)) <= matures_on
            if is_in_time and int(row["callback_attempt_count"]) <= policies.count(client, "callback_attempts"):
                parts |= {"reached": 1, "callback_ms": answered - requested}
        yield Entry(
            "callback", client, on, *_place(row), parts, matures_on=matures_on, pending=1, contacts=(row["contact"],)
        )


class _Message(NamedTuple):
    """A written contact; moments in milliseconds, answered None where nobody did."""

    arrived: int
    contact: int
    ended: int
    answered: int | None
    on: date
    language: str


def _threads(tables: Tables, policies: Policies) -> Iterator[Entry]:
    by_person: defaultdict[tuple[str, str, str, str], list[_Message]] = defaultdict(list)
    for row in tables("written"):
        answered = None if row["answered"] is None else int(row["answered"])
        by_person[row["client_id"], row["line"], row["channel"], row["person"]].append(
            _Message(
                int(row["arrived"]), int(row["contact"]), int(row["ended"]), answered,
                date.fromisoformat(row["day_on"]), sys.intern(row["language"]),
            )
        )  # fmt: skip
    for (client, line, channel, _), messages in by_person.items():
        messages.sort(key=lambda message: (message.arrived, message.contact))
        threads: list[list[_Message]] = []
        ended = 0
        for message in messages:
            if not threads or message.arrived > ended + GAP:
                threads.append([])
                ended = 0
            threads[-1].append(message)
            ended = max(ended, message.ended)
        for thread in threads:
            first = thread[0]
            answered = min((message.answered for message in thread if message.answered is not None), default=None)
            timed, is_within_due = {}, False
            if answered is not None:
                business = policies.business(client, line, first.arrived, answered)
                is_within_due = business <= policies.due(client, channel)
                timed = {
                    "responded": 1,
                    "business_ms": business,
                    "elapsed_ms": answered - first.arrived,
                    f"bin {_bin(business)}": 1,
                }
            judged = Entry(
                "response", client, first.on, line, channel, first.language,
                {"threads": 1, "within_due": is_within_due}, pending=1,
                matures_on=policies.due_on(client, line, channel, first.arrived),
                contacts=tuple(str(message.contact) for message in thread),
                days=tuple(message.on for message in thread[1:]),
            )  # fmt: skip
            yield judged
            over = max(message.ended for message in thread) + GAP if answered is None else answered
            known_on = max(judged.matures_on, local_date(over, policies.zone(client)))
            yield judged._replace(topic="response_time", parts=timed, matures_on=known_on)


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


def _cuts(entry: Entry) -> Iterable[tuple[str, str, str]]:
    cuts = ((ALL, ALL, ALL), (entry.line, ALL, ALL), (ALL, entry.channel, ALL), (ALL, ALL, entry.language))
    return dict.fromkeys(cuts)


def case_kpi_rows(
    counted: Iterable[Entry], contract_from: Mapping[str, date], matured_to: Mapping[str, date]
) -> Iterator[dict[str, Any]]:
    """Every KPI of every period and breakdown, as rows of the truth table `kpi`.

    counted: the entries. contract_from, matured_to: by client, the first date of the contract, and the last local date
    up to which everything is known. The value is None where all that counts is still to mature.
    """
    days: defaultdict[tuple[str, str, date, str, str, str], Sums] = defaultdict(Sums)
    for entry in counted:
        sums = days[entry[:6]]
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
        for cell in dict.fromkeys(cells_of(entry, contract_from[client_id])):
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
    if topic == "response_time" and (sums.bins or sums.pending):
        for (kpi_id, variant), share in PERCENTILES.items():
            value = _percentile(sums.bins, share) if sums.bins else None
            row = _row(cell, kpi_id, variant, None, None, value, sums.pending)
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
