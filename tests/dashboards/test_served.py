"""The executive page as its readers meet it, and the walls between them: a running Superset, real people and rows."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dashboards.bundle import ASSETS, asset_uuid, dump, read_assets
from dashboards.render import Rendering, find_browser, render
from orchestration.warehouse.people import GATEWAY
from tests.dashboards.conftest import HARBOR, PLAN, RunningSuperset
from tests.dashboards.session import Session

RECEIVED = "Contacts received"
HEADLINE = "Headline"
FOREIGN = ("Harbor Plan", HARBOR)
TABLES = ("contact_interval", "headline", "kpi", "kpi_definition", "promise", "wait_bin")
OTHERS_ROWS = "select client_name from reporting.headline where client_name like 'Har%'"
BY_CLIENT = {"columns": ["client_name"], "metrics": ["contacts_received"]}


def sql(expression: str) -> dict[str, Any]:
    return {"expressionType": "SQL", "sqlExpression": expression, "label": "x"}


@pytest.fixture
def plan(running_superset: RunningSuperset) -> Session:
    return running_superset.sign_in(running_superset.plan)


@pytest.fixture
def operator(running_superset: RunningSuperset) -> Session:
    return running_superset.sign_in(running_superset.operator)


@pytest.fixture
def look(running_superset: RunningSuperset, tmp_path: Path) -> Callable[[str], Rendering]:
    """Open the page in the browser as a person."""
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: install the package chromium")

    def open_page(login: str) -> Rendering:
        password = running_superset.passwords[login]
        return render(running_superset.base_url, login, password, screenshot=tmp_path / "page.png")

    return open_page


def rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text[:500]
    return list(answer.json()["result"][0]["data"])


# --- the page


@pytest.mark.browser
def test_a_client_sees_the_whole_page_filled_with_its_own_latest_month(
    running_superset: RunningSuperset, look: Callable[[str], Rendering]
) -> None:
    page = look(running_superset.plan)
    assert page.broken == ()
    assert page.filters == ("Sample Health Plan (generated)", "2026-03")
    assert {chart.name for chart in page.charts} >= {
        "Headline",
        "Service level",
        "Are the promises kept?",
        "How long did people wait?",
        "What each number means",
    }
    with running_superset.warehouse.connect(running_superset.plan) as connection:
        sentence = connection.execute("select headline from reporting.headline where month = '2026-03'").fetchone()
    assert sentence is not None
    assert sentence[0] in next(chart.text for chart in page.charts if chart.name == HEADLINE)
    assert not any(name in chart.text for name in FOREIGN for chart in page.charts)
    assert page.outside_answers == ()
    assert [message for message in page.console_errors if "scarf" not in message] == []
    assert all(path.stat().st_size > 50_000 for path in page.screenshots)


@pytest.mark.browser
def test_an_operator_meets_one_client_at_a_time_and_its_latest_month(
    running_superset: RunningSuperset, look: Callable[[str], Rendering]
) -> None:
    page = look(running_superset.operator)
    assert page.broken == ()
    client, month = page.filters
    with running_superset.warehouse.connect(running_superset.operator) as connection:
        expected = connection.execute(
            "select client_name, max(month) from reporting.headline group by 1 order by 1 limit 1"
        ).fetchone()
    assert (client, month) == expected


@pytest.fixture
def damaged(running_superset: RunningSuperset) -> Iterator[None]:
    """A column that charts need is gone, and one client has no daily values."""
    with running_superset.warehouse.connect() as connection:
        connection.execute("set role careline_publisher")
        connection.execute("alter table reporting.promise rename column margin_text to was_margin_text")
        connection.execute("update reporting.kpi set client_id = 'nobody' where client_id = %s", (HARBOR,))
    yield
    with running_superset.warehouse.connect() as connection:
        connection.execute("set role careline_publisher")
        connection.execute("alter table reporting.promise rename column was_margin_text to margin_text")
        connection.execute("update reporting.kpi set client_id = %s where client_id = 'nobody'", (HARBOR,))


@pytest.mark.browser
@pytest.mark.usefixtures("damaged")
def test_the_renderer_tells_broken_and_empty_charts_from_drawn_ones(
    running_superset: RunningSuperset, look: Callable[[str], Rendering]
) -> None:
    states = {chart.name: chart.state for chart in look(running_superset.harbor).charts}
    assert states["Are the promises kept?"] == "error"
    assert states["Service level"] == "empty"
    assert states["Service level day by day, beside the promise"] == "empty"
    assert states["How long did people wait?"] == "drawn"
    assert states[RECEIVED] == "drawn"


# --- the walls


def test_both_clients_ask_the_same_and_get_their_own_rows(running_superset: RunningSuperset) -> None:
    names = {
        login: {row["client_name"] for row in rows(running_superset.sign_in(login).ask(RECEIVED, BY_CLIENT))}
        for login in (running_superset.plan, running_superset.harbor)
    }
    assert names == {
        running_superset.plan: {"Sample Health Plan (generated)"},
        running_superset.harbor: {"Harbor Plan"},
    }


def test_a_sum_over_everything_is_the_clients_own_sum(running_superset: RunningSuperset, plan: Session) -> None:
    with running_superset.warehouse.connect(running_superset.operator) as connection:
        own = connection.execute(
            "select sum(received_count) from reporting.contact_interval where client_id = %s", (PLAN,)
        ).fetchone()
    answer = rows(plan.ask(RECEIVED, {"columns": [], "metrics": ["contacts_received"]}))
    assert own is not None
    assert answer == [{"contacts_received": own[0]}]


def test_rows_cached_for_others_are_not_served(operator: Session, plan: Session) -> None:
    everyone = {row["client_name"] for row in rows(operator.ask(RECEIVED, BY_CLIENT))}
    assert {"Harbor Plan", "Sample Health Plan (generated)"} <= everyone
    again = operator.ask(RECEIVED, BY_CLIENT, force=False).json()["result"][0]
    assert again["is_cached"]
    assert {row["client_name"] for row in rows(plan.ask(RECEIVED, BY_CLIENT, force=False))} == {
        "Sample Health Plan (generated)"
    }
    taken = plan.send("GET", f"/api/v1/chart/data/{again['cache_key']}")
    assert not any(name in taken.text for name in FOREIGN)


XML = f"query_to_xml('{OTHERS_ROWS}', true, false, '')::text"

SQL_OF_ONES_OWN: dict[str, dict[str, Any]] = {
    "a column that runs a query": {"columns": [sql(XML)]},
    "a column name that is a query": {"columns": [XML]},
    "a grouped column name that is a query": {"columns": [XML], "metrics": ["contacts_received"]},
    "a metric that runs a query": {"metrics": [sql(f"max({XML})")]},
    "a metric that dumps a table": {"metrics": [sql("max(table_to_xml('reporting.headline', true, false, '')::text)")]},
    "a metric that is a union": {"metrics": [sql(f"1 union {OTHERS_ROWS}")]},
    "a metric that is a subquery": {"metrics": [sql("(select count(*) from reporting.headline)")]},
    "a metric of a window": {"metrics": [sql("sum(sum(received_count)) over ()")]},
    "a sum that was not published": {
        "metrics": [{"expressionType": "SIMPLE", "column": {"column_name": "received_count"}, "aggregate": "SUM"}]
    },
    "a metric that hides behind a published name": {
        "metrics": [
            {"expressionType": "SIMPLE", "column": {"column_name": "received_count"}, "aggregate": "SUM",
             "sqlExpression": "contacts_received"}
        ]
    },
    "a column that hides behind a plain one": {
        "columns": [
            {"expressionType": "SIMPLE", "column": {"column_name": "client_name"}, "aggregate": None,
             "sqlExpression": XML, "label": "x"}
        ]
    },
    "an axis that runs a query": {"columns": [{**sql(XML), "columnType": "BASE_AXIS", "timeGrain": "P1D"}]},
    "a series that runs a query": {"series_columns": [sql(XML)], "series_limit": 1},
    "a limit by a query": {"series_limit": 1, "series_limit_metric": sql(f"max({XML})")},
    "an order by a query": {"orderby": [[sql(f"max({XML})"), True]]},
    "a filter on a query": {"filters": [{"col": sql(XML), "op": "LIKE", "val": "%Harbor%"}]},
    "a where clause": {"extras": {"where": "1 = 1) or (1 = 1"}},
    "a where clause with a comment": {"extras": {"where": "1 = 1) --"}},
    "a having clause": {"extras": {"having": f"exists ({OTHERS_ROWS})"}},
    "a template": {"extras": {"where": "'{{ current_username() }}' <> ''"}},
    "a legacy where clause": {"where": "1 = 1"},
    "another chart as annotation": {
        "annotation_layers": [
            {"annotationType": "TIME_SERIES", "sourceType": "line", "name": "x", "value": 1, "show": True,
             "showMarkers": False}
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("attack", SQL_OF_ONES_OWN)
def test_no_sql_of_a_readers_own_is_run(plan: Session, attack: str) -> None:
    answer = plan.ask(RECEIVED, SQL_OF_ONES_OWN[attack])
    assert answer.status_code in {400, 403}, answer.text[:300]
    assert not any(name in answer.text for name in FOREIGN)


@pytest.mark.parametrize("result_type", ["samples", "drill_detail", "query", "columns", "timegrains"])
def test_only_rows_are_given_not_samples_details_or_the_sql(plan: Session, result_type: str) -> None:
    assert plan.ask(RECEIVED, BY_CLIENT, result_type=result_type).status_code == 403
    assert plan.ask(RECEIVED, {**BY_CLIENT, "result_type": result_type}).status_code == 403


@pytest.mark.parametrize("kind", ["query", "saved_query", "sl_table", "semantic_view"])
def test_only_datasets_can_be_asked(plan: Session, kind: str) -> None:
    dataset = plan.charts[RECEIVED].dataset_id
    answer = plan.ask(RECEIVED, BY_CLIENT, datasource={"id": dataset, "type": kind})
    assert answer.status_code >= 400


def test_a_dataset_is_reached_only_through_its_chart_on_the_page(plan: Session) -> None:
    without_page = plan.ask(RECEIVED, BY_CLIENT, form_data={"dashboardId": None, "slice_id": None})
    of_another = plan.ask(RECEIVED, BY_CLIENT, form_data={"slice_id": plan.charts[HEADLINE].chart_id})
    unknown = plan.ask(RECEIVED, BY_CLIENT, form_data={"slice_id": 99999})
    drilled = plan.ask(RECEIVED, BY_CLIENT, form_data={"slice_id": 0, "chart_id": 1, "groupby": [XML]})
    assert [each.status_code for each in (without_page, of_another, unknown)] == [403, 403, 403]
    assert not any(name in drilled.text for name in FOREIGN)


def test_the_filter_bars_questions_carry_no_sql_either(plan: Session) -> None:
    bar = {"type": "NATIVE_FILTER", "native_filter_id": "NATIVE_FILTER-client", "slice_id": None}
    honest = plan.ask(HEADLINE, {"columns": ["client_name"], "orderby": [["client_name", True]]}, form_data=bar)
    assert [row["client_name"] for row in rows(honest)] == ["Sample Health Plan (generated)"]
    for attack in ("a column that runs a query", "a column name that is a query", "a metric that is a union"):
        assert plan.ask(HEADLINE, SQL_OF_ONES_OWN[attack], form_data=bar).status_code in {400, 403}
    elsewhere = plan.ask(RECEIVED, BY_CLIENT, form_data=bar)
    assert elsewhere.status_code == 403


CLOSED = {
    "sample rows": (
        "POST",
        "/datasource/samples?datasource_type=table&datasource_id={dataset}&dashboard_id={page}",
        {},
    ),
    "values of a column": ("GET", "/api/v1/datasource/table/{dataset}/column/client_name/values/", None),
    "a dataset": ("GET", "/api/v1/dataset/{dataset}", None),
    "all datasets": ("GET", "/api/v1/dataset/", None),
    "the database": ("GET", "/api/v1/database/", None),
    "its tables": ("GET", "/api/v1/database/1/tables/?q=(schema_name:reporting)", None),
    "people": ("GET", "/api/v1/security/users/", None),
    "roles": ("GET", "/api/v1/security/roles/", None),
    **{
        f"{who} of a {kind}": ("GET", f"/api/v1/{kind}/related/{who}", None)
        for kind in ("dashboard", "chart")
        for who in ("owners", "created_by", "changed_by")
    },
    "roles of a dashboard": ("GET", "/api/v1/dashboard/related/roles", None),
    "people by their numbers": ("GET", "/api/v1/dashboard/related/owners?q=(include_ids:!(1,2,3,4,5,6))", None),
    "row rules": ("GET", "/api/v1/rowlevelsecurity/", None),
    "logs": ("GET", "/api/v1/log/", None),
    "queries of others": ("GET", "/api/v1/query/", None),
    "SQL Lab": (
        "POST",
        "/api/v1/sqllab/execute/",
        {"database_id": 1, "sql": OTHERS_ROWS, "schema": "reporting", "runAsync": False},
    ),
    "a query's cost": ("POST", "/api/v1/sqllab/estimate/", {"database_id": 1, "sql": OTHERS_ROWS}),
    "checking SQL": ("POST", "/api/v1/database/1/validate_sql/", {"sql": OTHERS_ROWS, "schema": "reporting"}),
    "the old chart endpoint": ("POST", "/superset/explore_json/", {"form_data": "{}"}),
    "a dataset of one's own": (
        "POST",
        "/api/v1/dataset/",
        {"database": 1, "schema": "reporting", "table_name": "own", "sql": OTHERS_ROWS},
    ),
    "a chart of one's own": (
        "POST",
        "/api/v1/chart/",
        {"slice_name": "own", "datasource_id": 1, "datasource_type": "table", "viz_type": "table", "params": "{}"},
    ),
    "changing a chart": ("PUT", "/api/v1/chart/{chart}", {"params": json.dumps({"metrics": [sql(f"max({XML})")]})}),
    "changing the page": ("PUT", "/api/v1/dashboard/{page}", {"css": "body { display: none }"}),
    "a row rule of one's own": (
        "POST",
        "/api/v1/rowlevelsecurity/",
        {"name": "x", "filter_type": "Regular", "tables": [1], "roles": [1], "clause": "1 = 1"},
    ),
    "exporting the page": ("GET", "/api/v1/dashboard/export/?q=!({page})", None),
    "exporting charts": ("GET", "/api/v1/chart/export/?q=!({chart})", None),
    "exporting everything": ("GET", "/api/v1/assets/export/", None),
    "a guest token": (
        "POST",
        "/api/v1/security/guest_token/",
        {"user": {"username": "x"}, "resources": [{"type": "dashboard", "id": "1"}], "rls": []},
    ),
}


@pytest.mark.parametrize("door", CLOSED)
def test_a_client_finds_every_other_door_closed(plan: Session, door: str) -> None:
    method, path, body = CLOSED[door]
    place = plan.charts[RECEIVED]
    path = path.format(dataset=place.dataset_id, chart=place.chart_id, page=plan.dashboard_id)
    answer = plan.send(method, path, body)
    assert answer.status_code in {400, 401, 403, 404, 405}, answer.text[:300]
    assert not any(name in answer.text for name in FOREIGN)


def test_staff_still_choose_owners(operator: Session) -> None:
    assert operator.send("GET", "/api/v1/dashboard/related/owners").json()["count"] > 1


def test_the_brands_folder_serves_pictures_only(plan: Session) -> None:
    plan.http.headers.pop("Authorization")
    assert plan.send("GET", "/static/careline/logo.svg").status_code == 200
    for name in ("theme.py", "__init__.py"):
        assert plan.send("GET", f"/static/careline/{name}").status_code == 404


def test_a_guest_token_opens_nothing(running_superset: RunningSuperset, plan: Session) -> None:
    plan.http.headers.pop("Authorization")
    plan.http.cookies.clear()
    plan.http.headers["X-GuestToken"] = "eyJhbGciOiJIUzI1NiJ9.eyJ0eXBlIjoiZ3Vlc3QifQ.x"
    assert plan.ask(RECEIVED, BY_CLIENT).status_code in {401, 403}


def test_a_charts_rows_can_be_taken_as_csv_and_are_the_clients_own(plan: Session) -> None:
    answer = plan.ask(RECEIVED, BY_CLIENT, result_format="csv")
    assert answer.status_code == 200
    assert "Sample Health Plan" in answer.text
    assert not any(name in answer.text for name in FOREIGN)


def test_whoever_has_no_login_in_postgresql_sees_nothing(running_superset: RunningSuperset) -> None:
    answer = running_superset.sign_in(running_superset.stranger).ask(RECEIVED, BY_CLIENT)
    assert answer.status_code != 200 or not answer.json()["result"][0]["data"]
    assert "permission denied" in answer.text
    assert "Plan" not in answer.text


def test_supersets_own_login_may_read_nothing(running_superset: RunningSuperset) -> None:
    with running_superset.warehouse.connect(GATEWAY) as connection:
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select from reporting.{table}")
            connection.rollback()


def test_a_readers_connection_cannot_write(running_superset: RunningSuperset, operator: Session) -> None:
    answer = operator.send(
        "POST",
        "/api/v1/sqllab/execute/",
        {"database_id": 1, "sql": "create temporary table mine (x int)", "schema": "reporting", "runAsync": False},
    )
    assert answer.status_code >= 400


def test_the_browser_may_load_from_this_server_only(running_superset: RunningSuperset, plan: Session) -> None:
    policy = plan.send("GET", "/login/").headers["Content-Security-Policy"]
    sources = {word for rule in policy.split(";") for word in rule.split()[1:]}
    assert not any("://" in word or "." in word for word in sources if not word.startswith("'nonce-"))
    assert "'unsafe-inline'" not in policy.split("script-src", 1)[1].split(";")[0]


# --- publishing again; last, because it takes a person's way in


def test_publishing_again_keeps_what_is_there_and_takes_away_what_is_gone(
    running_superset: RunningSuperset, operator: Session, tmp_path: Path
) -> None:
    larger = Path(shutil.copytree(ASSETS, tmp_path / "assets"))
    chart = read_assets()["charts/executive/headline.yaml"]
    extra = {**chart, "uuid": asset_uuid("chart", "extra"), "slice_name": "Extra"}
    (larger / "charts" / "executive" / "extra.yaml").write_text(dump(extra))
    before = operator.charts

    def chart_names() -> set[str]:
        listed = operator.send("GET", "/api/v1/chart/?q=(page_size:100)").json()["result"]
        return {each["slice_name"] for each in listed}

    assert running_superset.publish(running_superset.people, larger).returncode == 0
    assert "Extra" in chart_names()

    remaining = {login: kind for login, kind in running_superset.people.items() if login != running_superset.harbor}
    assert running_superset.publish(remaining).returncode == 0
    assert "Extra" not in chart_names()
    assert running_superset.sign_in(running_superset.operator).charts == before
    with pytest.raises(PermissionError):
        running_superset.sign_in(running_superset.harbor)


def test_a_role_that_is_none_is_refused_in_one_sentence(running_superset: RunningSuperset) -> None:
    refused = running_superset.publish({running_superset.plan: "wizard"})
    assert refused.returncode == 1
    assert "cannot be wizard" in refused.stderr.splitlines()[-1]
