"""Closing: a client's month is frozen as it was told, with the files, policy and code its numbers stood on."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from orchestration import dbt_runner
from orchestration.lock import turn
from orchestration.warehouse import Warehouse

Progress = Callable[[str], None]

CELL = "kpi_id, variant, period_type, period_start_on, line, channel, language"
"""What names a number of a client."""
FROZEN = f"{CELL}, numerator, denominator, value, n, ci_low, ci_high, maturity, as_of"
"""What is frozen of a row of marts.kpi_period."""

GUARANTEE = "guarantee_id, period_start_on"
"""What names a client's guarantee in a period."""
FROZEN_GUARANTEE = f"""
{GUARANTEE}, line, kpi_id, variant, comparator, target, promise_words, period_type, period_end_on, numerator,
denominator, actual, judged_value, n, standing, maturity, fee_at_risk_usd, fee_incurred_usd, fee_earned_back_usd
"""
"""What is frozen of a row of marts.client_scorecard."""

WRITTEN = {
    "as_of": "coalesce(extract(epoch from as_of)::text, '-')",
    "is_contract_choice": "is_contract_choice::text",
}
"""How a column is written into a digest where its text would depend on the session, or earlier closings have none.

concat_ws passes over nulls, so that of what earlier closings did not freeze no notice is taken.
"""


def _fingerprint(key: str, columns: str) -> str:
    """SQL of a digest of frozen rows, by which a change that got past the triggers is seen."""
    names = [name.strip() for name in columns.split(",")]
    texts = ", ".join(WRITTEN.get(name, f"coalesce({name}::text, '-')") for name in names)
    return f"""
    encode(sha256(convert_to(coalesce(
        string_agg(concat_ws('|', {texts}), E'\\n' order by {key}), ''
    ), 'UTF8')), 'hex')
    """


DIGEST = _fingerprint(CELL, f"{FROZEN}, is_contract_choice")
GUARANTEE_DIGEST = _fingerprint(GUARANTEE, FROZEN_GUARANTEE)

OF_THE_MONTH = """
select kpis.*, coalesce(choices.variant = kpis.variant, false) as is_contract_choice
from marts.kpi_period as kpis
left join core.dim_contract as contracts
    on contracts.client_id = kpis.client_id and contracts.valid_from = kpis.period_start_on
left join marts.contract_kpi as choices
    on choices.client_id = kpis.client_id
    and choices.line = kpis.line
    and choices.kpi_id = kpis.kpi_id
    and choices.valid_from <= kpis.period_start_on
    and (choices.valid_to is null or choices.valid_to > kpis.period_start_on)
cross join lateral (
    select
        case kpis.period_type
            when 'month' then kpis.period_start_on + interval '1 month'
            when 'quarter' then kpis.period_start_on + interval '3 months'
            when 'contract' then contracts.valid_to
            else kpis.period_start_on + substring(kpis.period_type from '^([0-9]+)_days$')::integer
        end as over_on
) as ends
where
    kpis.client_id = %(client)s
    and kpis.period_type not in ('day', 'week')
    and ends.over_on > %(month)s
    and ends.over_on <= %(month)s::date + interval '1 month'
"""
"""The rows a closing freezes: the month, and quarters, contracts and parts of amended periods that end in it.

Beside each number stands whether the contract, as it is now, names this variant for it.
"""

GUARANTEES_OF_THE_MONTH = """
select scorecards.*
from marts.client_scorecard as scorecards
where
    scorecards.client_id = %(client)s
    and scorecards.period_end_on >= %(month)s
    and scorecards.period_end_on < %(month)s::date + interval '1 month'
"""
"""The guarantees a closing freezes: every period of theirs, days and weeks too, that ends in the month."""

SHOWN_KPIS = 3


class ClosingError(Exception):
    """The month cannot be closed; one sentence, without values. Nothing was frozen."""


@dataclass(frozen=True)
class Closing:
    """What was frozen of one client: revision of the month, number of KPI rows and how many of them hold no value.

    maturity: provisional where any number may still change, else final. standings: how many periods of guarantees stand
    how.
    """

    client_id: str
    month_on: date
    revision: int
    maturity: str
    kpi_count: int
    not_measured_count: int
    standings: dict[str, int]


