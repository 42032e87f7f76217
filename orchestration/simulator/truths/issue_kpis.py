"""Resolution by repeat, as the platforms' records allow to tell it: who came back about the same matter, and when.

What a contract calls resolved is not what happened (see issues.py): it knows only who was identified, and takes who
stays away for settled. Sorts all contacts by person and looks at their places in that order; the pipeline joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from orchestration.simulator.moments import EPOCH, SECOND
from orchestration.simulator.truths.kpis import as_text, cells_of

WINDOWS = (1, 4, 5, 7, 14, 30)
"""Days that are counted for every plan beside its own."""
UNKNOWN = "unknown"
PHONE = "voice"
ASYNCHRONOUS = ("sms", "email")
"""Channels on which nobody waits for an answer."""
SECONDS = ("ivr_s", "wait_s", "talk_s", "hold_s")
PLACE = ("client_id", "line", "channel", "language")
COLUMNS: Mapping[str, pyarrow.DataType] = {
    **dict.fromkeys((*PLACE, "platform", "contact_id", "direction", "outcome"), pyarrow.string()),
    **dict.fromkeys(("member_number", "ani", "plan_family", "callback_answered_at"), pyarrow.string()),
    **dict.fromkeys((*SECONDS, "handle_s"), pyarrow.float64()),
    "arrived_at": pyarrow.timestamp("ms", "UTC"),
    "arrival_on": pyarrow.date32(),
    "is_identified": pyarrow.bool_(),
    "fcr_window_days": pyarrow.int64(),
}
"""Columns of the truth table `contact` that are looked at."""
MEMBERS = dict.fromkeys(("client_id", "member_number", "surviving_number"), pyarrow.string())
"""Columns of the truth table `member` that are looked at."""
MEMBER, NUMBER = "member", "number"
MARK = "\t"
"""Stands between the parts of a key; no identifier holds it."""

Key = tuple[str, date, str, str, str]
"""Client, local date, line, channel, language."""
Variant = tuple[str, str]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Count:
    """A KPI's parts in a cell: only what is matured is counted, the rest is pending."""

    numerator: int = 0
    denominator: int = 0
    pending: int = 0

    def merge(self, other: Count) -> None:
        """Add what another cell counts."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.pending += other.pending


Book = dict[Key, dict[Variant, Count]]


class Persons:
    """Tells whose contacts are, as far as the platforms' records allow."""

    def __init__(self, survivors: Mapping[tuple[str, str], str], unmapped: Collection[tuple[str, str]]) -> None:
        """Take what is known of members and reasons.

        survivors: (client, member number) to the number that is left after merges. unmapped: (platform, contact) of
        contacts whose reason the platform told by a code nobody mapped.
        """
        self._merged, self._left = _keys(survivors), pyarrow.array(survivors.values(), pyarrow.string())
        self._strange = _keys(unmapped)

    def of(self, contacts: pyarrow.RecordBatch) -> pyarrow.Array:
        """Whose each contact is taken for and about what family of reasons, as text; null where nobody can tell.

        contacts: with COLUMNS.
        """
        client, number = contacts["client_id"], contacts["member_number"]
        is_member = compute.and_(contacts["is_identified"].fill_null(False), number.is_valid())
        left = self._left.take(compute.index_in(_joined(client, number), self._merged))
        is_strange = compute.is_in(_joined(contacts["platform"], contacts["contact_id"]), self._strange)
        return _joined(
            client,
            compute.if_else(is_member, MEMBER, NUMBER),
            compute.if_else(is_member, compute.coalesce(left, number), contacts["ani"]),
            compute.if_else(is_strange, UNKNOWN, contacts["plan_family"]),
        )


def _joined(*parts: pyarrow.Array) -> pyarrow.Array:
    """Null where one of the parts is."""
    return compute.binary_join_element_wise(*parts, MARK)


def _keys(pairs: Iterable[tuple[str, str]]) -> pyarrow.Array:
    return pyarrow.array(map(MARK.join, pairs), pyarrow.string())


@dataclass
class _Talks:
    """Inbound contacts of known persons, by columns: those of a person about one family together, in order.

    on: days since 1970 of local dates. place: number of client, line, channel and language. time: milliseconds.
    window: days its own terms give an issue. known_to: the last date of which everything is known.
    """

    person: Integers
    on: Integers
    place: Integers
    time: Integers
    window: Integers
    known_to: Integers
    is_member: Flags
    is_phone: Flags
    is_answered: Flags


