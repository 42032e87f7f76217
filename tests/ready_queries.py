"""Running the ready queries, and holding their answers against the marts they are made from."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg

from orchestration.recipes import Recipe, find_recipe, read_recipes

Rows = list[dict[str, Any]]


def ask(connection: psycopg.Connection[Any], statement: str) -> tuple[list[str], Rows]:
    """Columns and rows of a statement."""
    cursor = connection.execute(statement.encode())
    names = [column.name for column in cursor.description or ()]
    return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answer(connection: psycopg.Connection[Any], name: str) -> Rows:
    """Rows of a ready query."""
    return ask(connection, find_recipe(name).statement)[1]


def broken_promises(connection: psycopg.Connection[Any], may_be_silent: frozenset[str]) -> list[str]:
    """What the ready queries promise in their headers and do not keep, one sentence each.

    may_be_silent: those that have nothing to say of this warehouse.
    """
    return [
        f"{recipe.name} {broken}"
        for recipe in read_recipes().values()
        for broken in _broken(recipe, connection, recipe.name in may_be_silent)
    ]


def _broken(recipe: Recipe, connection: psycopg.Connection[Any], may_be_silent: bool) -> Iterator[str]:
    names, rows = ask(connection, recipe.statement)
    if missing := set(recipe.key) - set(names):
        yield f"has no column {', '.join(sorted(missing))}"
        return
    keys = [tuple(row[name] for name in recipe.key) for row in rows]
    if len(set(keys)) < len(keys):
        yield f"tells {len(keys) - len(set(keys))} rows twice"
    if any(value is None for key in keys for value in key):
        yield "leaves a key empty"
    if not rows and (recipe.always_answers or not may_be_silent):
        yield "has no rows"


def wrong_sums(connection: psycopg.Connection[Any]) -> list[str]:
    """Where the answers of queries contradict the marts, or each other."""
    return [
        *_by_clients(connection),
        *_definitions(connection),
        *_vendors(connection),
        *_drivers(connection),
        *_windows(connection),
    ]


def _by_clients(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Parts that must come to the client's total, whichever way they are cut."""
    totals = {
        row["client_id"]: row
        for row in ask(
            connection,
            """
            select client_id, sum(offered_count) as offered, sum(answered_within_count) as within,
                sum(abandoned_count) as abandoned, sum(answered_count) as answered, sum(offered_wait_count) as waited,
                sum(callback_count) as callbacks, sum(talk_s + hold_s + acw_s) as seconds, sum(handle_s) as handled
            from marts.contact_interval group by client_id
            """,
        )[1]
    }
    cuts = {
        ("service_level_by_weekday_and_hour", "offered_count"): "offered",
        ("service_level_by_weekday_and_hour", "answered_within_count"): "within",
        ("where_contacts_end", "offered_count"): "offered",
        ("long_waits", "offered_count"): "offered",
        ("cases_of_contacts", "answered_count"): "answered",
        ("unidentified_callers", "answered_count"): "answered",
        ("callbacks_fate", "callback_count"): "callbacks",
        ("when_callers_give_up", "answered_count"): "answered",
        ("when_callers_give_up", "abandoned_count"): "abandoned",
    }
    for (name, column), total in cuts.items():
        told: dict[str, Decimal] = {}
        for row in answer(connection, name):
            told[row["client_id"]] = told.get(row["client_id"], Decimal(0)) + row[column]
        for client, truly in totals.items():
            if told.get(client, 0) != truly[total]:
                yield f"{name}.{column} of {client} comes to {told.get(client, 0)}, truly {truly[total]}"
    for name, column in (("files_accounted_for", "unaccounted_count"), ("where_contacts_end", "unexplained_count")):
        for row in answer(connection, name):
            if row[column] != 0:
                yield f"{name}.{column} of {row['client_id']} is {row[column]}"
    for row in answer(connection, "when_callers_give_up"):
        if row["wait_minute"] == 0 and row["waiting_count"] != totals[row["client_id"]]["waited"]:
            yield f"when_callers_give_up begins with {row['waiting_count']} of {row['client_id']}"


