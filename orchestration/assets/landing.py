"""From the landing folder to raw: one step loads every feed, and each feed's table is an asset."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.assets.guard import one_sentence, telling
from orchestration.assets.project import OWNERS, SETTINGS
from orchestration.intake import load
from orchestration.landing import Feed, read_feeds
from orchestration.warehouse import Warehouse, open_warehouse

FEEDS = read_feeds(SETTINGS.dbt_project)
LEDGER = dg.AssetKey(["landing", "file"])
SCOPE = dg.AssetKey(["landing", "build_scope"])


class LoadConfig(dg.Config):
    """What to load: the landing folder, where it is not the one in the state folder."""

    landing: str | None = None

    @property
    def folder(self) -> Path:
        """The landing folder."""
        return Path(self.landing) if self.landing else SETTINGS.landing


def folder_key(feed: Feed) -> dg.AssetKey:
    """The deliveries of a feed as they lie in the landing folder."""
    return dg.AssetKey(["landing_folder", feed.source, feed.name])


def raw_key(feed: Feed) -> dg.AssetKey:
    """The feed's raw table, under the key dbt's source has."""
    return dg.AssetKey([feed.source, feed.name])


delivered_files = [
    dg.AssetSpec(
        folder_key(feed),
        group_name="landing",
        kinds={"file"},
        owners=OWNERS,
        description=f"Files '{feed.landing.pattern}' below <landing>/<client>/{feed.source}.",
    )
    for feed in FEEDS
]
build_scope = dg.AssetSpec(
    SCOPE,
    deps=[LEDGER],
    group_name="landing",
    kinds={"postgres"},
    owners=OWNERS,
    description="The files a build stands on, fixed when it starts.",
)
kept_records = [
    dg.AssetSpec(dg.AssetKey(key), group_name="landing", kinds={"postgres"}, owners=OWNERS, description=description)
    for key, description in (
        (["landing", "build_state"], "The code that the running build, or else the last one, runs."),
        (["published", "closing"], "Each time a client's month was frozen, and by whom."),
        (["published", "closing_file"], "The files a closing stands on."),
        (["published", "published_kpi"], "Every number as it was frozen; rows are only ever added."),
        (["published", "published_guarantee"], "Every guarantee as it was frozen; rows are only ever added."),
    )
]
"""What stays whatever is built: not made by the graph, and read by it."""


def _raw_spec(feed: Feed) -> dg.AssetSpec:
    return dg.AssetSpec(
        raw_key(feed),
        deps=[folder_key(feed)],
        group_name="raw",
        kinds={"postgres"},
        owners=OWNERS,
        description=f"Rows of {feed.source} {feed.name} as they came.",
        metadata={"dagster/table_name": f"raw.{feed.raw_table}"},
    )


def _check_specs(feed: Feed) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            "incoming_expectations",
            asset=raw_key(feed),
            description="No delivery of the feed is held back by a blocking expectation.",
        ),
        dg.AssetCheckSpec(
            "no_file_rejected", asset=raw_key(feed), description="Every delivery of the feed could be read."
        ),
        dg.AssetCheckSpec(
            "nothing_quarantined", asset=raw_key(feed), description="Every line of every delivery could be parsed."
        ),
    ]


@dg.multi_asset(
    name="load",
    specs=[
        *(_raw_spec(feed) for feed in FEEDS),
        dg.AssetSpec(
            LEDGER,
            deps=[folder_key(feed) for feed in FEEDS],
            group_name="landing",
            kinds={"postgres"},
            owners=OWNERS,
            description="The ledger: one row for each delivered file, whatever became of it.",
            metadata={"dagster/table_name": "landing.file"},
        ),
    ],
    check_specs=[spec for feed in FEEDS for spec in _check_specs(feed)],
)
def raw_tables(
    context: dg.AssetExecutionContext, config: LoadConfig
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Load every new file, judge it at the incoming border, and report what the ledger says of each feed."""
    with one_sentence():
        warehouse = open_warehouse(SETTINGS)
        results = load(warehouse, config.folder, telling(context))
        yield dg.MaterializeResult(LEDGER, metadata={"files_seen_now": len(results)})
        for feed in FEEDS:
            counts = ledger_counts(warehouse, feed)
            yield dg.MaterializeResult(raw_key(feed), metadata={**counts, "dagster/row_count": counts["loaded_count"]})
            yield from feed_checks(feed, counts)


def ledger_counts(warehouse: Warehouse, feed: Feed) -> dict[str, int]:
    """What the ledger says of a feed, summed over its files; `*_files` count files, `*_count` lines."""
    with warehouse.connect(read_only=True) as connection:
        cursor = connection.execute(
            """
            select
                count(*) as all_files,
                count(*) filter (where status = 'accepted') as accepted_files,
                count(*) filter (where status = 'held') as held_files,
                count(*) filter (where status = 'rejected') as rejected_files,
                count(*) filter (where status = 'known') as known_files,
                coalesce(sum(line_count), 0)::bigint as line_count,
                coalesce(sum(loaded_count), 0)::bigint as loaded_count,
                coalesce(sum(known_count), 0)::bigint as known_count,
                coalesce(sum(quarantined_count), 0)::bigint as quarantined_count
            from landing.file
            where source = %s and feed = %s
            """,
            (feed.source, feed.name),
        )
        values: Any = cursor.fetchone()
        return {column.name: value for column, value in zip(cursor.description or [], values, strict=True)}


def feed_checks(feed: Feed, counts: dict[str, int]) -> list[dg.AssetCheckResult]:
    """The feed's three checks, from its counts in the ledger."""

    def result(name: str, column: str, severity: dg.AssetCheckSeverity) -> dg.AssetCheckResult:
        return dg.AssetCheckResult(
            passed=counts[column] == 0,
            check_name=name,
            asset_key=raw_key(feed),
            severity=severity,
            metadata={column: counts[column]},
        )

    return [
        result("incoming_expectations", "held_files", dg.AssetCheckSeverity.ERROR),
        result("no_file_rejected", "rejected_files", dg.AssetCheckSeverity.ERROR),
        result("nothing_quarantined", "quarantined_count", dg.AssetCheckSeverity.WARN),
    ]
