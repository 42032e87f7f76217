"""What sqlfluff reads in place of the macros that ask dbt or the database: SQL of the same shape, without either."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"
VARIABLES = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))["vars"]


def date_spine(datepart: str, start_date: str, end_date: str) -> str:
    """A relation with one column of dates."""
    return f"select cast({start_date} as date) as date_{datepart} from (select {end_date} as until) as bounds"


def generate_series(upper_bound: int) -> str:
    """A relation with one column of numbers."""
    return f"select {upper_bound} as generated_number"


def previous(model_name: str) -> str:
    """The table a later model left behind."""
    return model_name


def source_meta(source_name: str, table_name: str) -> dict[str, Any]:
    """What a declaration says; here nothing, so that its readers fall back on their defaults."""
    return {}


def source_zone(source_name: str) -> None:
    """The time zone a source declares; here none, so that its readers fall back on UTC."""


def whole_day_sources() -> str:
    """The sources whose files hold whole days."""
    return "''"


def var(name: str, default: Any = None) -> Any:
    """A variable of the project."""
    return VARIABLES.get(name, default)


flags = SimpleNamespace(FULL_REFRESH=False)
dbt = SimpleNamespace(date_spine=date_spine, generate_series=generate_series)
