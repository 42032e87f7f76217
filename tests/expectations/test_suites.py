"""Suites are written by people: what is wrong with one is said in a sentence."""

import csv
import logging
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.bench import Bench, build_suite
from expectations.evidence import verdict
from expectations.incoming import row_checks
from expectations.suites import (
    SUITES,
    Check,
    IncomingSuite,
    SuiteError,
    incoming_suite,
    outgoing_suites,
)
from orchestration.landing import read_feeds
from orchestration.settings import ROOT

GOOD = "{expect: ExpectColumnValuesToNotBeNull, column: a, severity: block}"


def written(folder: Path, content: str) -> Path:
    (folder / "incoming").mkdir()
    (folder / "incoming" / "calls.yml").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("checks: [{expect: X, severity: fatal}]", "calls.yml, check 1: severity must be one of block, page, note"),
        (f"checks: [{GOOD}, {{severity: block}}]", "calls.yml, check 2: 'expect' must name an expectation"),
        ("tolerance: 5", "calls.yml: tolerance must be a share from 0 to below 1"),
        ("tolerence: 0", "calls.yml: unknown key 'tolerence'"),
        ("- a", "calls.yml must be a mapping with a list of checks"),
        ("checks: [", "calls.yml is not valid YAML"),
        (
            "checks: [{expect: UnexpectedRowsExpectation, severity: page, unexpected_rows_query: 'select * from a'}]",
            "must begin with 'select 1', so that no value leaves the database",
        ),
        (
            "checks: [{expect: UnexpectedRowsExpectation, severity: page, unexpected_rows_query: 'select 1 from a'}]",
            "a query needs a 'name' and a sentence in 'says'",
        ),
        (
            "checks: [{expect: X, severity: page, says: 'the value {value} is wrong'}]",
            "'says' may fill in only column, elements, unexpected",
        ),
    ],
)
def test_a_suite_that_is_not_one_is_refused_with_a_sentence(tmp_path: Path, content: str, sentence: str):
    with pytest.raises(SuiteError) as refusal:
        incoming_suite("calls", written(tmp_path, content))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        (Check("ExpectMiracles", "block"), "suite calls: Great Expectations has no expectation 'ExpectMiracles'"),
        (
            Check("ExpectColumnValuesToNotBeNull", "block", {"colunm": "a"}),
            "suite calls: ExpectColumnValuesToNotBeNull does not take these arguments",
        ),
    ],
)
def test_an_expectation_that_does_not_exist_is_named(check: Check, sentence: str):
    with pytest.raises(SuiteError, match=sentence):
        build_suite("calls", [check])


def test_every_suite_in_the_project_can_be_built_and_belongs_to_a_feed():
    feeds = {feed.raw_table: feed for feed in read_feeds(ROOT / "dbt_project")}
    for path in (SUITES / "incoming").glob("*.yml"):
        feed = feeds[path.stem]
        suite = incoming_suite(path.stem)
        assert build_suite(path.stem, list(row_checks(feed, suite, [column.name for column in feed.columns])))
    for name, outgoing in outgoing_suites().items():
        assert build_suite(name, outgoing.checks)


def test_a_data_type_without_a_format_is_named():
    feed = next(feed for feed in read_feeds(ROOT / "dbt_project") if feed.raw_table == "technion_acd_calls")
    columns = [column.name for column in feed.columns]
    odd = replace(feed, columns=tuple(replace(column, data_type="money") for column in feed.columns))
    with pytest.raises(SuiteError, match="data type 'money' of vru_line has no format"):
        list(row_checks(odd, IncomingSuite("calls"), columns))


def declared_kpis() -> list[dict[str, Any]]:
    """What the declaration says of each KPI variant that kpi_period holds, in every file of declarations."""
    files = (ROOT / "dbt_project" / "models" / "marts").glob("*_kpis.yml")
    contents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    declared = [metric["config"]["meta"] for content in contents for metric in content.get("metrics", ())]
    # What a mart states row by row is in no kpi_period, so that no guarantee can be judged by it.
    return [meta for meta in declared if meta["estimator"] != "stated"]


def check_of(suite: str, check_name: str) -> Check:
    return next(check for check in incoming_suite(suite).checks if check.name == check_name)


def test_policy_may_set_the_terms_of_the_catalogue():
    with (ROOT / "dbt_project" / "seeds" / "contract_term_default.csv").open(encoding="utf-8") as lines:
        terms = [row["term"] for row in csv.DictReader(lines)]
    assert check_of("policy_contract_term", "term_is_in_the_catalogue").arguments["value_set"] == terms


def test_policy_may_name_every_declared_kpi_and_no_other():
    value_set = check_of("policy_guarantee", "kpi_is_in_the_catalogue").arguments["value_set"]
    assert sorted(value_set) == sorted({meta["kpi_id"] for meta in declared_kpis()})


def test_a_guarantee_of_a_line_is_of_a_kpi_that_lines_have():
    query = check_of("policy_guarantee", "line_can_be_measured").arguments["unexpected_rows_query"]
    declared = {meta["kpi_id"] for meta in declared_kpis() if "line" not in meta["breakdowns"]}
    assert set(re.findall(r"'(\w+)'", query.partition("kpi_id in")[2])) == declared


def test_great_expectations_waits_for_the_first_judge():
    code = "import sys, expectations.incoming, expectations.outgoing; print('great_expectations' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


def test_a_check_the_database_refuses_blocks_and_tells_no_value(
    warehouse, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    query = "select 1 from {batch} where server::integer > 0"
    check = Check(
        "UnexpectedRowsExpectation", "block", {"unexpected_rows_query": query}, "server_counts", "{unexpected}"
    )
    bench = Bench(warehouse.url())

    with bench.views({"rows_here": "select 'Canary O''Brien' as server"}):
        findings = bench.findings("rows_here", [check])

    assert verdict([("", findings[0])]).reason == "server_counts could not be checked"
    printed = capfd.readouterr()
    assert "Canary" not in printed.out + printed.err + caplog.text


def test_views_are_gone_after_the_judgement(warehouse):
    bench = Bench(warehouse.url())
    with bench.views({"rows_here": "select 1 as a"}):
        assert bench.columns("information_schema", "tables")
    with bench.views({"rows_here": "select 'x' as another_shape, 2 as b"}):
        assert bench.findings("rows_here", [Check("ExpectColumnValuesToNotBeNull", "block", {"column": "b"})])[
            0
        ].success


@pytest.mark.parametrize(("suite", "term"), [("policy_guarantee", "{}"), ("policy_contract_term", "{}_variant")])
def test_policy_may_name_every_declared_variant_and_no_other(suite: str, term: str):
    query = check_of(suite, "variant_is_in_the_catalogue").arguments["unexpected_rows_query"]
    named = re.findall(r"\('([\w-]+)', '([\w-]+)'\)", query)
    assert sorted(named) == sorted((term.format(meta["kpi_id"]), meta["variant"]) for meta in declared_kpis())
