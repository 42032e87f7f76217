"""The assets as files: they agree with the models and with each other, and the linter sees when they do not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboards import datasets
from dashboards.bundle import ASSETS, asset_uuid, dump
from dashboards.lint import lint

CHART = "charts/executive/wait_distribution.yaml"
DASHBOARD = "dashboards/executive.yaml"
DATASET = "datasets/warehouse/wait_bin.yaml"


@pytest.fixture(scope="session")
def declared(manifest: Path) -> dict[str, Any]:
    return datasets.read_manifest(manifest)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ASSETS, tmp_path / "assets"))


@pytest.fixture
def spoil(bundle: Path, declared: dict[str, Any]) -> Callable[..., list[str]]:
    """Change one asset and lint: gives what the linter says."""

    def change(path: str, bend: Callable[[dict[str, Any]], Any]) -> list[str]:
        asset = yaml.safe_load((bundle / path).read_text())
        bend(asset)
        (bundle / path).write_text(dump(asset))
        return [str(finding) for finding in lint(bundle, declared)]

    return change


def node(dashboard: dict[str, Any], chart: str) -> dict[str, Any]:
    return dict(dashboard["position"])[f"CHART-{chart}"]["meta"]


def test_committed_assets_have_no_finding(declared: dict[str, Any]) -> None:
    assert lint(ASSETS, declared) == []


def test_committed_datasets_are_what_the_manifest_gives(declared: dict[str, Any]) -> None:
    presentation = yaml.safe_load(datasets.PRESENTATION.read_text())
    assert datasets.drift(datasets.write_datasets(declared, presentation)) == []


def test_a_changed_definition_is_drift(declared: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(declared).replace('"label": "Abandon rate"', '"label": "Lost callers"'))
    presentation = yaml.safe_load(datasets.PRESENTATION.read_text())
    assert "datasets/warehouse/contact_interval.yaml differs from the manifest." in datasets.drift(
        datasets.write_datasets(changed, presentation)
    )


def test_a_metric_is_the_declared_formula_over_published_columns(declared: dict[str, Any]) -> None:
    files = datasets.write_datasets(declared, {})
    dataset = yaml.safe_load(files["datasets/warehouse/contact_interval.yaml"])
    metrics = {metric["metric_name"]: metric for metric in dataset["metrics"]}
    assert metrics["service_level_sl_b"]["expression"] == (
        "SUM(answered_within_count)::numeric / NULLIF(SUM(offered_count), 0)"
    )
    assert metrics["abandon_rate_ab_net"]["expression"] == (
        "SUM(abandoned_count - short_abandoned_count)::numeric / NULLIF(SUM(offered_count - short_abandoned_count), 0)"
    )
    assert metrics["service_level_sl_b"]["d3format"] == ".1%"
    assert "gave up counts against it" in metrics["service_level_sl_b"]["description"]


def test_a_percentile_is_no_metric_because_no_sum_gives_it(declared: dict[str, Any]) -> None:
    assert not any("wait_p90" in text for text in datasets.write_datasets(declared, {}).values())


def test_a_model_that_holds_no_clients_rows_is_not_shown(declared: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(declared))
    next(node for node in changed["nodes"].values() if node["name"] == "wait_bin")["columns"].pop("client_id")
    assert DATASET not in datasets.write_datasets(changed, {})


def test_an_untyped_column_is_named(declared: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(declared))
    model = next(node for node in changed["nodes"].values() if node["name"] == "wait_bin")
    model["columns"]["wait_label"]["data_type"] = None
    with pytest.raises(datasets.ManifestError, match="wait_label"):
        datasets.write_datasets(changed, {})


@pytest.mark.parametrize(
    ("path", "bend", "message"),
    [
        (CHART, lambda chart: chart.update(viz_type="pie_in_the_sky"), "Chart type pie_in_the_sky"),
        (CHART, lambda chart: chart["params"].update(metrcs=[]), "no setting metrcs"),
        (CHART, lambda chart: chart["params"].update(viz_type="table"), "settings are those of another chart type"),
        (CHART, lambda chart: chart.update(certified_by="me"), "knows no key certified_by"),
        (CHART, lambda chart: chart.pop("description"), "key description is missing"),
        (CHART, lambda chart: chart.update(uuid=asset_uuid("chart", "other")), "uuid must follow from its name"),
        (CHART, lambda chart: chart.update(dataset_uuid=asset_uuid("dataset", "x")), "dataset is not in the bundle"),
        (CHART, lambda chart: chart["params"]["metrics"].append("wait_median"), "no metric wait_median"),
        (CHART, lambda chart: chart["params"].update(groupby=["wait_lable"]), "no column wait_lable"),
        (
            CHART,
            lambda chart: chart["params"]["adhoc_filters"].append({"expressionType": "SQL", "sqlExpression": "1 = 1"}),
            "filters by SQL",
        ),
        (
            CHART,
            lambda chart: chart["params"].update(handlebarsTemplate="{{#each data}}{{wait_labels}}{{/each}}"),
            "template shows wait_labels",
        ),
        (DATASET, lambda dataset: dataset.update(table_name="wait_bins"), "publishes no table wait_bins"),
        (DATASET, lambda dataset: dataset.update(schema="marts"), "must read the schema reporting"),
        (DATASET, lambda dataset: dataset["columns"][0].update(column_name="client"), "no column client"),
        (DATASET, lambda dataset: dataset["metrics"][0].update(expression="SUM(offerd)"), "is made of offerd"),
        (DATASET, lambda dataset: dataset.update(database_uuid="0"), "database is not in the bundle"),
        (
            DASHBOARD,
            lambda page: node(page, "headline").update(uuid=asset_uuid("chart", "nowhere")),
            "shows a chart that is not in the bundle",
        ),
        (
            DASHBOARD,
            lambda page: node(page, "headline").update(chartId=node(page, "promises")["chartId"]),
            "which another chart has already",
        ),
        (DASHBOARD, lambda page: node(page, "headline").pop("chartId"), "needs a chartId"),
        (DASHBOARD, lambda page: node(page, "headline").update(sliceName="Heading"), "calls its chart 'Heading'"),
        (DASHBOARD, lambda page: node(page, "promises").update(width=9), "columns wide"),
        (DASHBOARD, lambda page: page["position"]["ROW-figures"]["children"].pop(), "is held by nothing"),
        (DASHBOARD, lambda page: page["position"]["ROW-figures"]["children"].append("CHART-x"), "which is not there"),
        (
            DASHBOARD,
            lambda page: page["metadata"]["native_filter_configuration"][1]["targets"][0]["column"].update(name="mon"),
            "Filter Month reads mon",
        ),
        (
            DASHBOARD,
            lambda page: page["metadata"]["native_filter_configuration"][1]["scope"].update(excluded=[]),
            "Filter Month cannot reach",
        ),
        (
            DASHBOARD,
            lambda page: page["metadata"]["native_filter_configuration"][1].update(cascadeParentIds=["X"]),
            "Filter Month follows X",
        ),
        (
            DASHBOARD,
            lambda page: page["metadata"]["native_filter_configuration"][1]["controlValues"].update(sortMetric="age"),
            "Filter Month is ordered by age",
        ),
    ],
)
def test_the_linter_names_a_planted_defect(
    spoil: Callable[..., list[str]], path: str, bend: Callable[[dict[str, Any]], Any], message: str
) -> None:
    findings = spoil(path, bend)
    assert any(message in finding and finding.startswith(path) for finding in findings), findings


def test_the_linter_names_a_file_that_is_not_yaml(bundle: Path, declared: dict[str, Any]) -> None:
    (bundle / CHART).write_text("slice_name: [")
    assert "not YAML" in str(lint(bundle, declared)[0])


def test_the_linter_names_two_assets_of_one_uuid(bundle: Path, declared: dict[str, Any]) -> None:
    shutil.copy(bundle / CHART, bundle / "charts/executive/wait_copy.yaml")
    assert any("It has the uuid of" in finding.message for finding in lint(bundle, declared))
