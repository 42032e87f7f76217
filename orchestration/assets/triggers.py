"""When the graph runs: each night, and soon after something new lies in the landing folder."""

import time

import dagster as dg

from orchestration.assets.project import SETTINGS
from orchestration.delivery import is_settled, signature

LANDING_TAG = "careline/landing"

careline_run = dg.define_asset_job(
    "careline_run", selection=dg.AssetSelection.all(), description="Load, build, judge and publish whatever is new."
)

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=careline_run,
    cron_schedule="0 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


# Running from the start: to put a file into the landing folder is the whole of what a sender has to do.
@dg.sensor(
    name="landing_folder",
    job=careline_run,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run once what lies in the landing folder has changed and come to rest."""
    seen = signature(SETTINGS.landing)
    if seen is None:
        return dg.SkipReason("the landing folder is empty")
    if seen == context.cursor:
        return dg.SkipReason("nothing new in the landing folder")
    if not is_settled(SETTINGS.landing, time.time()):
        return dg.SkipReason("files are still arriving")
    handled = dg.RunsFilter(tags={LANDING_TAG: seen}, statuses=[dg.DagsterRunStatus.SUCCESS])
    if context.instance.get_runs_count(handled):
        return dg.SensorResult(skip_reason=dg.SkipReason("another run has loaded it already"), cursor=seen)
    request = dg.RunRequest(run_key=seen, tags={LANDING_TAG: seen})
    return dg.SensorResult(run_requests=[request], cursor=seen)
