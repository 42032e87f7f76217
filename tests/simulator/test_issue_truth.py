"""Resolution by repeat: counted by columns it is what a walk through each person's contacts comes to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pyarrow
import pytest

from orchestration.simulator.truths.issue_kpis import (
    COLUMNS,
    MEMBERS,
    SECONDS,
    WINDOWS,
    Count,
    Key,
    Persons,
    Variant,
    counts,
    issue_kpi_rows,
    survivors_of,
)

FIRST_ON = date(2026, 1, 1)
SURVIVORS = {("golden", "M1"): "M2", ("silver", "M3"): "M1"}
UNMAPPED = {("genesys_cloud", str(number)) for number in range(0, 400, 7)}
Row = Mapping[str, Any]
Book = defaultdict[Key, defaultdict[Variant, Count]]


def contact(number: int, **told: Any) -> dict[str, Any]:
    """An answered call of an identified member, at noon of the first day."""
    return {
        "client_id": "golden", "line": "service", "channel": "voice", "language": "en", "platform": "genesys_cloud",
        "contact_id": f"c{number}", "direction": "inbound", "outcome": "answered", "member_number": "M9", "ani": "+1",
        "plan_family": "claims", "callback_answered_at": None, "arrived_at": datetime(2026, 1, 1, 12, tzinfo=UTC),
        "arrival_on": FIRST_ON, "is_identified": True, "fcr_window_days": 7, "ivr_s": 1.5, "wait_s": 10.001,
        "talk_s": 60.0, "hold_s": None, "handle_s": 60.0, **told,
    }  # fmt: skip


def drawn(chance: Random) -> list[dict[str, Any]]:
    """Contacts of few persons, close enough to each other that gaps lie on both sides of every window."""
    rows = []
    for number in range(chance.randrange(1, 160)):
        on = FIRST_ON + timedelta(days=chance.randrange(chance.choice((8, 90))))
        outcome = chance.choice(("answered", "answered", "abandoned", "callback", "not_applicable", "excluded"))
        is_handled = chance.random() < 0.5
        rows.append(
            contact(
                number,
                contact_id=str(number),
                client_id=chance.choice(("golden", "silver")),
                line=chance.choice(("service", "claims")),
                channel=chance.choice(("voice", "voice", "chat", "email")),
                direction=chance.choice(("inbound",) * 9 + ("outbound",)),
                outcome=outcome,
                member_number=chance.choice(("M1", "M2", "M3", None)),
                ani=chance.choice(("+1", "+2", None)),
                plan_family=chance.choice(("claims", "benefits")),
                callback_answered_at="2026-01-01T12:00:00.000Z" if is_handled else None,
                # Whole hours, so that some contacts come in the same millisecond.
                arrived_at=datetime.combine(on, time(chance.randrange(14, 20)), UTC),
                arrival_on=on,
                is_identified=chance.random() < 0.8,
                fcr_window_days=chance.choice((2, 7, 7)),
                handle_s=60.0 if is_handled else None,
                talk_s=round(chance.random() * 600, 3),
            )
        )
    return rows


def batches(rows: Sequence[Row]) -> Iterator[pyarrow.RecordBatch]:
    """The rows as two batches."""
    for some in (rows[: len(rows) // 3], rows[len(rows) // 3 :]):
        yield pyarrow.RecordBatch.from_pylist(list(some), schema=pyarrow.schema(COLUMNS))


def milliseconds(row: Row) -> int:
    """What a contact took of the member's time."""
    return 0 if row["channel"] in ("sms", "email") else sum(round((row[name] or 0) * 1000) for name in SECONDS)


def is_answered(row: Row) -> bool:
    """Whether a person answered."""
    is_reached = row["outcome"] == "callback" and row["callback_answered_at"] is not None
    is_written = row["outcome"] == "not_applicable" and row["handle_s"] is not None
    return row["outcome"] == "answered" or is_reached or is_written


def order(row: Row) -> tuple[Any, ...]:
    """In which order a person's contacts are looked at."""
    place = (row["line"], row["channel"], row["language"])
    return row["arrived_at"], place, is_answered(row), milliseconds(row), row["fcr_window_days"]


