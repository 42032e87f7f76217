"""Suites: what is expected at a border beyond what a declaration says, as YAML with a severity for every check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, get_args

import yaml

from expectations.verdict import BorderError

Severity = Literal["block", "page", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

SUITES = Path(__file__).parent / "suites"
SQL_EXPECTATION = "UnexpectedRowsExpectation"
_PLACEHOLDERS = {"column", "unexpected", "elements"}
_CHECK_KEYS = {"expect", "severity", "name", "says", "endangers"}
CATALOGUE = SUITES / "catalogue.yml"
"""What clients' policy may name: KPIs with unit and variants, terms of a contract, rules of the register. Generated."""


class SuiteError(BorderError):
    """A suite is not written as suites are; names the file, the check and what is allowed."""


@dataclass(frozen=True)
class Check:
    """One expectation with its severity.

    expectation: class name of a Great Expectations expectation. arguments: its arguments.
    name: what the evidence calls it; default is the expectation's own name.
    says: the sentence of a failure, with {column}, {unexpected} and {elements} filled in; never a value.
    endangers: the models that are wrong when it fails.
    column: the column a query speaks of; other expectations have it among their arguments.
    """

    expectation: str
    severity: Severity
    arguments: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    says: str | None = None
    endangers: tuple[str, ...] = ()
    column: str | None = None


@dataclass(frozen=True)
class IncomingSuite:
    """What a feed's files must hold to beyond the feed's declaration.

    tolerance: share of a column's cells (0 to 1) that may break its declaration before the file is held; up to it the
        rows are loaded, flagged by the models, and the check is recorded as `page`.
    formats: regular expression and plain words for a declared data type where the source writes it in its own way.
    may_be_empty: columns whose header is required and whose cells may be empty.
    dated: rows hold from valid_from until before valid_to; ranges of one key may not overlap.
    """

    name: str
    checks: tuple[Check, ...] = ()
    endangers: tuple[str, ...] = ()
    tolerance: float = 0.05
    formats: Mapping[str, Format] = field(default_factory=dict)
    may_be_empty: frozenset[str] = frozenset()
    dated: bool = False


@dataclass(frozen=True)
class Format:
    """How cells of a data type are written: a regular expression and its name in plain words, plural."""

    regex: str
    plural: str


@dataclass(frozen=True)
class OutgoingSuite:
    """What one client's candidate rows of a table must hold to.

    key: columns that together occur once. min_rows: fewest rows a client has. unscreened: text columns in which long
    numbers are lawful (a citation, a contract's own number), left out of the search for personal identifiers. signed:
    counts and seconds that may be below zero (a shortfall).
    """

    name: str
    checks: tuple[Check, ...] = ()
    key: tuple[str, ...] = ()
    min_rows: int = 0
    unscreened: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()


def incoming_suite(name: str, folder: Path = SUITES) -> IncomingSuite:
    """The suite of the raw table `name`; a feed without a file is judged by its declaration alone.

    Raises:
        SuiteError: the file is not a suite.
    """
    path = folder / "incoming" / f"{name}.yml"
    if not path.exists():
        return IncomingSuite(name)
    content = _content(path, {"tolerance", "formats", "may_be_empty", "dated"})
    tolerance = content.get("tolerance", IncomingSuite.tolerance)
    if not isinstance(tolerance, int | float) or not 0 <= tolerance < 1:
        raise SuiteError(f"{path.name}: tolerance must be a share from 0 to below 1")
    return IncomingSuite(
        name=name,
        checks=_checks(content, path),
        endangers=tuple(content.get("endangers", ())),
        tolerance=float(tolerance),
        formats={key: Format(**value) for key, value in content.get("formats", {}).items()},
        may_be_empty=frozenset(content.get("may_be_empty", ())),
        dated=bool(content.get("dated", False)),
    )


