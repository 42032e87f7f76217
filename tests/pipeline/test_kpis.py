"""One declaration a KPI: what is generated from it agrees with it, and MetricFlow reads it as we do."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration import dbt_runner, generation
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

SAMPLED = {
    "contacts_offered": ("contacts_offered", "standard"),
    "abandon_rate_ab_gross": ("abandon_rate", "AB-gross"),
    "service_level_sl_b": ("service_level", "SL-B"),
    "service_level_sl_e": ("service_level", "SL-E"),
    "asa_answered": ("asa", "ASA-answered"),
}


@pytest.fixture
def parsed(pipeline_database: Warehouse) -> Settings:
    """Settings whose dbt manifest is of the project as it stands."""
    settings = pipeline_database.settings
    assert dbt_runner.invoke(pipeline_database, dbt_runner.arguments(settings, "parse")) == []
    return settings


def test_generated_files_follow_from_the_declarations(parsed: Settings) -> None:
    assert generation.stale(parsed) == [], "run `make generate`"


def test_metricflow_gives_the_same_values(
    parsed: Settings, pipeline_database: Warehouse, rows: Callable[..., list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for entry in parsed.dbt_project.iterdir():
        (project / entry.name).symlink_to(entry)
    (project / "target").symlink_to(parsed.dbt_target)  # MetricFlow looks for the manifest nowhere else
    answer = tmp_path / "answer.csv"
    with dbt_runner.environment(pipeline_database.environment() | {"DBT_PROFILES_DIR": str(project)}):
        subprocess.run(
            [
                *(Path(sys.executable).with_name("mf"), "query", "--metrics", ",".join(SAMPLED)),
                *("--group-by", "contact_interval__client_id,metric_time__month", "--csv", answer),
            ],
            cwd=project,
            check=True,
            capture_output=True,
        )
    by_metricflow = list(csv.DictReader(io.StringIO(answer.read_text())))
    assert by_metricflow
    for month in by_metricflow:
        for metric, (kpi_id, variant) in SAMPLED.items():
            (ours,) = rows(
                """
                select value from marts.kpi_period
                where client_id = %s and period_type = 'month' and period_start_on = %s::date
                    and line = 'all' and channel = 'all' and language = 'all' and kpi_id = %s and variant = %s
                """,
                month["contact_interval__client_id"],
                month["metric_time__month"],
                kpi_id,
                variant,
            )
            assert float(ours[0]) == pytest.approx(float(Decimal(month[metric])), rel=1e-12)
