"""The incoming border: each delivered file, judged by its feed's declaration and its suite before anything reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from psycopg import sql

from expectations.bench import Bench, build_suite
from expectations.evidence import Connect, Finding, record, verdict
from expectations.suites import Check, Format, IncomingSuite, Severity, SuiteError, incoming_suite
from expectations.verdict import Verdict

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

FORMATS: Mapping[str, Format] = {
    "integer": Format(r"^[+-]?[0-9]{1,9}$", "integers"),
    "numeric": Format(r"^[+-]?[0-9]{1,14}(\.[0-9]{1,8})?$", "numbers"),
    "date": Format(r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "dates (yyyy-mm-dd)"),
    "time": Format(r"^([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$", "clock times (h:mm:ss)"),
    "timestamp": Format(
        r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]"
        r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?$",
        "timestamps (ISO 8601)",
    ),
    "boolean": Format(r"^([Tt]rue|[Ff]alse|TRUE|FALSE)$", "true or false"),
}
"""How the cells of each declared data type are written where a suite names no other way; as the models read them."""
UNBOUND = {"text", "jsonb"}

ROWS = "judged_rows"
DELIVERY = "judged_delivery"
BREAKS = "_breaks"
"""Column of what is judged: whether it may break one of the checks that are not asked for by themselves."""


class Kind(StrEnum):
    """Great Expectations' names of the checks that follow from a declaration."""

    NOT_NULL = "ExpectColumnValuesToNotBeNull"
    MATCHES = "ExpectColumnValuesToMatchRegex"
    UNIQUE = "ExpectColumnValuesToBeUnique"
    UNIQUE_TOGETHER = "ExpectCompoundColumnsToBeUnique"
    BETWEEN = "ExpectColumnValuesToBeBetween"


NOTHING_BREAKS = Check(
    "UnexpectedRowsExpectation",
    "block",
    {
        "unexpected_rows_query": f"select 1 from {{batch}} where {BREAKS}"
        f" union all select 1 from {DELIVERY} where {BREAKS} limit 1"
    },
    name="nothing_breaks",
)


class Column(Protocol):
    """A column as its feed declares it."""

    @property
    def name(self) -> str:
        """Its name in the raw table."""

    @property
    def data_type(self) -> str:
        """How its cells read once they are typed."""

    @property
    def required(self) -> bool:
        """Whether a file without it is rejected."""

    @property
    def path(self) -> str:
        """Where it lies in a nested record, steps apart by dots; with `[]` where that is inside a list."""


class Landing(Protocol):
    """What the border reads of how a feed's files are written."""

    @property
    def is_nested(self) -> bool:
        """Whether the raw table keeps each row as one JSON record."""

    @property
    def delivery(self) -> str:
        """What a new file means for the rows before it: append, upsert or replace_window."""


class Feed(Protocol):
    """What the border reads of a feed's declaration."""

    @property
    def source(self) -> str:
        """The source that delivers it."""

    @property
    def name(self) -> str:
        """Its name within the source."""

    @property
    def raw_table(self) -> str:
        """Its table in schema raw."""

    @property
    def landing(self) -> Landing:
        """How its files are written."""

    @property
    def key(self) -> Sequence[str]:
        """Columns, or paths in a nested record, that together name the thing a row is about."""

    @property
    def expected(self) -> Mapping[str, Any]:
        """Volume of a file: rows_per_file.min."""

    @property
    def columns(self) -> Sequence[Column]:
        """Its declared columns."""


@dataclass(frozen=True)
class _Judgement:
    """What a feed's files are judged by, worked out once a process.

    together: places of the checks of `rows` that NOTHING_BREAKS speaks for, as it does for those of the delivery.
    brief: what is asked first, that one and those it does not speak for.
    """

    suite: IncomingSuite
    columns: tuple[Column, ...]
    delivery: tuple[Check, ...]
    rows: tuple[Check, ...]
    together: frozenset[int]
    brief: tuple[Check, ...]
    delivery_suite: ExpectationSuite
    rows_suite: ExpectationSuite
    brief_suite: ExpectationSuite


