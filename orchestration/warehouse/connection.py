"""The warehouse as its users hold it: one database, reached under its owner's login or a person's own."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo, pq, sql

from orchestration.settings import Settings
from orchestration.warehouse.bootstrap import apply_bootstrap
from orchestration.warehouse.credentials import Credentials
from orchestration.warehouse.errors import WarehouseError
from orchestration.warehouse.server import HOST, SUPERUSER, Progress, Server, tell

OWNER = "careline"
# Otherwise every login may fill the disk with them, whatever it may not do.
LARGE_OBJECTS = "lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
# Otherwise every login may take the locks that loads, builds and publications wait for.
ADVISORY_LOCKS = "pronamespace = 'pg_catalog'::regnamespace and proname ~ '^pg_(try_)?advisory_'"
CONNECT_TIMEOUT_S = 10
CONNECT_ATTEMPTS = 3


@dataclass(frozen=True)
class Warehouse:
    """An open warehouse: a database that is up and bootstrapped.

    login: its owner, who owns the schemas and makes the roles.
    settings: the Careline it belongs to.
    """

    host: str
    port: int
    database: str
    login: str
    settings: Settings
    _options: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def credentials(self) -> Credentials:
        """Passwords of this Careline's logins."""
        return Credentials.of(self.settings)

    def connect(
        self,
        login: str | None = None,
        autocommit: bool = False,
        application_name: str = "careline",
        read_only: bool = False,
    ) -> psycopg.Connection[tuple[Any, ...]]:
        """A new connection as `login` (the owner where none is named).

        read_only: refuse writes in every transaction; otherwise the login's own default holds.

        Raises WarehouseError when no password is kept for the login, or the server does not take it.
        """
        connection = _connect(self._parameters(login) | {"application_name": application_name}, autocommit)
        if read_only:
            connection.read_only = True
        return connection

    def url(self, login: str | None = None, driver: str = "postgresql+psycopg2") -> str:
        """The address of this database for SQLAlchemy and friends, password included: never print it.

        Raises WarehouseError when no password is kept for the login.
        """
        parameters = self._parameters(login)
        user, password = (quote(parameters.pop(name, ""), safe="") for name in ("user", "password"))
        host, port, database = (parameters.pop(name) for name in ("host", "port", "dbname"))
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(parameters.items()))
        return f"{driver}://{user}:{password}@{host}:{port}/{quote(database)}{'?' if query else ''}{query}"

    def environment(self) -> dict[str, str]:
        """PG* variables of the login, for dbt and other programs started from here. They hold the password."""
        names = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
        return {
            variable.decode(): value
            for name, value in self._parameters(None).items()
            if (variable := names.get(name)) is not None
        }

    def _parameters(self, login: str | None) -> dict[str, str]:
        user = login or self.login
        place = {"host": self.host, "port": str(self.port), "dbname": self.database}
        if user == self._options.get("user"):
            return self._options | place
        return self._options | place | {"user": user, "password": self.credentials.require(user)}


def open_warehouse(settings: Settings, progress: Progress = tell) -> Warehouse:
    """The warehouse of these settings, made and started where it is not yet, brought up to date where it is old.

    Safe to call from several processes at once. Raises WarehouseError.
    """
    warehouse = _by_url(settings, settings.database_url) if settings.database_url else _embedded(settings, progress)
    apply_bootstrap(warehouse.connect)
    return warehouse


def _embedded(settings: Settings, progress: Progress) -> Warehouse:
    attempt = 0
    while True:
        port = Server(settings).start(progress)
        warehouse = Warehouse(HOST, port, settings.database, OWNER, settings)
        try:
            if not warehouse.credentials.get(OWNER) or not _is_made(warehouse):
                _make_database(warehouse)
            return warehouse
        except WarehouseError:
            # Killed a moment ago, a server may still look alive to start().
            attempt += 1
            if attempt == CONNECT_ATTEMPTS:
                raise
            time.sleep(0.1)


def _is_made(warehouse: Warehouse) -> bool:
    """Whether the owner gets in, and what PostgreSQL grants to everyone has been taken back."""
    try:
        with warehouse.connect() as connection:
            row = connection.execute(
                "select bool_or(has_function_privilege('public', oid, 'execute')) from pg_proc"
                f" where {ADVISORY_LOCKS} or oid = 'lo_create(oid)'::regprocedure"
            ).fetchone()
    except WarehouseError:
        return False
    return row == (False,)


