"""Building: fix the files a build stands on, let dbt answer them, and remember that they are answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from psycopg import Connection, sql

from orchestration import dbt_runner
from orchestration.landing import ensure_raw_table, read_feeds
from orchestration.lock import turn
from orchestration.warehouse import Warehouse

Progress = Callable[[str], None]

TOUCHED_STATE = (
    "intermediate.touched_record",
    "intermediate.touched_contact",
    "intermediate.touched_evaluation",
    "intermediate.touched_agent_day",
    "core.touched_client_day",
    "core.touched_part",
    "core.touched_busy_day",
    "core.touched_person",
    "marts.touched_issue_day",
    "marts.touched_outcome_day",
)
"""Tables in which the models keep the keys still to be rebuilt; a finished build has answered them all."""


LEDGER_MODEL = "stg_landing__delivery"
"""What models read of the ledger beside the files in force: it may change where no row came."""

NODE_IS_DONE = frozenset({"LogModelResult", "LogTestResult", "LogSeedResult", "LogUnitTestResult"})
"""dbt's events from which a build counts how far it is."""


class BuildError(Exception):
    """A build failed; its files stay unanswered, so that the next build takes them up again."""


@dataclass(frozen=True)
class Build:
    """One build: the files it has to answer and how.

    added, withdrawn: number of files that came or went since the last finished build. reached: dbt's words for the
    models that these files can change; empty where every model is to be built.
    is_needed: False where the tables already stand on exactly these files and this code.
    """

    warehouse: Warehouse
    code: dbt_runner.Code
    added: int
    withdrawn: int
    full_refresh: bool
    as_of: str | None
    select: tuple[str, ...]
    reached: tuple[str, ...]
    is_needed: bool

    @property
    def arguments(self) -> list[str]:
        """The dbt command line for this build."""
        return dbt_runner.arguments(
            self.warehouse.settings,
            "build",
            full_refresh=self.full_refresh,
            as_of=self.as_of,
            # What is touched is written down before a part is rebuilt, or the next build would not know where it stood.
            select=(*self.select, "+touched_client_day", "+touched_part", "+touched_busy_day", "+touched_issue_day")
            if self.select
            else self.reached,
            is_part=bool(self.select),
            debug=bool(os.environ.get("CARELINE_DEBUG")),
        )

    def __str__(self) -> str:
        what = f"{self.added} files new, {self.withdrawn} withdrawn"
        return f"building everything afresh ({what})" if self.full_refresh else f"building ({what})"


@dataclass(frozen=True)
class BuildResult:
    """What a build did: whether it ran, and the files it answered."""

    has_run: bool
    added: int
    withdrawn: int


@contextmanager
def begin_build(
    warehouse: Warehouse,
    *,
    full_refresh: bool = False,
    as_of: str | None = None,
    select: tuple[str, ...] = (),
    force: bool = False,
    progress: Progress,
) -> Iterator[Build]:
    """Take the turn to build and fix the scope: every accepted file, against those of the last finished build.

    Where the SQL of the project changed since then, a full refresh broke off, or the server broke down and took staging
    along, the build starts afresh by itself.
    A build of a part (`select`) runs over the same scope and answers none of it.

    Raises:
        BuildError: a part is asked for where the server broke down and took staging along.
    """
    code = dbt_runner.read_code(warehouse.settings.dbt_project)
    with turn(warehouse, "build", progress):
        with warehouse.connect() as connection:
            for feed in read_feeds(warehouse.settings.dbt_project):
                ensure_raw_table(connection, feed)
            build = _fix_scope(connection, warehouse, code, full_refresh, as_of, select, force)
        yield build


