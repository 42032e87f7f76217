"""The outgoing border: one client's candidate rows, judged before they replace what the client sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psycopg import sql

from expectations.bench import Bench
from expectations.evidence import Connect, Finding, record, verdict
from expectations.suites import Check, OutgoingSuite, outgoing_suites
from expectations.verdict import Verdict

CANDIDATES = "reporting_candidate"
PUBLISHED = "reporting"

IDENTIFIERS = "|".join(
    [
        "[0-9]{7,}",
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        r"\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}",
        r"[^@[:space:]]+@[^@[:space:]]+\.[A-Za-z]{2,}",
    ]
)
"""Long numbers, US social security numbers, telephone numbers and e-mail addresses (PostgreSQL regular expression)."""

NAMED_BY_US = {"client_id", "month", "kpi_id"}
ADDITIVE_ENDINGS = ("_count", "_s")


class OutgoingBorder:
    """Judges the candidates of one client after another.

    url: SQLAlchemy URL of the warehouse's owner. connect: opens a connection to write the evidence with.
    Suites may read the client's rows of any candidate as `candidate_<table>` and what stands as `published_<table>`.
    """

    def __init__(self, url: str, connect: Connect) -> None:
        self._connect = connect
        self._suites = outgoing_suites()
        self._bench = Bench(url)

    def judge(self, client_id: str) -> Verdict:
        """Judge every candidate table's rows of the client and leave the evidence.

        Raises:
            BorderError: the database or a suite does not allow a judgement; nothing may be published then.
        """
        columns = {table: self._bench.columns(CANDIDATES, table) for table in self._bench.tables(CANDIDATES)}
        findings = [(name, _missing(suite)) for name, suite in self._suites.items() if name not in columns]
        with self._bench.views(self._views(columns, client_id)):
            for table, types in columns.items():
                suite = self._suites.get(table, OutgoingSuite(table))
                checks = tuple(table_checks(suite, types))
                findings += [(table, one) for one in self._bench.findings(f"candidate_{table}", checks)]
        record(self._connect, "outgoing", client_id, [(table, table, finding) for table, finding in findings])
        return verdict((f"{table}: ", finding) for table, finding in findings)

    def _views(self, columns: Mapping[str, Mapping[str, str]], client_id: str) -> dict[str, str]:
        published = set(self._bench.tables(PUBLISHED))
        views = {}
        for table in columns:
            views[f"candidate_{table}"] = _of_client(CANDIDATES, table, client_id)
            views[f"published_{table}"] = (
                _of_client(PUBLISHED, table, client_id)
                if table in published
                else _of_client(CANDIDATES, table, client_id) + " and false"
            )
        return views


def table_checks(suite: OutgoingSuite, types: Mapping[str, str]) -> Iterator[Check]:
    """What the rows of a candidate table must hold to: the laws of every published table, then its suite's own checks.

    types: data types of the table's columns by name.
    """
    if suite.min_rows:
        yield Check(
            "ExpectTableRowCountToBeBetween",
            "block",
            {"min_value": suite.min_rows},
            name="row_count",
            says=f"{{elements}} rows, at least {suite.min_rows} needed",
        )
    yield _not_null("client_name")
    if "month" in types:
        yield Check(
            "ExpectColumnValuesToMatchRegex",
            "block",
            {"column": "month", "regex": "^([0-9]{4}-(0[1-9]|1[0-2]))?$"},
            says="{column}: {unexpected} of {elements} values are not months (yyyy-mm)",
        )
    if suite.key:
        yield Check(
            "ExpectCompoundColumnsToBeUnique" if len(suite.key) > 1 else "ExpectColumnValuesToBeUnique",
            "block",
            {"column_list": list(suite.key)} if len(suite.key) > 1 else {"column": suite.key[0]},
            name="key_is_unique",
            says="{column}: {unexpected} of {elements} rows share their key with another",
        )
    for column, data_type in types.items():
        if column.endswith(ADDITIVE_ENDINGS) and data_type != "text" and column not in suite.signed:
            yield Check(
                "ExpectColumnValuesToBeBetween",
                "block",
                {"column": column, "min_value": 0},
                says="{column}: {unexpected} of {elements} values are below zero",
            )
        if data_type in {"text", "character varying"} and column not in NAMED_BY_US | suite.unscreened:
            yield Check(
                "ExpectColumnValuesToNotMatchRegex",
                "block",
                {"column": column, "regex": IDENTIFIERS},
                name="no_personal_identifier",
                says="{column}: {unexpected} of {elements} values look like a personal identifier",
            )
    yield from suite.checks


def _not_null(column: str) -> Check:
    return Check(
        "ExpectColumnValuesToNotBeNull",
        "block",
        {"column": column},
        says="{column}: {unexpected} of {elements} values are missing",
    )


def _missing(suite: OutgoingSuite) -> Finding:
    check = Check("candidate_exists", "block", name="candidate_exists", says="there is no candidate table: run a build")
    return Finding(check, check.expectation, False, "block", 0, 0)


def _of_client(schema: str, table: str, client_id: str) -> str:
    query = sql.SQL("select * from {} where client_id = {}")
    return query.format(sql.Identifier(schema, table), sql.Literal(client_id)).as_string(None)
