"""Roles, schemas, ledger, vault and walls: sql/*.sql, applied whole and in order whenever they differ."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql

from orchestration.warehouse.errors import WarehouseError

SCRIPTS = Path(__file__).parent / "sql"
ATTEMPTS = 10
# Another database of the same server is making the same cluster-wide role at this moment.
RACES = (errors.UniqueViolation, errors.DuplicateObject, errors.InternalError_, errors.DeadlockDetected)


def apply_bootstrap(connect: Callable[[], psycopg.Connection[Any]], scripts: Path = SCRIPTS) -> bool:
    """Bring the database to the state of `scripts`; returns whether there was anything to do.

    One transaction; processes that come at once take turns. Raises WarehouseError.
    """
    files = sorted(scripts.glob("*.sql"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    wanted = "careline bootstrap " + hashlib.sha256("\0".join(texts).encode()).hexdigest()
    with connect() as connection:
        for attempt in range(ATTEMPTS):
            if _applied(connection) == wanted:
                return False
            try:
                with connection.transaction():
                    connection.execute("select pg_advisory_xact_lock(hashtext('careline bootstrap'))")
                    if _applied(connection) == wanted:
                        return False
                    for file, text in zip(files, texts, strict=True):
                        _apply(connection, file.name, text)
                    _remember(connection, wanted)
                return True
            except RACES as error:
                if attempt == ATTEMPTS - 1:
                    raise _refused(str(error)) from error
                time.sleep(0.05 * (attempt + 1))
    raise AssertionError("unreachable")


def _apply(connection: psycopg.Connection[Any], name: str, text: str) -> None:
    try:
        connection.execute(text.encode())
    except RACES:
        raise
    except psycopg.Error as error:
        raise _refused(f"{name}: {error}") from error


def _refused(said: str) -> WarehouseError:
    return WarehouseError(
        f"The warehouse's roles and schemas could not be made ({said.splitlines()[0]}): give the login of "
        "CARELINE_DATABASE_URL this right, or use a database of its own."
    )


# The database's comment stays behind when a database is cloned, and so do its grants: a clone is bootstrapped anew.
def _applied(connection: psycopg.Connection[Any]) -> str | None:
    row = connection.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
    ).fetchone()
    return row[0] if row else None


def _remember(connection: psycopg.Connection[Any], applied: str) -> None:
    row = connection.execute("select current_database()").fetchone()
    assert row is not None
    connection.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(row[0]), sql.Literal(applied)))
