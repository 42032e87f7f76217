"""Everything that follows from a KPI's one declaration: the melt, what a contact adds to it, catalogue and page.

A KPI is declared once, as a metric of dbt's semantic layer (`*_kpis.yml` in `dbt_project/models/marts`). This module
reads the declarations from dbt's manifest and renders the files that must agree with them; `make generate` writes
them, the tests compare.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DIMENSIONS = ("line", "channel", "language")
ESTIMATORS = ("count", "share", "mean", "ratio", "maximum", "histogram_percentile", "completion", "stated")
STATED = "stated"
"""What a mart says row by row itself, such as a guarantee's margin: declared like any KPI, and in no kpi_period."""
COUNTED = ("contacts", "queue_stays", "handled_legs", "agent_legs")
CONTACTS = "contacts"
"""What a mart rests on unless it says otherwise: the records of the client's telephony platforms."""
DAY, MATURED = "day", "matured"
"""Up to when a feed has to be there: for the row's own day, or until the row has matured."""
BY_CONTACT = "contact_interval"
"""The mart whose parts are those of single contacts: its definitions are bridged contact by contact."""
GENERATED_SQL = "-- Generated from the KPI declarations by `make generate`.\n"
GENERATED_YAML = "# Generated from the KPI declarations by `make generate`.\n"
GENERATED_MACROS = "{#- Generated from the KPI declarations by `make generate`. -#}\n\n"


CELL_KEY = (
    ("client_id", "text", "Client the row belongs to."),
    ("line", "text", "Line of the contract; 'all' for their total."),
    ("channel", "text", "Channel; 'all' for their total."),
    ("language", "text", "Language (ISO 639-1); 'all' for their total."),
    (
        "period_type",
        "text",
        "day, week (Monday to Sunday), month or contract; where a guarantee is judged by it, quarter, so many days "
        "(9_days) or the rest of the contract.",
    ),
    ("period_start_on", "date", "First local date of the period."),
)
CELL_FACTS = (
    ("breakdown", "text", "Which dimension the cell is broken down by: total, line, channel or language."),
    ("maturity", "text", "Whether the period is over: final or provisional."),
    (
        "as_of",
        "timestamptz",
        "Moment the value speaks for (UTC): the end of a closed period, the data-through moment of an open one.",
    ),
    (
        "pending_count",
        "bigint",
        "What may still change and is not counted yet, such as an issue that may come back.",
    ),
)
"""Columns of a model of cells: name, type, words."""


class CatalogueError(Exception):
    """A KPI declaration that cannot be followed; one sentence."""


@dataclass(frozen=True)
class Mart:
    """A mart of additive parts: a semantic model.

    `on` is the local date by which its rows belong to a period, `dimensions` those it can be broken down by. Where
    rows are only to be counted once they are matured, `matures_on` is the local date they are and `pending` the column
    that says how many each row stands for. `rests_on` names the feeds (`source.feed`, or `contacts`) without which its
    numbers are not measured, each with the local date up to which its days have to be there: `day`, `matured`, or a
    column. `is_told_undelivered` says that they are told as not measured where a client never delivered such a feed.
    """

    name: str
    on: str
    dimensions: tuple[str, ...]
    matures_on: str | None
    pending: str | None
    rests_on: tuple[tuple[str, str], ...]
    is_told_undelivered: bool

    @property
    def cell(self) -> str:
        """Name of the model of its cells."""
        return f"{self.name}_cell"


