"""Holding a warehouse against the truth: contacts, legs and stays to the row, KPIs to the last digit."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal

from psycopg import Connection

from orchestration.simulator.moments import SECOND
from orchestration.simulator.truths.case_kpis import (
    CLOCK_OFF,
    KPIS,
    RATIOS,
    Entry,
    case_kpi_rows,
    cells_of,
    entries,
    tables_of,
)
from orchestration.simulator.truths.guarantee_kpis import Period, judge, judged_row, read_rows
from orchestration.simulator.truths.issue_kpis import (
    COLUMNS,
    MEMBERS,
    WINDOWS,
    Persons,
    Span,
    counts,
    issue_kpi_rows,
    spans,
    survivors_of,
    unmapped_of,
)
from orchestration.simulator.truths.kpis import DayBook, kpi_rows
from orchestration.simulator.truths.kpis import cells_of as cells_of_day
from orchestration.simulator.truths.tables import read_columns, read_table
from tests.simulator.lacking import CONTACTS, Days, Lacking, Measured, lacking_beside, rests_on
from tests.simulator.workforce_check import Unsure, there, workforce_truth

Row = Mapping[str, Any]
Key = tuple[str, str]
"""A contact's platform and its identifier there."""

GONE = frozenset(("lost", "quarantined"))
"""Effects of faults by which a record is not in the warehouse; what was rejected or held came again whole."""
CHANGING = frozenset(("missing_hangup", "negative_duration", "day_long_duration", "clock_skew"))
"""Faults after which a record tells something else than what happened."""
RECORDS = frozenset(("contact_record", "conversation", "conversations"))
"""Feeds that contacts are made of: by their declaration, and by the names of their files."""
TOLERANCE = Decimal("1e-9")
MAXIMA = frozenset({"longest_wait", "longest_hold"})

UNDELIVERED = frozenset(("blocked_call_rate",))
"""KPIs that rest on what no system of the centre delivers: not measured, and no zero."""
BY_ISSUE = ("fcr_repeat", "repeat_rate", "contacts_per_issue", "minutes_to_resolution")
"""KPIs in which one contact decides what came of another."""
OF_PERCENTILES = {"first_response_percentile": "response_time"}
TOPICS = {kpi_id: topic for (kpi_id, _), (topic, _, _) in RATIOS.items()} | OF_PERCENTILES
AHEAD = {
    "survey": (("fcr_member",), "response"),
    "closing": (("reopen_rate",), "case_history"),
    "callback": (("callback_completion", "callback_time"), CONTACTS),
    "response": (("first_response_within_due",), CONTACTS),
    "response_time": (("first_response_time", "first_response_percentile"), CONTACTS),
}
"""Topics of which something is only known with a feed's later days, and their KPIs."""
BY_CONTACT = frozenset(("survey", "callback", "escalation", "response", "response_time"))
"""Topics dated by the contact: what struck a contact may be missing from any cell it counts in."""

CALENDAR = ("day", "week", "month", "contract")
"""Periods that every KPI is told of; those that only a guarantee is judged by are held against the guarantees."""

CONTACT = (
    "client_id", "line", "language", "channel", "direction", "arrived_at", "arrival_on", "time_zone", "queued_at",
    "answered_at", "ended_at", "ivr_s", "wait_s", "talk_s", "hold_s", "acw_s", "handle_s",
    "transfer_count", "outcome", "exclusion_reason", "is_within_threshold", "is_short_abandon",
    "callback_requested_at", "callback_answered_at", "callback_attempt_count", "is_cut_off",
)  # fmt: skip
"""Columns of `contact` that core.fct_contact has under the same name."""


