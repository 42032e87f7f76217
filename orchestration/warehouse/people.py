"""Logins of people and services: each person's own, with one group's rights and refused everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import errors, sql

from orchestration.warehouse.connection import Warehouse, set_password
from orchestration.warehouse.errors import WarehouseError

READER = "careline_reader"
CASE_READER = "careline_case_reader"
STAFF = {"analyst": "careline_analyst", "operator": "careline_operator"}
PEOPLE_GROUPS = {READER, CASE_READER, *STAFF.values()}
GATEWAY = "superset_gateway"
TRANSFORMER = "careline_dbt"
METADATA_OWNERS = {"superset": "superset_meta", "dagster": "dagster_meta"}

LOGIN = re.compile(r"[a-z][a-z0-9_.@-]{0,62}")
RESERVED = re.compile(r"(pg_|careline|superset|dagster).*|postgres|public|none|user|current_.*|session_.*")
CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")

CONNECTION_LIMIT = 20
SESSION_SETTINGS = {
    "search_path": "reporting",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "5min",
}
RACES = (errors.UniqueViolation, errors.DuplicateObject, errors.DuplicateDatabase)


def add_person(warehouse: Warehouse, login: str, client_ids: Iterable[str]) -> str:
    """Let a client's person read the published rows of `client_ids`, and only those; returns the password.

    Adding a person again replaces the clients and keeps the password.

    Raises WarehouseError for a login or client that cannot be, or a login that is something else already.
    """
    clients = sorted(set(client_ids))
    if not clients:
        raise WarehouseError(f"Name at least one client that {login!r} may see.")
    for client in clients:
        if not CLIENT.fullmatch(client):
            raise WarehouseError(f"{client!r} cannot be a client: use letters, digits, '_', '.' and '-'.")
    with _explained(login), warehouse.connect() as connection:
        password = _add_login(warehouse, connection, login, (READER,))
        connection.execute("delete from security.access where login = %s", [login])
        connection.cursor().executemany(
            "insert into security.access (login, client_id) values (%s, %s)", [(login, client) for client in clients]
        )
    return password


def add_staff(warehouse: Warehouse, login: str, role: str, reads_cases: bool = False) -> str:
    """Make a login for one of our own: `role` is analyst or operator; returns the password.

    reads_cases: may also resolve contact keys with vault.reveal, which records every call.

    Raises WarehouseError for a login or role that cannot be, or a login that is something else already.
    """
    if role not in STAFF:
        raise WarehouseError(f"{role!r} is no role of staff: choose {' or '.join(STAFF)}.")
    groups = (STAFF[role], CASE_READER) if reads_cases else (STAFF[role],)
    with _explained(login), warehouse.connect() as connection:
        return _add_login(warehouse, connection, login, groups)


def remove_person(warehouse: Warehouse, login: str) -> None:
    """Take a person's or staff member's login away: access rows and password go, sessions end, the role is dropped.

    Raises WarehouseError when nobody has this login, or the login is not one of Careline's people.
    """
    with _explained(login), warehouse.connect() as connection:
        held = _groups(connection, login)
        if held is None:
            raise WarehouseError(f"Nobody has the login {login!r}: check the spelling.")
        if not held or not set(held) <= PEOPLE_GROUPS:
            raise WarehouseError(f"The login {login!r} is not one of Careline's people: remove it in PostgreSQL.")
        role = sql.Identifier(login)
        connection.execute("delete from security.access where login = %s", [login])
        connection.execute(sql.SQL("alter role {} nologin").format(role))
        # Only a member may end another login's sessions.
        connection.execute(sql.SQL("grant {} to current_user").format(role))
        connection.commit()
        warehouse.credentials.remove(login)
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [login])
        connection.execute(sql.SQL("drop owned by {}").format(role))
        connection.execute(sql.SQL("drop role {}").format(role))


def ensure_services(warehouse: Warehouse) -> None:
    """Logins and metadata databases of the services.

    `superset_gateway` may connect to the warehouse and nothing else; `superset_meta` and `dagster_meta` own the
    databases `superset` and `dagster`, which nobody else may enter.

    Raises WarehouseError when the owner's login may not make them.
    """
    with _explained("of a service"), warehouse.connect(autocommit=True) as connection:
        _ensure_role(warehouse, connection, GATEWAY)
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(warehouse.database), sql.Identifier(GATEWAY)
            )
        )
        for database, owner in METADATA_OWNERS.items():
            _ensure_role(warehouse, connection, owner)
            _ensure_database(connection, database, owner)


def transformer_of(warehouse: Warehouse) -> Warehouse:
    """The warehouse as dbt reaches it: by a login that may become careline_transformer and nothing more.

    Raises WarehouseError when the owner's login may not make it.
    """
    with _explained("of dbt"), warehouse.connect(autocommit=True) as connection:
        _ensure_role(warehouse, connection, TRANSFORMER)
        if not _groups(connection, TRANSFORMER):
            with suppress(*RACES):
                connection.execute(
                    sql.SQL("grant careline_transformer to {} with inherit false, set true").format(
                        sql.Identifier(TRANSFORMER)
                    )
                )
        # From the first statement on, and after every rollback: dbt sets its role only once.
        connection.execute(
            sql.SQL("alter role {} set role to careline_transformer").format(sql.Identifier(TRANSFORMER))
        )
        connection.execute(
            sql.SQL("grant connect, temporary on database {} to {}").format(
                sql.Identifier(warehouse.database), sql.Identifier(TRANSFORMER)
            )
        )
    return replace(warehouse, login=TRANSFORMER)


def metadata_of(warehouse: Warehouse, service: str) -> Warehouse:
    """The metadata database of `superset` or `dagster`, reached as its owner."""
    return replace(warehouse, database=service, login=METADATA_OWNERS[service])


def _add_login(warehouse: Warehouse, connection: psycopg.Connection[Any], login: str, groups: tuple[str, ...]) -> str:
    if not LOGIN.fullmatch(login) or RESERVED.fullmatch(login):
        raise WarehouseError(
            f"{login!r} cannot be a login: use 1 to 63 small letters, digits, '_', '.', '@' and '-', a letter first, "
            "and none of the names PostgreSQL and Careline keep for themselves."
        )
    role = sql.Identifier(login)
    held = _groups(connection, login)
    if held is None:
        connection.execute(sql.SQL("create role {}").format(role))
    elif held != sorted(groups):
        raise WarehouseError(f"The login {login!r} exists with other rights: remove it first or choose another.")
    password = warehouse.credentials.ensure(login)
    set_password(connection, login, password)
    connection.execute(
        sql.SQL("alter role {} login nocreatedb nocreaterole connection limit {}").format(
            role, sql.Literal(CONNECTION_LIMIT)
        )
    )
    for group in groups:
        connection.execute(sql.SQL("grant {} to {} with inherit true, set false").format(sql.Identifier(group), role))
    # Looking up a case is a write: it leaves its trace in vault.access_log.
    read_only = "off" if CASE_READER in groups else "on"
    for name, value in (SESSION_SETTINGS | {"default_transaction_read_only": read_only}).items():
        connection.execute(sql.SQL("alter role {} set {} to {}").format(role, sql.Identifier(name), sql.Literal(value)))
    return password


def _ensure_role(warehouse: Warehouse, connection: psycopg.Connection[Any], login: str) -> None:
    exists = _groups(connection, login) is not None
    if exists and warehouse.credentials.get(login) is not None:
        return
    if not exists:
        with suppress(*RACES):
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(login)))
    set_password(connection, login, warehouse.credentials.ensure(login))


def _ensure_database(connection: psycopg.Connection[Any], database: str, owner: str) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        return
    name, role = sql.Identifier(database), sql.Identifier(owner)
    connection.execute(sql.SQL("grant {} to current_user").format(role))
    with suppress(*RACES):
        connection.execute(sql.SQL("create database {} owner {} template template0").format(name, role))
    connection.execute(sql.SQL("revoke all on database {} from public").format(name))


def _groups(connection: psycopg.Connection[Any], login: str) -> list[str] | None:
    """The groups a login belongs to, sorted; None where there is no such login."""
    rows = connection.execute(
        "select g.rolname::text from pg_roles as r left join pg_auth_members as m on m.member = r.oid"
        " left join pg_roles as g on g.oid = m.roleid where r.rolname = %s",
        [login],
    ).fetchall()
    return sorted({group for (group,) in rows if group}) if rows else None


@contextmanager
def _explained(login: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise WarehouseError(
            f"The login {login} could not be changed ({said}): give the warehouse's owner this right."
        ) from error