@dataclass(frozen=True)
class Part:
    """A part of a KPI: a measure of a mart. `expression` is SQL over the mart's columns, `label` is words.

    `aggregate` is how parts of several rows come together: sum, or max. `matures_on`, `pending` and `rests_on` are as
    of a mart, where its parts do not all mature on the same date, or rest on the same feeds.
    """

    name: str
    expression: str
    label: str
    aggregate: str
    mart: Mart
    matures_on: str | None
    pending: str | None
    rests_on: tuple[tuple[str, str], ...]

    @property
    def reaches(self) -> frozenset[tuple[str, str]]:
        """The feeds it rests on, each with the column of the date up to which its days have to be there."""
        columns = {DAY: self.mart.on, MATURED: self.matures_on or self.mart.on}
        return frozenset((feed, columns.get(until, until)) for feed, until in self.rests_on)

    @property
    def pending_column(self) -> str:
        """Column of the mart's cells that says how many things are still to come."""
        if (self.pending, self.matures_on) == (self.mart.pending, self.mart.matures_on):
            return "pending_count"
        return "_".join(filter(None, ("pending", self.pending, self.matures_on)))


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
    spread: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part its estimator takes, in order; `spread` are those of the interval alone."""
        return tuple(part for part in (self.numerator, self.denominator, *self.spread) if part)

    @property
    def reaches(self) -> list[tuple[str, str]]:
        """What its parts rest on, in order."""
        return sorted({reach for part in self.parts for reach in part.reaches})

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
        mart = _read_mart(model)
        for measure in model["measures"]:
            name = measure["name"]
            own = (measure.get("config") or {}).get("meta") or {}
            parts[name] = Part(
                name=name,
                expression=measure["expr"] or name,
                label=measure["label"] or name,
                aggregate=measure["agg"],
                mart=mart,
                matures_on=own.get("matures_on", mart.matures_on),
                pending=own.get("pending", mart.pending),
                rests_on=_read_rests(own["rests_on"]) if "rests_on" in own else mart.rests_on,
            )
    return parts


def _read_rests(declared: list[str] | Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A list names feeds that have to be there for the day; a mapping says of each up to when."""
    return tuple(declared.items()) if isinstance(declared, Mapping) else tuple((feed, DAY) for feed in declared)


def _read_mart(model: Mapping[str, Any]) -> Mart:
    meta = model["config"].get("meta") or {}
    declared = {dimension["name"] for dimension in model["dimensions"]}
    return Mart(
        name=model["node_relation"]["alias"],
        on=model["defaults"]["agg_time_dimension"],
        dimensions=tuple(dimension for dimension in DIMENSIONS if dimension in declared),
        matures_on=meta.get("matures_on"),
        pending=meta.get("pending"),
        rests_on=_read_rests(meta.get("rests_on", [CONTACTS])),
        is_told_undelivered=meta.get("is_told_undelivered", False),
    )


def _read_kpi(metric: Mapping[str, Any], parts: Mapping[str, Part]) -> Kpi:
    meta = metric["config"]["meta"]
    name = metric["name"]
    if meta["estimator"] not in ESTIMATORS:
        raise CatalogueError(f"KPI {name} names the estimator {meta['estimator']}; known are {', '.join(ESTIMATORS)}.")
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
    if denominator and denominator.mart != numerator.mart:
        raise CatalogueError(
            f"KPI {name} divides a part of {numerator.mart.name} by one of {denominator.mart.name}; "
            "both must be of one mart."
        )
    if denominator and denominator.pending_column != numerator.pending_column:
        raise CatalogueError(f"KPI {name} divides a part by one that matures otherwise.")
    known = ("total", *numerator.mart.dimensions)
    if unknown := set(meta["breakdowns"]) - set(known):
        raise CatalogueError(
            f"KPI {name} names the breakdown {', '.join(sorted(unknown))}; "
            f"{numerator.mart.name} has {', '.join(known)}."
        )
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
        spread=tuple(part_of(spread) for spread in meta.get("spread", ())),
    )


def marts(kpis: list[Kpi]) -> list[Mart]:
    """The marts whose parts KPIs are made of, by name; those of bins are left out, as their cells are no sums."""
    found = {
        kpi.numerator.mart.name: kpi.numerator.mart
        for kpi in kpis
        if kpi.estimator not in ("histogram_percentile", STATED)
    }
    return [mart for _, mart in sorted(found.items())]


