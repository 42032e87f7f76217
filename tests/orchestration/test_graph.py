"""The graph: one unbroken way from a delivered file to the dashboard, and when it runs."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from orchestration.delivery import signature
from orchestration.landing import read_feeds
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

pytestmark = pytest.mark.usefixtures("graph_settings")


PUBLISHED_BENCHMARKS = {"nhs_111", "medicaid_call_centers"}
FOR_ANALYSTS = {
    ("amazon_connect", "agent_event"): ["core", "fct_agent_state"],
    ("amazon_connect", "evaluation"): ["core", "fct_evaluation"],
    ("amazon_connect", "queue_interval"): ["marts", "vendor_bridge"],
    ("genesys_cloud", "queue_aggregate"): ["marts", "vendor_bridge"],
    ("salesforce_service", "account"): ["core", "member_alias"],
    ("salesforce_service", "case"): ["core", "fct_case"],
    ("salesforce_service", "case_history"): ["core", "fct_case_event"],
    ("salesforce_service", "task"): ["core", "fct_task"],
    ("salesforce_service", "identity_check"): ["core", "fct_identity_check"],
    ("salesforce_service", "grievance"): ["core", "fct_grievance"],
    ("salesforce_service", "contact_point_consent"): ["core", "fct_consent"],
    ("salesforce_health", "care_program"): ["core", "dim_programme"],
    ("salesforce_health", "care_program_enrollee"): ["core", "fct_programme_enrollment"],
    ("salesforce_health", "care_gap"): ["core", "fct_care_gap"],
    ("salesforce_health", "campaign"): ["core", "dim_campaign"],
    ("salesforce_health", "campaign_member"): ["core", "fct_campaign_member"],
    ("salesforce_health", "outreach_attempt"): ["core", "fct_outreach_attempt"],
    ("salesforce_health", "service_appointment"): ["core", "fct_appointment"],
    ("nurse_triage", "encounter"): ["core", "fct_triage"],
    ("nurse_triage", "follow_up"): ["core", "fct_triage_followup"],
    ("claims", "visit"): ["core", "fct_claim_visit"],
    ("claims", "adt"): ["core", "fct_adt_event"],
    ("workforce", "roster"): ["core", "dim_agent"],
    ("workforce", "schedule"): ["core", "fct_schedule_interval"],
    ("workforce", "licence"): ["core", "dim_licence"],
    ("coaching", "session"): ["core", "fct_coaching_session"],
    ("coaching", "action"): ["core", "fct_coaching_action"],
    ("survey", "invitation"): ["core", "fct_survey_invite"],
    ("survey", "response"): ["core", "fct_survey_response"],
    ("interpreter", "session"): ["core", "fct_interpreter_session"],
    ("forecast", "volume"): ["core", "fct_forecast_interval"],
    ("recording", "status"): ["core", "fct_recording"],
}
"""Feeds that lead to tables of their own and not, so far, to the executive page."""


@pytest.fixture
def graph() -> AssetGraph:
    from orchestration.definitions import defs

    return defs.resolve_asset_graph()


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The landing folder the sensor watches."""
    from orchestration.assets import triggers
    from orchestration.assets.project import SETTINGS

    monkeypatch.setattr(triggers, "SETTINGS", replace(SETTINGS, home=tmp_path))
    return tmp_path / "landing"


@pytest.fixture
def put(landing: Path) -> Callable[[str], None]:
    """Deliver a file that came to rest an hour ago."""

    def put(name: str) -> None:
        path = landing / "sample_plan" / "technion_acd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a line\n")
        os.utime(path, (time.time() - 3600, time.time() - 3600))

    return put


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


