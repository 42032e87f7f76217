"""Number diff: which numbers a change of policy or of the models would move, tried in a scratch copy of the warehouse.

The scratch copy is a database beside the warehouse's own: the files the tables stand on are copied, the change is laid
over them, and the KPIs are built from nothing. A database cannot be cloned while others work in it; a copy can.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel, sql

from orchestration import intake
from orchestration.build import build
from orchestration.landing import ensure_raw_table, read_feeds
from orchestration.landing.discovery import discover
from orchestration.lock import turn
from orchestration.warehouse import Warehouse
from orchestration.warehouse.bootstrap import apply_bootstrap

Progress = Callable[[str], None]

SCRATCH = "__diff"
"""Ends the name of the scratch database; nothing else may be called so."""
MAX_NAME = 63
DROP_LIMIT_S = 60

HEADER = [
    *("client", "kpi", "variant", "line", "channel", "language", "period_type", "period"),
    *("published", "from", "to", "difference", "from_maturity", "to_maturity"),
]
"""Of a number; of a guarantee's judged value as well."""
OF_GUARANTEES = [
    *("guarantee", "published_standing", "from_standing", "to_standing"),
    *("from_target", "to_target", "from_fee_usd", "to_fee_usd"),
]
"""What a guarantee has besides. fee: lost, less what came back."""
READ_OF_GUARANTEES = [
    *("client", "guarantee", "kpi", "line", "period_type", "period", "from_target", "to_target", "from", "to"),
    *("published_standing", "from_standing", "to_standing", "from_fee_usd", "to_fee_usd"),
]
"""What a person reads of a guarantee; files hold all of it."""
COLUMNS = """
client_id text, line text, channel text, language text, period_type text, period_start_on date,
kpi_id text, variant text, numerator numeric, denominator numeric, value numeric, maturity text
"""
VALUES = """
client_id, line, channel, language, period_type, period_start_on,
kpi_id, variant, numerator, denominator, value, maturity
"""
STANDING = f"select {VALUES} from marts.kpi_period where period_type not in ('day', 'week')"
"""The numbers as they stand, of the periods that a client is told of: those a closing freezes."""
TOLD = f"""
select {VALUES}
from (
    select
        closings.client_id,
        kpis.*,
        row_number() over (
            partition by
                closings.client_id, kpis.line, kpis.channel, kpis.language, kpis.period_type, kpis.period_start_on,
                kpis.kpi_id, kpis.variant
            order by closings.closing_id desc
        ) as last_rank
    from published.closing as closings
    inner join published.published_kpi as kpis using (closing_id)
) as told
where last_rank = 1
"""
GUARANTEE_COLUMNS = """
client_id text, guarantee_id text, kpi_id text, variant text, line text, period_type text, period_start_on date,
period_end_on date, comparator text, target numeric, numerator numeric, denominator numeric, judged_value numeric,
standing text, maturity text, fee_at_risk_usd numeric, fee_incurred_usd numeric, fee_earned_back_usd numeric
"""
GUARANTEE_VALUES = ", ".join(column.split()[0] for column in GUARANTEE_COLUMNS.split(","))
STANDING_GUARANTEES = f"select {GUARANTEE_VALUES} from marts.client_scorecard"
TOLD_GUARANTEES = f"""
select {GUARANTEE_VALUES}
from (
    select
        closings.client_id,
        guarantees.*,
        row_number() over (
            partition by closings.client_id, guarantees.guarantee_id, guarantees.period_start_on
            order by closings.closing_id desc
        ) as last_rank
    from published.closing as closings
    inner join published.published_guarantee as guarantees using (closing_id)
) as told
where last_rank = 1
"""
KINDS = """
select kpi_id, variant, coalesce(bool_or(is_old), false), coalesce(bool_or(is_new), false)
from (
    select distinct kpi_id, variant, true as is_old, false as is_new from diff.kpi
    union all
    select distinct kpi_id, variant, false, true from marts.kpi_period
) as kinds
group by kpi_id, variant
order by kpi_id, variant
"""