@dataclass
class Differences:
    """What was found, by what it is about; the first few of each are told."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    compared: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def compare(self, about: str, name: str, told: Any, truly: Any) -> None:
        """Note where the warehouse tells something else than the truth."""
        self.compared[about] += 1
        if told != truly:
            self.add(about, f"{name} is {_show(told)}, truly {_show(truly)}")

    def add(self, about: str, sentence: str) -> None:
        """Note a difference."""
        self.found[about].append(sentence)

    def sentences(self, most: int = 5) -> list[str]:
        """The differences, each kind with its number."""
        return [
            f"{about}: {len(found)} of {self.compared[about] or 'many'}, such as {'; '.join(found[:most])}"
            for about, found in sorted(self.found.items())
        ]


@dataclass(frozen=True)
class _ToldLeg:
    kind: Literal["handle", "consult"]
    agent_id: str
    handover: str | None
    talk: int
    hold: int
    acw: int

    @property
    def handle(self) -> int:
        return self.talk + self.hold + self.acw


@dataclass
class _Told:
    """A contact as its truth rows tell it, to be counted again."""

    outcome: str
    wait: int | None
    is_within_threshold: bool
    is_short_abandon: bool
    stays: int
    abandoned_stays: int
    transfers: int
    disposition: str | None
    is_identified: bool
    is_cut_off: bool
    legs: Sequence[_ToldLeg]


@dataclass(frozen=True)
class Struck:
    """Contacts by what faults did to their records.

    gone: in none of the files that count. touched: some record is gone, or values were changed. lacking: clients and
    local days of which a file never came. near: those that an evening of such a file may reach.
    """

    gone: set[str]
    touched: set[str]
    lacking: Days
    near: Days


def differences(connection: Connection[Any], out: Path, clients: Iterable[str] = ()) -> Differences:
    """Compare the whole warehouse with a run's truth.

    connection: as the owner. out: the run's output folder. clients: those to compare; all without.

    What a fault took away must be away; what it changed is left out, and so are the KPI cells it touches.
    """
    wanted = set(clients)
    contacts = {
        row["contact"]: row
        for row in read_table(out, "contact")
        if not wanted or row["client_id"] in wanted
    }  # fmt: skip
    by_contact = partial(_by_contact, out, contacts)
    legs, stays = by_contact("leg"), by_contact("stay")
    struck = strikes(out, contacts)
    found = Differences()
    _contacts(connection, contacts, struck, found)
    certain = {number: row for number, row in contacts.items() if number not in struck.touched}
    _legs(connection, certain, legs, found)
    _stays(connection, certain, stays, found)
    books = _books(contacts, legs, struck)
    of_platforms = {(row["client_id"], row["delivery_id"]) for row in contacts.values()}
    lacking = {**lacking_beside(out, of_platforms), CONTACTS: Lacking(struck.lacking, struck.near)}
    _kpis(connection, out, contacts, books, struck, lacking, found)
    _guarantees(connection, out, contacts, books, struck, found)
    _case_kpis(connection, out, contacts, struck, lacking, found)
    _issue_kpis(connection, out, contacts, struck, lacking, found)
    return found


def _books(contacts: Mapping[str, Row], legs: Mapping[str, Sequence[Row]], struck: Struck) -> dict[str, DayBook]:
    """What each client's inbound contacts add up to, those that are not in the warehouse left out."""
    books = {client: DayBook() for client in sorted({row["client_id"] for row in contacts.values()})}
    for number, row in contacts.items():
        if row["direction"] == "inbound" and number not in struck.gone:
            on = date.fromisoformat(row["arrival_on"])
            key = (row["client_id"], on, row["line"], row["channel"], row["language"])
            books[row["client_id"]].sums(key).count(_told(row, legs.get(number, ())))
    return books


def _is_no_contact(contact: Row) -> bool:
    """Whether its record is that of a test or a listener; what was agreed not to count happened all the same."""
    return contact["exclusion_reason"] in ("test", "monitoring")


def _by_contact(out: Path, contacts: Mapping[str, Row], table: str) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read_table(out, table):
        if row["contact"] in contacts:
            found[row["contact"]].append(row)
    return found


def strikes(out: Path, contacts: Mapping[str, Row]) -> Struck:
    """What the labels of telephony's faults say about contacts."""
    by_id = {(row["platform"], _journey(row["contact_id"])): number for number, row in contacts.items()}
    touched: set[str] = set()
    away: defaultdict[str, set[str]] = defaultdict(set)
    lacking: Days = set()
    near: Days = set()
    clients = {(row["platform"], row["delivery_id"], row["client_id"]) for row in contacts.values()}
    for fault in read_table(out, "fault"):
        if fault["feed"] not in RECORDS or not (fault["effect"] in GONE or fault["fault"] in CHANGING):
            continue
        if fault["fault"] == "missing_day":
            on = date.fromisoformat(fault["file_name"].split(".")[0][-10:])
            served = [client for *feed, client in clients if feed == [fault["source"], fault["folder"]]]
            lacking |= {(client, on) for client in served}
            near |= {(client, on - timedelta(days=1)) for client in served}
        if fault["record_id"]:
            number = by_id.get((fault["source"], _journey(fault["record_id"])))
            if number is None:
                continue
            touched.add(number)
            if fault["effect"] in GONE:
                away[number].add(fault["record_id"])
            if fault["fault"] == "missing_day":
                lost = (contacts[number]["client_id"], date.fromisoformat(contacts[number]["arrival_on"]))
                lacking |= {lost} & near
        elif fault["file_name"]:
            on = date.fromisoformat(fault["file_name"].split(".")[0][-10:])
            touched |= {
                number
                for number, row in contacts.items()
                if (row["platform"], row["delivery_id"]) == (fault["source"], fault["folder"])
                and row["arrived_at"][:10] <= on.isoformat()
                and row["closed_at"][:10] >= (on - timedelta(days=1)).isoformat()
            }
    # Amazon Connect writes a record for each step, Genesys Cloud one for all.
    gone = {
        number
        for number, records in away.items()
        if contacts[number]["platform"] == "genesys_cloud" or len(records) == int(contacts[number]["step_count"])
    }
    return Struck(gone, touched, lacking, near)


