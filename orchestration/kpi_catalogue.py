"""Everything that follows from a KPI's one declaration: the melt, what a contact adds to it, catalogue and page.

A KPI is declared once, as a metric of dbt's semantic layer (`dbt_project/models/marts/_kpis.yml`). This module reads
the declarations from dbt's manifest and renders the files that must agree with them; `make generate` writes them, the
tests compare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BREAKDOWNS = ("total", "line", "channel", "language")
ESTIMATORS = ("count", "share", "mean", "histogram_percentile")
COUNTED = ("contacts", "queue_stays", "handled_legs", "agent_legs")
GENERATED_SQL = "-- Generated from the KPI declarations in _kpis.yml by `make generate`.\n"
GENERATED_MACROS = "{#- Generated from the KPI declarations in _kpis.yml by `make generate`. -#}\n\n"


class CatalogueError(Exception):
    """A KPI declaration that cannot be followed; one sentence."""


@dataclass(frozen=True)
class Part:
    """An additive part of a KPI: a measure of a mart. `expression` is SQL over the mart's columns, `label` is words."""

    name: str
    expression: str
    label: str
    mart: str


@dataclass(frozen=True)
class Kpi:
    """One variant of one KPI as declared. `denominator` is None for counts and percentiles.

    `counts` is what it counts one by one; `numerator_is` says what a contact above the line is (met, abandoned).
    """

    metric: str
    kpi_id: str
    variant: str
    name: str
    code: str
    unit: str
    direction: str
    format: str
    estimator: str
    citation: str
    plain_words: str
    promise_words: str
    breakdowns: tuple[str, ...]
    counts: str
    numerator_is: str | None
    numerator: Part
    denominator: Part | None
    percentile: str | None

    @property
    def formula(self) -> str:
        """The definition as a formula in words."""
        if self.estimator == "histogram_percentile":
            return f"{self.variant} of {self.numerator.label}"
        if self.denominator is None:
            return self.numerator.label
        return f"{self.numerator.label} ÷ {self.denominator.label}"


def read_kpis(manifest: Mapping[str, Any]) -> list[Kpi]:
    """The declared KPIs in the order of their dictionary codes, variants of one KPI together.

    Args:
        manifest: dbt's manifest.json as a mapping.

    Raises:
        CatalogueError: a metric names an unknown estimator, breakdown or part.
    """
    parts = _read_parts(manifest)
    metrics = [metric for metric in manifest["metrics"].values() if "kpi_id" in metric["config"]["meta"]]
    kpis = [_read_kpi(metric, parts) for metric in metrics]
    first_code = {kpi.kpi_id: min(other.code for other in kpis if other.kpi_id == kpi.kpi_id) for kpi in kpis}
    return sorted(kpis, key=lambda kpi: (first_code[kpi.kpi_id], kpi.kpi_id, kpi.variant))


def _read_parts(manifest: Mapping[str, Any]) -> dict[str, Part]:
    parts = {}
    for model in manifest["semantic_models"].values():
        mart = model["node_relation"]["alias"]
        for measure in model["measures"]:
            name = measure["name"]
            parts[name] = Part(name, measure["expr"] or name, measure["label"] or name, mart)
    return parts


def _read_kpi(metric: Mapping[str, Any], parts: Mapping[str, Part]) -> Kpi:
    meta = metric["config"]["meta"]
    name = metric["name"]
    if meta["estimator"] not in ESTIMATORS:
        raise CatalogueError(f"KPI {name} names the estimator {meta['estimator']}; known are {', '.join(ESTIMATORS)}.")
    if unknown := set(meta["breakdowns"]) - set(BREAKDOWNS):
        raise CatalogueError(
            f"KPI {name} names the breakdown {', '.join(sorted(unknown))}; known are {', '.join(BREAKDOWNS)}."
        )
    counts = meta.get("counts", "contacts")
    if counts not in COUNTED:
        raise CatalogueError(f"KPI {name} counts {counts}; known are {', '.join(COUNTED)}.")

    def part_of(metric_name: str) -> Part:
        try:
            return parts[metric_name]
        except KeyError:
            raise CatalogueError(f"KPI {name} is made of {metric_name}, which is no measure of a mart.") from None

    params = metric["type_params"]
    if metric["type"] == "ratio":
        numerator, denominator = part_of(params["numerator"]["name"]), part_of(params["denominator"]["name"])
    else:
        numerator, denominator = part_of(params["measure"]["name"]), None
    return Kpi(
        metric=name,
        kpi_id=meta["kpi_id"],
        variant=meta["variant"],
        name=metric["label"],
        code=meta["code"],
        unit=meta["unit"],
        direction=meta["direction"],
        format=meta["format"],
        estimator=meta["estimator"],
        citation=meta["citation"],
        plain_words=" ".join(metric["description"].split()),
        promise_words=meta["promise_words"],
        breakdowns=tuple(meta["breakdowns"]),
        counts=counts,
        numerator_is=meta.get("numerator_is"),
        numerator=numerator,
        denominator=denominator,
        percentile=str(meta["percentile"]) if "percentile" in meta else None,
    )


