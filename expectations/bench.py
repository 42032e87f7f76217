"""Great Expectations as the borders use it: one context and one connection a process, rows judged where they lie.

Rows under judgement are shown to it as a temporary view, or as a copy where many checks read them: a query asset would
fetch every row to learn the columns, and a partitioned table asset would read the whole table to learn which files
there are.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from expectations.evidence import Finding
from expectations.suites import Check, SuiteError
from expectations.verdict import BorderError

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite, ExpectationValidationResult

WITHOUT_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""Counts without values: Great Expectations then asks for the unexpected values with `limit 0`."""

_ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0, "pool_pre_ping": True}


class Bench:
    """A Great Expectations context over one database.

    url: SQLAlchemy URL of a login that may read the judged tables and create temporary views.
    """

    def __init__(self, url: str) -> None:
        self._source = _datasource(url)
        self._batches: dict[str, Any] = {}

    @contextmanager
    def views(self, selects: Mapping[str, str], copied: Collection[str] = ()) -> Iterator[None]:
        """Show each select under its name for as long as the context lasts.

        copied: names of those whose rows are worked out once, and not anew for each check.

        Raises:
            BorderError: the database cannot be reached or refuses the select.
        """
        # Great Expectations makes itself sure of a new asset over one connection and reads its rows over another.
        reading, learning = self._source.get_execution_engine().engine, self._source.get_engine()
        kinds = {name: "table" if name in copied else "view" for name in selects}
        new = [name for name in selects if name not in self._batches]
        shown = [(reading, kinds), (learning, dict.fromkeys(new, "view"))]
        try:
            for engine, kind_of in shown:
                with engine.begin() as connection:
                    for name, kind in kind_of.items():
                        connection.exec_driver_sql(f"create temp {kind} {name} as {selects[name]}")
            for name in new:
                asset = self._source.add_table_asset(name, table_name=name)
                self._batches[name] = asset.add_batch_definition_whole_table("all rows")
            yield
        except _database_errors() as error:
            raise BorderError(f"the rows cannot be judged: the database answers {type(error).__name__}") from None
        finally:
            for engine, kind_of in shown:
                with suppress(*_database_errors()), engine.begin() as connection:
                    for name, kind in kind_of.items():
                        connection.exec_driver_sql(f"drop {kind} if exists pg_temp.{name}")

    def columns(self, schema: str, table: str) -> dict[str, str]:
        """Names and types of a table's columns in order; empty where there is no such table."""
        with self._source.get_execution_engine().engine.begin() as connection:
            rows = connection.exec_driver_sql(
                "select column_name, data_type from information_schema.columns"
                " where table_schema = %s and table_name = %s order by ordinal_position",
                (schema, table),
            )
            return {row[0]: row[1] for row in rows}

    def counts(self, view: str, columns: Sequence[str]) -> dict[str, int]:
        """Rows of a view that is being shown, under `*`, and cells of its columns that are not missing."""
        cells = "".join(f', count("{column}")' for column in columns)
        with self._source.get_execution_engine().engine.begin() as connection:
            row = connection.exec_driver_sql(f"select count(*){cells} from {view}").one()
            return dict(zip(["*", *columns], row, strict=True))

    def tables(self, schema: str) -> list[str]:
        """Names of the tables in a schema."""
        with self._source.get_execution_engine().engine.begin() as connection:
            rows = connection.exec_driver_sql(
                "select table_name from information_schema.tables where table_schema = %s order by table_name",
                (schema,),
            )
            return [row[0] for row in rows]

    def findings(self, view: str, checks: Sequence[Check], suite: ExpectationSuite | None = None) -> list[Finding]:
        """Judge a view that is being shown; one finding for each check, in the checks' order."""
        results = (
            self._batches[view]
            .get_batch()
            .validate(build_suite(view, checks) if suite is None else suite, result_format=WITHOUT_VALUES)
        )
        by_position = {outcome.expectation_config.meta["check"]: outcome for outcome in results.results}
        return [_finding(check, by_position[position]) for position, check in enumerate(checks)]


def build_suite(name: str, checks: Sequence[Check]) -> ExpectationSuite:
    """Great Expectations' own suite of these checks.

    Raises:
        SuiteError: an expectation of that name does not exist, or does not take these arguments.
    """
    import great_expectations as gx
    import great_expectations.expectations as library

    expectations = []
    for position, check in enumerate(checks):
        kind = getattr(library, check.expectation, None)
        if kind is None:
            raise SuiteError(f"suite {name}: Great Expectations has no expectation {check.expectation!r}")
        try:
            expectations.append(kind(**check.arguments, meta={"check": position}))
        except (TypeError, ValueError) as error:
            what = re.sub(r"\s+", " ", str(error))
            raise SuiteError(f"suite {name}: {check.expectation} does not take these arguments: {what}") from error
    return gx.ExpectationSuite(name=name, expectations=expectations)


def _finding(check: Check, outcome: ExpectationValidationResult) -> Finding:
    result: dict[str, Any] = outcome.result or {}
    expectation = outcome.expectation_config.type if outcome.expectation_config else check.expectation
    elements = result.get("element_count")
    unexpected = result.get("unexpected_count")
    if elements is not None:
        elements -= result.get("missing_count", 0) if unexpected is not None and "missing_count" in result else 0
    elif expectation == "unexpected_rows_expectation":
        unexpected = result.get("observed_value")
    elif isinstance(result.get("observed_value"), int):
        elements = result["observed_value"]
    success, severity = bool(outcome.success), check.severity
    if success and unexpected and severity == "block":
        success, severity = False, "page"
    return Finding(check, expectation, success, severity, elements, unexpected)


def _datasource(url: str) -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Its log quotes failing statements with the values in them.
    log = logging.getLogger("great_expectations")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    return context.data_sources.add_postgres("warehouse", connection_string=url, kwargs=_ONE_CONNECTION)


def _database_errors() -> tuple[type[Exception], ...]:
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from sqlalchemy.exc import SQLAlchemyError

    return SQLAlchemyError, GreatExpectationsError
