"""Resolution by repeat, as the platforms' records allow to tell it: who came back about the same matter, and when.

What a contract calls resolved is not what happened (see issues.py): it knows only who was identified, and takes who
stays away for settled. Walks through each person's contacts one by one; the pipeline looks at gaps between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from orchestration.simulator.moments import SECOND
from orchestration.simulator.truths.kpis import as_text, cells_of

WINDOWS = (1, 4, 5, 7, 14, 30)
"""Days that are counted for every plan beside its own."""
UNKNOWN = "unknown"
PHONE = "voice"
ASYNCHRONOUS = ("sms", "email")
"""Channels on which nobody waits for an answer."""
SECONDS = ("ivr_s", "wait_s", "talk_s", "hold_s")


class Talk(NamedTuple):
    """An inbound contact of a known person. on: ordinal of its local date. window: days its own terms give an issue."""

    arrived_at: str
    on: int
    cell: tuple[str, str, str]
    is_phone: bool
    is_answered: bool
    time: int
    window: int


Person = tuple[str, bool, str, str]
"""Client, whether it is a member, surviving member number or telephone number, reason family."""
Key = tuple[str, date, str, str, str]
"""Client, local date, line, channel, language."""


@dataclass(slots=True)
class Count:
    """A KPI's parts in a cell: only what is matured is counted, the rest is pending."""

    numerator: int = 0
    denominator: int = 0
    pending: int = 0

    def add(self, is_matured: bool, numerator: int, denominator: int = 1) -> None:
        """Count something."""
        if is_matured:
            self.numerator += numerator
            self.denominator += denominator
        else:
            self.pending += 1

    def merge(self, other: Count) -> None:
        """Add what another cell counts."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.pending += other.pending


Variant = tuple[str, str]
Book = dict[Key, dict[Variant, Count]]


def person_of(row: Mapping[str, Any], survivors: Mapping[tuple[str, str], str], is_unmapped: bool) -> Person | None:
    """Whose a contact of the truth table `contact` is taken for; None where nobody can tell."""
    family = UNKNOWN if is_unmapped else row["plan_family"]
    client, number = row["client_id"], row["member_number"]
    if row["is_identified"] and number is not None:
        return client, True, survivors.get((client, number), number), family
    return (client, False, row["ani"], family) if row["ani"] else None


def counts(
    contacts: Iterable[Mapping[str, Any]],
    survivors: Mapping[tuple[str, str], str],
    unmapped: Iterable[tuple[str, str]],
) -> Book:
    """What every day's answered contacts come to.

    contacts: rows of the truth table `contact`, in any order. survivors: (client, member number) to the number that is
    left after merges. unmapped: (platform, contact) of those whose reason the platform told by a code nobody mapped.
    """
    persons, last = _talks(contacts, survivors, unmapped)
    book: Book = defaultdict(lambda: defaultdict(Count))
    for person, talks in persons.items():
        # The last day may go on: what is known is known up to the day before.
        _count(book, person, talks, last[person[0]] - 1)
    return book


class Span(NamedTuple):
    """How far an answered contact looks ahead: days of its issue's terms, and when the issue it opens is closed."""

    person: Person
    on: date
    window: int
    closes_on: date


def spans(
    contacts: Iterable[Mapping[str, Any]],
    survivors: Mapping[tuple[str, str], str],
    unmapped: Iterable[tuple[str, str]],
) -> Iterator[Span]:
    """Of each answered contact of a known person. Arguments as of counts."""
    for person, talks in _talks(contacts, survivors, unmapped)[0].items():
        for issue, window in _issues(talks, None):
            answered = [talk for talk in issue if talk.is_answered]
            for place, talk in enumerate(answered):
                closed = issue[-1].on + window if place == 0 else talk.on
                yield Span(person, date.fromordinal(talk.on), window, date.fromordinal(closed))