class IncomingBorder:
    """Judges loaded files one by one.

    url: SQLAlchemy URL of the warehouse's owner. connect: opens a connection to write the evidence with.
    """

    def __init__(self, url: str, connect: Connect) -> None:
        self._connect = connect
        self._bench = Bench(url)
        self._judgements: dict[str, _Judgement] = {}

    def judge(self, feed: Feed, file_id: int, client_id: str) -> Verdict:
        """Judge the rows of one loaded file and leave the evidence.

        Raises:
            BorderError: the database or a suite does not allow a judgement; the file stays as it is.
        """
        if feed.raw_table not in self._judgements:
            self._judgements[feed.raw_table] = self._prepare(feed)
        judgement = self._judgements[feed.raw_table]
        rows_view = f"{ROWS}_{feed.raw_table}"
        selects = {rows_view: _rows(feed, judgement, file_id), DELIVERY: _delivery(judgement, file_id)}
        with self._bench.views(selects, copied=[rows_view]):
            findings = self._findings(rows_view, judgement)
        subject = f"{feed.source}.{feed.name}"
        record(
            self._connect, "incoming", client_id, [(judgement.suite.name, subject, one) for one in findings], file_id
        )
        return verdict(("", finding) for finding in findings)

    def _findings(self, view: str, judgement: _Judgement) -> list[Finding]:
        """One finding for each check of the delivery and of its rows.

        Great Expectations takes some 8 ms for a check however few the rows are. So one check says that nothing is
        amiss; only where something is are all asked for by themselves.
        """
        intact, *others = self._bench.findings(view, judgement.brief, judgement.brief_suite)
        if not intact.success:
            return self._all_findings(view, judgement)
        counts = self._bench.counts(view, [column.name for column in judgement.columns])
        rest = iter(others)
        return [
            *(
                _nothing_amiss(*one, 1)
                for one in zip(judgement.delivery, judgement.delivery_suite.expectations, strict=True)
            ),
            *(
                _nothing_amiss(*one, _judged(one[0], counts)) if place in judgement.together else next(rest)
                for place, one in enumerate(zip(judgement.rows, judgement.rows_suite.expectations, strict=True))
            ),
        ]

    def _all_findings(self, view: str, judgement: _Judgement) -> list[Finding]:
        return [
            *self._bench.findings(DELIVERY, judgement.delivery, judgement.delivery_suite),
            *self._bench.findings(view, judgement.rows, judgement.rows_suite),
        ]

    def _prepare(self, feed: Feed) -> _Judgement:
        suite = incoming_suite(feed.raw_table)
        held = self._bench.columns("raw", feed.raw_table)
        columns = tuple(column for column in feed.columns if _is_judged(column, feed, held))
        names = [column.name for column in columns]
        delivery = tuple(delivery_checks(feed, suite))
        rows = tuple(row_checks(feed, suite, names))
        together = frozenset(place for place, check in enumerate(rows) if _is_asked_together(check, names))
        brief = (NOTHING_BREAKS, *(check for place, check in enumerate(rows) if place not in together))
        suites = (build_suite(suite.name, checks) for checks in (delivery, rows, brief))
        return _Judgement(suite, columns, delivery, rows, together, brief, *suites)


def _is_asked_together(check: Check, names: Sequence[str]) -> bool:
    """Whether NOTHING_BREAKS speaks for it; it would break each time for keys that are expected to repeat."""
    match check.expectation:
        case Kind.NOT_NULL | Kind.MATCHES:
            return set(check.arguments) <= {"column", "regex", "mostly"} and check.arguments["column"] in names
        case Kind.UNIQUE | Kind.UNIQUE_TOGETHER:
            return set(check.arguments) <= {"column", "column_list"} and check.severity != "note"
        case _:
            return False


def _nothing_amiss(check: Check, expectation: Expectation, elements: int) -> Finding:
    """What Great Expectations finds where nothing breaks a check."""
    return Finding(check, expectation.expectation_type, True, check.severity, elements, 0)


def _judged(check: Check, counts: Mapping[str, int]) -> int:
    """How many rows a check looks at: all of them, or those that have a cell in its column."""
    return counts["*" if check.expectation in (Kind.NOT_NULL, Kind.UNIQUE_TOGETHER) else check.arguments["column"]]


def _is_judged(column: Column, feed: Feed, held: Mapping[str, str]) -> bool:
    return "[]" not in column.path if feed.landing.is_nested else held.get(column.name) == "text"