@dataclass(frozen=True)
class Closings:
    """What became of each client: frozen, or refused with the reason (client to reason)."""

    closed: list[Closing] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What is asked for. month_on: first day of the month. closed_by: who closes it.

    provisional: freeze also what may still change. again: why a month is closed that was closed before, else None.
    """

    month_on: date
    closed_by: str
    provisional: bool = False
    again: str | None = None

    @property
    def month(self) -> str:
        """The month as people write it."""
        return f"{self.month_on:%Y-%m}"


def close(
    warehouse: Warehouse,
    request: Request,
    progress: Progress,
    client_id: str | None = None,
    now: datetime | None = None,
) -> Closings:
    """Freeze the month of one client, or of every client that has numbers; each in one transaction.

    now: the moment by which the month has to be over; the server's clock where it is not given.

    Raises:
        ClosingError: nothing is built, the last build did not finish, or nobody has that name.
    """
    with turn(warehouse, "build", progress):
        with warehouse.connect() as connection:
            clients = _clients(connection)
        if client_id is not None and client_id not in clients:
            known = ", ".join(sorted(clients)) or "nobody"
            raise ClosingError(f"no client is called {client_id!r}: {known} has numbers")
        if not clients:
            raise ClosingError("no client has numbers yet: ./careline run loads and builds them")
        result = Closings()
        for client in [client_id] if client_id is not None else sorted(clients):
            with warehouse.connect() as connection:
                try:
                    result.closed.append(_freeze(connection, client, request, warehouse.settings.root, now))
                except ClosingError as refused:
                    result.refused[client] = str(refused)
    return result


def damaged(connection: Connection[Any]) -> list[str]:
    """The closings whose rows are no longer what was frozen, each as client, month and revision."""
    _write_values_one_way(connection)
    rows = connection.execute(
        f"""
        select client_id, to_char(month_on, 'YYYY-MM'), revision
        from published.closing
        cross join lateral (
            select {DIGEST} as digest from published.published_kpi where published_kpi.closing_id = closing.closing_id
        ) as kpis
        cross join lateral (
            select {GUARANTEE_DIGEST} as digest from published.published_guarantee
            where published_guarantee.closing_id = closing.closing_id
        ) as guarantees
        where kpis.digest <> closing.kpi_digest or guarantees.digest <> closing.guarantee_digest
        order by closing_id
        """.encode()
    ).fetchall()
    return [f"{client_id} {month} revision {revision}" for client_id, month, revision in rows]


def _write_values_one_way(connection: Connection[Any]) -> None:
    """A digest is made of texts: dates and fractions are written alike whatever the session's own settings."""
    connection.execute("set local extra_float_digits = 1")
    connection.execute("set local datestyle = 'ISO'")


def _clients(connection: Connection[Any]) -> set[str]:
    if connection.execute("select to_regclass('marts.kpi_period')").fetchone() == (None,):
        raise ClosingError("nothing has been built yet: run ./careline run first")
    if connection.execute("select finished_at is not null from landing.build_state").fetchone() != (True,):
        raise ClosingError("the last build did not finish, so that the numbers may be half old: ./careline build first")
    return {client for (client,) in connection.execute("select distinct client_id from marts.kpi_period")}


def _freeze(connection: Connection[Any], client_id: str, request: Request, root: Path, now: datetime | None) -> Closing:
    asked = {"client": client_id, "month": request.month_on}
    connection.execute("select pg_advisory_xact_lock(hashtextextended('close', 0))")
    _write_values_one_way(connection)
    _refuse_unless_over(connection, asked, request, now)
    revision = _next_revision(connection, asked, request)
    _refuse_unless_told(connection, client_id)
    maturity = _maturity(connection, asked, request)
    files = connection.execute(
        """
        select file.file_id, file.client_id, file.source, file.feed, encode(file.sha256, 'hex')
        from landing.built_file
        inner join landing.file using (file_id)
        where file.client_id in (%(client)s, 'shared')
        order by file.file_id
        """,
        asked,
    ).fetchall()
    state = connection.execute("select table_code, finished_at from landing.build_state").fetchone()
    digests = connection.execute(
        f"""
        select
            (select {DIGEST} from ({OF_THE_MONTH}) as kpis),
            (select {GUARANTEE_DIGEST} from ({GUARANTEES_OF_THE_MONTH}) as guarantees)
        """.encode(),
        asked,
    ).fetchone()
    assert state
    assert digests
    closing = connection.execute(
        """
        insert into published.closing (
            client_id, month_on, revision, reason, maturity, raw_digest, policy_digest, table_code, git_commit,
            kpi_digest, guarantee_digest, built_at, closed_by
        )
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        returning closing_id
        """,
        (
            *(client_id, request.month_on, revision, request.again if revision > 1 else None, maturity),
            _digest_of(sorted({sha256 for *_, sha256 in files})),
            _digest_of(_policy_in_force(files, client_id)),
            *(state[0], git_commit(root, state[0]), *digests, state[1], request.closed_by),
        ),
    ).fetchone()
    assert closing
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into published.closing_file (closing_id, file_id) values (%s, %s)",
            [(closing[0], file_id) for file_id, *_ in files],
        )
    counted = connection.execute(
        f"""
        with frozen as (
            insert into published.published_kpi (closing_id, {FROZEN}, is_contract_choice)
            select %(closing)s, {FROZEN}, is_contract_choice from ({OF_THE_MONTH}) as kpis
            returning maturity
        )
        select count(*), count(*) filter (where maturity = 'not_measured') from frozen
        """.encode(),
        asked | {"closing": closing[0]},
    ).fetchone()
    assert counted
    standings = connection.execute(
        f"""
        with frozen as (
            insert into published.published_guarantee (closing_id, {FROZEN_GUARANTEE})
            select %(closing)s, {FROZEN_GUARANTEE} from ({GUARANTEES_OF_THE_MONTH}) as guarantees
            returning standing
        )
        select standing, count(*) from frozen group by standing order by standing
        """.encode(),
        asked | {"closing": closing[0]},
    ).fetchall()
    return Closing(client_id, request.month_on, revision, maturity, counted[0], counted[1], dict(standings))