class _Cells:
    """Sums of things by place and date."""

    def __init__(self, talks: _Talks, places: Sequence[str]) -> None:
        self._places, self._place = [tuple(name.split(MARK)) for name in places], talks.place
        self._first_on, self._on = int(talks.on.min()), talks.on
        self._days = int(talks.on.max()) - self._first_on + 1
        self.book: Book = defaultdict(dict)

    def add(self, variant: Variant, at: Integers, is_matured: Flags, numerators: NDArray[Any]) -> None:
        """Add one thing for each of some contacts, where it is dated; what is not matured is pending."""
        cell = self._place[at] * self._days + self._on[at] - self._first_on
        length = len(self._places) * self._days
        sums = np.zeros(length, np.int64)
        np.add.at(sums, cell[is_matured], numerators[is_matured].astype(np.int64))
        denominators = np.bincount(cell[is_matured], minlength=length)
        pending = np.bincount(cell[~is_matured], minlength=length)
        for each in np.flatnonzero(denominators + pending).tolist():
            client, line, channel, language = self._places[each // self._days]
            on = EPOCH + timedelta(days=self._first_on + each % self._days)
            count = Count(int(sums[each]), int(denominators[each]), int(pending[each]))
            self.book[client, on, line, channel, language][variant] = count


def counts(contacts: Iterable[pyarrow.RecordBatch], persons: Persons) -> Book:
    """What every day's answered contacts come to.

    contacts: rows of the truth table `contact` with COLUMNS, in any order.
    """
    talks, places, _ = _sorted(contacts, persons)
    if not len(talks.on):
        return {}
    cells = _Cells(talks, places)
    own = _Issues(talks, talks.window)
    first, is_member = own.first, talks.is_member[own.first]
    cells.add(("fcr_repeat", "household"), first, own.is_matured, ~own.is_followed)
    first, is_matured = first[is_member], own.is_matured[is_member]
    cells.add(("fcr_repeat", "any-channel"), first, is_matured, ~own.is_followed[is_member])
    cells.add(("fcr_repeat", "phone"), first, is_matured, ~own.is_called_about[is_member])
    is_closed = own.is_closed[is_member]
    cells.add(("contacts_per_issue", "standard"), first, is_closed, own.length[is_member])
    cells.add(("minutes_to_resolution", "standard"), first, is_closed, own.time[is_member])
    answered = np.flatnonzero(talks.is_answered & talks.is_member)
    cells.add(("repeat_rate", "standard"), answered, np.ones(len(answered), bool), ~np.isin(answered, first))
    for days in WINDOWS:
        issues = _Issues(talks, np.full(len(talks.on), days))
        is_member = talks.is_member[issues.first]
        first, is_matured = issues.first[is_member], issues.is_matured[is_member]
        cells.add(("fcr_repeat", f"any-channel-{days}d"), first, is_matured, ~issues.is_followed[is_member])
        cells.add(("fcr_repeat", f"phone-{days}d"), first, is_matured, ~issues.is_called_about[is_member])
    return cells.book


class Span(NamedTuple):
    """How far an answered contact looks ahead: days of its issue's terms, and when the issue it opens is closed.

    person: as Persons tells it.
    """

    person: str
    client_id: str
    on: date
    window: int
    closes_on: date


def spans(contacts: Iterable[pyarrow.RecordBatch], persons: Persons) -> Iterator[Span]:
    """Of each answered contact of a known person. contacts: as of counts."""
    talks, _, names = _sorted(contacts, persons)
    begins = _begins(talks, talks.window)
    starts = np.flatnonzero(begins)
    lasts = np.append(starts[1:], len(begins)) - 1
    answered = np.flatnonzero(talks.is_answered)
    issue = (np.cumsum(begins) - 1)[answered]
    window, on = talks.window[starts[issue]], talks.on[answered]
    is_first = np.diff(issue, prepend=-1) != 0
    closes_on = np.where(is_first, talks.on[lasts[issue]] + window, on)
    for code, day, days, end in zip(talks.person[answered], on, window, closes_on, strict=True):
        person = names[int(code)].as_py()
        client = person.split(MARK)[0]
        yield Span(person, client, _date(day), int(days), _date(end))


def _date(days: int) -> date:
    return EPOCH + timedelta(days=int(days))


class _Issues:
    """A person's contacts about a family, cut where a gap is longer than a window; those that a person answered.

    By issue: first: its first answered contact. length, time: of all its contacts. is_followed, is_called_about:
    whether another one, or one by telephone, came within the window after the first answered. is_matured, is_closed:
    whether the window after the first answered, or after the last, is over.
    """

    def __init__(self, talks: _Talks, window: Integers) -> None:
        """window: days, by contact; those of the contact that begins an issue hold for it."""
        begins = _begins(talks, window)
        issue = np.cumsum(begins) - 1
        starts = np.flatnonzero(begins)
        lasts = np.append(starts[1:], len(begins)) - 1
        answered = np.flatnonzero(talks.is_answered)
        self.first = answered[np.diff(issue[answered], prepend=-1) != 0]
        of = issue[self.first]
        last, days, known_to = lasts[of], window[starts[of]], talks.known_to[self.first]
        self.length = last - starts[of] + 1
        self.time = np.add.reduceat(talks.time, starts)[of]

        def is_within(following: Integers) -> Flags:
            # Days only grow within an issue: if the next one is too late, so are all after it.
            gap: Integers = talks.on[np.minimum(following, last)] - talks.on[self.first]
            is_in: Flags = (following <= last) & (gap <= days)
            return is_in

        self.is_followed = is_within(self.first + 1)
        self.is_called_about = is_within(_next(talks.is_phone)[self.first])
        self.is_matured = talks.on[self.first] + days <= known_to
        self.is_closed = talks.on[last] + days <= known_to


def _begins(talks: _Talks, window: Integers) -> Flags:
    """Which contacts begin an issue: they come later after the one before than the issue's first one's terms allow."""
    places = np.arange(len(window))
    is_new = np.diff(talks.person, prepend=-1) != 0
    gap = np.diff(talks.on, prepend=0)
    begins: Flags = is_new
    # Which contact was an issue's first hangs on the cuts before it: cut anew until nothing moves.
    while True:
        first = np.maximum.accumulate(np.where(begins, places, 0))
        again = is_new | (gap > window[np.roll(first, 1)])
        if np.array_equal(again, begins):
            return begins
        begins = again


def _next(is_so: Flags) -> Integers:
    """Place of the next contact of which something is so, after each; past the end where there is none."""
    length = len(is_so)
    places = np.where(is_so, np.arange(length), length)
    return np.append(np.minimum.accumulate(places[::-1])[::-1][1:], length)


def _sorted(contacts: Iterable[pyarrow.RecordBatch], persons: Persons) -> tuple[_Talks, list[str], pyarrow.Array]:
    """The contacts that may belong to an issue, and the names of their places and persons."""
    persons_of, places_of = [], []
    columns: list[tuple[NDArray[Any], ...]] = []
    last: dict[str, int] = {}
    for batch in contacts:
        table = pyarrow.Table.from_batches([batch.select(["client_id", "arrival_on"])])
        for row in table.group_by("client_id").aggregate([("arrival_on", "max")]).to_pylist():
            client, on = row["client_id"], (row["arrival_on_max"] - EPOCH).days
            last[client] = max(last.get(client, on), on)
        person = persons.of(batch)
        is_inbound = compute.equal(batch["direction"], "inbound")
        is_counted = compute.and_(is_inbound, compute.not_equal(batch["outcome"], "excluded"))
        is_known = compute.and_(is_counted, person.is_valid())
        known = batch.filter(is_known)
        persons_of.append(person.filter(is_known))
        places_of.append(_joined(*(known[name] for name in PLACE)))
        columns.append(_columns(known))
    if not columns:
        none, no = np.zeros(0, np.int64), np.zeros(0, bool)
        return _Talks(none, none, none, none, none, none, no, no, no), [], pyarrow.array([], pyarrow.string())
    person, place = _encoded(persons_of), _encoded(places_of)
    is_member = compute.match_substring(person.dictionary, f"{MARK}{MEMBER}{MARK}").to_numpy(zero_copy_only=False)
    found, names = place.dictionary.to_pylist(), sorted(place.dictionary.to_pylist())
    numbers = np.array([names.index(name) for name in found], np.int64)[place.indices.to_numpy()]
    known_to = np.array([last[name.split(MARK)[0]] - 1 for name in names], np.int64)
    arrived, on, time, window, is_phone, is_answered = (np.concatenate(each) for each in zip(*columns, strict=True))
    codes = person.indices.to_numpy().astype(np.int64)
    # Of contacts in the same millisecond what they are tells the order, and not where they lie in a file.
    order = np.lexsort((window, time, is_answered, numbers, arrived, codes))
    codes, numbers = codes[order], numbers[order]
    # The last day may go on: what is known is known up to the day before.
    talks = _Talks(
        codes, on[order], numbers, time[order], window[order], known_to[numbers], is_member[codes], is_phone[order],
        is_answered[order],
    )  # fmt: skip
    return talks, names, person.dictionary


def _encoded(parts: list[pyarrow.Array]) -> pyarrow.DictionaryArray:
    """All the texts by their numbers; the parts are let go, for they are as large as what they come to."""
    whole = pyarrow.chunked_array(parts)
    parts.clear()
    return whole.dictionary_encode().combine_chunks()


def _columns(contacts: pyarrow.RecordBatch) -> tuple[NDArray[Any], ...]:
    """Arrival, local date, time, window, whether it is a call, whether a person answered."""
    outcome, channel = contacts["outcome"], contacts["channel"]
    is_reached = compute.and_(compute.equal(outcome, "callback"), contacts["callback_answered_at"].is_valid())
    is_handled = compute.and_(compute.equal(outcome, "not_applicable"), contacts["handle_s"].is_valid())
    is_answered = compute.or_(compute.equal(outcome, "answered"), compute.or_(is_reached, is_handled))
    spent = sum(np.rint(_numbers(contacts[name].fill_null(0)) * SECOND).astype(np.int64) for name in SECONDS)
    is_silent = _numbers(compute.is_in(channel, pyarrow.array(ASYNCHRONOUS)))
    return (
        _numbers(contacts["arrived_at"].cast(pyarrow.int64())),
        _numbers(contacts["arrival_on"].cast(pyarrow.int32())).astype(np.int64),
        np.where(is_silent, 0, spent),
        _numbers(contacts["fcr_window_days"]),
        _numbers(compute.equal(channel, PHONE)),
        _numbers(is_answered),
    )


def _numbers(column: pyarrow.Array) -> NDArray[Any]:
    return np.asarray(column.to_numpy(zero_copy_only=False))


def issue_kpi_rows(book: Mapping[Key, Mapping[Variant, Count]], contract_from: date) -> Iterator[dict[str, Any]]:
    """Rows of the truth table `kpi`; of what only waits to mature without a value."""
    cells: defaultdict[tuple[Any, ...], defaultdict[Variant, Count]] = defaultdict(lambda: defaultdict(Count))
    for key, variants in sorted(book.items()):
        for cell in cells_of(key, contract_from):
            for variant, count in variants.items():
                cells[cell][variant].merge(count)
    for (client_id, line, channel, language, period_type, start), counted in cells.items():
        for (kpi_id, name), count in counted.items():
            scale = SECOND if kpi_id == "minutes_to_resolution" else 1
            has_value = count.denominator > 0
            yield {
                "client_id": client_id,
                "line": line,
                "channel": channel,
                "language": language,
                "period_type": period_type,
                "period_start_on": start.isoformat(),
                "kpi_id": kpi_id,
                "variant": name,
                "numerator": as_text(Fraction(count.numerator, scale)) if has_value else None,
                "denominator": str(count.denominator) if has_value else None,
                "value": as_text(Fraction(count.numerator, count.denominator * scale)) if has_value else None,
                "n": count.denominator if has_value else None,
            }


def survivors_of(members: Iterable[pyarrow.RecordBatch]) -> dict[tuple[str, str], str]:
    """Who stands for whom, from rows of the truth table `member` with MEMBERS."""
    survivors: dict[tuple[str, str], str] = {}
    for batch in members:
        merged = batch.filter(compute.not_equal(batch["member_number"], batch["surviving_number"]))
        client, number, left = (merged[name].to_pylist() for name in MEMBERS)
        survivors |= zip(zip(client, number, strict=True), left, strict=True)
    return survivors


def unmapped_of(faults: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """(platform, contact) of contacts with a reason nobody mapped, from rows of the truth table `fault`."""
    return {(row["source"], row["record_id"]) for row in faults if row["fault"] == "unmapped_reason"}