def _journey(record_id: str) -> str:
    """What the records of one contact have in common: all but the last four digits."""
    return record_id[:-4]


def _rows(connection: Connection[Any], query: str, *values: Any) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(query.encode(), values)
    names = [column.name for column in cursor.description or ()]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _contacts(connection: Connection[Any], contacts: Mapping[str, Row], struck: Struck, found: Differences) -> None:
    told = {
        (row["source"], row["source_contact_id"]): row
        for row in _rows(
            connection,
            "select contact.*, ids.source_contact_id from core.fct_contact as contact "
            "inner join vault.contact_id as ids using (contact_key)",
        )
    }
    truly = {(row["platform"], row["contact_id"]): row for row in contacts.values()}
    members = _tokens(connection, contacts.values(), "member", "member_number")
    agents = _tokens(connection, contacts.values(), "agent", "first_agent_id")
    clients = {row["client_id"] for row in contacts.values()}
    for key, row in truly.items():
        found.compared["contacts"] += 1
        is_there = key in told
        if row["contact"] in struck.gone:
            if is_there:
                found.add("contacts", f"{_name(key)} is there, though a fault took it away")
        elif row["contact"] not in struck.touched and not is_there:
            found.add("contacts", f"{_name(key)} is missing")
        if not is_there or row["contact"] in struck.touched:
            continue
        has = told[key]
        for column in CONTACT:
            is_told = not _is_no_contact(row) or not column.endswith("_s")
            if is_told and (column != "ivr_s" or row["direction"] == "inbound"):
                found.compare(f"contact.{column}", _name(key), has[column], _like(column, row[column]))
        if row["queued_at"]:
            found.compare("contact.queue", _name(key), has["queue"], row["queue"])
        if has["reason"] is not None:
            found.compare("contact.reason", _name(key), has["reason"], row["reason"])
        member = members.get((row["client_id"], row["delivery_id"], row["member_number"]))
        found.compare("contact.member", _name(key), has["member_key"], member if row["is_identified"] else None)
        if _is_no_contact(row):
            continue
        agent = agents.get((row["client_id"], row["delivery_id"], row["first_agent_id"]))
        found.compare("contact.first_agent", _name(key), has["first_agent_key"], agent)
    for key in told.keys() - truly.keys():
        if told[key]["client_id"] in clients:
            found.add("contacts", f"{_name(key)} never happened")


def _tokens(
    connection: Connection[Any], rows: Iterable[Row], kind: str, column: str
) -> dict[tuple[str, str, str], str]:
    """The warehouse's tokens of identifiers: a member's is the client's own, an agent's the platform's."""
    known = sorted({(row["client_id"], row["delivery_id"], row[column]) for row in rows if row[column]})
    clients, deliveries, names = (list(part) for part in zip(*known, strict=True)) if known else ([], [], [])
    by_delivery = "vault.token(delivery_id, %s || '/' || name)"
    token = (
        f"case when client_id = delivery_id then {by_delivery} else vault.token(client_id, {by_delivery}) end"
        if kind == "member"
        else f"coalesce({by_delivery}, {by_delivery})"
    )
    found = _rows(
        connection,
        f"select client_id, delivery_id, name, {token} as token "
        "from unnest(%s::text[], %s::text[], %s::text[]) as known (client_id, delivery_id, name)",
        kind, kind, clients, deliveries, names,
    )  # fmt: skip
    return {(row["client_id"], row["delivery_id"], row["name"]): row["token"] for row in found}


