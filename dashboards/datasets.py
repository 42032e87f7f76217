"""Superset's datasets, written from dbt's manifest: published columns with descriptions, KPIs with their formulas.

    python -m dashboards.datasets [--manifest path] [--check]

A KPI's formula stands in one place, its declaration in dbt's semantic layer. A table that publishes all the columns a
KPI is made of gets it as a metric. `presentation.yml` adds what only a page needs (a label's order, a band's name).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from dashboards.bundle import ASSETS, asset_uuid, dump

PRESENTATION = Path(__file__).resolve().parent / "presentation.yml"
MANIFEST = Path(__file__).resolve().parent.parent / "dbt_project" / "target" / "manifest.json"
SCHEMA = "reporting"
CLIENT = "client_id"  # a published table says whose rows it holds; a model without it is not shown to anyone

_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "numeric": "NUMERIC",
    "double precision": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
}
_TIMES = frozenset({"DATE", "TIMESTAMP WITH TIME ZONE"})
_SUMMABLE = frozenset({"count", "share", "mean", "ratio"})  # estimators that sums of any published rows can give
_WORD = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


class ManifestError(ValueError):
    """The manifest lacks what a dataset is made from."""


def read_manifest(path: Path = MANIFEST) -> dict[str, Any]:
    """Dbt's manifest.

    Raises:
        ManifestError: there is none; `dbt parse` writes it.
    """
    if not path.is_file():
        raise ManifestError(f"There is no {path}: run `careline build`, or name another with --manifest.")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def published_models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Models of models/reporting that hold clients' rows, by table name."""
    return {
        node.get("alias") or node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "reporting" in node["fqn"][1:-1] and CLIENT in node["columns"]
    }


def write_datasets(manifest: dict[str, Any], presentation: dict[str, Any]) -> dict[str, str]:
    """The dataset files, by path inside the bundle.

    Raises:
        ManifestError: a column has no type, or a KPI refers to a measure that is not declared.
    """
    kpis = [kpi for kpi in (_kpi(metric, manifest) for metric in manifest["metrics"].values()) if kpi]
    return {
        f"datasets/warehouse/{table}.yaml": dump(_dataset(table, model, kpis, presentation.get(table) or {}))
        for table, model in sorted(published_models(manifest).items())
    }


def _dataset(table: str, model: dict[str, Any], kpis: list[dict[str, Any]], extra: dict[str, Any]) -> dict[str, Any]:
    columns = [_column(column) for column in model["columns"].values()]
    names = {column["column_name"] for column in columns}
    times = [column["column_name"] for column in columns if column["is_dttm"]]
    metrics = [metric for kpi in kpis if kpi["columns"] <= names for metric in kpi["metrics"]]
    columns += [_calculated(name, spec) for name, spec in (extra.get("columns") or {}).items()]
    metrics += [_metric(name, **spec) for name, spec in (extra.get("metrics") or {}).items()]
    return {
        "table_name": table,
        "description": _one_line(model.get("description")),
        "schema": SCHEMA,
        "main_dttm_col": "arrival_on" if "arrival_on" in times else (times[0] if times else None),
        "filter_select_enabled": True,
        "always_filter_main_dttm": False,
        "normalize_columns": False,
        "uuid": asset_uuid("dataset", table),
        "database_uuid": asset_uuid("database", "warehouse"),
        "version": "1.0.0",
        "metrics": sorted(metrics, key=lambda metric: str(metric["metric_name"])),
        "columns": columns,
    }


def _column(column: dict[str, Any]) -> dict[str, Any]:
    name, declared = column["name"], (column.get("data_type") or "").lower().split("(")[0].strip()
    if declared not in _TYPES:
        raise ManifestError(f"Column {name} has type {declared or 'none'}: declare one of {', '.join(_TYPES)}.")
    type_ = _TYPES[declared]
    return {
        "column_name": name,
        "verbose_name": _label(name),
        "type": type_,
        "is_dttm": type_ in _TIMES,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "description": _one_line(column.get("description")),
    }


