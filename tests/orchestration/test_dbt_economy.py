"""What is spared of dbt's work changes nothing of what it leaves behind, and of what it tells who listens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import dbt_runner
from orchestration.dbt_runner import arguments
from orchestration.warehouse import Warehouse

Rows = Callable[[str], list[tuple[Any, ...]]]
Run = Callable[..., None]

TYPES = (
    "cast('a' as varchar(12)) as code, cast(1.5 as numeric(12, 3)) as seconds, cast(2 as numeric) as amount,"
    " 1 as number, cast('a' as text) as word, now() as at, cast(3 as double precision) as rate,"
    " cast('{}' as text[]) as words, cast('{}' as jsonb) as record, cast('x' as char(3)) as letters,"
    " cast(1 as bigint) as many, cast(now() as date) as day, true as is_so"
)


@pytest.fixture
def run(warehouse: Warehouse) -> Run:
    """Run some models and find that none failed."""

    def invoke(*select: str, **how: Any) -> None:
        assert dbt_runner.invoke(warehouse, arguments(warehouse.settings, "build", select=select, **how)) == []

    return invoke


@pytest.fixture
def rows(warehouse: Warehouse) -> Rows:
    def ask(query: str) -> list[tuple[Any, ...]]:
        with warehouse.connect() as connection:
            return connection.execute(query.encode()).fetchall()

    return ask


def test_each_run_is_of_the_project_and_the_moment_as_they_are(project: Path, run: Run, rows: Rows) -> None:
    model = project / "models" / "moment.sql"
    model.write_text('select \'{{ var("as_of", "none") }}\' as as_of, 1 as version')
    run("moment")
    assert rows("select * from careline.moment") == [("none", 1)]
    run("moment", as_of="2026-02-01")
    assert rows("select * from careline.moment") == [("2026-02-01", 1)]
    run("moment")
    assert rows("select * from careline.moment") == [("none", 1)]
    model.write_text(model.read_text().replace("1 as version", "2 as version"))
    run("moment")
    assert rows("select * from careline.moment") == [("none", 2)]


def test_what_is_laid_into_others_is_laid_in_again_in_the_next_run(project: Path, run: Run, rows: Rows) -> None:
    (project / "models" / "part.sql").write_text("{{ config(materialized='ephemeral') }} select 1 as one")
    (project / "models" / "whole.sql").write_text("select one + 1 as two from {{ ref('part') }}")
    for _ in range(2):
        run("whole")
        assert rows("select two from careline.whole") == [(2,)]


def test_a_table_becomes_a_view_and_a_table_again_and_leaves_nothing_beside_it(
    project: Path, run: Run, rows: Rows
) -> None:
    model = project / "models" / "changing.sql"
    for kind, letter in (("table", "r"), ("view", "v"), ("table", "r"), ("incremental", "r"), ("view", "v")):
        model.write_text(f"{{{{ config(materialized='{kind}') }}}} select 1 as one")
        run("changing")
        assert rows(
            "select relname::text, relkind::text from pg_class where relname ~ '^changing' and relkind in ('r', 'v')"
        ) == [("changing", letter)]


def test_columns_are_read_as_dbt_reads_them(project: Path, run: Run, rows: Rows) -> None:
    (project / "models" / "typed.sql").write_text(f"select {TYPES}")
    told = (
        "{% for column in columns %}select '{{ way }}' as way, {{ loop.index }} as place, '{{ column.name }}' as name,"
        " '{{ column.data_type }}' as kind, '{{ column.is_numeric() }}' as is_number"
        "{{ ' union all ' if not loop.last }}{% endfor %}"
    )
    (project / "models" / "read.sql").write_text(
        "{% set way, columns = 'spared', adapter.get_columns_in_relation(ref('typed')) %}"
        f"{told} union all "
        "{% set way, columns = 'macro', get_columns_in_relation(ref('typed')) %}"
        f"{told}"
    )
    run("typed")
    run("read")
    read = "select place, name, kind, is_number from careline.read where way = '{}' order by place"
    assert rows(read.format("spared")) == rows(read.format("macro"))
    assert [name for _, name, *_ in rows(read.format("spared"))] == [
        "code", "seconds", "amount", "number", "word", "at", "rate", "words", "record", "letters", "many",
        "day", "is_so",
    ]  # fmt: skip


def test_who_listens_hears_everything_or_what_was_asked_for(warehouse: Warehouse) -> None:
    args = arguments(warehouse.settings, "run", select=("seen",))
    everything: list[dict[str, Any]] = []
    assert dbt_runner.invoke(warehouse, args, everything.append) == []
    statements = [event["data"]["sql"] for event in everything if event["info"]["name"] == "SQLQuery"]
    assert any("create  table" in statement and "seen" in statement for statement in statements)
    asked_for: list[dict[str, Any]] = []
    assert dbt_runner.invoke(warehouse, args, asked_for.append, only={"LogModelResult"}) == []
    assert [(event["info"]["name"], event["data"]["status"]) for event in asked_for] == [("LogModelResult", "SELECT 0")]
