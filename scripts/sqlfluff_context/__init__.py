"""What sqlfluff reads in place of the macros that ask dbt or the database: SQL of the same shape, without either."""

from types import SimpleNamespace
from typing import Any


def date_spine(datepart: str, start_date: str, end_date: str) -> str:
    """A relation with one column of dates."""
    return f"select cast({start_date} as date) as date_{datepart} from (select {end_date} as until) as bounds"


def previous(model_name: str) -> str:
    """The table a later model left behind."""
    return model_name


def source_meta(source_name: str, table_name: str) -> dict[str, Any]:
    """What a declaration says; here nothing, so that its readers fall back on their defaults."""
    return {}


dbt = SimpleNamespace(date_spine=date_spine)
