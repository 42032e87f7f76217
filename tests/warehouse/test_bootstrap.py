"""The warehouse's roles, schemas and walls are made once and kept up to date, embedded or by URL."""

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, WarehouseError, open_warehouse
from orchestration.warehouse.bootstrap import SCRIPTS, apply_bootstrap
from orchestration.warehouse.people import add_person, remove_person
from orchestration.warehouse.server import binary


@contextmanager
def bare_database(warehouse: Warehouse, clause: str = "") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:16]}"
    with replace(warehouse, database="postgres").connect("postgres", autocommit=True) as connection:
        connection.execute(f"create database {name} {clause}".encode())
        try:
            yield name
        finally:
            connection.execute(f"drop database {name} with (force)".encode())


def schemas(warehouse: Warehouse) -> set[str]:
    with warehouse.connect() as connection:
        return {name for (name,) in connection.execute("select nspname::text from pg_namespace").fetchall()}


def test_a_warehouse_that_is_up_to_date_is_left_alone(warehouse: Warehouse):
    assert {"landing", "raw", "vault", "security", "quality", "reporting"} <= schemas(warehouse)
    assert not apply_bootstrap(warehouse.connect)


def test_changed_scripts_are_applied_once(warehouse: Warehouse, tmp_path: Path):
    scripts = tmp_path / "sql"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "900_more.sql").write_text("create schema if not exists added;")
    assert apply_bootstrap(warehouse.connect, scripts)
    assert "added" in schemas(warehouse)
    assert not apply_bootstrap(warehouse.connect, scripts)


def test_a_script_that_fails_leaves_nothing_behind(warehouse: Warehouse, tmp_path: Path):
    scripts = tmp_path / "sql"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "900_more.sql").write_text("create schema added; select 1/0;")
    with pytest.raises(WarehouseError, match=r"900_more\.sql: division by zero"):
        apply_bootstrap(warehouse.connect, scripts)
    assert "added" not in schemas(warehouse)
    assert not apply_bootstrap(warehouse.connect)


def test_databases_of_one_server_can_be_made_at_once(server_settings: Settings):
    warehouse = open_warehouse(server_settings)
    names = [f"test_{uuid.uuid4().hex[:16]}" for _ in range(3)] * 2
    try:
        with ThreadPoolExecutor(len(names)) as pool:
            opened = list(pool.map(lambda name: open_warehouse(replace(server_settings, database=name)), names))
        assert all("landing" in schemas(each) for each in opened)
    finally:
        with replace(warehouse, database="postgres").connect("postgres", autocommit=True) as connection:
            for name in set(names):
                connection.execute(f"drop database if exists {name} with (force)".encode())


def test_a_clone_gets_the_grants_that_cloning_leaves_out(warehouse: Warehouse):
    with warehouse.connect() as connection:
        connection.execute("select vault.ensure_key('harbor')")
    with bare_database(warehouse, f"template {warehouse.database} owner careline") as name:
        clone = open_warehouse(replace(warehouse.settings, database=name))
        with clone.connect() as connection:
            row = connection.execute(
                "select has_database_privilege('careline_reader', current_database(), 'connect'),"
                " has_database_privilege('careline_reader', current_database(), 'temporary'),"
                " (select count(*) from vault.client_key where client_id = 'harbor')"
            ).fetchone()
        assert row == (True, False, 1)


def test_a_server_by_url_is_bootstrapped_like_the_embedded_one(warehouse: Warehouse, tmp_path: Path):
    with bare_database(warehouse, "owner careline") as name:
        url = replace(warehouse, database=name).url(driver="postgresql") + "?connect_timeout=7"
        by_url = open_warehouse(Settings(home=tmp_path, database_url=url))
        assert (by_url.database, by_url.login) == (name, "careline")
        assert "landing" in schemas(by_url)
        assert not (tmp_path / "postgres").exists()
        login = f"p{uuid.uuid4().hex[:16]}"
        password = add_person(by_url, login, ["harbor"])
        assert by_url.credentials.get(login) == password
        with by_url.connect(login) as connection:
            assert connection.execute("select session_user::text").fetchone() == (login,)
        remove_person(by_url, login)


def test_addresses_and_variables_lead_to_the_same_database(warehouse: Warehouse):
    engine = create_engine(warehouse.url())
    with engine.connect() as connection:
        assert connection.execute(text("select current_database()")).scalar() == warehouse.database
    engine.dispose()
    shown = subprocess.run(
        [binary("psql"), "-AtXwc", "select current_database(), session_user"],
        env=warehouse.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == f"{warehouse.database}|careline"


def test_a_login_by_url_that_lacks_a_right_is_told_which(warehouse: Warehouse, tmp_path: Path):
    role = f"o{uuid.uuid4().hex[:16]}"

    def by_url(database: str) -> str:
        url = f"postgresql://{role}:secret@{warehouse.host}:{warehouse.port}/{database}"
        with pytest.raises(WarehouseError) as refused:
            open_warehouse(Settings(home=tmp_path, database_url=url))
        assert "secret" not in str(refused.value)
        return str(refused.value)

    with warehouse.connect("postgres", autocommit=True) as superuser:
        superuser.execute(f"create role {role} login password 'secret'".encode())
        try:
            with bare_database(warehouse) as name:
                assert f"alter database {name} owner to {role}" in by_url(name)
                superuser.execute(f"alter database {name} owner to {role}".encode())
                assert f"alter role {role} createrole" in by_url(name)
                superuser.execute(f"alter role {role} createrole".encode())
                assert "permission denied to grant role" in by_url(name)
            with bare_database(
                warehouse, f"owner {role} encoding 'SQL_ASCII' locale_provider libc locale 'C' template template0"
            ) as name:
                assert "create it with encoding UTF8" in by_url(name)
            assert "does not exist" in by_url("nowhere")
        finally:
            superuser.execute(f"drop role {role}".encode())


def test_an_address_that_is_none_is_refused_without_showing_it(tmp_path: Path):
    with pytest.raises(WarehouseError, match="is not a PostgreSQL address") as refused:
        open_warehouse(Settings(home=tmp_path, database_url="mysql://anna:secret@host/db"))
    assert "secret" not in str(refused.value)


def test_read_only_connections_refuse_writes(warehouse: Warehouse):
    with warehouse.connect(read_only=True) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("select vault.ensure_key('harbor')")