def _calculated(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "column_name": name,
        "verbose_name": spec["label"],
        "type": spec["type"],
        "is_dttm": spec["type"] in _TIMES,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "expression": _one_line(spec["expression"]),
        "description": _one_line(spec.get("description")),
    }


def _metric(name: str, expression: str, label: str, format: str, description: str) -> dict[str, Any]:
    return {
        "metric_name": name,
        "verbose_name": label,
        "expression": _one_line(expression),
        "d3format": format,
        "description": _one_line(description),
    }


def _kpi(metric: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any] | None:
    """A declared KPI as metrics and the columns they need; None if no sum of published rows can give it."""
    meta = metric["config"].get("meta") or {}
    if "kpi_id" not in meta or meta["estimator"] not in _SUMMABLE:
        return None
    by_name = {each["name"]: each for each in manifest["metrics"].values()}
    if metric["type"] == "ratio":
        above, below = (
            _sum(by_name[metric["type_params"][part]["name"]], manifest) for part in ("numerator", "denominator")
        )
        expression = f"{above}::numeric / NULLIF({below}, 0)"
    else:
        expression = _sum(metric, manifest)
    label = metric["label"]
    description = f"{_one_line(metric['description'])} {meta['variant']}. {meta['citation']}."
    metrics = [_metric(metric["name"], expression, label, meta["format"], description)]
    if meta["unit"] == "seconds":
        # Superset writes 3m 3s only from milliseconds.
        metrics.append(
            _metric(f"{metric['name']}_clock", f"1000 * ROUND({expression})", label, "DURATION", description)
        )
    columns = {word for word in _WORD.findall(expression) if word.islower()} - {"numeric"}
    return {"columns": columns, "metrics": metrics}


def _sum(metric: dict[str, Any], manifest: dict[str, Any]) -> str:
    name = metric["type_params"]["measure"]["name"]
    for model in manifest["semantic_models"].values():
        for measure in model["measures"]:
            if measure["name"] == name:
                if measure["agg"] != "sum":
                    raise ManifestError(f"Measure {name} is a {measure['agg']}: only sums can be shown as a metric.")
                return f"SUM({measure.get('expr') or name})"
    raise ManifestError(f"No semantic model declares measure {name}, which metric {metric['name']} is made of.")


def _label(name: str) -> str:
    words = name.removesuffix("_count").removesuffix("_on").removesuffix("_at").replace("_", " ").strip()
    if words.endswith(" s"):
        words = f"{words.removesuffix(' s')} (s)"
    return words[:1].upper() + words[1:]


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def drift(files: dict[str, str], assets: Path = ASSETS) -> list[str]:
    """Dataset files that differ from what the manifest gives, one sentence each."""
    committed = {
        path.relative_to(assets).as_posix(): path.read_text(encoding="utf-8")
        for path in assets.glob("datasets/*/*.yaml")
    }
    return [
        *(f"{path} is missing." for path in sorted(files.keys() - committed.keys())),
        *(f"{path} belongs to no published model." for path in sorted(committed.keys() - files.keys())),
        *(
            f"{path} differs from the manifest."
            for path in sorted(files)
            if committed.get(path, files[path]) != files[path]
        ),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the dataset files, or with --check say which of them are out of date."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.datasets", description=__doc__)
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something would change")
    options = parser.parse_args(arguments)
    files = write_datasets(
        read_manifest(options.manifest), yaml.safe_load(PRESENTATION.read_text(encoding="utf-8")) or {}
    )
    differences = drift(files)
    if options.check:
        for difference in differences:
            print(f"{difference} Run `make generate`.", file=sys.stderr)
        return 1 if differences else 0
    for written in ASSETS.glob("datasets/*/*.yaml"):
        if written.relative_to(ASSETS).as_posix() not in files:
            written.unlink()
    for path, text in files.items():
        (ASSETS / path).parent.mkdir(parents=True, exist_ok=True)
        (ASSETS / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