def _parts(
    connection: Connection[Any], relation: str, number: str, contacts: Mapping[str, Row],
    truth: Mapping[str, Sequence[Row]], about: str, found: Differences,
) -> Iterator[tuple[Row, str, Row, Row]]:  # fmt: skip
    """Parts of contacts side by side: contact, name of the part, what the warehouse tells, what happened."""
    told: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in _rows(
        connection,
        f"select part.*, ids.source, ids.source_contact_id from {relation} as part "
        f"inner join vault.contact_id as ids using (contact_key) order by part.contact_key, part.{number}",
    ):
        told[row["source"], row["source_contact_id"]].append(row)
    for contact in contacts.values():
        key = (contact["platform"], contact["contact_id"])
        is_counted = about != "leg" or not _is_no_contact(contact)
        happened = truth.get(contact["contact"], ()) if is_counted else ()
        found.compare(f"{about}s", _name(key), len(told[key]), len(happened))
        if len(told[key]) == len(happened):
            for place, (has, was) in enumerate(zip(told[key], happened, strict=True), start=1):
                yield contact, f"{about} {place} of {_name(key)}", has, was


def _legs(
    connection: Connection[Any], contacts: Mapping[str, Row], legs: Mapping[str, Sequence[Row]], found: Differences
) -> None:
    agents = _tokens(
        connection,
        ({**contacts[number], "agent_id": leg["agent_id"]} for number, some in legs.items() for leg in some
         if number in contacts),
        "agent",
        "agent_id",
    )  # fmt: skip
    for contact, name, has, row in _parts(connection, "core.fct_contact_leg", "leg_no", contacts, legs, "leg", found):
        for column in ("leg_kind", "is_callback", "started_at", "ended_at", "talk_s", "hold_s", "acw_s"):
            found.compare(f"leg.{column}", name, has[column], _like(column, row[column]))
        agent = agents.get((contact["client_id"], contact["delivery_id"], row["agent_id"]))
        found.compare("leg.agent", name, has["agent_key"], agent)


def _stays(
    connection: Connection[Any], contacts: Mapping[str, Row], stays: Mapping[str, Sequence[Row]], found: Differences
) -> None:
    relation = "core.fct_queue_segment"
    for contact, name, has, row in _parts(connection, relation, "segment_no", contacts, stays, "stay", found):
        for column, truly in (("queue", "queue"), ("is_callback", "is_callback"), ("entered_at", "entered_at")):
            found.compare(f"stay.{column}", name, has[column], _like(column, row[truly]))
        # In a callback's queue nobody waits; how its stay ends is the platform's own matter.
        if not row["is_callback"] and not _is_no_contact(contact):
            for column, truly in (("exited_at", "left_at"), ("wait_s", "wait_s"), ("exit_reason", "exit")):
                found.compare(f"stay.{column}", name, has[column], _like(column, row[truly]))


def _kpis(
    connection: Connection[Any],
    out: Path,
    contacts: Mapping[str, Row],
    books: Mapping[str, DayBook],
    struck: Struck,
    lacking: Mapping[str, Lacking],
    found: Differences,
) -> None:
    told = {
        _cell(row): row
        for row in _rows(
            connection,
            "select * from marts.kpi_period where client_id = any(%s) and (value is not null or"
            " (maturity = 'not_measured' and (numerator is not null or kpi_id = any(%s))))",
            list(books),
            list(UNDELIVERED),
        )
        if row["period_type"] in CALENDAR and row["kpi_id"] not in (*KPIS, *BY_ISSUE)
    }
    starts = {row["client_id"]: row["period_start_on"] for row in told.values() if row["period_type"] == "contract"}
    unsure = {
        cell
        for number in struck.touched
        for cell in _cells(contacts[number], starts[contacts[number]["client_id"]])
    }  # fmt: skip
    measured = Measured(starts, lacking)
    doubtful = {(cell[0], *cell[4:6]) for cell in unsure}
    complete_to = {
        row["client_id"]: row["complete_to_on"]
        for row in _rows(connection, "select * from core.dim_client where client_id = any(%s)", list(books))
    }
    # Without the plan's list of expected transfers none is judged.
    judging = {row["client_id"] for row in _rows(connection, "select distinct client_id from core.expected_transfer")}
    of_workforce = {_cell(row): row for row in workforce_truth(out, contacts, struck.gone, starts, complete_to)}
    unsure_of_workforce = Unsure(out, contacts, struck.touched)
    for client, book in books.items():
        truly = {_cell(row): row for row in kpi_rows(book.rows(), starts[client])}
        truly |= {
            cell: row
            for cell, row in of_workforce.items()
            if cell[0] == client and (cell[6] != "avoidable_transfer_rate" or client in judging)
        }
        of_client = {cell for cell in told if cell[0] == client}
        for cell in sorted(of_client | truly.keys(), key=str):
            period = (client, *cell[4:6])
            is_told = cell in told and told[cell]["maturity"] != "not_measured"
            if cell[6] in UNDELIVERED:
                found.compare("undelivered", " ".join(map(str, cell)), is_told, False)
                continue
            is_measured = measured.of(cell)
            if cell in told and is_measured is not None and (not is_measured or period not in doubtful):
                found.compare("measured", " ".join(map(str, cell)), is_told, is_measured)
            if cell[:6] in unsure or cell in unsure_of_workforce or (is_measured is False and cell not in truly):
                continue
            # A maximum has no parts to be told of when its value is withheld.
            if is_measured is False and cell not in told and cell[6] in MAXIMA:
                continue
            about, name = f"kpi.{cell[6]}", " ".join(map(str, (*cell[:6], cell[7])))
            if cell not in told or cell not in truly:
                found.compared[about] += 1
                found.add(about, f"{name} is only in the {'truth' if cell in truly else 'warehouse'}")
                continue
            has, estimate = told[cell], truly[cell]
            for part in ("numerator", "denominator"):
                found.compare(about, f"{part} of {name}", _number(has[part]), _number(estimate[part]))
            found.compare(about, f"n of {name}", has["n"], estimate["n"])
            value = Decimal(estimate["value"])
            if not is_told:
                found.compare(about, f"value of {name}", has["value"], None)
            elif abs(has["value"] - value) > TOLERANCE * max(value, Decimal(1)):
                found.add(about, f"{name} is {has['value']}, truly {value}")


