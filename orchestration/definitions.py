"""What Dagster serves: every step from a delivered file to the dashboard as an asset. Wiring only; it fails loudly."""

import dagster as dg

from orchestration.assets.dashboards import superset_executive_page
from orchestration.assets.landing import build_scope, delivered_files, kept_records, raw_tables
from orchestration.assets.publication import published_tables
from orchestration.assets.transformations import dbt_models
from orchestration.assets.triggers import careline_run, landing_sensor, nightly

defs = dg.Definitions(
    assets=[
        *delivered_files,
        raw_tables,
        build_scope,
        *kept_records,
        dbt_models,
        published_tables,
        superset_executive_page,
    ],
    jobs=[careline_run],
    schedules=[nightly],
    sensors=[landing_sensor],
    executor=dg.in_process_executor,
)
dg.Definitions.validate_loadable(defs)