COMPARE = """
with before as (select * from diff.kpi),
after as (select * from marts.kpi_period where period_type not in ('day', 'week')),
known as (
    select kpi_id, variant from (select distinct kpi_id, variant from before) as old
    inner join (select distinct kpi_id, variant from after) as new using (kpi_id, variant)
)
select
    client_id,
    kpi_id,
    variant,
    line,
    channel,
    language,
    period_type,
    period_start_on,
    told.value,
    before.value,
    after.value,
    after.value - before.value,
    before.maturity,
    after.maturity
from before
full join after using (client_id, kpi_id, variant, line, channel, language, period_type, period_start_on)
inner join known using (kpi_id, variant)
left join diff.told using (client_id, kpi_id, variant, line, channel, language, period_type, period_start_on)
where
    (before.numerator, before.denominator, before.value, before.maturity)
    is distinct from (after.numerator, after.denominator, after.value, after.maturity)
order by client_id, kpi_id, variant, period_type, period_start_on, line, channel, language
"""

COMPARE_GUARANTEES = f"""
with before as (select * from diff.guarantee),
after as ({STANDING_GUARANTEES})
select
    client_id,
    coalesce(after.kpi_id, before.kpi_id),
    coalesce(after.variant, before.variant),
    coalesce(after.line, before.line),
    'all',
    'all',
    coalesce(after.period_type, before.period_type),
    period_start_on,
    told.judged_value,
    before.judged_value,
    after.judged_value,
    after.judged_value - before.judged_value,
    before.maturity,
    after.maturity,
    guarantee_id,
    told.standing,
    before.standing,
    after.standing,
    before.target,
    after.target,
    before.fee_incurred_usd - before.fee_earned_back_usd,
    after.fee_incurred_usd - after.fee_earned_back_usd
from before
full join after using (client_id, guarantee_id, period_start_on)
left join diff.told_guarantee as told using (client_id, guarantee_id, period_start_on)
where before is distinct from after
order by client_id, guarantee_id, period_start_on
"""


class DiffError(Exception):
    """The change cannot be tried; one sentence, without values. The warehouse is as it was."""


@dataclass(frozen=True)
class Difference:
    """What would move: numbers, a row as in HEADER, and guarantees in their periods, with OF_GUARANTEES besides.

    compared, compared_guarantees: how many of each were looked at. added, gone: KPIs (with variant) that only the
    changed project, or only the present one, has.
    """

    rows: list[tuple[Any, ...]]
    compared: int
    guarantees: list[tuple[Any, ...]]
    compared_guarantees: int
    added: list[str]
    gone: list[str]

    @property
    def summary(self) -> list[str]:
        """What it comes to, a line each."""
        if not self.rows:
            lines = [f"none of {self.compared:,} numbers would move"]
        else:
            told = sum(row[8] is not None for row in self.rows)
            clients = ", ".join(f"{client} {count:,}" for client, count in _counted(row[0] for row in self.rows))
            kpis = ", ".join(f"{kpi} {count:,}" for kpi, count in _counted(row[1] for row in self.rows))
            lines = [
                f"{len(self.rows):,} of {self.compared:,} numbers would move, {told:,} of them published",
                f"for whom: {clients}",
                f"which: {kpis}",
            ]
        return [
            *lines,
            *self._guarantees_summary(),
            *([f"new KPIs, compared with nothing: {', '.join(self.added)}"] if self.added else []),
            *([f"KPIs that would go: {', '.join(self.gone)}"] if self.gone else []),
        ]

    def _guarantees_summary(self) -> list[str]:
        judged = f"{self.compared_guarantees:,} guarantees in their periods would stand otherwise"
        if not self.guarantees:
            return [f"none of {judged}"]
        found = [dict(zip((*HEADER, *OF_GUARANTEES), row, strict=True)) for row in self.guarantees]
        told = sum(row["published_standing"] is not None for row in found)
        turns = _counted(
            f"{row['from_standing'] or 'nothing'} to {row['to_standing'] or 'nothing'}"
            for row in found
            if row["from_standing"] != row["to_standing"]
        )
        fees = sum((row["to_fee_usd"] or 0) - (row["from_fee_usd"] or 0) for row in found)
        return [
            f"{len(found):,} of {judged}, {told:,} of them published",
            *(["how: " + ", ".join(f"{turn} {count:,}" for turn, count in turns)] if turns else []),
            *([f"fees: {fees:+,.2f} US dollars lost"] if fees else []),
        ]

    @property
    def all_rows(self) -> list[tuple[Any, ...]]:
        """Numbers, then guarantees, each as in HEADER and OF_GUARANTEES."""
        return [row + (None,) * len(OF_GUARANTEES) for row in self.rows] + self.guarantees

    @property
    def guarantees_to_read(self) -> list[tuple[Any, ...]]:
        """The guarantees, as in READ_OF_GUARANTEES."""
        places = [(HEADER + OF_GUARANTEES).index(name) for name in READ_OF_GUARANTEES]
        return [tuple(row[place] for place in places) for row in self.guarantees]