def delivery_checks(feed: Feed, suite: IncomingSuite) -> Iterator[Check]:
    """What the ledger's entry of a file must hold to: enough readable rows, and few that are not."""
    least = int((feed.expected.get("rows_per_file") or {}).get("min", 0))
    if least:
        yield Check(
            Kind.BETWEEN,
            "block",
            {"column": "readable_count", "min_value": least},
            name="rows_per_file",
            says=f"the file holds fewer readable rows than the {least} it must",
            endangers=suite.endangers,
        )
    yield Check(
        Kind.BETWEEN,
        "page",
        {"column": "quarantined_percent", "max_value": suite.tolerance * 100},
        name="quarantined_lines",
        says=f"more than {suite.tolerance:.0%} of the file's lines are in quarantine",
        endangers=suite.endangers,
    )


def row_checks(feed: Feed, suite: IncomingSuite, columns: Sequence[str]) -> Iterator[Check]:
    """What a file's rows must hold to: the declaration of each column, the key, and the suite's own checks.

    columns: the declared columns that have one text a row; what lies inside a list is judged by the suite alone.

    Raises:
        SuiteError: a declared data type has no grammar.
    """
    formats = {**FORMATS, **suite.formats}
    mostly = {"mostly": 1 - suite.tolerance} if suite.tolerance else {}
    for column in feed.columns:
        if column.name not in columns:
            continue
        if column.required and column.name not in suite.may_be_empty:
            yield Check(
                Kind.NOT_NULL,
                "block",
                {"column": column.name, **mostly},
                says="{column}: {unexpected} of {elements} values are missing",
                endangers=suite.endangers,
            )
        if column.data_type in UNBOUND:
            continue
        if column.data_type not in formats:
            raise SuiteError(f"suite {suite.name}: data type {column.data_type!r} of {column.name} has no format")
        written = formats[column.data_type]
        yield Check(
            Kind.MATCHES,
            "block",
            {"column": column.name, "regex": written.regex, **mostly},
            says="{column}: {unexpected} of {elements} values are not " + written.plural,
            endangers=suite.endangers,
        )
    key = _key_columns(feed, columns)
    if key:
        yield _key_check(feed, suite, key)
    if suite.dated:
        yield from _dated_checks(feed, suite)
    yield from suite.checks


def _key_columns(feed: Feed, columns: Sequence[str]) -> list[str]:
    """The columns of the feed's key; none where one of them is not among `columns`."""
    names = {column.path if feed.landing.is_nested else column.name: column.name for column in feed.columns}
    key = [names.get(part, "") for part in feed.key]
    return key if set(key) <= set(columns) else []


def _key_check(feed: Feed, suite: IncomingSuite, key: list[str]) -> Check:
    arguments: dict[str, Any] = {"column": key[0]} if len(key) == 1 else {"column_list": key}
    expectation = Kind.UNIQUE if len(key) == 1 else Kind.UNIQUE_TOGETHER
    return Check(
        expectation,
        _severity_of_repeats(feed, suite),
        arguments,
        name="key_is_unique",
        says="{column}: {unexpected} of {elements} rows share their key with another",
        endangers=suite.endangers,
    )


def _severity_of_repeats(feed: Feed, suite: IncomingSuite) -> Severity:
    """A vendor's answers hold a contact again whenever it changed; a file that stands whole has each thing once."""
    if feed.landing.delivery == "replace_window":
        return "page" if suite.tolerance else "block"
    return "note" if feed.landing.is_nested else "page"


def _dated_checks(feed: Feed, suite: IncomingSuite) -> Iterator[Check]:
    # Compared as text, so that a cell that is no date cannot break the query: the format is checked beside it.
    until = """coalesce(valid_to, '9999-12-31') collate "C\""""
    key = [column for column in feed.key if column != "valid_from"]
    partition = f"partition by {', '.join(key)} " if key else ""
    yield _rows_check(
        suite,
        "range_is_not_empty",
        f"select 1 from {{batch}} where valid_from >= {until}",
        "{unexpected} rows end on or before the day they begin",
    )
    yield _rows_check(
        suite,
        "ranges_do_not_overlap",
        f"select 1 from (select valid_from, max({until}) over ({partition}order by valid_from, valid_to"
        " rows between unbounded preceding and 1 preceding) as taken_until from {batch}) as dated"
        " where valid_from < taken_until",
        "{unexpected} rows begin while an earlier row of the same " + (", ".join(key) or "policy") + " is in force",
    )
    for column in ("valid_from", "valid_to"):
        yield _rows_check(
            suite,
            f"{column}_is_a_date",
            f"select 1 from {{batch}} where not pg_input_is_valid({column}, 'date')",
            f"{column}: {{unexpected}} values are not days of the calendar",
        )