def _definitions(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """The reasons between two variants come to the difference of their values."""
    values = {
        (row["client_id"], row["variant"]): row["numerator"] / row["denominator"]
        for row in answer(connection, "definitions_compared")
        if row["denominator"]
    }
    points: dict[tuple[str, str, str], Decimal] = {}
    for row in answer(connection, "why_definitions_differ"):
        pair = (row["client_id"], row["from_variant"], row["to_variant"])
        points[pair] = points.get(pair, Decimal(0)) + row["points"]
    for (client, told_from, told_to), told in points.items():
        truly = 100 * (values[client, told_to] - values[client, told_from])
        if abs(told - truly) > Decimal("0.01"):  # each reason is rounded to a thousandth of a point
            yield f"{client}: {told_from} to {told_to} is {told} points, truly {truly}"


def _vendors(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Our count and the changes of all reasons come to the platform's report."""
    truly = {
        (row["client_id"], row["source"], row["measure"]): (row["reported"], row["ours"])
        for row in ask(
            connection,
            """
            select client_id, source, measure, sum(reported_count) as reported, sum(our_count) as ours
            from marts.vendor_difference group by client_id, source, measure
            """,
        )[1]
    }
    told: dict[tuple[str, str, str], Decimal] = {}
    for row in answer(connection, "why_vendor_report_differs"):
        key = (row["client_id"], row["source"], row["measure"])
        told[key] = told.get(key, row["our_count"]) + row["count_change"]
        if (row["reported_count"], row["our_count"]) != truly[key]:
            yield f"why_vendor_report_differs tells {row} where {truly[key]} is reported and ours"
    for key, count in told.items():
        if count != truly[key][0]:
            yield f"why_vendor_report_differs of {key} comes to {count}, truly {truly[key][0]}"


def _drivers(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Mix and rate effects of a month come to the change of the client's service level."""
    values = {
        (row["client_id"], row["month"], row["variant"]): row["value"]
        for row in ask(
            connection,
            """
            select client_id, period_start_on as month, variant, value from marts.kpi_period
            where kpi_id = 'service_level' and period_type = 'month' and line = 'all' and channel = 'all'
                and language = 'all'
            """,
        )[1]
    }
    points: dict[tuple[Any, ...], Decimal] = {}
    for row in answer(connection, "mix_or_rate"):
        change = (row["client_id"], row["month_before"], row["month"], row["variant"])
        points[change] = points.get(change, Decimal(0)) + row["rate_points"] + row["mix_points"]
    for (client, before, month, variant), told in points.items():
        truly = 100 * (values[client, month, variant] - values[client, before, variant])
        if abs(told - truly) > Decimal("0.01"):
            yield f"mix_or_rate of {client} in {month} comes to {told} points, truly {truly}"


def _windows(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Resolution under any window is that of the declared KPIs where one is declared."""
    for days in (1, 7, 14):
        declared = ask(
            connection,
            f"""
            select client_id, sum(issue_{days}d_count) as issues, sum(resolved_{days}d_count) as resolved
            from marts.issue_day inner join marts.client_status using (client_id)
            where matures_{days}d_on <= complete_to_on group by client_id having sum(issue_{days}d_count) > 0
            """,
        )[1]
        told = {
            row["client_id"]: (row["issue_count"], row["resolved_count"])
            for row in answer(connection, "resolution_by_window")
            if row["window_days"] == days
        }
        truly = {row["client_id"]: (row["issues"], row["resolved"]) for row in declared}
        if told != truly:
            yield f"resolution_by_window of {days} days is {told}, truly {truly}"


def keys_told_twice(connection: psycopg.Connection[Any], keys: dict[str, tuple[str, ...]]) -> list[str]:
    """Tables whose declared key does not tell their rows apart; joins rest on it."""
    found = []
    for table, key in keys.items():
        columns = ", ".join(key)
        statement = (
            f"select count(*) as pairs from (select {columns} from {table} group by {columns} having count(*) > 1) as x"
        )
        if ask(connection, statement)[1][0]["pairs"]:
            found.append(table)
    return found