def render_kpi_cell(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_cell: the parts of all KPIs, summed by cell of the periods a build answers."""
    parts = {
        part.name: part
        for kpi in kpis
        for part in (kpi.numerator, kpi.denominator)
        if part and part.mart == "contact_interval"
    }
    sums = ",\n".join(
        f"    cast(\n        sum({_qualified(part, 'intervals')}) as numeric\n    ) as {part.name}"
        for _, part in sorted(parts.items())
    )
    return f"""{GENERATED_SQL}with intervals as (
    select * from {{{{ ref('contact_interval') }}}}
),

periods as (
    select * from {{{{ ref('touched_client_period') }}}}
)

select
    {{{{ kpi_cell('intervals', 'periods') }}}},
{sums}
from intervals
inner join periods on {{{{ in_period('intervals', 'periods') }}}}
group by {{{{ kpi_cell_grouping('intervals', 'periods') }}}}
"""


def render_kpi_period(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_period: one branch a KPI variant, each made from the parts by its estimator."""
    branches = "\n\n    union all\n\n".join(_branch(kpi) for kpi in kpis)
    return f"""{GENERATED_SQL}{{{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{{'columns': ['client_id', 'kpi_id', 'period_type']}}]
) }}}}

-- depends_on: {{{{ ref('touched_client_period') }}}}
with cells as (
    select * from {{{{ ref('kpi_cell') }}}}
),

wait_cells as (
    select * from {{{{ ref('kpi_wait_cell') }}}}
),

melted as (
{branches}
)

select
    melted.client_id,
    melted.line,
    melted.channel,
    melted.language,
    melted.period_type,
    melted.period_start_on,
    melted.kpi_id,
    melted.variant,
    melted.numerator,
    melted.denominator,
    melted.value,
    melted.n,
    melted.ci_low,
    melted.ci_high,
    melted.maturity,
    melted.as_of
from melted
where melted.value is not null
"""


def _qualified(part: Part, table: str) -> str:
    """The part's expression with every column named by its table."""
    return " ".join(word if not word.isidentifier() else f"{table}.{word}" for word in part.expression.split())


def _branch(kpi: Kpi) -> str:
    is_percentile = kpi.estimator == "histogram_percentile"
    cells = "wait_cells" if is_percentile else "cells"
    arguments = (
        [kpi.percentile]
        if is_percentile
        else [f"'cells.{part.name}'" for part in (kpi.numerator, kpi.denominator) if part]
    )
    breakdowns = ", ".join(f"'{breakdown}'" for breakdown in kpi.breakdowns)
    branch = f"""    select
        {{{{ kpi_cell_columns('{cells}') }}}},
        '{kpi.kpi_id}' as kpi_id,
        '{kpi.variant}' as variant,
        {{{{ estimate_{kpi.estimator}({", ".join(str(argument) for argument in arguments)}) }}}}
    from {cells}
    where {cells}.breakdown in ({breakdowns})"""
    return branch + f"\n    group by {{{{ kpi_cell_columns('{cells}') }}}}" if is_percentile else branch


def render_catalogue(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_catalogue: one row a KPI variant with its words."""
    rows: list[dict[str, str | int | None]] = [
        {
            "kpi_id": kpi.kpi_id,
            "variant": kpi.variant,
            "metric": kpi.metric,
            "kpi_name": kpi.name,
            "code": kpi.code,
            "unit": kpi.unit,
            "direction": kpi.direction,
            "format": kpi.format,
            "estimator": kpi.estimator,
            "counts": kpi.counts,
            "numerator_is": kpi.numerator_is,
            "plain_words": kpi.plain_words,
            "promise_words": kpi.promise_words,
            "formula_text": kpi.formula,
            "citation": kpi.citation,
            "sort_no": position,
        }
        for position, kpi in enumerate(kpis, start=1)
    ]
    selects = "\n\n    union all\n\n".join(
        "    select\n" + ",\n".join(f"        {_literal(value)} as {column}" for column, value in row.items())
        for row in rows
    )
    columns = ",\n".join(f"    catalogue.{column}" for column in rows[0])
    return f"{GENERATED_SQL}with catalogue as (\n{selects}\n)\n\nselect\n{columns}\nfrom catalogue\n"


def _literal(value: str | int | None) -> str:
    if value is None:
        return "cast(null as text)"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def render_definitions(kpis: list[Kpi]) -> str:
    """Macros that give what one contact adds above and below the line of a definition, named by its metric."""
    ratios = [(kpi, kpi.numerator, kpi.denominator) for kpi in kpis if kpi.denominator]
    return GENERATED_MACROS + "\n\n".join(
        _definition_macro(name, [(kpi.metric, part) for kpi, *parts in ratios if (part := parts[position])])
        for position, name in enumerate(("definition_numerator", "definition_denominator"))
    )


def _definition_macro(name: str, cases: list[tuple[str, Part]]) -> str:
    whens = "\n".join(f"        when '{metric}' then {_qualified(part, '{{ parts }}')}" for metric, part in cases)
    return f"{{% macro {name}(parts, metric) -%}}\n    case {{{{ metric }}}}\n{whens}\n    end\n{{%- endmacro %}}\n"


def render_page(kpis: list[Kpi]) -> str:
    """The KPI page of the documentation, in Markdown."""
    lines = [
        "# KPIs and their definitions",
        "",
        "Each KPI is declared once, in `dbt_project/models/marts/_kpis.yml`; this page, the tables and the dashboards",
        "follow from it (`make generate`). A contract chooses the variant; all can be asked of `marts.kpi_period`.",
        "`marts.definition_bridge` names the contacts on which two variants differ, with the reason;",
        "`marts.definition_difference` says by how much.",
        "",
    ]
    by_kpi: dict[str, list[Kpi]] = {}
    for kpi in kpis:
        by_kpi.setdefault(kpi.kpi_id, []).append(kpi)
    for kpi_id, variants in by_kpi.items():
        lines += [f"## {variants[0].name} (`{kpi_id}`)", ""]
        lines += ["| variant | what it means | formula | unit | better | source |", "|---|---|---|---|---|---|"]
        for kpi in variants:
            cells = (f"`{kpi.variant}`", kpi.plain_words, kpi.formula, kpi.unit, kpi.direction, kpi.citation)
            lines.append(f"| {' | '.join(cells)} |")
        lines += ["", f"Broken down by: {', '.join(variants[0].breakdowns)}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def generated_files(manifest_path: Path, root: Path) -> dict[Path, str]:
    """Path and text of every file that follows from the KPI declarations.

    Raises:
        CatalogueError: there is no manifest, or a declaration cannot be followed.
    """
    try:
        manifest = json.loads(manifest_path.read_text())
    except FileNotFoundError:
        raise CatalogueError(f"There is no dbt manifest at {manifest_path}: run dbt parse first.") from None
    kpis = read_kpis(manifest)
    marts = root / "dbt_project" / "models" / "marts"
    return {
        marts / "kpi_cell.sql": render_kpi_cell(kpis),
        marts / "kpi_period.sql": render_kpi_period(kpis),
        marts / "kpi_catalogue.sql": render_catalogue(kpis),
        root / "dbt_project" / "macros" / "definitions.sql": render_definitions(kpis),
        root / "docs" / "kpis.md": render_page(kpis),
    }