def _make_database(warehouse: Warehouse) -> None:
    """Owner and database, by the superuser, who does nothing else."""
    superuser = {
        "host": warehouse.host,
        "port": str(warehouse.port),
        "user": SUPERUSER,
        "password": warehouse.credentials.require(SUPERUSER),
    }
    owner, database = sql.Identifier(OWNER), sql.Identifier(warehouse.database)
    with _connect(superuser | {"dbname": "postgres"}, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('careline bootstrap'))")
        if not connection.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
            connection.execute(sql.SQL("create role {} login createdb createrole").format(owner))
        set_password(connection, OWNER, warehouse.credentials.ensure(OWNER))
        for shared in ("postgres", "template1"):
            connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(shared)))
            connection.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(shared), owner))
        if not connection.execute("select 1 from pg_database where datname = %s", [warehouse.database]).fetchone():
            connection.execute(sql.SQL("create database {} owner {} template template0").format(database, owner))
        with _connect(superuser | {"dbname": warehouse.database}, autocommit=True) as in_database:
            in_database.execute("create extension if not exists pg_stat_statements")
            in_database.execute(f"revoke execute on function {LARGE_OBJECTS} from public")
            rows = in_database.execute(f"select oid::regprocedure::text from pg_proc where {ADVISORY_LOCKS}").fetchall()
            locks = sql.SQL(", ").join(sql.SQL(function) for (function,) in rows)
            in_database.execute(sql.SQL("grant execute on function {} to {}").format(locks, owner))
            in_database.execute(sql.SQL("revoke execute on function {} from public").format(locks))


def set_password(connection: psycopg.Connection[Any], login: str, password: str) -> None:
    """Give `login` this password; only its SCRAM verifier travels in the statement."""
    # Passwords are 192 random bits: stretching them would only cost time at each connection.
    connection.execute("set scram_iterations = 1")
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(verifier)))


def _by_url(settings: Settings, url: str) -> Warehouse:
    scheme, _, rest = url.partition("://")
    try:
        options = conninfo.conninfo_to_dict(f"{scheme.partition('+')[0]}://{rest}")
    except psycopg.ProgrammingError as error:
        raise WarehouseError(
            "CARELINE_DATABASE_URL is not a PostgreSQL address: write postgresql://user:password@host:port/database."
        ) from error
    given = {name: str(value) for name, value in options.items()}
    with _connect(given, autocommit=True) as connection:
        _check_owner(connection)
        info = connection.info
        host, port, database, user = info.host, info.port, info.dbname, info.user
    for name in ("host", "port", "dbname"):
        given.pop(name, None)
    given["user"] = user
    if "password" not in given and (password := os.environ.get("PGPASSWORD")):
        given["password"] = password
    return Warehouse(host, port, database, user, settings, given)


def _check_owner(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(
        "select current_setting('server_version_num')::int, current_setting('server_encoding'),"
        " pg_has_role(d.datdba, 'usage'), r.rolcreaterole or r.rolsuper, d.datname, r.rolname"
        " from pg_database as d, pg_roles as r where d.datname = current_database() and r.rolname = current_user"
    ).fetchone()
    assert row is not None
    version, encoding, owns, makes_roles, database, user = row
    if version < 160000:
        raise WarehouseError(f"The server of CARELINE_DATABASE_URL is PostgreSQL {version // 10000}: use 16 or newer.")
    if encoding != "UTF8":
        raise WarehouseError(f"The database {database} is encoded in {encoding}: create it with encoding UTF8.")
    if not owns:
        raise WarehouseError(f"{user} does not own the database {database}: alter database {database} owner to {user}.")
    if not makes_roles:
        raise WarehouseError(f"{user} may not make roles, which Careline needs: alter role {user} createrole.")


def _connect(parameters: dict[str, str], autocommit: bool) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return psycopg.connect(
            **{"connect_timeout": str(CONNECT_TIMEOUT_S), **parameters},  # type: ignore[arg-type]
            autocommit=autocommit,
        )
    except psycopg.OperationalError as error:
        said = (str(error).splitlines() or ["no reason given"])[0]
        user = parameters.get("user", "")
        raise WarehouseError(
            f"The warehouse does not take the login {user!r} ({said}): see ./careline doctor."
        ) from error
