"""Comparing whole tables of the warehouse."""

from typing import Any

from psycopg import Connection, sql

SCHEMAS = ("core", "marts", "reporting_candidate", "vault")
OF_THE_RUNNING_BUILD = {
    "touched_busy_day",
    "touched_client_day",
    "touched_client_period",
    "touched_driver_period",
    "touched_forecast_day",
    "touched_issue_contact",
    "touched_issue_day",
    "touched_line_attempt",
    "touched_outcome_day",
    "touched_person",
    "touched_worked_day",
    "client_key",
    "access_log",
}
"""Tables that speak of the last build only, beside the cells of KPIs, and the vault's own."""

Row = tuple[Any, ...]


def model_tables(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Schema and name of every table the models leave behind."""
    found = connection.execute(
        """
        select table_schema, table_name from information_schema.tables
        where table_schema = any(%s) and table_type = 'BASE TABLE' order by 1, 2
        """,
        (list(SCHEMAS),),
    ).fetchall()
    return [(schema, name) for schema, name in found if name not in OF_THE_RUNNING_BUILD and not name.endswith("_cell")]


def contents(connection: Connection[Any], leave_out: frozenset[str] = frozenset()) -> dict[str, list[Row]]:
    """Every row of every model table, sorted, without the columns left out."""
    read = {}
    for schema, name in model_tables(connection):
        columns = [
            column
            for (column,) in connection.execute(
                """
                select column_name from information_schema.columns
                where (table_schema, table_name) = (%s, %s) order by 1
                """,
                (schema, name),
            )
            if column not in leave_out
        ]
        query = sql.SQL("select {} from {} order by 1").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, name)
        )
        read[f"{schema}.{name}"] = sorted(connection.execute(query).fetchall(), key=repr)
    return read


def assert_same(actual: dict[str, list[Row]], expected: dict[str, list[Row]]) -> None:
    """Fail with the table and the number of differing rows; rows themselves are not printed."""
    assert actual.keys() == expected.keys()
    different = {
        name: (
            len(set(map(repr, actual[name])) - set(map(repr, expected[name]))),
            len(set(map(repr, expected[name])) - set(map(repr, actual[name]))),
        )
        for name in actual
        if actual[name] != expected[name]
    }
    assert not different, f"rows only in the one and only in the other: {different}"