def look(instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    from orchestration.assets.triggers import landing_sensor

    result = landing_sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
    assert isinstance(result, (dg.SensorResult, dg.SkipReason))
    return result


def above(graph: AssetGraph, key: dg.AssetKey) -> set[dg.AssetKey]:
    """Everything an asset is made of."""
    found: set[dg.AssetKey] = set()
    ahead = [key]
    while ahead:
        ahead += (parents := graph.get(ahead.pop()).parent_keys - found)
        found |= parents
    return found


def test_the_dashboard_leads_back_to_every_feeds_files(graph: AssetGraph, graph_settings: Settings) -> None:
    origins = above(graph, dg.AssetKey(["dashboards", "executive"]))
    feeds = read_feeds(graph_settings.dbt_project)
    assert len(feeds) >= 5
    for feed in feeds:
        assert dg.AssetKey(["landing_folder", feed.source, feed.name]) in origins
        if end := FOR_ANALYSTS.get((feed.source, feed.name)):
            assert dg.AssetKey([feed.source, feed.name]) in above(graph, dg.AssetKey(end))
        elif feed.source not in PUBLISHED_BENCHMARKS:
            assert dg.AssetKey([feed.source, feed.name]) in origins


def test_a_published_benchmark_leads_to_its_mart_and_to_no_clients_page(
    graph: AssetGraph, graph_settings: Settings
) -> None:
    mart = dg.AssetKey(["marts", "external_benchmark"])
    origins = above(graph, mart)
    benchmarks = [feed for feed in read_feeds(graph_settings.dbt_project) if feed.source in PUBLISHED_BENCHMARKS]
    assert {feed.source for feed in benchmarks} == PUBLISHED_BENCHMARKS
    for feed in benchmarks:
        assert dg.AssetKey([feed.source, feed.name]) in origins
    assert mart not in above(graph, dg.AssetKey(["dashboards", "executive"]))


def test_every_asset_has_a_layer_and_an_owner(graph: AssetGraph) -> None:
    layers = {"landing", "raw", "catalogue", "staging", "intermediate", "core", "marts", "reporting"}
    for key in graph.get_all_asset_keys():
        assert graph.get(key).group_name in layers | {"published", "dashboards"}, key
        assert graph.get(key).owners, key


def test_every_step_is_checked(graph: AssetGraph, graph_settings: Settings) -> None:
    checks = {(key.asset_key, key.name) for key in graph.asset_check_keys}
    for feed in read_feeds(graph_settings.dbt_project):
        raw = dg.AssetKey([feed.source, feed.name])
        assert {(raw, "incoming_expectations"), (raw, "no_file_rejected"), (raw, "nothing_quarantined")} <= checks
    published = [key for key in graph.get_all_asset_keys() if graph.get(key).group_name == "published"]
    assert {(key, "outgoing_expectations") for key in published} <= checks
    assert len(published) >= 6
    assert [key for key, _ in checks if key.path[0] == "core"], "dbt's tests are checks too"


def test_the_job_runs_the_whole_graph_each_night() -> None:
    from orchestration.definitions import defs

    job = defs.resolve_job_def("careline_run")
    assert {node.name for node in job.nodes} == {
        "load",
        "build",
        "publish",
        "dashboards__executive",
    }
    nightly = defs.resolve_schedule_def("nightly")
    assert (nightly.cron_schedule, nightly.job_name) == ("0 3 * * *", "careline_run")
    assert nightly.default_status is dg.DefaultScheduleStatus.RUNNING


def test_a_settled_file_asks_for_one_run(
    landing: Path, put: Callable[[str], None], instance: dg.DagsterInstance
) -> None:
    put("monday.txt")
    first = look(instance)
    assert isinstance(first, dg.SensorResult)
    [request] = first.run_requests or []
    assert request.run_key == first.cursor == signature(landing)
    assert isinstance(look(instance, first.cursor), dg.SkipReason)
    put("tuesday.txt")
    second = look(instance, first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert [request.run_key for request in second.run_requests or []] == [signature(landing)]


def test_a_file_still_arriving_is_waited_for(
    landing: Path, put: Callable[[str], None], instance: dg.DagsterInstance
) -> None:
    put("monday.txt")
    (landing / "sample_plan" / "technion_acd" / "tuesday.txt").write_text("half a li")
    waiting = look(instance)
    assert isinstance(waiting, dg.SkipReason)
    assert waiting.skip_message == "files are still arriving"


def test_what_the_command_line_loaded_asks_for_no_second_run(
    landing: Path, put: Callable[[str], None], instance: dg.DagsterInstance
) -> None:
    from orchestration.assets.triggers import LANDING_TAG

    put("monday.txt")
    seen = signature(landing)
    assert seen
    instance.create_run_for_job(noop, tags={LANDING_TAG: seen}, status=dg.DagsterRunStatus.SUCCESS)
    result = look(instance)
    assert isinstance(result, dg.SensorResult)
    assert (result.run_requests or [], result.cursor) == ([], seen)


def test_what_goes_wrong_in_a_step_is_logged_as_one_sentence_without_values(
    instance: dg.DagsterInstance, server_settings: Settings
) -> None:
    from orchestration.assets.guard import one_sentence

    @dg.op
    def step() -> None:
        with one_sentence(), open_warehouse(server_settings).connect() as connection:
            connection.execute("select cast('member ' || 4711 as integer)")

    @dg.job
    def failing() -> None:
        step()

    result = failing.execute_in_process(instance=instance, raise_on_error=False)
    logged = "".join(str(record) for record in instance.all_logs(result.run_id))
    assert "SQLSTATE 22P02" in logged
    assert "member 4711" not in logged


def test_an_empty_landing_folder_asks_for_nothing(landing: Path, instance: dg.DagsterInstance) -> None:
    assert isinstance(look(instance), dg.SkipReason)


@dg.job
def noop() -> None:
    """A run to remember."""