def _refuse_unless_over(
    connection: Connection[Any], asked: dict[str, Any], request: Request, now: datetime | None
) -> None:
    row = connection.execute(
        """
        select
            (coalesce(%(now)s, now()) at time zone clients.time_zone)::date >= %(month)s::date + interval '1 month',
            clients.data_from_on,
            clients.data_through_on,
            exists (
                select from marts.kpi_period as kpis
                where
                    kpis.client_id = clients.client_id
                    and kpis.period_type = 'month'
                    and kpis.period_start_on = %(month)s
            )
        from core.dim_client as clients
        where clients.client_id = %(client)s
        """,
        asked | {"now": now},
    ).fetchone()
    is_over, data_from_on, data_through_on, is_known = row or (True, None, None, False)
    if not is_over:
        raise ClosingError(f"{request.month} is not over yet: close it once it is")
    if not is_known:
        reach = f"its data go from {data_from_on} to {data_through_on}" if data_from_on else "it has no contacts"
        raise ClosingError(f"nothing is known of {request.month}: {reach}")


def _next_revision(connection: Connection[Any], asked: dict[str, Any], request: Request) -> int:
    row = connection.execute(
        """
        select coalesce(max(revision), 0), max(closed_at)::date
        from published.closing
        where client_id = %(client)s and month_on = %(month)s
        """,
        asked,
    ).fetchone()
    revision, closed_on = row or (0, None)
    if revision and request.again is None:
        raise ClosingError(
            f"{request.month} was closed on {closed_on} (revision {revision}): "
            "--again --reason TEXT makes another revision"
        )
    if not revision and request.again is not None:
        raise ClosingError(f"{request.month} has not been closed before: leave --again out")
    return int(revision) + 1


def _refuse_unless_told(connection: Connection[Any], client_id: str) -> None:
    """What was never published, or stands otherwise by now, nobody was told."""
    row = connection.execute(
        """
        select publication.status, publication.reason, publication.decided_at >= state.finished_at
        from quality.publication
        cross join landing.build_state as state
        where publication.client_id = %s
        order by publication.publication_id desc
        limit 1
        """,
        (client_id,),
    ).fetchone()
    status, reason, is_of_this_build = row or (None, None, False)
    if status == "held":
        raise ClosingError(f"its numbers are held back ({reason}): what was not published is not closed")
    if not is_of_this_build:
        raise ClosingError("its numbers as they stand were not published yet: ./careline publish first")


def _maturity(connection: Connection[Any], asked: dict[str, Any], request: Request) -> str:
    rows = connection.execute(
        f"""
        select kpi_id, count(*) filter (where maturity = 'provisional'), sum(count(*)) over ()
        from (
            select kpi_id, maturity from ({OF_THE_MONTH}) as kpis
            union all
            select kpi_id, maturity from ({GUARANTEES_OF_THE_MONTH}) as guarantees
        ) as told
        group by kpi_id
        order by kpi_id
        """.encode(),
        asked,
    ).fetchall()
    open_kpis = [kpi_id for kpi_id, open_count, _ in rows if open_count]
    if not open_kpis:
        return "final"
    if not request.provisional:
        named = ", ".join(open_kpis[:SHOWN_KPIS]) + (" and more" if len(open_kpis) > SHOWN_KPIS else "")
        raise ClosingError(
            f"{request.month} is not final: {sum(row[1] for row in rows):,} of {rows[0][2]:,} numbers may still change "
            f"({named}); wait, or freeze them as they are with --provisional"
        )
    return "provisional"


def _policy_in_force(files: list[tuple[Any, ...]], client_id: str) -> list[str]:
    """The client's latest policy file of each kind, by its content."""
    latest: dict[str, str] = {}
    for _, owner, source, feed, sha256 in files:
        if source == "policy" and owner == client_id:
            latest[feed] = sha256
    return [f"{feed} {sha256}" for feed, sha256 in sorted(latest.items())]


def _digest_of(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def git_commit(root: Path, table_code: str) -> str | None:
    """The commit the tables were built by; None where there is no git, or the project differs from commit or build."""
    if dbt_runner.read_code(root / "dbt_project").tables != table_code:
        return None
    try:
        changed = subprocess.run(
            ["git", "-C", root, "status", "--porcelain", "--", "dbt_project"],
            capture_output=True,
            text=True,
            check=True,
        )
        commit = subprocess.run(["git", "-C", root, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return None if changed.stdout.strip() else commit.stdout.strip()
