"""Check the assets without a server: dashboard -> chart -> dataset -> dbt model -> column.

    python -m dashboards.lint [--assets folder] [--manifest path]

Superset's import accepts a dangling chart, a chart type it does not know and a column that is not there; a reader would
then see a broken page. Each finding names the file and says in one sentence what is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dashboards.bundle import ASSETS, asset_uuid, read_assets
from dashboards.datasets import MANIFEST, SCHEMA, ManifestError, published_models, read_manifest

GRID_COLUMNS = 12
VOCABULARY: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "vocabulary.yml").read_text(encoding="utf-8"))
KEYS = {kind: frozenset(keys.split()) for kind, keys in VOCABULARY["keys"].items()}
SETTINGS = {
    kind: frozenset((VOCABULARY["settings_of_every_chart"] + " " + settings).split())
    for kind, settings in VOCABULARY["settings_of_chart_types"].items()
}
_HELPERS = frozenset(VOCABULARY["handlebars_words"].split())
_SQL_WORDS = frozenset(VOCABULARY["sql_words"].split())
_METRIC_PARAMETERS = ("metric", "metrics", "metrics_b", "timeseries_limit_metric")
_COLUMN_PARAMETERS = ("x_axis", "groupby", "groupby_b", "all_columns")
_MUSTACHE = re.compile(r"\{\{[#/^]?\s*(.*?)\s*\}\}", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_IDENTIFIER = re.compile(r"(?<![\w.:@])[a-z_]\w*(?!\s*\(|\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """Something wrong with one file of the bundle."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass
class _Bundle:
    assets: dict[str, dict[str, Any]]
    tables: dict[str, set[str]]
    datasets: dict[str, dict[str, Any]] = field(init=False)
    charts: dict[str, dict[str, Any]] = field(init=False)
    databases: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.datasets = {asset.get("uuid", ""): asset for asset in self.of("datasets").values()}
        self.charts = {asset.get("uuid", ""): asset for asset in self.of("charts").values()}
        self.databases = {asset.get("uuid", "") for asset in self.of("databases").values()}

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        return {path: asset for path, asset in self.assets.items() if path.startswith(f"{kind}/")}


def lint(assets: Path, manifest: dict[str, Any]) -> list[Finding]:
    """Everything wrong with a bundle, in the order of its files; empty if it can be published.

    Args:
        assets: folder of the bundle.
        manifest: dbt's manifest.
    """
    try:
        read = read_assets(assets)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [Finding("assets", f"A file is not YAML: {getattr(error, 'problem', error)} at {mark}.")]
    tables = {table: set(model["columns"]) for table, model in published_models(manifest).items()}
    bundle = _Bundle(read, tables)
    findings = [*_identity(bundle)]
    for kind, check in (("datasets", _dataset), ("charts", _chart), ("dashboards", _dashboard)):
        for path, asset in bundle.of(kind).items():
            findings += [Finding(path, message) for message in check(asset, bundle)]
    return findings


def _identity(bundle: _Bundle) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, asset in bundle.assets.items():
        kind, _, rest = path.partition("/")
        if not rest:
            continue
        if kind not in KEYS:
            yield Finding(path, "Only databases, datasets, charts and dashboards can be published.")
            continue
        for key in sorted(asset.keys() - KEYS[kind]):
            yield Finding(path, f"Superset knows no key {key} here.")
        for key in sorted(KEYS[kind] - asset.keys()):
            yield Finding(path, f"The key {key} is missing.")
        name = Path(path).stem
        expected = asset_uuid(kind.removesuffix("s"), name)
        if asset.get("uuid") != expected:
            yield Finding(path, f"Its uuid must follow from its name: {expected}.")
        if (other := seen.setdefault(str(asset.get("uuid")), path)) != path:
            yield Finding(path, f"It has the uuid of {other}.")


def _dataset(dataset: dict[str, Any], bundle: _Bundle) -> Iterator[str]:
    if dataset.get("database_uuid") not in bundle.databases:
        yield "Its database is not in the bundle."
    if dataset.get("schema") != SCHEMA:
        yield f"It must read the schema {SCHEMA}, where row security stands."
    table = str(dataset.get("table_name"))
    if table not in bundle.tables:
        yield f"dbt publishes no table {table}."
        return
    published = bundle.tables[table]
    for column in dataset["columns"]:
        if column.get("expression"):
            for word in _unknown_words(column["expression"], published):
                yield f"Column {column['column_name']} is made of {word}, which {table} does not have."
        elif column["column_name"] not in published:
            yield f"{table} has no column {column['column_name']}."
    for metric in dataset["metrics"]:
        for word in _unknown_words(metric["expression"], published):
            yield f"Metric {metric['metric_name']} is made of {word}, which {table} does not have."


def _unknown_words(expression: str, columns: set[str]) -> list[str]:
    words = _IDENTIFIER.findall(_QUOTED.sub("", expression))
    return sorted({word for word in words if word not in columns and word.lower() not in _SQL_WORDS})


