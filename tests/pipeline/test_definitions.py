"""The golden day and the switch's rules, as dbt's unit tests beside the models tell them."""

import json

from orchestration import dbt_runner
from orchestration.warehouse import Warehouse


def test_every_unit_test_of_the_models_passes(pipeline_database: Warehouse) -> None:
    settings = pipeline_database.settings
    arguments = dbt_runner.arguments(settings, "test", select=("test_type:unit",))
    assert dbt_runner.invoke(pipeline_database, arguments) == []
    results = json.loads((settings.dbt_target / "run_results.json").read_text())["results"]
    passed = {result["unique_id"].rsplit(".", 1)[-1] for result in results if result["status"] == "pass"}
    assert {"golden_day_every_definition", "thousand_contacts_every_definition", "technion_acd_midnight"} <= passed