def _compare_cells(
    told: Mapping[tuple[Any, ...], Row],
    truly: Mapping[tuple[Any, ...], Row],
    unsure: set[tuple[Any, ...]],
    measured: Measured,
    doubtful: set[tuple[str, str, str]],
    found: Differences,
) -> None:
    """doubtful: client, period type and start of periods of which what a platform reports may tell that they lack."""
    for cell in sorted(told.keys() | truly.keys(), key=str):
        _compare_maturity(cell, told, measured, doubtful, found)
        if cell[:6] in unsure or _is_withheld_whole(cell, told, truly):
            continue
        about, name = f"kpi.{cell[6]}", " ".join(map(str, (*cell[:6], cell[7])))
        if cell not in told or cell not in truly:
            found.compared[about] += 1
            found.add(about, f"{name} is only in the {'truth' if cell in truly else 'warehouse'}")
            continue
        has, estimate = told[cell], truly[cell]
        if has["maturity"] == "not_measured" and estimate["value"] is not None:
            continue
        if has["value"] is None or estimate["value"] is None:
            found.compare(about, f"value of {name}", has["value"], estimate["value"])
            continue
        for part in ("numerator", "denominator"):
            found.compare(about, f"{part} of {name}", _number(has[part]), _number(estimate[part]))
        found.compare(about, f"n of {name}", has["n"], estimate["n"])
        value = Decimal(estimate["value"])
        if abs(has["value"] - value) > TOLERANCE * max(value, Decimal(1)):
            found.add(about, f"{name} is {has['value']}, truly {value}")


def _compare_maturity(
    cell: tuple[Any, ...],
    told: Mapping[tuple[Any, ...], Row],
    measured: Measured,
    doubtful: Collection[tuple[str, str, str]],
    found: Differences,
) -> None:
    """Whether what the warehouse tells, or withholds, is what can be measured; what only waits to mature is neither."""
    if cell not in told or (told[cell]["value"] is None and not told[cell]["denominator"]):
        return
    is_measured = measured.of(cell)
    is_doubtful = CONTACTS in rests_on(cell[6]) and (cell[0], *cell[4:6]) in doubtful
    if is_measured is not None and not (is_measured and is_doubtful):
        name = " ".join(map(str, cell))
        found.compare("measured ahead", name, told[cell]["maturity"] != "not_measured", is_measured)


def _is_withheld_whole(
    cell: tuple[Any, ...], told: Mapping[tuple[Any, ...], Row], truly: Mapping[tuple[Any, ...], Row]
) -> bool:
    """Whether the warehouse only says of the cell that it is not measured, and truly nothing counts in it."""
    return cell not in truly and told[cell]["maturity"] == "not_measured" and told[cell]["numerator"] is None


