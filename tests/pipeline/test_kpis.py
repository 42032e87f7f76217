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
from orchestration.warehouse import Warehouse

SAMPLED = {
    "contacts_offered": ("contacts_offered", "standard"),
    "abandon_rate_ab_gross": ("abandon_rate", "AB-gross"),
    "service_level_sl_b": ("service_level", "SL-B"),
    "service_level_sl_e": ("service_level", "SL-E"),
    "asa_answered": ("asa", "ASA-answered"),
}


def test_generated_files_follow_from_the_declarations(prepared: Any) -> None:
    assert generation.stale(prepared) == [], "run `make generate`"


def test_metricflow_gives_the_same_values(
    pipeline_database: Warehouse, rows: Callable[..., list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    settings = pipeline_database.settings
    dbt_runner.invoke(pipeline_database, dbt_runner.arguments(settings, "parse"))
    answer = tmp_path / "answer.csv"
    with dbt_runner.environment(
        pipeline_database.environment()
        | {"DBT_TARGET_PATH": str(settings.dbt_target), "DBT_PROFILES_DIR": str(settings.dbt_project)}
    ):
        subprocess.run(
            [
                Path(sys.executable).with_name("mf"),
                "query",
                "--metrics",
                ",".join(SAMPLED),
                "--group-by",
                "client_id,metric_time__month",
                "--where",
                "{{ Dimension('contact_interval__client_id') }} = 'sample_plan'",
                "--csv",
                answer,
            ],
            cwd=settings.dbt_project,
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
                where client_id = 'sample_plan' and period_type = 'month' and period_start_on = %s::date
                    and line = 'all' and channel = 'all' and language = 'all' and kpi_id = %s and variant = %s
                """,
                month["metric_time__month"],
                kpi_id,
                variant,
            )
            assert float(ours[0]) == pytest.approx(float(Decimal(month[metric])), rel=1e-12)
