"""dbt's models, seeds and tests as assets and checks, built over the files that came or went."""

from collections.abc import Generator, Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration import dbt_runner
from orchestration.assets.guard import one_sentence, telling
from orchestration.assets.landing import SCOPE
from orchestration.assets.project import CANDIDATES, SETTINGS, TRANSLATOR, manifest, models_in, project
from orchestration.build import begin_build, counting, finish_build
from orchestration.warehouse import open_warehouse

BUILT = frozenset({"model", "seed", "snapshot"})


class BuildConfig(dg.Config):
    """How to build: everything afresh, and the moment the numbers speak for (ISO 8601)."""

    full_refresh: bool = False
    as_of: str | None = None


def selection(keys: set[dg.AssetKey], is_subset: bool) -> tuple[str, ...]:
    """The dbt selection of the nodes behind some assets; empty where everything is meant."""
    if not is_subset:
        return ()
    return tuple(
        sorted(
            "fqn:" + ".".join(node["fqn"])
            for node in manifest()["nodes"].values()
            if node["resource_type"] in BUILT and TRANSLATOR.get_asset_key(node) in keys
        )
    )


@dbt_assets(manifest=manifest(), dagster_dbt_translator=TRANSLATOR, project=project(), name="build")
def dbt_models(context: dg.AssetExecutionContext, config: BuildConfig) -> Iterator[Any]:
    """Answer the files that came or went; where none did and no code changed, say so and change nothing."""
    select = selection(set(context.selected_asset_keys), context.is_subset)
    with (
        one_sentence(),
        begin_build(
            open_warehouse(SETTINGS),
            full_refresh=config.full_refresh,
            as_of=config.as_of,
            select=select,
            progress=telling(context),
        ) as build,
    ):
        context.log_event(
            dg.AssetMaterialization(SCOPE, metadata={"added_files": build.added, "withdrawn_files": build.withdrawn})
        )
        if not build.is_needed:
            telling(context)("nothing new since the last build")
            yield from _unchanged(set())
            return
        telling(context)(str(build))
        built: set[dg.AssetKey] = set()
        failed = yield from _asset_events(context, dbt_runner.events(build.warehouse, build.arguments), built)
        if failed:
            raise dg.Failure(dbt_runner.sentence(failed), allow_retries=False)
        finish_build(build)
        yield from _unchanged(built)


def _unchanged(built: set[dg.AssetKey]) -> Iterator[dg.MaterializeResult[Any]]:
    """What publication reads is confirmed, so that a change of its own rules or pages still takes its way."""
    for candidate in models_in(CANDIDATES):
        key = TRANSLATOR.get_asset_key(candidate)
        if key not in built:
            yield dg.MaterializeResult(key, metadata={"build": "nothing new"})


def _asset_events(
    context: dg.AssetExecutionContext,
    events: Generator[dict[str, Any], None, list[dbt_runner.Failure]],
    built: set[dg.AssetKey],
) -> Generator[Any, None, list[dbt_runner.Failure]]:
    count = counting(telling(context))
    while True:
        try:
            event = next(events)
        except StopIteration as ended:
            failed: list[dbt_runner.Failure] = ended.value
            return failed
        count(event)
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        for told in message.to_default_asset_events(manifest(), TRANSLATOR, context, SETTINGS.dbt_target, project()):
            if isinstance(told, dg.Output):
                built.add(context.asset_key_for_output(told.output_name))
            yield told