def _issue_kpis(
    connection: Connection[Any], out: Path, contacts: Mapping[str, Row], struck: Struck,
    lacking: Mapping[str, Lacking], found: Differences,
) -> None:  # fmt: skip
    clients = sorted({row["client_id"] for row in contacts.values()})
    told = {
        _cell(row): row
        for row in _rows(
            connection,
            "select * from marts.kpi_period where client_id = any(%s) and kpi_id = any(%s) and variant <> 'estimate'",
            clients, list(BY_ISSUE),
        )
        if row["period_type"] in CALENDAR
    }  # fmt: skip
    (begins,) = {row["period_start_on"] for row in told.values() if row["period_type"] == "contract"}
    persons_of = Persons(survivors_of(read_columns(out, "member", MEMBERS)), unmapped_of(read_table(out, "fault")))
    persons: dict[str, str | None] = {}
    for batch in there(out, contacts, frozenset(), COLUMNS):
        persons |= zip(batch["contact"].to_pylist(), persons_of.of(batch).to_pylist(), strict=True)
    # A contact that is not as it was may begin, continue or end any issue of its person.
    shaken = {persons[number] for number in struck.touched}
    keys = {
        _key(contacts[number])
        for number, person in persons.items()
        if (person is not None and person in shaken) or number in struck.touched
    }
    unsure = {(*cell[:5], cell[5].isoformat()) for key in keys for cell in cells_of_day(key, begins)}
    book = counts(there(out, contacts, struck.gone, COLUMNS), persons_of)
    truly = {_cell(row): row for row in issue_kpi_rows(book, begins)}
    measured = Measured(dict.fromkeys(clients, begins), lacking)
    for span in spans(there(out, contacts, struck.gone, COLUMNS), persons_of):
        if span.person not in shaken:
            _look_ahead(measured, span, span.closes_on, is_certain=True)
    ends: dict[str, date] = {}
    doubted = [span for span in spans(there(out, contacts, frozenset(), COLUMNS), persons_of) if span.person in shaken]
    for span in doubted:
        last = max(span.closes_on, span.on + timedelta(days=span.window))
        ends[span.person] = max(ends.get(span.person, last), last)
    for span in doubted:
        _look_ahead(measured, span, ends[span.person], is_certain=False)
    doubtful = {(cell[0], *cell[4:6]) for cell in unsure}
    _compare_cells(told, truly, unsure, measured, doubtful, found)


def _look_ahead(measured: Measured, span: Span, closes_on: date, *, is_certain: bool) -> None:
    """Note what is only known of an answered contact once the days after it are there."""
    untils = {("fcr_repeat", name): span.window for name in ("any-channel", "phone", "household")}
    untils |= {("fcr_repeat", f"{name}-{days}d"): days for name in ("any-channel", "phone") for days in WINDOWS}
    for (kpi_id, variant), days in untils.items():
        until = span.on + timedelta(days=days)
        measured.look_ahead(kpi_id, variant, CONTACTS, span.client_id, span.on, until, is_certain=is_certain)
    for kpi_id in ("contacts_per_issue", "minutes_to_resolution"):
        measured.look_ahead(kpi_id, None, CONTACTS, span.client_id, span.on, closes_on, is_certain=is_certain)


def _key(contact: Row) -> tuple[str, date, str, str, str]:
    """The day's cell a contact counts in."""
    client, line, channel, language = (contact[name] for name in ("client_id", "line", "channel", "language"))
    return client, date.fromisoformat(contact["arrival_on"]), line, channel, language