def _rows_check(suite: IncomingSuite, name: str, query: str, says: str) -> Check:
    return Check(
        "UnexpectedRowsExpectation",
        "block",
        {"unexpected_rows_query": query},
        name=name,
        says=says,
        endangers=suite.endangers,
    )


def _rows(feed: Feed, judgement: _Judgement, file_id: int) -> str:
    """The file's rows as the models will read them: an empty or blank cell is a missing one."""
    cells = [
        sql.SQL("nullif(btrim({cell}), '') as {name}").format(
            cell=_cell(feed, column), name=sql.Identifier(column.name)
        )
        for column in judgement.columns
    ]
    query = sql.SQL(
        "select cells.*, {breaks} as {name} from (select {cells} from {table} where _file_id = {file_id}) as cells"
    ).format(
        breaks=_any_breaks(judgement.rows[place] for place in sorted(judgement.together)),
        name=sql.Identifier(BREAKS),
        cells=sql.SQL(", ").join([*cells, sql.SQL("_line_no")]),
        table=sql.Identifier("raw", feed.raw_table),
        file_id=sql.Literal(file_id),
    )
    return query.as_string(None)


def _delivery(judgement: _Judgement, file_id: int) -> str:
    """The ledger's entry of the file: how many of its rows are readable, and percent of its lines in quarantine."""
    query = sql.SQL(
        "select entry.*, {breaks} as {name} from (select loaded_count + known_count as readable_count,"
        " 100.0 * quarantined_count / greatest(line_count, 1) as quarantined_percent"
        " from landing.file where file_id = {file_id}) as entry"
    ).format(breaks=_any_breaks(judgement.delivery), name=sql.Identifier(BREAKS), file_id=sql.Literal(file_id))
    return query.as_string(None)


def _any_breaks(checks: Iterable[Check]) -> sql.Composable:
    return sql.SQL(" or ").join([sql.SQL("false"), *map(_breaks, checks)])


def _breaks(check: Check) -> sql.Composable:
    """Whether a row breaks a check, at least where Great Expectations would say so."""
    arguments = check.arguments
    columns = [sql.Identifier(column) for column in arguments.get("column_list") or [arguments["column"]]]
    match Kind(check.expectation):
        case Kind.NOT_NULL:
            return sql.SQL("{} is null").format(*columns)
        case Kind.MATCHES:
            return sql.SQL("{} !~ {}").format(*columns, sql.Literal(arguments["regex"]))
        case Kind.UNIQUE:
            return sql.SQL("{0} is not null and count(*) over (partition by {0}) > 1").format(*columns)
        case Kind.UNIQUE_TOGETHER:
            # Rows that lack all of it are not looked at: where a cell is missing, Great Expectations counts them.
            lacks = sql.SQL(" or ").join(sql.SQL("{} is null").format(column) for column in columns)
            return sql.SQL("{} or count(*) over (partition by {}) > 1").format(lacks, sql.SQL(", ").join(columns))
        case Kind.BETWEEN:
            bounds = {"<": arguments.get("min_value"), ">": arguments.get("max_value")}
            return sql.SQL(" or ").join(
                sql.SQL(f"{{}} {sign} {{}}").format(*columns, sql.Literal(bound))
                for sign, bound in bounds.items()
                if bound is not None
            )


def _cell(feed: Feed, column: Column) -> sql.Composable:
    if not feed.landing.is_nested:
        return sql.Identifier(column.name)
    steps = sql.SQL(", ").join(sql.Literal(step) for step in column.path.split("."))
    return sql.SQL("jsonb_extract_path_text(record, {steps})").format(steps=steps)