def _melted(kpis: list[Kpi]) -> list[Kpi]:
    return [kpi for kpi in kpis if kpi.estimator != STATED]


def render_kpi_feed(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_feed: the feeds that each KPI rests on, and up to when."""
    rows = ",\n".join(
        f"    ('{kpi.kpi_id}', '{kpi.variant}', '{kpi.numerator.mart.name}', '{feed}', '{column}', "
        f"{str(kpi.numerator.mart.is_told_undelivered).lower()})"
        for kpi in _melted(kpis)
        for feed, column in kpi.reaches
    )
    columns = ("kpi_id", "variant", "mart", "feed", "reaches_to", "is_told_undelivered")
    types = ("text", "text", "text", "text", "text", "boolean")
    selected = ",\n".join(
        f"    cast(feeds.{column} as {kind}) as {column}" for column, kind in zip(columns, types, strict=True)
    )
    return (
        f"{GENERATED_SQL}with feeds ({', '.join(columns)}) as (\n    values\n{rows}\n)\n\n"
        f"select\n{selected}\nfrom feeds\n"
    )


def render_kpi_reach(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_reach: up to which date each day of a mart looks ahead, where it looks beyond itself."""
    ahead = sorted(
        {
            (kpi.numerator.mart.name, kpi.numerator.mart.on, column)
            for kpi in _melted(kpis)
            for _, column in kpi.reaches
            if column != kpi.numerator.mart.on
        }
    )
    days = {(mart, on): [column for *of, column in ahead if of == [mart, on]] for mart, on, _ in ahead}
    imports = ",\n\n".join(f"{mart}s as (\n    select * from {{{{ ref('{mart}') }}}}\n)" for mart, _ in days)
    furthest = ",\n\n".join(
        f"{mart}_ends as (\n    select\n        {mart}s.client_id,\n"
        f"        {mart}s.{on}{'' if on == 'day_on' else ' as day_on'},\n"
        + ",\n".join(f"        max({mart}s.{column}) as {column}" for column in columns)
        + f"\n    from {mart}s\n    inner join touched\n        on {mart}s.client_id = touched.client_id\n"
        f"        and {mart}s.{on} = touched.day_on\n    group by {mart}s.client_id, {mart}s.{on}\n)"
        for (mart, on), columns in days.items()
    )
    reaches = "\n\n    union all\n\n".join(
        f"    select\n        {mart}_ends.client_id,\n        '{mart}' as mart,\n        '{column}' as reaches_to,\n"
        f"        {mart}_ends.day_on,\n        {mart}_ends.{column} as reached_on\n    from {mart}_ends"
        for mart, _, column in ahead
    )
    return f"""{GENERATED_SQL}{{{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_kpi_day',
    rebuild_by=['client_id', 'day_on'],
    on_schema_change='append_new_columns'
) }}}}

with touched as (
    select * from {{{{ ref('touched_kpi_day') }}}}
),

{imports},

{furthest},

reaches as (
{reaches}
)

select
    reaches.client_id,
    reaches.mart,
    reaches.reaches_to,
    reaches.day_on,
    reaches.reached_on
from reaches
where reaches.reached_on > reaches.day_on
"""


def _parts_of(mart: Mart, kpis: list[Kpi]) -> list[Part]:
    parts = {part.name: part for kpi in kpis for part in kpi.parts if part.mart == mart and kpi.estimator != STATED}
    return [part for _, part in sorted(parts.items())]


def render_cell(mart: Mart, kpis: list[Kpi]) -> str:
    """SQL of a mart's cells: the parts of its KPIs, brought together by cell of the periods a build answers.

    Of what matures only what has counts; pending_count and its like say how many things are still to come.
    """
    parts = _parts_of(mart, kpis)
    waits = _waits(mart, parts)
    key = list(dict.fromkeys(["client_id", *mart.dimensions, mart.on, *(on for _, on in waits.values() if on)]))
    by_day = [
        *(f"        sum(facts.{pending}) as {column}" for column, (pending, _) in waits.items() if pending),
        *(f"        {part.aggregate}({_qualified(part, 'facts')}) as {part.name}" for part in parts),
    ]
    sums = [
        *((column, _sum_pending(column, *wait), "bigint") for column, wait in waits.items()),
        *((part.name, f"{part.aggregate}(days.{part.name}){_only_matured(part)}", "numeric") for part in parts),
    ]
    by_period = [f"    cast(\n        {sum_of} as {kind}\n    ) as {name}" for name, sum_of, kind in sums]
    named = ",\n".join(f"        facts.{column}" for column in key)
    line = ",\n"
    dimensions = f"[{', '.join(repr(dimension) for dimension in mart.dimensions)}]"
    return f"""{GENERATED_SQL}with facts as (
    select * from {{{{ ref('{mart.name}') }}}}
),

periods as (
    select * from {{{{ ref('touched_client_period') }}}}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
{named},
{line.join(by_day)}
    from facts
    group by
{named}
)

select
    {{{{ kpi_cell('days', 'periods', {dimensions}) }}}},
{line.join(by_period)}
from days
inner join periods on {{{{ in_period('days', 'periods', '{mart.on}') }}}}
group by {{{{ kpi_cell_grouping('days', 'periods', {dimensions}) }}}}
"""


def _only_matured(part: Part) -> str:
    return f" filter (where days.{part.matures_on} <= periods.matured_to_on)" if part.matures_on else ""


def _waits(mart: Mart, parts: list[Part]) -> dict[str, tuple[str | None, str | None]]:
    """Columns of what is still to come: the mart's column that counts it, and the date on which it matures.

    Without a date the mart itself counts only what is pending; without a column nothing is.
    """
    found = {"pending_count": (mart.pending, mart.matures_on)}
    return found | {part.pending_column: (part.pending, part.matures_on) for part in parts}


def _sum_pending(column: str, pending: str | None, matures_on: str | None) -> str:
    if pending is None:
        return "0"
    only = f" filter (where (days.{matures_on} <= periods.matured_to_on) is not true)" if matures_on else ""
    return f"coalesce(sum(days.{column}){only}, 0)"


def render_cell_models(kpis: list[Kpi]) -> str:
    """YAML of the models of cells: columns, keys, descriptions."""
    return GENERATED_YAML + "models:\n" + "".join(_cell_model(mart, kpis) for mart in marts(kpis))


def _cell_model(mart: Mart, kpis: list[Kpi]) -> str:
    columns = [
        *(_yaml_column(name, kind, words, is_key=True) for name, kind, words in CELL_KEY),
        *(_yaml_column(name, kind, words) for name, kind, words in CELL_FACTS),
        *(
            _yaml_column(column, "bigint", "What the KPIs of this window still wait for.")
            for column in _waits(mart, _parts_of(mart, kpis))
            if column != "pending_count"
        ),
        *(
            _yaml_column(part.name, "numeric", f"{part.label[:1].upper()}{part.label[1:]}.")
            for part in _parts_of(mart, kpis)
        ),
    ]
    key = ", ".join(name for name, _, _ in CELL_KEY)
    return f"""  - name: {mart.cell}
    description: >
      The parts that {mart.name} gives to KPIs, by cell and period, for the periods the running build answers.
    config: {{meta: {{grain: "client, line, channel, language and period", key: [{key}]}}}}
    constraints: [{{type: primary_key, columns: [{key}]}}]
    columns:
{"".join(columns)}"""


def _yaml_column(name: str, data_type: str, words: str, *, is_key: bool = False) -> str:
    rest = ", constraints: [{type: not_null}]" if is_key else ""
    return (
        f'      - {{name: {name}, data_type: "{data_type}", description: {json.dumps(words, ensure_ascii=False)}, '
        f"config: {{meta: {{phi: none}}}}{rest}}}\n"
    )


def render_kpi_period(kpis: list[Kpi]) -> str:
    """SQL of marts.kpi_period: one branch a KPI variant, each made from the parts by its estimator."""
    melted = _melted(kpis)
    branches = "\n\n    union all\n\n".join(_branch(kpi) for kpi in melted)
    cells = sorted({kpi.numerator.mart.cell for kpi in melted})
    imports = ",\n\n".join(f"{cell}s as (\n    select * from {{{{ ref('{cell}') }}}}\n)" for cell in cells)
    return f"""{GENERATED_SQL}{{{{ config(
    pre_hook=joins_whole(),
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{{'columns': ['client_id', 'kpi_id', 'period_type']}}]
) }}}}

-- depends_on: {{{{ ref('touched_client_period') }}}}
with {imports},

periods as (
    select * from {{{{ ref('touched_client_period') }}}}
),

unmeasured as (
    select * from {{{{ ref('unmeasured_period') }}}}
),

melted as (
{branches}
),

withheld as (
    select
        periods.client_id,
        periods.period_type,
        periods.period_start_on,
        periods.as_of,
        unmeasured.kpi_id,
        unmeasured.variant,
        unmeasured.reason
    from periods
    inner join unmeasured
        on periods.client_id = unmeasured.client_id
        and periods.period_type = unmeasured.period_type
        and periods.period_start_on = unmeasured.period_start_on
),

-- What is still to mature is said to be; of a cell in which nothing happened nothing is said.
told as (
    select
        melted.*,
        withheld.reason is not null as is_withheld
    from melted
    left join withheld
        on melted.client_id = withheld.client_id
        and melted.period_type = withheld.period_type
        and melted.period_start_on = withheld.period_start_on
        and melted.kpi_id = withheld.kpi_id
        and melted.variant = withheld.variant
    where melted.value is not null or melted.pending_count > 0
),

told_periods as (
    select distinct
        told.client_id,
        told.period_type,
        told.period_start_on
    from told
),

-- Where nothing came that was to come, no row would pass for no contacts.
absent as (
    select withheld.*
    from withheld
    left join told
        on withheld.client_id = told.client_id
        and withheld.period_type = told.period_type
        and withheld.period_start_on = told.period_start_on
        and withheld.kpi_id = told.kpi_id
        and withheld.variant = told.variant
        and told.line = 'all'
        and told.channel = 'all'
        and told.language = 'all'
    left join told_periods
        on withheld.client_id = told_periods.client_id
        and withheld.period_type = told_periods.period_type
        and withheld.period_start_on = told_periods.period_start_on
    where told.kpi_id is null and (withheld.reason <> 'no_feed' or told_periods.client_id is not null)
)

-- The parts of what is not measured stay, to be explained; its value is nobody's number.
select
    told.client_id,
    told.line,
    told.channel,
    told.language,
    told.period_type,
    told.period_start_on,
    told.kpi_id,
    told.variant,
    told.numerator,
    told.denominator,
    case when not told.is_withheld then told.value end as value,
    told.n,
    case when not told.is_withheld then told.ci_low end as ci_low,
    case when not told.is_withheld then told.ci_high end as ci_high,
    case
        when told.is_withheld or told.value is null then 'not_measured'
        when told.pending_count > 0 then 'provisional'
        else told.maturity
    end as maturity,
    told.as_of
from told

union all

select
    absent.client_id,
    'all' as line,
    'all' as channel,
    'all' as language,
    absent.period_type,
    absent.period_start_on,
    absent.kpi_id,
    absent.variant,
    cast(null as numeric) as numerator,
    cast(null as numeric) as denominator,
    cast(null as numeric) as value,
    cast(0 as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high,
    'not_measured' as maturity,
    absent.as_of
from absent
"""


def _qualified(part: Part, table: str) -> str:
    """The part's expression with every column named by its table."""
    return " ".join(word if not word.isidentifier() else f"{table}.{word}" for word in part.expression.split())


def _branch(kpi: Kpi) -> str:
    cells = f"{kpi.numerator.mart.cell}s"
    parts = (
        (cells, str(kpi.percentile))
        if kpi.estimator == "histogram_percentile"
        else tuple(f"{cells}.{part.name}" for part in kpi.parts)
    )
    estimate = f"estimate_{kpi.estimator}({', '.join(repr(part) for part in parts)})"
    melt = "kpi_rows_by_bin" if kpi.estimator == "histogram_percentile" else "kpi_rows"
    column = kpi.numerator.pending_column
    by_bin = kpi.estimator == "histogram_percentile" and kpi.numerator.pending is not None
    pending = f", '{cells}.{column}'" if column != "pending_count" or by_bin else ""
    return f"""    {{{{ {melt}(
        '{cells}', '{kpi.kpi_id}', '{kpi.variant}', {list(kpi.breakdowns)},
        {estimate}{pending}
    ) }}}}"""


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
            "mart": kpi.numerator.mart.name,
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
    ratios = [
        (kpi, kpi.numerator, kpi.denominator)
        for kpi in kpis
        if kpi.denominator and kpi.numerator.mart.name == BY_CONTACT
    ]
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
        "Each KPI is declared once, in the `*_kpis.yml` of `dbt_project/models/marts`; this page, the tables and the",
        "dashboards follow from it (`make generate`). A contract chooses the variant; `marts.kpi_period` has them all.",
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
        mart = variants[0].numerator.mart.name
        stands_in = f" It stands in `marts.{mart}`." if variants[0].estimator == STATED else ""
        lines += ["", f"Broken down by: {', '.join(variants[0].breakdowns)}.{stands_in}{_rests(variants)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _rests(variants: list[Kpi]) -> str:
    """Which feeds a KPI rests on, in words."""
    found: dict[str, bool] = {}
    for kpi in _melted(variants):
        for feed, column in kpi.reaches:
            found[feed] = found.get(feed, False) or column != kpi.numerator.mart.on
    names = [f"{feed} (until it has matured)" if is_ahead else feed for feed, is_ahead in sorted(found.items())]
    return f" Not measured without each day of: {', '.join(names)}." if names else ""


def render_policy_catalogue(kpis: list[Kpi], terms: list[str], rules: list[str]) -> str:
    """YAML of what clients' policy may name: KPIs with unit, whether lines have them, and variants; terms; rules."""
    listed: dict[str, dict[str, Any]] = {}
    for kpi in kpis:
        if kpi.estimator == STATED:
            continue
        is_of_lines = "line" in kpi.breakdowns
        listed.setdefault(kpi.kpi_id, {"unit": kpi.unit, "is_of_lines": is_of_lines, "variants": []})
        listed[kpi.kpi_id]["variants"].append(kpi.variant)
    named = {"kpis": listed, "terms": terms, "rules": rules}
    return GENERATED_YAML + yaml.safe_dump(named, sort_keys=False, width=120)


def _seed_keys(root: Path, seed: str, column: str) -> list[str]:
    with (root / "dbt_project" / "seeds" / f"{seed}.csv").open(encoding="utf-8") as lines:
        return [row[column] for row in csv.DictReader(lines)]


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
    folder = root / "dbt_project" / "models" / "marts"
    return {
        **{folder / f"{mart.cell}.sql": render_cell(mart, kpis) for mart in marts(kpis)},
        folder / "_cells__models.yml": render_cell_models(kpis),
        folder / "kpi_period.sql": render_kpi_period(kpis),
        folder / "kpi_catalogue.sql": render_catalogue(kpis),
        folder / "kpi_feed.sql": render_kpi_feed(kpis),
        folder / "kpi_reach.sql": render_kpi_reach(kpis),
        root / "dbt_project" / "macros" / "definitions.sql": render_definitions(kpis),
        root / "docs" / "kpis.md": render_page(kpis),
        root / "expectations" / "suites" / "catalogue.yml": render_policy_catalogue(
            kpis, _seed_keys(root, "contract_term_default", "term"), _seed_keys(root, "rule", "rule_id")
        ),
    }
