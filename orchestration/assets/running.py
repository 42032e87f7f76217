"""The job in this process, against the same instance that the Dagster pages show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg

from orchestration.assets.guard import listener
from orchestration.assets.triggers import LANDING_TAG
from orchestration.definitions import defs
from orchestration.delivery import signature


class RunError(Exception):
    """A step of the run failed; the sentence is the step's own."""


def run_job(
    landing: Path, *, full_refresh: bool = False, as_of: str | None = None, progress: Callable[[str], None]
) -> str:
    """Run the whole graph over a landing folder and return the run's id.

    Raises:
        RunError: a step failed; those after it did not run.
    """
    listener.set(progress)
    seen = signature(landing)
    config = {
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        "ops": {
            "load": {"config": {"landing": str(landing)}},
            "build": {"config": {"full_refresh": full_refresh, **({"as_of": as_of} if as_of else {})}},
        },
    }
    with dg.DagsterInstance.get() as instance:
        # A run has a thousand events, and Dagster opens two connections for each of them unless told to keep them.
        instance.optimize_for_webserver(statement_timeout=60_000, pool_recycle=3600, max_overflow=20)
        result = defs.resolve_job_def("careline_run").execute_in_process(
            run_config=config,
            instance=instance,
            raise_on_error=False,
            tags={LANDING_TAG: seen} if seen else {},
        )
    if not result.success:
        raise RunError(_why(result))
    return result.run_id


def _why(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            failure = event.step_failure_data
            if failure.user_failure_data and failure.user_failure_data.description:
                return failure.user_failure_data.description
            return f"the step '{event.step_key}' failed; the Dagster pages show its log"
    return "the run did not start; the Dagster pages show its log"
