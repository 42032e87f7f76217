"""The SQL of the models: portable where a second engine is to run it, free of policy, and linted for real."""

import csv
import re
import subprocess
import sys

import pytest
import sqlglot
from sqlglot.errors import ErrorLevel

PORTABLE = {"intermediate", "core", "marts"}

# construct: how it is found, and an example of it
ENGINE_SPECIFIC = {
    "a cast by ::": (r"::", "select a::text"),
    "distinct on": (r"\bdistinct\s+on\b", "select distinct on (a) b"),
    "an array": (r"\barray\s*\[|\barray_agg\b|\bunnest\b", "select array_agg(a)"),
    "a jsonb operator": (r"->|@>|\bjsonb?_\w+\(", "select a ->> 'b'"),
    "generate_series": (r"\bgenerate_series\b", "from generate_series(1, 2)"),
    "a regular expression": (r"\s!?~\*?\s", "where a ~ 'b'"),
    "a time zone outside macros": (r"\bat\s+time\s+zone\b", "a at time zone 'UTC'"),
    "a quoted identifier": (r'"\w+"(?=\s*(\.|,|$))', 'select "a", b'),
    "a mean or rounding inside a model": (r"\b(avg|round)\s*\(", "select round(a, 2)"),
}
CLOCK = r"\bnow\s*\(|\bcurrent_(date|time|timestamp)\b|\b(clock|statement|transaction)_timestamp\b|\blocaltimestamp\b"


def own_sql(model):
    """The model as written, without its comments and without what macros put into it."""
    return re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|--[^\n]*", " ", model["raw_code"], flags=re.DOTALL)


@pytest.mark.parametrize("construct", ENGINE_SPECIFIC)
def test_what_only_one_engine_knows_stays_in_staging_and_macros(models, construct):
    pattern, example = ENGINE_SPECIFIC[construct]
    assert re.search(pattern, example)
    found = [
        model["name"]
        for model in models
        if model["fqn"][1] in PORTABLE and re.search(pattern, own_sql(model), re.IGNORECASE | re.MULTILINE)
    ]
    assert found == []


@pytest.mark.parametrize("engine", ["spark", "duckdb"])
def test_core_and_marts_can_be_said_in_another_engines_sql(models, engine):
    unsaid = {}
    for model in models:
        if model["fqn"][1] in {"core", "marts"}:
            try:
                sqlglot.transpile(
                    model["compiled_code"], read="postgres", write=engine, unsupported_level=ErrorLevel.RAISE
                )
            except sqlglot.errors.SqlglotError as error:
                unsaid[model["name"]] = str(error).splitlines()[0]
    assert unsaid == {}


def test_no_model_asks_what_time_it_is(models):
    assert [model["name"] for model in models if re.search(CLOCK, own_sql(model), re.IGNORECASE)] == []


def policy_numbers(root):
    """Every number that stands in a policy: the default terms, and the sample client's and the bank's own.

    1 is left out, as it is the rank of whatever comes first.
    """
    tables = [root / "dbt_project" / "seeds" / "contract_term_default.csv"]
    for client in (root / "sample" / "landing" / "sample_plan", root / "sample" / "anonymous_bank"):
        tables += [client / "policy" / "contract_term.csv", client / "policy" / "guarantee.csv"]
    for table in tables:
        with table.open(newline="") as file:
            for row in csv.DictReader(file):
                value = row.get("value") or row.get("target") or ""
                if re.fullmatch(r"[0-9.]+", value) and value != "1":
                    yield value.rstrip("0") if "." in value else value


def test_no_model_compares_with_a_number_that_is_policy(root, models):
    numbers = set(policy_numbers(root))
    assert {"20", "30", "0.8", "0.05"} <= numbers
    literal = re.compile(
        rf"(<=?|>=?|=|<>|\bbetween|\bin\s*\()\s*({'|'.join(map(re.escape, sorted(numbers)))})0*(?![\w.])"
    )
    found = [
        f"{model['name']}: {match.group()}"
        for model in models
        if model["fqn"][1] in PORTABLE
        for match in literal.finditer(own_sql(model))
    ]
    assert found == []


def test_the_linter_refuses_bad_sql(root, tmp_path):
    """So that a clean lint means something: it renders Jinja and its rules are on."""
    bad = tmp_path / "bad.sql"
    bad.write_text(
        "SELECT a.id, b.wait_s seconds\nFROM {{ ref('calls') }} a JOIN {{ ref('waits') }} b ON a.id = b.id\n"
    )
    linted = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", "--config", root / ".sqlfluff", bad],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 1
    for rule in ("CP01", "AL01", "AL02"):
        assert rule in linted.stdout
    assert "PRS" not in linted.stdout
    assert "TMP" not in linted.stdout
