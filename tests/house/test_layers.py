"""One direction, no shortcuts, no exceptions: from raw to reporting, and who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

READS = {
    "staging": {"source", "staging"},
    "intermediate": {"staging", "intermediate", "seed"},
    "core": {"staging", "intermediate", "core", "seed"},
    "marts": {"core", "marts"},
    "reporting": {"marts", "reporting"},
}

IMPORTS_NEVER = {
    "orchestration/landing": {"dagster", "dagster_dbt", "dbt", "expectations", "dashboards"},
    "orchestration/warehouse": {"dagster", "dagster_dbt", "dbt", "expectations", "dashboards"},
    "expectations": {"dagster", "dagster_dbt", "orchestration", "dashboards"},
    "dashboards": {"dagster", "dagster_dbt", "orchestration", "expectations"},
}

WIRES_DAGSTER = ("orchestration/assets/", "orchestration/definitions.py")


def layer_of(node: dict[str, Any]) -> str:
    return str(node["fqn"][1] if node["resource_type"] == "model" else node["resource_type"])


def relation(manifest: dict[str, Any], unique_id: str) -> dict[str, Any]:
    node: dict[str, Any] = manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]
    return node


def test_every_model_lies_in_a_layer(models):
    assert {layer_of(model) for model in models} == set(READS)


def test_models_read_only_what_their_layer_may_read(manifest, models):
    shortcuts = [
        f"{model['name']} ({layer_of(model)}) reads {parent['name']} ({layer_of(parent)})"
        for model in models
        for parent in (relation(manifest, unique_id) for unique_id in model["depends_on"]["nodes"])
        if layer_of(parent) not in READS[layer_of(model)]
    ]
    assert shortcuts == []


def test_staging_models_read_raw_tables_of_their_own_source_only(manifest, models):
    strangers = [
        f"{model['name']} reads {unique_id}"
        for model in models
        if layer_of(model) == "staging"
        for unique_id in model["depends_on"]["nodes"]
        if unique_id in manifest["sources"] and manifest["sources"][unique_id]["source_name"] != model["fqn"][2]
    ]
    assert strangers == []


def test_models_name_relations_through_dbt_only(models):
    """A schema written out would be an edge that the graph does not know."""
    schemas = ("raw.", "landing.", "staging.", "intermediate.", "core.", "marts.", "reporting.")
    written = [
        f"{model['name']}: {keyword} {schema}"
        for model in models
        for keyword in ("from", "join")
        for schema in schemas
        if f"{keyword} {schema}" in model["raw_code"].lower()
    ]
    assert written == []


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", IMPORTS_NEVER)
def test_packages_import_only_what_they_may(root, package):
    files = list((root / package).rglob("*.py"))
    assert files
    forbidden = [
        f"{path.relative_to(root)} imports {module}"
        for path in files
        for module in imports(path)
        if module.partition(".")[0] in IMPORTS_NEVER[package]
    ]
    assert forbidden == []


def test_only_the_wiring_imports_dagster(root):
    strangers = [
        name
        for path in (root / "orchestration").rglob("*.py")
        if not (name := path.relative_to(root).as_posix()).startswith(WIRES_DAGSTER)
        and any(module.partition(".")[0].startswith("dagster") for module in imports(path))
    ]
    assert strangers == []


@pytest.mark.parametrize("package", ["orchestration.landing", "orchestration.warehouse", "expectations"])
def test_importing_a_library_never_brings_dagster_with_it(root, package):
    """Also not through what it imports."""
    code = f"import sys, {package}; print('dagster' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("False\n", "")
