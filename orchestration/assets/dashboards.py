"""The last node: Superset's page, brought to what the code says."""

import dagster as dg

from orchestration import superset
from orchestration.assets.guard import one_sentence, telling
from orchestration.assets.project import OWNERS, SETTINGS
from orchestration.assets.publication import TABLES
from orchestration.warehouse import open_warehouse


@dg.asset(
    key=["dashboards", "executive"],
    deps=list(TABLES),
    group_name="dashboards",
    kinds={"superset"},
    owners=OWNERS,
)
def superset_executive_page(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The executive page in Superset; skipped where Superset's environment is not installed."""
    with one_sentence():
        if superset.python(SETTINGS) is None:
            telling(context)("Superset's environment is not installed: the page is skipped")
            return dg.MaterializeResult(metadata={"page": "skipped: Superset's environment is not installed"})
        is_new = superset.publish_pages(open_warehouse(SETTINGS), telling(context))
        return dg.MaterializeResult(metadata={"page": "published" if is_new else "up to date"})