def walk(rows: Sequence[Row]) -> Book:
    """The same as counts(), one contact after the other."""
    persons: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row["direction"] != "inbound" or row["outcome"] == "excluded":
            continue
        family = "unknown" if (row["platform"], row["contact_id"]) in UNMAPPED else row["plan_family"]
        client, number = row["client_id"], row["member_number"]
        if row["is_identified"] and number is not None:
            persons[client, True, SURVIVORS.get((client, number), number), family].append(row)
        elif row["ani"] is not None:
            persons[client, False, row["ani"], family].append(row)
    book: Book = defaultdict(lambda: defaultdict(Count))
    for (client, is_member, _, _), of_person in persons.items():
        last_on = max(row["arrival_on"] for row in rows if row["client_id"] == client)
        talks = sorted(of_person, key=order)
        for days in (None, *WINDOWS) if is_member else (None,):
            for issue, window in issues(talks, days):
                count(book, issue, window, last_on - timedelta(days=1), is_member, "" if days is None else f"-{days}d")
    return book


def issues(talks: Sequence[Row], days: int | None) -> Iterator[tuple[list[Row], timedelta]]:
    """A person's contacts cut at gaps longer than some days, or than an issue's first contact's terms say."""
    issue: list[Row] = []
    window = timedelta(0)
    for talk in talks:
        if issue and talk["arrival_on"] - issue[-1]["arrival_on"] <= window:
            issue.append(talk)
            continue
        if issue:
            yield issue, window
        issue, window = [talk], timedelta(days=talk["fcr_window_days"] if days is None else days)
    yield issue, window


def count(book: Book, issue: list[Row], window: timedelta, known_to: date, is_member: bool, suffix: str) -> None:
    """Count an issue that a person answered."""
    first_of = next((place for place, talk in enumerate(issue) if is_answered(talk)), None)
    if first_of is None:
        return
    first, later = issue[first_of], issue[first_of + 1 :]
    soon = [talk for talk in later if talk["arrival_on"] - first["arrival_on"] <= window]

    def add(talk: Row, variant: Variant, is_matured: bool, numerator: int) -> None:
        place = (talk["line"], talk["channel"], talk["language"])
        added = Count(numerator, 1, 0) if is_matured else Count(0, 0, 1)
        book[talk["client_id"], talk["arrival_on"], *place][variant].merge(added)

    is_matured = first["arrival_on"] + window <= known_to
    is_closed = issue[-1]["arrival_on"] + window <= known_to
    if not suffix:
        add(first, ("fcr_repeat", "household"), is_matured, not soon)
    if not is_member:
        return
    add(first, ("fcr_repeat", f"any-channel{suffix}"), is_matured, not soon)
    add(first, ("fcr_repeat", f"phone{suffix}"), is_matured, all(talk["channel"] != "voice" for talk in soon))
    if not suffix:
        add(first, ("contacts_per_issue", "standard"), is_closed, len(issue))
        add(first, ("minutes_to_resolution", "standard"), is_closed, sum(map(milliseconds, issue)))
        add(first, ("repeat_rate", "standard"), True, 0)
        for talk in filter(is_answered, later):
            add(talk, ("repeat_rate", "standard"), True, 1)


@pytest.mark.parametrize("seed", range(60))
def test_by_columns_it_is_what_a_walk_comes_to(seed: int) -> None:
    rows = drawn(Random(seed))
    walked = {key: dict(variants) for key, variants in walk(rows).items()}
    assert counts(batches(rows), Persons(SURVIVORS, UNMAPPED)) == walked


def test_the_terms_of_the_first_contact_hold_for_the_whole_issue() -> None:
    """Where an issue began with 7 days, contacts with 2 days' terms go on with it; one that begins its own has 2."""
    days = ((0, 7), (6, 2), (12, 2), (20, 2), (23, 2))
    rows = [
        contact(number, arrival_on=FIRST_ON + timedelta(days=day), fcr_window_days=window,
                arrived_at=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))
        for number, (day, window) in enumerate(days)
    ]  # fmt: skip
    book = counts(batches(rows), Persons({}, ()))
    lengths = {
        key[1].day: count.numerator
        for key, variants in book.items()
        for (kpi_id, _), count in variants.items()
        if kpi_id == "contacts_per_issue"
    }
    assert lengths == {1: 3, 21: 1, 24: 0}, "the last issue is still to mature"


def test_who_is_left_after_merges_is_read_from_members() -> None:
    rows = [
        {"client_id": "golden", "member_number": number, "surviving_number": left}
        for number, left in (("M1", "M2"), ("M2", "M2"))
    ]
    members = pyarrow.RecordBatch.from_pylist(rows, schema=pyarrow.schema(MEMBERS))
    assert survivors_of([members]) == {("golden", "M1"): "M2"}


def test_without_contacts_there_is_nothing_to_tell() -> None:
    assert counts(batches([]), Persons({}, ())) == {}
    assert list(issue_kpi_rows({}, FIRST_ON)) == []
