"""People and services hold logins of their own, with one group's rights and nothing else."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from orchestration.warehouse import Warehouse, WarehouseError, open_warehouse
from orchestration.warehouse.people import add_person, add_staff, ensure_services, metadata_of, remove_person

NewLogin = Callable[[], str]


def publish_two_clients(warehouse: Warehouse) -> None:
    """A published table as publication makes it: row security forced, readers through their access rows."""
    with warehouse.connect() as connection:
        connection.execute(
            """
            set role careline_publisher;
            create table reporting.promise (client_id text, n int);
            insert into reporting.promise values ('harbor', 1), ('summit', 2);
            alter table reporting.promise enable row level security, force row level security;
            create policy reader on reporting.promise for select to careline_reader
            using (client_id in (select security.readable_clients()));
            grant select on reporting.promise to careline_reader
            """
        )


def clients_seen(warehouse: Warehouse, login: str) -> list[str]:
    with warehouse.connect(login) as connection:
        rows = connection.execute("select client_id from reporting.promise order by client_id").fetchall()
    return [client for (client,) in rows]


def test_a_person_sees_the_published_rows_of_their_clients_only(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    one, both, none = new_login(), new_login(), new_login()
    add_person(warehouse, one, ["harbor"])
    add_person(warehouse, both, ["harbor", "summit"])
    add_person(warehouse, none, ["elsewhere"])
    assert clients_seen(warehouse, one) == ["harbor"]
    assert clients_seen(warehouse, both) == ["harbor", "summit"]
    assert clients_seen(warehouse, none) == []


def test_adding_a_person_again_replaces_the_clients_and_keeps_the_password(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    login = new_login()
    password = add_person(warehouse, login, ["harbor"])
    assert add_person(warehouse, login, ["summit"]) == password
    assert clients_seen(warehouse, login) == ["summit"]


def test_a_row_for_a_team_does_not_open_the_whole_client(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    login = new_login()
    add_person(warehouse, login, ["harbor"])
    with warehouse.connect() as connection:
        connection.execute("insert into security.access (login, client_id, team) values (%s, 'summit', 'day')", [login])
    assert clients_seen(warehouse, login) == ["harbor"]


def test_a_person_cannot_become_someone_who_sees_more(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    one, other = new_login(), new_login()
    add_person(warehouse, one, ["harbor"])
    add_person(warehouse, other, ["summit"])
    with warehouse.connect(one, autocommit=True) as connection:
        for role in (other, "careline_reader", "careline_operator", "careline_publisher", "careline"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f'set role "{role}"'.encode())
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f'set session authorization "{other}"'.encode())


def test_a_person_has_no_rights_beyond_reading_what_is_published(warehouse: Warehouse, new_login: NewLogin):
    login = new_login()
    add_person(warehouse, login, ["harbor"])
    with warehouse.connect(login, autocommit=True) as connection:
        schemas = connection.execute(
            "select nspname::text from pg_namespace where has_schema_privilege(oid, 'usage')"
            " and nspname !~ '^(pg_|information_schema)'"
        ).fetchall()
        assert schemas == [("reporting",)]
        readable = connection.execute(
            "select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
            " where n.nspname !~ '^(pg_|information_schema)' and has_schema_privilege(n.oid, 'usage')"
            " and c.relkind in ('r', 'v', 'm', 'p', 'f', 'S')"
            " and has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')"
        ).fetchall()
        assert readable == []
        connection.execute("set default_transaction_read_only to off")
        for statement in (
            "create table reporting.t (n int)",
            "create table public.t (n int)",
            "create temporary table t (n int)",
            "create schema mine",
            "create function reporting.f() returns int language sql return 1",
            "select lo_create(0)",
            "select * from vault.client_key",
            "select * from landing.quarantine",
            "select * from security.access",
            "select * from public.pg_stat_statements",
            "select security.readable_clients()",
            "create role friend",
            "copy (select 1) to program 'id'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.encode())


@pytest.mark.parametrize("function", ["pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_xact_lock"])
def test_only_the_owner_takes_the_locks_that_loads_and_builds_wait_for(
    warehouse: Warehouse, new_login: NewLogin, function: str
):
    lock = f"select {function}(hashtextextended('load', 0))".encode()
    person = new_login()
    add_person(warehouse, person, ["harbor"])
    ensure_services(warehouse)
    for login in (person, "superset_gateway"):
        with warehouse.connect(login) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(lock)
    with warehouse.connect() as connection:
        connection.execute(lock)


def test_locks_that_an_older_careline_left_open_are_closed_when_it_is_opened(warehouse: Warehouse, new_login: NewLogin):
    with warehouse.connect("postgres") as connection:
        connection.execute("grant execute on function pg_advisory_lock(bigint) to public")
    open_warehouse(warehouse.settings)
    person = new_login()
    add_person(warehouse, person, ["harbor"])
    with warehouse.connect(person) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select pg_advisory_lock(1)")


def test_a_person_reads_within_limits(warehouse: Warehouse, new_login: NewLogin):
    login = new_login()
    add_person(warehouse, login, ["harbor"])
    with warehouse.connect(login) as connection:
        row = connection.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit,"
            " current_setting('default_transaction_read_only'), current_setting('statement_timeout')"
            " from pg_roles where rolname = session_user"
        ).fetchone()
    assert row == (False, False, False, False, False, 20, "on", "1min")


def test_a_removed_person_is_locked_out_at_once(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    login = new_login()
    password = add_person(warehouse, login, ["harbor"])
    session = warehouse.connect(login, autocommit=True)
    remove_person(warehouse, login)
    with pytest.raises(psycopg.OperationalError):
        session.execute("select 1 from reporting.promise")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(
            host=warehouse.host, port=warehouse.port, dbname=warehouse.database, user=login, password=password
        )
    with pytest.raises(WarehouseError, match="No password is kept"):
        warehouse.connect(login)
    with warehouse.connect() as connection:
        assert connection.execute("select 1 from security.access where login = %s", [login]).fetchone() is None
    with pytest.raises(WarehouseError, match="Nobody has the login"):
        remove_person(warehouse, login)


@pytest.mark.parametrize(
    "login",
    ["", "Anna", "1st", "anna smith", "a;drop", "pg_anna", "postgres", "careline", "careline_reader", "superset_meta"],
)
def test_a_login_that_cannot_be_is_refused_in_a_sentence(warehouse: Warehouse, login: str):
    with pytest.raises(WarehouseError, match="cannot be a login"):
        add_person(warehouse, login, ["harbor"])
    assert warehouse.credentials.get(login) is None or login in {"postgres", "careline", "superset_meta"}


def test_an_address_may_be_a_login(warehouse: Warehouse, new_login: NewLogin):
    login = f"{new_login()}@harbor-plan.example"
    add_person(warehouse, login, ["harbor"])
    with warehouse.connect(login) as connection:
        assert connection.execute("select session_user::text").fetchone() == (login,)
    remove_person(warehouse, login)


def test_clients_must_be_named(warehouse: Warehouse, new_login: NewLogin):
    with pytest.raises(WarehouseError, match="at least one client"):
        add_person(warehouse, new_login(), [])
    with pytest.raises(WarehouseError, match="cannot be a client"):
        add_person(warehouse, new_login(), ["../harbor"])


def test_a_login_keeps_one_kind_of_rights(warehouse: Warehouse, new_login: NewLogin):
    login = new_login()
    add_person(warehouse, login, ["harbor"])
    with pytest.raises(WarehouseError, match="other rights"):
        add_staff(warehouse, login, "operator")
    with pytest.raises(WarehouseError, match="choose analyst or operator"):
        add_staff(warehouse, new_login(), "superuser")
    with pytest.raises(WarehouseError, match="not one of Careline's people"):
        remove_person(warehouse, "postgres")


def test_an_operator_reads_the_quarantine_and_an_analyst_does_not(warehouse: Warehouse, new_login: NewLogin):
    operator, analyst = new_login(), new_login()
    add_staff(warehouse, operator, "operator")
    add_staff(warehouse, analyst, "analyst")
    with warehouse.connect(operator) as connection:
        assert connection.execute("select count(*) from landing.quarantine").fetchone() == (0,)
    with warehouse.connect(analyst) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select count(*) from landing.quarantine")


def test_services_own_their_metadata_and_see_nothing_of_the_warehouse(warehouse: Warehouse, new_login: NewLogin):
    publish_two_clients(warehouse)
    ensure_services(warehouse)
    ensure_services(warehouse)
    with (
        warehouse.connect("superset_gateway", autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("select * from reporting.promise")
    for service in ("superset", "dagster"):
        with metadata_of(warehouse, service).connect() as connection:
            connection.execute("create table public.kept (n int)")
            connection.rollback()
        with pytest.raises(WarehouseError, match="permission denied for database"):
            metadata_of(warehouse, service).connect("superset_gateway")
    person = new_login()
    add_person(warehouse, person, ["harbor"])
    for service in ("superset", "dagster"):
        with pytest.raises(WarehouseError, match="permission denied for database"):
            metadata_of(warehouse, service).connect(person)


def test_passwords_reach_no_statement(warehouse: Warehouse, new_login: NewLogin):
    password = add_person(warehouse, new_login(), ["harbor"])
    with warehouse.connect("postgres") as connection:
        seen = connection.execute("select query from public.pg_stat_statements").fetchall()
    assert any("security.access" in query for (query,) in seen)
    assert not any(password in query for (query,) in seen)