def _fix_scope(
    connection: Connection[Any],
    warehouse: Warehouse,
    code: dbt_runner.Code,
    full_refresh: bool,
    as_of: str | None,
    select: tuple[str, ...],
    force: bool,
) -> Build:
    state = connection.execute(
        """
        select
            project_code, table_code, needs_full, as_of, finished_at is not null,
            exists (select from landing.file where file.finished_at > build_state.started_at),
            not needs_full and not exists (select from landing.staging_stands)
        from landing.build_state
        """
    ).fetchone()
    nothing_built = ("", "", True, None, False, True, False)
    project_code, table_code, needs_full, last_as_of, is_finished, has_news, is_staging_lost = state or nothing_built
    if is_staging_lost and select:
        raise BuildError("the server broke down and took staging along: build everything before a part of it")
    needs_full = needs_full or is_staging_lost
    is_other_code = table_code != code.tables
    afresh = full_refresh or ((needs_full or is_other_code) and not select)

    counted = connection.execute(
        """
        select
            count(*) filter (where built.file_id is null),
            count(*) filter (where accepted.file_id is null)
        from (select file_id from landing.file where status = 'accepted') as accepted
        full join landing.built_file as built using (file_id)
        """
    ).fetchone()
    added, withdrawn = counted or (0, 0)
    is_same = is_finished and project_code == code.project and not afresh and as_of == last_as_of
    is_needed = bool(added or withdrawn or has_news or not is_same or select or force)
    if is_needed:
        # What a build that broke off was given may stand in tables already, also where it was withdrawn since.
        begun = [] if is_finished else connection.execute("select file_id from landing.build_scope").fetchall()
        if afresh and not select:
            connection.execute("insert into landing.staging_stands default values on conflict do nothing")
        connection.execute("delete from landing.build_scope")
        connection.execute(
            """
            insert into landing.build_scope (file_id, change)
            select
                file_id,
                case
                    when accepted.file_id is null then 'withdrawn'
                    when built.file_id is null or %(afresh)s then 'added'
                    else 'unchanged'
                end
            from (select file_id from landing.file where status = 'accepted') as accepted
            full join (
                select file_id from landing.built_file union select unnest(%(begun)s::bigint[])
            ) as standing using (file_id)
            left join landing.built_file as built using (file_id)
            where accepted.file_id is not null or not %(afresh)s
            """,
            {"afresh": afresh, "begun": [file_id for (file_id,) in begun]},
        )
        connection.execute(
            """
            insert into landing.build_state (project_code, table_code, needs_full, as_of)
            values (%(project)s, %(tables)s, %(needs_full)s, %(as_of)s)
            on conflict (only_row) do update set
                project_code = excluded.project_code,
                table_code = excluded.table_code,
                needs_full = excluded.needs_full,
                as_of = excluded.as_of,
                started_at = now(),
                finished_at = null
            """,
            {
                "project": code.project,
                "tables": code.tables,
                "needs_full": bool(afresh or needs_full or is_other_code),
                "as_of": as_of,
            },
        )
    reached = _reached(connection) if is_same and not select and not force else ()
    return Build(warehouse, code, added, withdrawn, afresh, as_of, select, reached, is_needed)


def _reached(connection: Connection[Any]) -> tuple[str, ...]:
    """What stands behind the feeds whose files came or went; of the others every table stands as it would be built.

    Policy governs what other feeds bring, and models ask the ledger for it: where it changed, everything is built.
    """
    feeds = connection.execute(
        """
        select distinct file.source, file.feed
        from landing.build_scope as scope
        inner join landing.file as file on scope.file_id = file.file_id
        where scope.change <> 'unchanged'
        order by 1, 2
        """
    ).fetchall()
    if any(source == "policy" for source, _ in feeds):
        return ()
    return (f"{LEDGER_MODEL}+", *(f"source:{source}.{feed}+" for source, feed in feeds))


def finish_build(build: Build) -> None:
    """Remember, in one transaction, that dbt answered the scope; a build of a part answers nothing."""
    if build.select:
        return
    with build.warehouse.connect() as connection:
        connection.execute("delete from landing.built_file")
        connection.execute(
            "insert into landing.built_file select file_id from landing.build_scope where change <> 'withdrawn'"
        )
        for table in TOUCHED_STATE:
            if connection.execute("select to_regclass(%s)", (table,)).fetchone() != (None,):
                connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table.split("."))))
        connection.execute("update landing.build_state set finished_at = now(), needs_full = false")


def build(
    warehouse: Warehouse,
    *,
    full_refresh: bool = False,
    as_of: str | None = None,
    select: tuple[str, ...] = (),
    force: bool = False,
    progress: Progress,
) -> BuildResult:
    """Bring every table up to the accepted files; skip where nothing came, went or changed.

    as_of: the moment the numbers speak for (ISO 8601). force: build even with nothing new.

    Raises:
        BuildError: dbt failed; the sentence names the failed nodes.
    """
    with begin_build(
        warehouse, full_refresh=full_refresh, as_of=as_of, select=select, force=force, progress=progress
    ) as begun:
        if not begun.is_needed:
            progress("nothing new since the last build")
            return BuildResult(False, 0, 0)
        progress(str(begun))
        try:
            failed = dbt_runner.invoke(warehouse, begun.arguments, counting(progress), only=NODE_IS_DONE)
        except dbt_runner.DbtError as error:
            raise BuildError(str(error)) from error
        if failed:
            raise BuildError(dbt_runner.sentence(failed))
        finish_build(begun)
        return BuildResult(True, begun.added, begun.withdrawn)


def counting(progress: Progress, every: int = 10) -> Callable[[dict[str, Any]], None]:
    """A listener to dbt's events that says how far the build is, each `every` nodes and at its end.

    By those that are done: several run at a time, and dbt's own number of a node is that of its beginning.
    """
    done = count(1)

    def listen(event: dict[str, Any]) -> None:
        if event["info"]["name"] not in NODE_IS_DONE:
            return
        data = event["data"]
        so_far, total = next(done), int(data.get("total") or data.get("num_models") or 0)
        if so_far % every == 0 or so_far == total:
            progress(f"dbt {so_far} of {total}")

    return listen