def _case_kpis(
    connection: Connection[Any], out: Path, contacts: Mapping[str, Row], struck: Struck,
    lacking: Mapping[str, Lacking], found: Differences,
) -> None:  # fmt: skip
    """KPIs of surveys, cases, promises, escalations and first responses."""
    known = {
        row["client_id"]: (row["contract_from_on"], row["complete_to_on"])
        for row in _rows(connection, "select * from core.dim_client")
    }
    clients = {row["client_id"] for row in contacts.values()}
    records = _struck_records(out)
    starts = {client: known[client][0] for client in clients}
    counted = [entry for entry in entries(tables_of(out)) if entry.client_id in clients]
    # What names a contact that is not there is told without its line.
    unsure = {
        (topic, *(part.isoformat() if isinstance(part, date) else part for part in cell))
        for entry in counted
        if not records.isdisjoint(entry.records) or not struck.touched.isdisjoint(entry.contacts)
        for topic in (entry.topic,)
        for placed in (entry, entry._replace(line="unknown", channel="unknown", language="und"))
        for cell in cells_of(placed, starts[entry.client_id])
    }
    by_contact = {
        cell for number in struck.touched for cell in _cells(contacts[number], starts[contacts[number]["client_id"]])
    }
    doubtful = {(cell[0], *cell[4:6]) for cell in by_contact}
    measured = Measured(starts, lacking)
    for entry in counted:
        if entry.topic in AHEAD:
            is_certain = records.isdisjoint(entry.records) and struck.touched.isdisjoint(entry.contacts)
            _entry_looks_ahead(measured, entry, is_certain=is_certain)
    told = {
        _cell(row): row
        for row in _rows(connection, "select * from marts.kpi_period where client_id = any(%s)", sorted(clients))
        if row["kpi_id"] in KPIS and row["period_type"] in CALENDAR
    }
    matured = {client: known[client][1] for client in clients}
    truly = {_cell(row): row for row in case_kpi_rows(counted, starts, matured)}
    for cell in sorted(told.keys() | truly.keys(), key=str):
        topic = TOPICS[cell[6]]
        _compare_maturity(cell, told, measured, doubtful, found)
        if (topic, *cell[:6]) in unsure or (topic in BY_CONTACT and cell[:6] in by_contact):
            continue
        if _is_withheld_whole(cell, told, truly):
            continue
        about, name = f"kpi.{cell[6]}", " ".join(map(str, (*cell[:6], cell[7])))
        found.compared[about] += 1
        if cell not in told or cell not in truly:
            found.add(about, f"{name} is only in the {'truth' if cell in truly else 'warehouse'}")
            continue
        has, estimate = told[cell], truly[cell]
        if estimate["value"] is None:
            found.compare(about, f"value of {name}", has["value"], None)
            continue
        if has["maturity"] == "not_measured":
            continue
        for part in ("numerator", "denominator"):
            found.compare(about, f"{part} of {name}", _number(has[part]), _number(estimate[part]))
        found.compare(about, f"n of {name}", has["n"], estimate["n"])
        if estimate["pending"]:
            found.compare(about, f"maturity of {name}", has["maturity"], "provisional")
        value = Decimal(estimate["value"])
        if has["value"] is None or abs(has["value"] - value) > TOLERANCE * max(value, Decimal(1)):
            found.add(about, f"{name} is {has['value']}, truly {value}")


def _entry_looks_ahead(measured: Measured, entry: Entry, *, is_certain: bool) -> None:
    """Note what is only known of an entry once the days after it are there; of a doubtful one the day is, too."""
    kpi_ids, feed = AHEAD[entry.topic]
    for on in (entry.on,) if is_certain else (entry.on, *entry.days):
        until = entry.matures_on if is_certain else entry.matures_on + timedelta(days=1)
        for kpi_id in kpi_ids:
            measured.look_ahead(kpi_id, None, feed, entry.client_id, on, until, is_certain=is_certain)


def _struck_records(out: Path) -> set[str]:
    """Records of the CRM, of surveys and of triage that are not in the warehouse; a change by the case it is of."""
    gone = {
        fault["record_id"]
        for fault in read_table(out, "fault")
        if fault["effect"] in GONE and fault["record_id"] and fault["feed"] not in RECORDS
    }
    changes = {f"500{record[3:15]}AAA" for record in gone if record.startswith("017")}
    return gone | changes | {CLOCK_OFF}


