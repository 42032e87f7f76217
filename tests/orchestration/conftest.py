"""A warehouse of its own with a small dbt project beside it, and the real graph over the real one."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import dbt_runner
from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse, open_warehouse

SMALL_PROJECT = {
    "dbt_project.yml": """
name: small
version: '1.0.0'
config-version: 2
profile: careline
flags: {send_anonymous_usage_stats: false}
models: {small: {+materialized: table}}
""",
    "macros/schemas.sql": """
{% macro generate_schema_name(custom_schema_name, node) -%} {{ custom_schema_name or target.schema }} {%- endmacro %}
""",
    "models/_sources.yml": """
sources:
  - name: landing
    schema: landing
    tables: [{name: build_scope}]
  - name: technion_acd
    tables: [{name: calls}]
  - name: claims
    tables: [{name: visit}]
""",
    "models/stg_landing__delivery.sql": "select file_id, change from {{ source('landing', 'build_scope') }}",
    "models/seen.sql": """
-- depends_on: {{ source('technion_acd', 'calls') }}
select file_id, change from {{ source('landing', 'build_scope') }}
""",
    "models/out_of_reach.sql": """
-- depends_on: {{ source('claims', 'visit') }}
select file_id, change from {{ source('landing', 'build_scope') }}
""",
    "models/touched_contact.sql": """
{{ config(schema='intermediate', materialized='incremental') }}
-- depends_on: {{ source('technion_acd', 'calls') }}
select file_id as contact_key from {{ source('landing', 'build_scope') }} where change <> 'unchanged'
""",
    "models/answered.sql": "select contact_key from {{ ref('touched_contact') }}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project of a few models that show what a build was given."""
    for name, text in SMALL_PROJECT.items():
        path = tmp_path / "dbt_project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "dbt_project" / "profiles.yml").write_text((ROOT / "dbt_project" / "profiles.yml").read_text())
    return tmp_path / "dbt_project"


@pytest.fixture
def warehouse(fresh_database: Settings, project: Path) -> Warehouse:
    return open_warehouse(replace(fresh_database, root=project.parent))


@pytest.fixture
def deliver(warehouse: Warehouse) -> Callable[[str], int]:
    """Put an accepted file into the ledger; gives its number."""

    def deliver(name: str) -> int:
        with warehouse.connect() as connection:
            row = connection.execute(
                """
                insert into landing.file (client_id, source, feed, file_name, sha256, byte_count, line_count,
                    loaded_count, known_count, quarantined_count, status, started_at, finished_at)
                values ('sample_plan', 'technion_acd', 'calls', %(name)s, sha256(convert_to(%(name)s, 'UTF8')), 1, 1,
                    1, 0, 0, 'accepted', now(), now())
                returning file_id
                """,
                {"name": name},
            ).fetchone()
        assert row
        return int(row[0])

    return deliver


@pytest.fixture
def said() -> list[str]:
    """What a verb told while it worked; its `append` is a progress listener."""
    return []


@pytest.fixture
def command_line(fresh_database: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The environment in which `careline` finds an empty warehouse."""
    monkeypatch.setenv("CARELINE_HOME", str(fresh_database.home))
    monkeypatch.setenv("CARELINE_DATABASE", fresh_database.database)
    monkeypatch.delenv("CARELINE_DATABASE_URL", raising=False)
    monkeypatch.delenv("CARELINE_DEBUG", raising=False)
    return fresh_database


@pytest.fixture(scope="session")
def graph_settings(server_settings: Settings) -> Iterator[Settings]:
    """The settings the graph is imported with: it reads them once."""
    before = dict(os.environ)
    os.environ["CARELINE_HOME"] = str(server_settings.home)
    for name in ("CARELINE_DATABASE", "CARELINE_DATABASE_URL"):
        os.environ.pop(name, None)
    dbt_runner.prepare_manifest(open_warehouse(server_settings))
    from orchestration import definitions  # noqa: F401

    yield server_settings
    os.environ.clear()
    os.environ.update(before)
