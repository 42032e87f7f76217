"""The walls of the published tables, asked of PostgreSQL as the people who log in to it."""

import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest

from expectations import Verdict
from orchestration.publication import publish
from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import add_person, remove_person
from tests.publication.candidates import TABLES


@pytest.fixture
def published(warehouse: Warehouse) -> Warehouse:
    publish(warehouse, lambda client_id: Verdict(accepted=True))
    return warehouse


@pytest.fixture
def reader(published: Warehouse, logged_out: Callable[[str], None]) -> Iterator[psycopg.Connection]:
    """A person of summit, logged in."""
    login = f"ann_{uuid.uuid4().hex[:8]}"
    add_person(published, login, ["summit"])
    with published.connect(login, autocommit=True) as connection:
        yield connection
    logged_out(login)
    remove_person(published, login)


@pytest.mark.parametrize("table", TABLES)
def test_a_person_sees_the_own_client_and_nobody_else(reader, table):
    assert reader.execute(f"select distinct client_id from reporting.{table}").fetchall() == [("summit",)]


def test_a_login_without_access_sees_no_row(published, logged_out):
    login = f"eve_{uuid.uuid4().hex[:8]}"
    add_person(published, login, ["summit"])
    with published.connect() as owner:
        owner.execute("delete from security.access where login = %s", (login,))
    with published.connect(login) as connection:
        for table in TABLES:
            assert connection.execute(f"select count(*) from reporting.{table}").fetchone() == (0,)
    logged_out(login)
    remove_person(published, login)


@pytest.mark.parametrize(
    "trick",
    [
        "set role careline_publisher",
        "set role careline_operator",
        "select set_config('role', 'careline_publisher', false)",
        "set session authorization careline",
        "select set_config('session_authorization', 'careline', false)",
        "alter table reporting.kpi disable row level security",
        "drop policy reader on reporting.kpi",
        "insert into security.access (login, client_id) values (session_user, 'harbor')",
        "create policy all_of_it on reporting.kpi using (true)",
        "create or replace function security.readable_clients() returns setof text language sql as 'select ''harbor'''",
    ],
)
def test_tricks_show_no_other_client(reader, trick):
    reader.execute("set default_transaction_read_only = off")
    with pytest.raises(psycopg.Error):
        reader.execute(trick)
    assert reader.execute("select distinct client_id from reporting.kpi").fetchall() == [("summit",)]


def test_row_security_turned_off_shows_nothing(reader):
    reader.execute("set row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("select * from reporting.kpi")


@pytest.mark.parametrize(
    "query",
    [
        "select * from reporting_candidate.kpi",
        "select * from security.access",
        "select * from quality.publication",
        "delete from reporting.kpi",
        "insert into reporting.kpi (client_id) values ('summit')",
        "create table reporting.mine (a int)",
        "create temp table mine (a int)",
    ],
)
def test_a_person_reads_published_tables_and_does_nothing_else(reader, query):
    reader.execute("set default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(query)


def analyzed(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Columns of published tables whose values PostgreSQL keeps statistics of once they are analyzed."""
    with warehouse.connect("postgres") as connection:
        for table in TABLES:
            connection.execute(f"analyze reporting.{table}")
        return connection.execute(
            "select tablename::text, attname::text from pg_stats where schemaname = 'reporting'"
        ).fetchall()


def estimate(reader: psycopg.Connection, client_id: str) -> str:
    return str(reader.execute(f"explain select from reporting.kpi where client_id = '{client_id}'").fetchall())


def test_the_planners_estimates_tell_no_others_values(published, reader):
    assert analyzed(published) == []
    assert estimate(reader, "harbor") == estimate(reader, "nobody").replace("nobody", "harbor")


def test_a_column_published_later_is_not_remembered_either(published, change):
    change("alter table reporting_candidate.kpi add column later text default 'secret'")
    publish(published, lambda client_id: Verdict(accepted=True))
    assert analyzed(published) == []


def test_what_an_older_table_remembers_is_forgotten_and_its_walls_stand(published, reader, change):
    names = reader.execute("select column_name from information_schema.columns where table_name = 'kpi'").fetchall()
    change("".join(f"alter table reporting.kpi alter {name} set statistics -1;" for (name,) in names))
    assert ("kpi", "client_id") in analyzed(published)
    publish(published, lambda client_id: Verdict(accepted=True))
    assert analyzed(published) == []
    assert reader.execute("select distinct client_id from reporting.kpi").fetchall() == [("summit",)]


def test_xml_functions_keep_to_the_wall(reader):
    query = "select query_to_xml('select client_id from reporting.kpi', true, false, '')::text"
    try:
        row = reader.execute(query).fetchone()
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this server is built without XML, so there is nothing to attack")
    assert "summit" in row[0]
    assert "harbor" not in row[0]


def test_every_published_table_stands_under_row_security_that_binds_its_owner(published):
    with published.connect() as connection:
        rows = connection.execute(
            "select relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) from pg_class"
            " where relnamespace = 'reporting'::regnamespace and relkind = 'r'"
        ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(TABLES)
    assert {row[1:] for row in rows} == {(True, True, "careline_publisher")}


def test_without_its_policy_even_the_owner_of_a_table_sees_nothing(published):
    with published.connect() as connection:
        connection.execute("set role careline_publisher")
        assert connection.execute("select count(*) from reporting.kpi").fetchone() == (4,)
        connection.execute("drop policy publisher on reporting.kpi")
        assert connection.execute("select count(*) from reporting.kpi").fetchone() == (0,)
        connection.rollback()


@pytest.mark.parametrize("role", ["careline_operator", "careline_analyst"])
def test_our_own_people_read_every_client(published, role):
    with published.connect() as connection:
        connection.execute(f"set role {role}")
        rows = connection.execute("select distinct client_id from reporting.kpi order by 1").fetchall()
    assert rows == [("harbor",), ("summit",)]


def test_a_table_published_later_has_its_walls_from_the_start(published, reader):
    with published.connect() as connection:
        connection.execute("set role careline_transformer")
        connection.execute("create table reporting_candidate.roi_month (client_id text, client_name text, month text)")
        connection.execute("grant select on reporting_candidate.roi_month to careline_publisher")
        connection.execute("insert into reporting_candidate.roi_month values ('summit', 'S', ''), ('harbor', 'H', '')")
    publish(published, lambda client_id: Verdict(accepted=True))

    assert reader.execute("select client_id from reporting.roi_month").fetchall() == [("summit",)]