def _guarantees(
    connection: Connection[Any],
    out: Path,
    contacts: Mapping[str, Row],
    books: Mapping[str, DayBook],
    struck: Struck,
    found: Differences,
) -> None:
    """Each guarantee in each of its periods; what is foreseen of open ones is left to the tests of the models."""
    rows = read_rows(read_table(out, "guarantee"))
    told = {
        (row["client_id"], row["guarantee_id"], row["period_start_on"]): row
        for row in _rows(connection, "select * from marts.client_scorecard where client_id = any(%s)", list(books))
    }
    clients = _rows(
        connection,
        "select * from core.dim_client"
        " where client_id = any(%s) and client_id in (select client_id from core.guarantee)",
        list(books),
    )
    truly = {
        (judged.period.row.client_id, judged.period.row.guarantee.number, judged.period.start): judged
        for row in clients
        for judged in judge(
            rows,
            books[row["client_id"]].by_day(),
            row["client_id"],
            (row["data_from_on"], row["data_through_on"]),
            row["complete_to_on"],
            row["contract_from_on"],
        )
    }
    unsure = {
        (contacts[number]["client_id"], line, date.fromisoformat(contacts[number]["arrival_on"]))
        for number in struck.touched
        if contacts[number]["direction"] == "inbound"
        for line in ("all", contacts[number]["line"])
    }
    # What takes a client's contacts away takes what is measured of each line.
    lines = {judged.period.row.guarantee.line for judged in truly.values()}
    touched = (contacts[number] for number in struck.touched)
    days = {(row["client_id"], date.fromisoformat(row["arrival_on"])) for row in touched}
    doubtful = {(client, line, on) for client, on in days | struck.lacking | struck.near for line in lines}
    # What a period costs hangs on those before it, and what comes back on those after.
    unsure_fees = {key[:2] for key, judged in truly.items() if _is_unsure(judged.period, doubtful)}
    for key in sorted(told.keys() | truly.keys(), key=str):
        name = " ".join(map(str, key))
        if key not in told or key not in truly:
            found.add("guarantees", f"{name} is only in the {'truth' if key in truly else 'warehouse'}")
            continue
        has, was = told[key], judged_row(truly[key])
        found.compare("guarantee.periods", name, has["period_type"], was["period_type"])
        found.compare("guarantee.periods", name, has["period_end_on"].isoformat(), was["period_end_on"])
        found.compare("guarantee.fees", name, has["fee_at_risk_usd"], _number(was["fee_at_risk_usd"]))
        is_told = was["margin"] is not None or was["standing"] == "too_few"
        if has["maturity"] == "not_measured" and is_told:
            found.compare("guarantee.measured", name, _is_unsure(truly[key].period, doubtful), True)
            continue
        if _is_unsure(truly[key].period, unsure):
            continue
        for part in ("numerator", "denominator"):
            found.compare("guarantee.parts", f"{part} of {name}", has[part], _number(was[part]))
        found.compare("guarantee.spare", name, has["spare_count"], was["spare_count"])
        is_judged = was["is_over"] and is_told
        found.compare("guarantee.maturity", name, has["maturity"] == "final", is_judged)
        if was["margin"] is not None:
            found.compared["guarantee.margin"] += 1
            if abs(has["margin"] - Decimal(was["margin"])) > TOLERANCE * max(abs(has["margin"]), Decimal(1)):
                found.add("guarantee.margin", f"{name} is {has['margin']}, truly {was['margin']}")
        if is_judged:
            for column in ("standing", "allowed_miss_count", "miss_left_count"):
                found.compare(f"guarantee.{column}", name, has[column], was[column])
        if key[:2] not in unsure_fees:
            for column in ("fee_incurred_usd", "fee_earned_back_usd"):
                found.compare(f"guarantee.{column}", name, has[column], _number(was[column]))


def _is_unsure(period: Period, unsure: Collection[tuple[str, str, date]]) -> bool:
    row = period.row
    days = (period.start + timedelta(days=day) for day in range(period.days))
    return any((row.client_id, row.guarantee.line, on) in unsure for on in days)


def _told(row: Row, legs: Sequence[Row]) -> _Told:
    return _Told(
        row["outcome"], _milliseconds(row["wait_s"]), row["is_within_threshold"], row["is_short_abandon"],
        int(row["stay_count"]), int(row["abandoned_stay_count"]), int(row["transfer_count"]),
        row["disposition"], row["is_identified"] and row["member_number"] is not None,
        row["is_cut_off"],
        [
            _ToldLeg(
                leg["leg_kind"],
                leg["agent_id"],
                leg["handover"],
                *(_milliseconds(leg[part]) or 0 for part in ("talk_s", "hold_s", "acw_s")),
            )
            for leg in legs
        ],
    )  # fmt: skip


def _milliseconds(seconds: str | None) -> int | None:
    return None if seconds is None else int(Decimal(seconds) * SECOND)


def _cell(row: Row) -> tuple[Any, ...]:
    names = ("client_id", "line", "channel", "language", "period_type", "period_start_on", "kpi_id", "variant")
    return tuple(row[name].isoformat() if isinstance(row[name], date) else row[name] for name in names)


def _cells(contact: Row, contract_from: date) -> Iterator[tuple[Any, ...]]:
    """All cells of KPIs in which a contact counts."""
    book = DayBook()
    key = (
        contact["client_id"], date.fromisoformat(contact["arrival_on"]), contact["line"], contact["channel"],
        contact["language"],
    )  # fmt: skip
    book.sums(key)
    return (_cell(row)[:6] for row in kpi_rows(book.rows(), contract_from))


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _like(column: str, truly: Any) -> Any:
    """A truth cell as the type the warehouse has."""
    readers: Mapping[str, Callable[[str], Any]] = {
        "at": datetime.fromisoformat, "on": date.fromisoformat, "s": Decimal, "count": int,
    }  # fmt: skip
    read = readers.get(column.rsplit("_", 1)[-1])
    return truly if truly is None or read is None or not isinstance(truly, str) else read(truly)


def _show(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _name(key: Key) -> str:
    return f"{key[0]} {key[1]}"