def _chart(chart: dict[str, Any], bundle: _Bundle) -> Iterator[str]:
    parameters = chart.get("params") or {}
    kind = str(chart.get("viz_type"))
    if kind not in SETTINGS:
        yield f"Chart type {kind} is not one that is known to work here."
    else:
        for key in sorted(parameters.keys() - SETTINGS[kind]):
            yield f"A chart of type {kind} has no setting {key}."
    if parameters.get("viz_type") != kind:
        yield f"Its settings are those of another chart type, {parameters.get('viz_type')}."
    dataset = bundle.datasets.get(str(chart.get("dataset_uuid")))
    if dataset is None:
        yield "Its dataset is not in the bundle."
        return
    columns, metrics = _names(dataset)
    table = dataset["table_name"]
    used_metrics = [name for key in _METRIC_PARAMETERS for name in _as_list(parameters.get(key))]
    used_columns = [name for key in _COLUMN_PARAMETERS for name in _as_list(parameters.get(key))]
    used_columns += [json.loads(order)[0] for order in _as_list(parameters.get("order_by_cols"))]
    for filters in ("adhoc_filters", "adhoc_filters_b"):
        for each in _as_list(parameters.get(filters)):
            if each.get("expressionType") != "SIMPLE":
                yield "It filters by SQL; readers may filter by columns only."
            else:
                used_columns.append(each["subject"])
    if (sorted_by := parameters.get("x_axis_sort")) and sorted_by not in columns | metrics:
        yield f"It is sorted by {sorted_by}, which {table} does not have."
    for name in used_metrics:
        if name not in metrics:
            yield f"{table} has no metric {name}."
    for name in used_columns:
        if name not in columns:
            yield f"{table} has no column {name}."
    if "handlebarsTemplate" in parameters:
        shown = {str(name) for name in (*used_metrics, *used_columns)}
        for name in sorted(_placeholders(parameters["handlebarsTemplate"]) - shown):
            yield f"Its template shows {name}, which the chart does not ask for."


def _placeholders(template: str) -> set[str]:
    words: set[str] = set()
    for inside in _MUSTACHE.findall(template):
        words.update(re.findall(r"(?<![\w.])[A-Za-z_@]\w*", re.sub(r"\w+=", "", _QUOTED.sub("", inside))))
    return {word for word in words if word not in _HELPERS and not word.startswith("@")}


def _dashboard(dashboard: dict[str, Any], bundle: _Bundle) -> Iterator[str]:
    position = dashboard.get("position") or {}
    nodes = {key: node for key, node in position.items() if isinstance(node, dict)}
    placed: dict[int, dict[str, Any]] = {}
    for key, node in nodes.items():
        if node.get("id") != key:
            yield f"{key} calls itself {node.get('id')}."
        for child in node.get("children", []):
            if child not in nodes:
                yield f"{key} holds {child}, which is not there."
        if node["type"] == "ROW":
            width = sum(nodes[child]["meta"]["width"] for child in node["children"] if child in nodes)
            if width > GRID_COLUMNS:
                yield f"{key} is {width} columns wide; a row has {GRID_COLUMNS}."
        if node["type"] != "CHART":
            continue
        chart_id, chart = node["meta"].get("chartId"), bundle.charts.get(str(node["meta"].get("uuid")))
        if not isinstance(chart_id, int):
            yield f"{key} needs a chartId, a number of its own."
        elif chart_id in placed:
            yield f"{key} has chartId {chart_id}, which another chart has already."
        if chart is None:
            yield f"{key} shows a chart that is not in the bundle."
        else:
            placed[chart_id] = chart
            if node["meta"].get("sliceName") != chart["slice_name"]:
                yield f"{key} calls its chart {node['meta'].get('sliceName')!r}; the chart is {chart['slice_name']!r}."
    for key in sorted(nodes.keys() - _reachable(nodes, "ROOT_ID") - {"HEADER_ID", "GRID_ID"}):
        yield f"{key} is held by nothing, so nobody sees it."
    yield from _filters(dashboard, placed, bundle)


def _filters(dashboard: dict[str, Any], placed: dict[int, dict[str, Any]], bundle: _Bundle) -> Iterator[str]:
    filters = (dashboard.get("metadata") or {}).get("native_filter_configuration") or []
    known = {each["id"] for each in filters}
    for each in filters:
        name = each["name"]
        for parent in each.get("cascadeParentIds", []):
            if parent not in known:
                yield f"Filter {name} follows {parent}, which is not there."
        excluded = set(each["scope"].get("excluded", []))
        for chart_id in sorted(excluded - placed.keys()):
            yield f"Filter {name} leaves out chart {chart_id}, which is not there."
        for target in each["targets"]:
            dataset = bundle.datasets.get(str(target.get("datasetUuid")))
            column = target["column"]["name"]
            if dataset is None:
                yield f"Filter {name} reads a dataset that is not in the bundle."
            elif column not in _names(dataset)[0]:
                yield f"Filter {name} reads {column}, which {dataset['table_name']} does not have."
            elif (order := each["controlValues"].get("sortMetric")) and order not in _names(dataset)[1]:
                yield f"Filter {name} is ordered by {order}, which {dataset['table_name']} does not have."
            for chart_id, chart in placed.items():
                filtered = bundle.datasets.get(str(chart["dataset_uuid"]))
                if chart_id not in excluded and filtered and column not in _names(filtered)[0]:
                    yield f"Filter {name} cannot reach {chart['slice_name']!r}: its dataset has no {column}."


def _reachable(nodes: dict[str, dict[str, Any]], start: str) -> set[str]:
    found, ahead = set(), [start]
    while ahead:
        key = ahead.pop()
        if key in nodes and key not in found:
            found.add(key)
            ahead += nodes[key].get("children", [])
    return found


def _names(dataset: dict[str, Any]) -> tuple[set[str], set[str]]:
    return (
        {column["column_name"] for column in dataset["columns"]},
        {metric["metric_name"] for metric in dataset["metrics"]},
    )


def _as_list(value: Any) -> Iterable[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def main(arguments: list[str] | None = None) -> int:
    """Print every finding; exit code 1 if there is one."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.lint", description=__doc__)
    parser.add_argument("--assets", type=Path, default=ASSETS)
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    options = parser.parse_args(arguments)
    try:
        findings = lint(options.assets, read_manifest(options.manifest))
    except ManifestError as error:
        print(error, file=sys.stderr)
        return 1
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