def _counted(names: Iterator[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))


def for_people(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with six digits behind the point, for reading; files keep them all."""
    return [
        tuple(round(value, 6).normalize() if isinstance(value, Decimal) else value for value in row) for row in rows
    ]


def diff(
    warehouse: Warehouse, progress: Progress, policy: Path | None = None, project: Path | None = None
) -> Difference:
    """Try a change and say which numbers it would move, against those that stand now.

    policy: a landing folder with changed policy files. project: another checkout, or its dbt project; this one where
    none is given.

    Raises:
        DiffError: there is nothing to compare with, or the change cannot be tried.
        BuildError: the changed project does not build.
    """
    root = _root_of(project) if project else warehouse.settings.root
    name = f"{warehouse.database.encode()[: MAX_NAME - len(SCRATCH)].decode(errors='ignore')}{SCRATCH}"
    scratch = replace(warehouse, database=name, settings=replace(warehouse.settings, database=name, root=root))
    if policy:
        _check_policy(warehouse, policy, root)
    with turn(warehouse, "diff", progress):
        if project:
            shutil.rmtree(scratch.settings.dbt_target, ignore_errors=True)  # dbt takes another folder's files for these
        with _database(warehouse, name):
            apply_bootstrap(scratch.connect)
            progress("copying what the tables stand on")
            with turn(warehouse, "build", progress):
                as_of = _fill(warehouse, scratch)
            if policy:
                _lay_over(scratch, policy, progress)
            progress("building the changed numbers")
            build(scratch, as_of=as_of, progress=progress)
            return _compared(scratch)


def _root_of(project: Path) -> Path:
    for folder in (project, project.parent):
        if (folder / "dbt_project" / "dbt_project.yml").is_file() and project in (folder, folder / "dbt_project"):
            return folder
    raise DiffError(f"{project} is no checkout of Careline: name the folder that holds dbt_project")


def _check_policy(warehouse: Warehouse, policy: Path, root: Path) -> None:
    found = discover(policy, read_feeds(root / "dbt_project"))
    if not found:
        raise DiffError(f"{policy} holds no file: lay changed policy into <client>/policy below it")
    for delivered in found:
        if delivered.problem:
            raise DiffError(f"{delivered.where}: {delivered.problem}")
        if delivered.source != "policy":
            raise DiffError(f"{delivered.where} is no policy: only <client>/policy can be tried")
    with warehouse.connect(read_only=True) as connection:
        clients = {client for (client,) in connection.execute("select distinct client_id from landing.file")}
    if strangers := sorted({delivered.client_id for delivered in found} - clients):
        raise DiffError(f"no client is called {', '.join(strangers)}: nothing of it was ever delivered")


@contextmanager
def _database(warehouse: Warehouse, name: str) -> Iterator[None]:
    """An empty database, dropped afterwards; one that a killed diff left behind is dropped first."""
    _drop(warehouse, name)
    with warehouse.connect(autocommit=True) as connection:
        try:
            connection.execute(
                sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name))
            )
        except psycopg.errors.InsufficientPrivilege as error:
            raise DiffError(
                f"{warehouse.login} may not make a scratch database: alter role {warehouse.login} createdb"
            ) from error
    try:
        yield
    finally:
        _drop(warehouse, name)


def _drop(warehouse: Warehouse, name: str) -> None:
    """Drop the scratch database with the owner's sessions; dbt's, of a diff that was killed, are waited for."""
    began = time.monotonic()
    while True:
        try:
            with warehouse.connect(autocommit=True) as connection:
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            return
        except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege) as error:
            if time.monotonic() - began > DROP_LIMIT_S:
                raise DiffError(f"the scratch database {name} is in use: end what works in it and try again") from error
            time.sleep(0.2)


def _fill(warehouse: Warehouse, scratch: Warehouse) -> str | None:
    """Copy, from one moment, the files the tables stand on and the numbers as they stand; returns the build's as_of."""
    with warehouse.connect() as source, scratch.connect() as target:
        source.isolation_level, source.read_only = IsolationLevel.REPEATABLE_READ, True
        if source.execute("select to_regclass('marts.kpi_period')").fetchone() == (None,):
            raise DiffError("nothing has been built yet, so nothing can move: run ./careline run first")
        state = source.execute("select as_of, finished_at is not null from landing.build_state").fetchone()
        if state is None or not state[1]:
            raise DiffError("the last build did not finish: ./careline build first")
        _copy_table(source, target, "vault", "client_key", "truncate vault.client_key")
        _copy_table(source, target, "landing", "file")
        target.execute(
            "select setval(pg_get_serial_sequence('landing.file', 'file_id'), max(file_id)) from landing.file"
        )
        # What the tables stand on is in force here, whatever was loaded or decided since.
        built = [file_id for (file_id,) in source.execute("select file_id from landing.built_file")]
        target.execute(
            """
            update landing.file
            set
                status = case when file_id = any(%(built)s) then 'accepted' else 'held' end,
                reason = case when file_id = any(%(built)s) then null else coalesce(reason, 'not built yet') end
            where (status = 'accepted') <> (file_id = any(%(built)s))
            """,
            {"built": built},
        )
        for feed in read_feeds(scratch.settings.dbt_project):
            ensure_raw_table(target, feed)
            _copy_table(
                source, target, "raw", feed.raw_table, rows="where _file_id in (select file_id from landing.built_file)"
            )
        target.execute("create schema diff")
        for table, columns, query in (
            ("kpi", COLUMNS, STANDING),
            ("told", COLUMNS, TOLD),
            ("guarantee", GUARANTEE_COLUMNS, STANDING_GUARANTEES),
            ("told_guarantee", GUARANTEE_COLUMNS, TOLD_GUARANTEES),
        ):
            target.execute(f"create table diff.{table} ({columns})".encode())
            _copy(source, target, query, f"copy diff.{table} from stdin (format binary)")
            target.execute(f"analyze diff.{table}".encode())
    return str(state[0]) if state[0] else None


def _copy_table(
    source: Connection[Any], target: Connection[Any], schema: str, table: str, first: str | None = None, rows: str = ""
) -> None:
    """Copy the columns that both tables have; nothing where the source has no such table."""
    columns = [name for name in _columns(target, schema, table) if name in set(_columns(source, schema, table))]
    if not columns:
        return
    if first:
        target.execute(first.encode())
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    place = sql.Identifier(schema, table)
    _copy(
        source,
        target,
        sql.SQL("select {} from {} {}").format(names, place, sql.SQL(rows)).as_string(source),
        sql.SQL("copy {} ({}) from stdin (format binary)").format(place, names).as_string(target),
    )


def _columns(connection: Connection[Any], schema: str, table: str) -> list[str]:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = %s and table_name = %s",
        (schema, table),
    )
    return [name for (name,) in rows]


