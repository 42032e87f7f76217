"""Start a program of Careline in a container: `python docker/run.py dagster|superset COMMAND`.

Opens the warehouse, makes sure of what the service needs there, and becomes the command with the service's
environment: Dagster's storage, or Superset's metadata, secrets and pages. A health check runs its probe the same way.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orchestration import services, superset  # noqa: E402
from orchestration.dbt_runner import prepare_manifest  # noqa: E402
from orchestration.failures import sentence_of  # noqa: E402
from orchestration.settings import Settings  # noqa: E402
from orchestration.warehouse import Warehouse, open_warehouse  # noqa: E402
from orchestration.warehouse.people import ensure_services  # noqa: E402


def dagster(warehouse: Warehouse) -> dict[str, str]:
    """What a Dagster process needs; its definitions are made of the dbt manifest."""
    prepare_manifest(warehouse)
    return services.dagster_environment(warehouse)


def serve_superset(warehouse: Warehouse) -> dict[str, str]:
    """What the Superset server needs; its schema and pages are brought up to date first."""
    superset.publish_pages(warehouse, lambda text: print(f"careline: {text}", file=sys.stderr, flush=True))
    return superset.environment(warehouse)


SERVICES = {"dagster": dagster, "superset": serve_superset}


def main() -> None:
    """Become the command."""
    if len(sys.argv) < 3 or sys.argv[1] not in SERVICES:
        sys.exit(f"usage: run.py {'|'.join(SERVICES)} COMMAND...")
    try:
        warehouse = open_warehouse(Settings.from_environment())
        ensure_services(warehouse)
        variables = SERVICES[sys.argv[1]](warehouse)
    except Exception as error:
        sys.exit(f"careline: {sentence_of(error)}")
    os.execvpe(sys.argv[2], sys.argv[2:], {**os.environ, **variables})


if __name__ == "__main__":
    main()