def outgoing_suites(folder: Path = SUITES) -> dict[str, OutgoingSuite]:
    """Every candidate table's suite by the table's name.

    Raises:
        SuiteError: a file is not a suite.
    """
    suites = {}
    for path in sorted((folder / "outgoing").glob("*.yml")):
        content = _content(path, {"key", "min_rows", "unscreened", "signed"})
        suites[path.stem] = OutgoingSuite(
            name=path.stem,
            checks=_checks(content, path),
            key=tuple(content.get("key", ())),
            min_rows=int(content.get("min_rows", 0)),
            unscreened=frozenset(content.get("unscreened", ())),
            signed=frozenset(content.get("signed", ())),
        )
    return suites


def _content(path: Path, own_keys: set[str]) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SuiteError(f"{path.name} is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise SuiteError(f"{path.name} must be a mapping with a list of checks")
    _allow(content, own_keys | {"checks", "endangers"}, path.name)
    return content


def _checks(content: dict[str, Any], path: Path) -> tuple[Check, ...]:
    shared = tuple(content.get("endangers", ()))
    return tuple(
        _check(item, f"{path.name}, check {position}", shared)
        for position, item in enumerate(content.get("checks", ()), start=1)
    )


def _check(item: Any, where: str, shared_endangers: tuple[str, ...]) -> Check:
    if not isinstance(item, dict) or not isinstance(item.get("expect"), str):
        raise SuiteError(f"{where}: 'expect' must name an expectation")
    if item.get("severity") not in SEVERITIES:
        raise SuiteError(f"{where}: severity must be one of {', '.join(SEVERITIES)}")
    says = item.get("says")
    if says is not None and not {part[1] for part in Formatter().parse(says) if part[1] is not None} <= _PLACEHOLDERS:
        raise SuiteError(f"{where}: 'says' may fill in only {', '.join(sorted(_PLACEHOLDERS))}")
    arguments = {key: _filled_in(value) for key, value in item.items() if key not in _CHECK_KEYS}
    column = None
    if item["expect"] == SQL_EXPECTATION:
        column = arguments.pop("column", None)
        query = str(arguments.get("unexpected_rows_query", ""))
        if query.split()[:2] != ["select", "1"]:
            raise SuiteError(f"{where}: its query must begin with 'select 1', so that no value leaves the database")
        if not says or not item.get("name"):
            raise SuiteError(f"{where}: a query needs a 'name' and a sentence in 'says'")
    return Check(
        expectation=item["expect"],
        severity=item["severity"],
        arguments=arguments,
        name=item.get("name"),
        says=says,
        endangers=tuple(item.get("endangers", shared_endangers)),
        column=column,
    )


@cache
def _catalogue() -> dict[str, list[str] | str]:
    """What stands for a placeholder of the catalogue: a list as an argument of its own, SQL inside a query."""
    catalogue = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    kpis: dict[str, Any] = catalogue["kpis"]
    pairs = [(kpi_id, variant) for kpi_id, kpi in kpis.items() for variant in kpi["variants"]]
    return {
        "{kpis}": list(kpis),
        "{terms}": list(catalogue["terms"]),
        "{rules}": list(catalogue["rules"]),
        "{kpi_variants}": ", ".join(f"('{kpi_id}', '{variant}')" for kpi_id, variant in pairs),
        "{variant_terms}": ", ".join(f"('{kpi_id}_variant', '{variant}')" for kpi_id, variant in pairs),
        "{kpis_of_no_line}": ", ".join(f"'{kpi_id}'" for kpi_id, kpi in kpis.items() if not kpi["is_of_lines"]),
        "{kpis_in_shares}": ", ".join(f"'{kpi_id}'" for kpi_id, kpi in kpis.items() if kpi["unit"] == "share"),
        "{kpis_in_seconds}": ", ".join(f"'{kpi_id}'" for kpi_id, kpi in kpis.items() if kpi["unit"] == "seconds"),
    }


def _filled_in(argument: Any) -> Any:
    if not isinstance(argument, str):
        return argument
    for placeholder, meaning in _catalogue().items():
        if argument == placeholder:
            return meaning
        if isinstance(meaning, str):
            argument = argument.replace(placeholder, meaning)
    return argument


def _allow(content: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(content) - allowed)
    if unknown:
        raise SuiteError(f"{where}: unknown key {unknown[0]!r}, expected one of {', '.join(sorted(allowed))}")