def _copy(source: Connection[Any], target: Connection[Any], query: str, into: str) -> None:
    with (
        source.cursor().copy(f"copy ({query}) to stdout (format binary)".encode()) as rows,
        target.cursor().copy(into.encode()) as written,
    ):
        for block in rows:
            written.write(block)


def _lay_over(scratch: Warehouse, policy: Path, progress: Progress) -> None:
    """Load the changed policy, judged as it would be if it were delivered."""
    for result in intake.load(scratch, policy, progress):
        if result.status not in {"accepted", "known"}:
            where = "/".join((result.client_id, result.source, result.file_name))
            raise DiffError(f"{where} would be {result.status}: {result.reason}")


def _compared(scratch: Warehouse) -> Difference:
    with scratch.connect() as connection:
        rows = connection.execute(COMPARE.encode()).fetchall()
        guarantees = connection.execute(COMPARE_GUARANTEES.encode()).fetchall()
        kinds = connection.execute(KINDS.encode()).fetchall()
        compared = connection.execute(
            "select (select count(*) from diff.kpi), (select count(*) from diff.guarantee)"
        ).fetchone()
    assert compared
    return Difference(
        rows,
        compared[0],
        guarantees,
        compared[1],
        [f"{kpi_id} {variant}" for kpi_id, variant, is_old, is_new in kinds if is_new and not is_old],
        [f"{kpi_id} {variant}" for kpi_id, variant, is_old, is_new in kinds if is_old and not is_new],
    )
