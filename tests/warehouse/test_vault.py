"""Tokens are keyed hashes whose key nobody reads; the way back to a vendor's identifier is by grant and recorded."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

import psycopg
import pytest
from psycopg import errors

from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import add_person, add_staff


def padded(key: bytes, pad: int) -> bytes:
    """RFC 2104: the key block mixed with a pad byte."""
    return bytes(byte ^ pad for byte in key.ljust(64, b"\0"))


def token(connection: psycopg.Connection, client: str, value: str) -> str:
    row = connection.execute("select vault.token(%s, %s)", [client, value]).fetchone()
    assert row is not None
    return str(row[0])


def test_a_token_is_the_hmac_of_its_value(warehouse: Warehouse):
    key = secrets.token_bytes(32)
    with warehouse.connect() as connection:
        connection.execute(
            "insert into vault.client_key (client_id, inner_pad, outer_pad) values ('harbor', %s, %s)",
            [padded(key, 0x36), padded(key, 0x5C)],
        )
        for value in ("4711", "", "Zoë 北京", "x" * 1000):
            expected = hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]
            assert token(connection, "harbor", value) == expected


def test_keys_differ_by_client_and_stay_when_asked_for_again(warehouse: Warehouse):
    with warehouse.connect() as connection:
        for client in ("harbor", "summit", "harbor"):
            connection.execute("select vault.ensure_key(%s)", [client])
            connection.commit()
        rows = connection.execute("select inner_pad, outer_pad from vault.client_key").fetchall()
        assert len({bytes(inner) for inner, _ in rows}) == len({"harbor", "summit", "shared"})
        for inner, outer in rows:
            assert {i ^ o for i, o in zip(inner, outer, strict=True)} == {0x36 ^ 0x5C}
            assert len(inner) == 64
        assert token(connection, "harbor", "4711") != token(connection, "summit", "4711")
        first = token(connection, "harbor", "4711")
        connection.execute("select vault.ensure_key('harbor')")
        assert token(connection, "harbor", "4711") == first


def test_the_tokens_of_a_row_are_those_of_its_values(warehouse: Warehouse):
    values = ["4711", None, "", "Zoë 北京", "4711", "x" * 1000, "0", "8"]
    with warehouse.connect() as connection:
        connection.execute("select vault.ensure_key('harbor')")

        def tokens(client: str, asked: list[str | None], places: int) -> list[str | None]:
            told = [None if value is None else token(connection, client, value) for value in asked]
            return told + [None] * (places - len(asked))

        for asked in (values, values[:3]):
            row = connection.execute("select vault.tokens('harbor', %s::text[])", [asked]).fetchone()
            assert row == (tokens("harbor", asked, 8),)
            for shared in (values[:4], values[:1]):
                row = connection.execute(
                    "select vault.tokens('harbor', %s::text[], %s::text[])", [asked, shared]
                ).fetchone()
                assert row == (tokens("harbor", asked, 8) + tokens("shared", shared, 4),)
        with pytest.raises(errors.RaiseException, match="up to eight values and four shared ones, not 9 and 0"):
            connection.execute("select vault.tokens('harbor', %s::text[])", [["4711"] * 9])


def test_a_client_without_a_key_gets_no_token(warehouse: Warehouse):
    with warehouse.connect() as connection, pytest.raises(errors.RaiseException, match="nobody has no token key"):
        token(connection, "nobody", "4711")


def test_the_key_stands_in_no_statement(warehouse: Warehouse):
    with warehouse.connect() as connection:
        connection.execute("select vault.ensure_key('harbor')")
        token(connection, "harbor", "4711")
        row = connection.execute("select inner_pad, outer_pad from vault.client_key").fetchone()
        assert row is not None
        blocks = [bytes(block).hex()[:16] for block in row]
    with warehouse.connect("postgres") as connection:
        texts = [text for (text,) in connection.execute("select query from public.pg_stat_statements").fetchall()]
    assert any("vault.token" in text for text in texts)
    assert not [text for text in texts for block in blocks if block in text]


def test_the_transformer_makes_tokens_and_reads_neither_keys_nor_quarantine_nor_the_access_log(warehouse: Warehouse):
    with warehouse.connect(autocommit=True) as connection:
        connection.execute("select vault.ensure_key('harbor')")
        connection.execute("create table raw.calls (line text)")
        connection.execute("set role careline_transformer")
        assert len(token(connection, "harbor", "4711")) == 32
        assert connection.execute("select count(*) from raw.calls").fetchone() == (0,)
        assert connection.execute("select count(*) from landing.file").fetchone() == (0,)
        for statement in (
            "select * from vault.client_key",
            "select vault.ensure_key('summit')",
            "select * from landing.quarantine",
            "select * from vault.access_log",
            "delete from vault.access_log",
            "insert into vault.access_log (login, contact_key, purpose, was_resolved) values ('a', 'b', 'c', true)",
            "select * from vault.reveal('k', 'why')",
            "delete from landing.file",
            "insert into raw.calls values ('made up')",
            "drop table vault.access_log",
            "create table reporting.t (n int)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.encode())


@pytest.fixture
def case_reader(warehouse: Warehouse, new_login: Callable[[], str]) -> str:
    login = new_login()
    add_staff(warehouse, login, "analyst", reads_cases=True)
    return login


def make_contact_id(warehouse: Warehouse) -> None:
    """The table as its dbt model makes it."""
    with warehouse.connect() as connection:
        connection.execute(
            """
            set role careline_transformer;
            create table vault.contact_id as
            select 'c1' as contact_key, 'harbor' as client_id, 'technion_acd' as source, '4711' as source_contact_id
            """
        )


def access_log(warehouse: Warehouse) -> list[tuple]:
    with warehouse.connect() as connection:
        return connection.execute(
            "select login, contact_key, purpose, was_resolved from vault.access_log order by access_id"
        ).fetchall()


def test_a_case_reader_finds_the_vendors_identifier_and_every_call_is_recorded(warehouse: Warehouse, case_reader: str):
    ask = "select * from vault.reveal(%s, %s)"
    with warehouse.connect(case_reader) as connection:
        assert connection.execute(ask, ["c1", "before the first build"]).fetchall() == []
    make_contact_id(warehouse)
    with warehouse.connect(case_reader) as connection:
        assert connection.execute(ask, ["c1", "complaint 12"]).fetchall() == [("harbor", "technion_acd", "4711")]
        assert connection.execute(ask, ["c2", "complaint 13"]).fetchall() == []
    assert access_log(warehouse) == [
        (case_reader, "c1", "before the first build", False),
        (case_reader, "c1", "complaint 12", True),
        (case_reader, "c2", "complaint 13", False),
    ]


def test_a_look_that_is_rolled_back_still_stands_in_the_servers_log(warehouse: Warehouse, case_reader: str):
    make_contact_id(warehouse)
    with warehouse.connect(case_reader) as connection:
        connection.execute("select * from vault.reveal('c1', 'complaint 12')")
        connection.rollback()
    assert access_log(warehouse) == []
    log = (warehouse.settings.logs / "postgres.log").read_text()
    assert (
        f"vault.reveal: {case_reader} asked for the contact key with sha256 {hashlib.sha256(b'c1').hexdigest()}" in log
    )


def test_without_a_purpose_or_a_record_nothing_is_revealed(warehouse: Warehouse, case_reader: str):
    make_contact_id(warehouse)
    for purpose in (None, "", "  "):
        with (
            warehouse.connect(case_reader) as connection,
            pytest.raises(errors.RaiseException, match="for what purpose"),
        ):
            connection.execute("select * from vault.reveal('c1', %s)", [purpose])
    with (
        warehouse.connect(case_reader, read_only=True) as connection,
        pytest.raises(errors.RaiseException, match="begin read write"),
    ):
        connection.execute("select * from vault.reveal('c1', 'complaint 12')")


def test_others_may_not_ask(warehouse: Warehouse, case_reader: str, new_login: Callable[[], str]):
    make_contact_id(warehouse)
    analyst, person = new_login(), new_login()
    add_staff(warehouse, analyst, "analyst")
    add_person(warehouse, person, ["harbor"])
    for login in (analyst, person):
        with warehouse.connect(login) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select * from vault.reveal('c1', 'curious')")
    for table in ("vault.contact_id", "vault.access_log", "vault.client_key"):
        with warehouse.connect(case_reader) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f"select * from {table}".encode())


def test_a_type_of_ones_own_does_not_stand_for_the_vaults(warehouse: Warehouse):
    """A temporary type is found first unless the function says otherwise, and what it checks runs as the owner."""
    with warehouse.connect(autocommit=True) as connection:
        connection.execute("select vault.ensure_key('harbor')")
        connection.execute("set role careline_transformer")
        connection.execute(
            "create function pg_temp.overhear(v pg_catalog.bytea) returns boolean language plpgsql as"
            " $$ begin raise exception 'overheard as %', current_user; end $$"
        )
        for name in ("bytea", "text"):
            connection.execute(
                f"create domain pg_temp.{name} as pg_catalog.{name}"
                f" check (pg_temp.overhear(pg_catalog.convert_to(value::pg_catalog.text, 'UTF8')))".encode()
            )
        assert len(token(connection, "harbor", "4711")) == 32
        assert connection.execute(
            "select cardinality(vault.tokens('harbor', array['4711'], array['4712']))"
        ).fetchone() == (12,)
