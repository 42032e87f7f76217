"""What every model and column says of itself, and what must never reach the layers that people read."""

import pytest

DOCUMENTED = {"core", "marts", "reporting"}


@pytest.fixture(scope="session")
def relations(manifest):
    return [*manifest["nodes"].values(), *manifest["sources"].values()]


def phi_of(column):
    return column["config"].get("meta", {}).get("phi")


def described(relations):
    return [node for node in relations if node["resource_type"] in {"model", "seed", "source"}]


def test_every_relation_has_a_description(relations):
    assert [node["unique_id"] for node in described(relations) if not node["description"].strip()] == []


def test_every_column_has_a_description_and_a_phi_class(relations):
    silent = [
        f"{node['name']}.{column['name']}"
        for node in described(relations)
        for column in node["columns"].values()
        if not column["description"].strip() or phi_of(column) not in {"direct", "quasi", "none"}
    ]
    assert silent == []


def test_sources_and_public_models_declare_their_columns(relations):
    undeclared = [
        node["name"]
        for node in described(relations)
        if (node["resource_type"] == "source" or node["fqn"][1] in DOCUMENTED) and not node["columns"]
    ]
    assert undeclared == []


def test_core_marts_and_reporting_keep_their_contract(models):
    loose = [
        model["name"]
        for model in models
        if model["fqn"][1] in DOCUMENTED and not model["config"]["contract"]["enforced"]
    ]
    assert loose == []


def test_no_direct_identifier_leaves_staging(models):
    leaks = [
        f"{model['name']}.{column['name']}"
        for model in models
        if model["fqn"][1] in DOCUMENTED
        for column in model["columns"].values()
        if phi_of(column) == "direct"
    ]
    assert leaks == []


def test_columns_end_in_what_they_hold(models):
    """Moments end in _at, dates in _on; bounds of a validity and the calendar's key keep the field's own names."""
    moment, date = ("_at", "as_of"), ("_on", "_from", "_to", "date_day")
    endings = {"timestamptz": moment, "timestamp with time zone": moment, "date": date}
    misnamed = [
        f"{model['name']}.{column['name']} is a {column['data_type']}"
        for model in models
        if model["fqn"][1] in DOCUMENTED
        for column in model["columns"].values()
        if not column["name"].endswith(endings.get((column["data_type"] or "").lower(), ""))
    ]
    assert misnamed == []
