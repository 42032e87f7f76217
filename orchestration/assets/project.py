"""The dbt project as Dagster sees it: its manifest, and how nodes become assets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration.settings import Settings

SETTINGS = Settings.from_environment()
OWNERS = ["team:data-engineering"]
CANDIDATES = "reporting_candidate"
"""Schema of the tables that wait for publication."""


class LayerTranslator(DagsterDbtTranslator):
    """dbt nodes as assets: grouped by layer, owned by the people who run the warehouse."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer a node lies in, `catalogue` for seeds and `raw` for sources."""
        match dbt_resource_props["resource_type"]:
            case "seed":
                return "catalogue"
            case "source":
                return "raw"
            case _:
                return str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Everything here is run by one team."""
        return OWNERS


TRANSLATOR = LayerTranslator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))


@cache
def project() -> DbtProject:
    """The project with its target folder in the state folder."""
    return DbtProject(SETTINGS.dbt_project, target_path=SETTINGS.dbt_target, profiles_dir=SETTINGS.dbt_project)


@cache
def manifest() -> Mapping[str, Any]:
    """The parsed project.

    Raises:
        FileNotFoundError: nobody has parsed it; `careline up` does.
    """
    path = project().manifest_path
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run './careline up', which parses the dbt project")
    content: Mapping[str, Any] = json.loads(path.read_text())
    return content


def models_in(schema: str) -> list[Mapping[str, Any]]:
    """The models that build tables of one schema, by name."""
    found = [
        node
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == schema and node["config"]["enabled"]
    ]
    return sorted(found, key=lambda node: node["alias"])
