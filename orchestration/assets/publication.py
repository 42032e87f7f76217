"""From candidates to what clients see: judged, then published client by client, as one step."""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.guard import one_sentence, telling
from orchestration.assets.project import CANDIDATES, OWNERS, SETTINGS, TRANSLATOR, models_in
from orchestration.release import publish_if_new
from orchestration.warehouse import open_warehouse

TABLES = {
    dg.AssetKey(["reporting", candidate["alias"]]): TRANSLATOR.get_asset_key(candidate)
    for candidate in models_in(CANDIDATES)
}
CHECK = "outgoing_expectations"


@dg.multi_asset(
    name="publish",
    specs=[
        dg.AssetSpec(
            published,
            deps=[candidate],
            group_name="published",
            kinds={"postgres"},
            owners=OWNERS,
            description="What clients see: rows of each client's last good publication, under row security.",
            metadata={"dagster/table_name": ".".join(published.path)},
        )
        for published, candidate in TABLES.items()
    ],
    check_specs=[
        dg.AssetCheckSpec(CHECK, asset=published, description="No client's publication is held back.")
        for published in TABLES
    ],
)
def published_tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Judge every client's candidates; replace what passes, leave the others' last good rows standing."""
    with one_sentence():
        release = publish_if_new(open_warehouse(SETTINGS), telling(context))
        for key in TABLES:
            yield dg.MaterializeResult(
                key, metadata={"published_clients": len(release.published), "held_clients": len(release.held)}
            )
            yield dg.AssetCheckResult(
                passed=not release.held,
                check_name=CHECK,
                asset_key=key,
                metadata={"held_clients": sorted(release.held)},
            )