def _talks(
    contacts: Iterable[Mapping[str, Any]],
    survivors: Mapping[tuple[str, str], str],
    unmapped: Iterable[tuple[str, str]],
) -> tuple[Mapping[Person, list[Talk]], Mapping[str, int]]:
    """Each known person's contacts in their order, and the ordinal of each client's last date."""
    strange = set(unmapped)
    persons: defaultdict[Person, list[Talk]] = defaultdict(list)
    last: dict[str, int] = {}
    cells: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for row in contacts:
        client, on = row["client_id"], date.fromisoformat(row["arrival_on"]).toordinal()
        last[client] = max(last.get(client, 0), on)
        if row["direction"] != "inbound" or row["outcome"] == "excluded":
            continue
        person = person_of(row, survivors, (row["platform"], row["contact_id"]) in strange)
        if person is not None:
            cell = (row["line"], row["channel"], row["language"])
            persons[person].append(_talk(row, on, cells.setdefault(cell, cell)))
    for talks in persons.values():
        talks.sort()
    return persons, last


def _talk(row: Mapping[str, Any], on: int, cell: tuple[str, str, str]) -> Talk:
    outcome = row["outcome"]
    is_answered = (
        outcome == "answered"
        or (outcome == "callback" and row["callback_answered_at"] is not None)
        or (outcome == "not_applicable" and row["handle_s"] is not None)
    )
    time = 0 if row["channel"] in ASYNCHRONOUS else sum(_milliseconds(row[part]) for part in SECONDS)
    return Talk(row["arrived_at"], on, cell, row["channel"] == PHONE, is_answered, time, int(row["fcr_window_days"]))


def _milliseconds(seconds: str | None) -> int:
    if seconds is None:
        return 0
    whole, _, part = seconds.partition(".")
    return int(whole) * SECOND + int(part or 0)


def _count(book: Book, person: Person, talks: list[Talk], known_to: int) -> None:
    client, is_member, _, _ = person

    def cell(talk: Talk) -> dict[Variant, Count]:
        return book[client, date.fromordinal(talk.on), *talk.cell]

    for issue, window in _issues(talks, None):
        answered = next((place for place, talk in enumerate(issue) if talk.is_answered), None)
        if answered is None:
            continue
        first, later = issue[answered], issue[answered + 1 :]
        is_back = any(talk.on - first.on <= window for talk in later)
        is_matured = first.on + window <= known_to
        kpis = cell(first)
        kpis["fcr_repeat", "household"].add(is_matured, not is_back)
        if not is_member:
            continue
        kpis["fcr_repeat", "any-channel"].add(is_matured, not is_back)
        calls_again = any(talk.on - first.on <= window for talk in later if talk.is_phone)
        kpis["fcr_repeat", "phone"].add(is_matured, not calls_again)
        is_closed = issue[-1].on + window <= known_to
        kpis["contacts_per_issue", "standard"].add(is_closed, len(issue))
        kpis["minutes_to_resolution", "standard"].add(is_closed, sum(talk.time for talk in issue))
        kpis["repeat_rate", "standard"].add(True, 0)
        for talk in later:
            if talk.is_answered:
                cell(talk)["repeat_rate", "standard"].add(True, 1)
    for days in WINDOWS if is_member else ():
        for issue, _ in _issues(talks, days):
            answered = next((place for place, talk in enumerate(issue) if talk.is_answered), None)
            if answered is None:
                continue
            first, later = issue[answered], issue[answered + 1 :]
            soon = [talk for talk in later if talk.on - first.on <= days]
            is_matured = first.on + days <= known_to
            kpis = cell(first)
            kpis["fcr_repeat", f"any-channel-{days}d"].add(is_matured, not soon)
            kpis["fcr_repeat", f"phone-{days}d"].add(is_matured, not any(talk.is_phone for talk in soon))


def _issues(talks: list[Talk], days: int | None) -> Iterator[tuple[list[Talk], int]]:
    """A person's contacts in a family, cut where a gap is longer than `days`, or than the first one's terms say."""
    issue: list[Talk] = []
    window = 0
    for talk in talks:
        if issue and talk.on - issue[-1].on <= window:
            issue.append(talk)
            continue
        if issue:
            yield issue, window
        issue, window = [talk], talk.window if days is None else days
    if issue:
        yield issue, window


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


def survivors_of(members: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Who stands for whom, from rows of the truth table `member`."""
    return {
        (row["client_id"], row["member_number"]): row["surviving_number"]
        for row in members
        if row["member_number"] != row["surviving_number"]
    }


def unmapped_of(faults: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """(platform, contact) of contacts with a reason nobody mapped, from rows of the truth table `fault`."""
    return ((row["source"], row["record_id"]) for row in faults if row["fault"] == "unmapped_reason")
