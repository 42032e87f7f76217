"""What dbt's manifest declares of the tables people may ask: columns, keys, tests, lineage, and safe ways to join."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

LAYERS = {"marts": "Marts", "core": "Core", "catalogue": "Catalogues"}
"""The schemas that have pages, and what each is called."""
READERS = {"careline_analyst": "analysts", "careline_operator": "operations", "careline_case_reader": "case readers"}
"""Roles of the warehouse that read tables, and who has them."""
ALL = "'all'"
"""How a column's description says that the column has totals beside its values."""

UNITS = (
    ("is_", "yes or no"),
    ("has_", "yes or no"),
    ("_count", "count"),
    ("_minutes", "minutes"),
    ("_usd", "US dollars"),
    ("_at", "moment, UTC"),
    ("as_of", "moment, UTC"),
    ("_on", "local date"),
    ("_s", "seconds"),
    ("_key", "token"),
)
"""Units by how the names of columns begin or end."""


@dataclass(frozen=True)
class Column:
    """A column as declared. `phi` is direct, quasi or none."""

    name: str
    data_type: str
    description: str
    phi: str
    is_key: bool

    @property
    def unit(self) -> str:
        """The unit that its name ends in; empty where it has none."""
        for part, unit in UNITS:
            if self.name.startswith(part) if part.endswith("_") else self.name.endswith(part):
                return unit
        return "local date" if self.data_type == "date" else ""


@dataclass(frozen=True)
class Join:
    """A way to another table. `on` is the SQL condition; `words` says what comes of it."""

    table: str
    on: str
    words: str


@dataclass(frozen=True)
class Table:
    """A model or seed that people may ask.

    reads, read_by: names of its neighbours in the graph; feeds: the deliveries it goes back to, as source.feed.
    tests: what is checked of it, in words; edges: the worked examples that its unit tests are.
    look_up: how to look something up here by a column that is not the key: column, condition and words.
    rows: those of a seed, which are declarations themselves; columns by name.
    """

    name: str
    layer: str
    description: str
    grain: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    read_by: tuple[str, ...]
    feeds: tuple[str, ...]
    tests: tuple[str, ...]
    edges: tuple[str, ...]
    look_up: Mapping[str, str] | None
    rows: tuple[Mapping[str, str], ...]
    schema: str
    readers: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that tell its rows apart."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def address(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def is_of_the_build(self) -> bool:
        """Whether it is empty, or holds only what the last build had to answer."""
        return self.name.startswith("touched_") or self.name.endswith(("_cell", "_now"))

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Names of its columns."""
        return frozenset(column.name for column in self.columns)

    @cached_property
    def totalled(self) -> frozenset[str]:
        """Columns that hold totals beside their values."""
        return frozenset(column.name for column in self.columns if ALL in column.description)


def read_tables(manifest: Mapping[str, Any], project: Path) -> dict[str, Table]:
    """Every table of core, marts and the shared catalogues by its name, in the order of the layers.

    Args:
        manifest: dbt's manifest.json as a mapping.
        project: folder of the dbt project, where the seeds lie.
    """
    nodes = {**manifest["nodes"], **manifest["sources"]}
    tests, edges = _tests_by_node(manifest), _edges_by_node(manifest)
    found = [
        Table(
            name=node["name"],
            layer=layer,
            description=" ".join(node["description"].split()),
            grain=node["config"]["meta"].get("grain", "row"),
            columns=tuple(_read_columns(node)),
            reads=tuple(sorted(nodes[parent]["name"] for parent in node.get("depends_on", {}).get("nodes", []))),
            read_by=tuple(
                sorted(
                    nodes[child]["name"]
                    for child in manifest["child_map"].get(unique_id, [])
                    if child in nodes and nodes[child]["resource_type"] in ("model", "seed")
                )
            ),
            feeds=tuple(sorted(_feeds(unique_id, manifest))),
            tests=tuple(_constraints(node)) + tuple(tests[unique_id]),
            edges=tuple(edges[unique_id]),
            look_up=node["config"]["meta"].get("look_up"),
            rows=tuple(_seed_rows(node, project)),
            schema=node["schema"],
            readers=tuple(
                words for role, words in READERS.items() if role in node["config"].get("grants", {}).get("select", [])
            ),
        )
        for unique_id, node in manifest["nodes"].items()
        if (layer := _layer(node))
    ]
    order = list(LAYERS)
    return {table.name: table for table in sorted(found, key=lambda table: (order.index(table.layer), table.name))}


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer a model, seed or source belongs to."""
    return str(node["fqn"][1]) if node["resource_type"] == "model" else "catalogue"


def _layer(node: Mapping[str, Any]) -> str | None:
    if node["resource_type"] not in ("model", "seed"):
        return None
    layer = layer_of(node)
    return layer if layer in LAYERS else None


def _read_columns(node: Mapping[str, Any]) -> Iterable[Column]:
    key = node["config"]["meta"].get("key", [])
    types = node["config"].get("column_types", {})
    for name, column in node["columns"].items():
        yield Column(
            name=name,
            data_type=column.get("data_type") or types.get(name, "text"),
            description=" ".join(column["description"].split()),
            phi=column["config"].get("meta", {}).get("phi", ""),
            is_key=name in key,
        )


def _feeds(unique_id: str, manifest: Mapping[str, Any]) -> set[str]:
    """The delivered feeds that a node goes back to; landing's own ledger is none."""
    seen: set[str] = set()
    waiting, feeds = [unique_id], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in manifest["sources"]:
            source = manifest["sources"][node]
            if source["schema"] == "raw":
                feeds.add(f"{source['source_name']}.{source['name']}")
        waiting += manifest["parent_map"].get(node, [])
    return feeds


def _constraints(node: Mapping[str, Any]) -> Iterable[str]:
    """What the database itself enforces by the model's contract."""
    for constraint in node.get("constraints", []):
        if constraint["type"] == "primary_key":
            yield f"Primary key: {', '.join(constraint['columns'])}"
        elif constraint["type"] == "check":
            yield f"Check: {constraint['expression']}"
    never_null = [
        name
        for name, column in node["columns"].items()
        if any(constraint["type"] == "not_null" for constraint in column.get("constraints", []))
    ]
    if never_null:
        yield f"Never null: {', '.join(never_null)}"


def _tests_by_node(manifest: Mapping[str, Any]) -> Mapping[str, list[str]]:
    tests: dict[str, list[str]] = defaultdict(list)
    for node in manifest["nodes"].values():
        if node["resource_type"] != "test":
            continue
        if node.get("attached_node"):
            tests[node["attached_node"]].append(_test_words(node))
        else:
            for parent in node["depends_on"]["nodes"]:
                tests[parent].append(_test_words(node))
    return {unique_id: sorted(words) for unique_id, words in tests.items()} | defaultdict(list)


def _test_words(node: Mapping[str, Any]) -> str:
    """A test in words: what it is called, its column and its arguments."""
    meta = node.get("test_metadata")
    if meta is None:
        return str(node["description"] or node["name"].replace("_", " "))
    column, given = node.get("column_name"), meta["kwargs"]
    match meta["name"]:
        case "not_null":
            return f"{column} is never null"
        case "unique":
            return f"{column} is unique"
        case "accepted_values":
            return f"{column} is one of {', '.join(str(value) for value in given['values'])}"
        case "relationships":
            target = str(given["to"]).removeprefix("ref('").removesuffix("')")
            return f"{column} is known to {target}.{given['field']}"
        case name:
            words = name.replace("_", " ")
            return f"{column}: {words}" if column else words[:1].upper() + words[1:]


def _edges_by_node(manifest: Mapping[str, Any]) -> Mapping[str, list[str]]:
    edges: dict[str, list[str]] = defaultdict(list)
    for test in manifest["unit_tests"].values():
        for node in test["depends_on"]["nodes"]:
            words = " ".join(test.get("description", "").split()) or test["name"].replace("_", " ")
            if node.rpartition(".")[2] == test["model"]:
                edges[node].append(words[:1].upper() + words[1:])
    return edges


def _seed_rows(node: Mapping[str, Any], project: Path) -> Iterable[Mapping[str, str]]:
    if node["resource_type"] != "seed":
        return
    with (project / node["original_file_path"]).open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def look_ups(table: Table, tables: Mapping[str, Table]) -> list[Join]:
    """Tables that add columns to this one's rows and never add rows: their whole key is known here."""
    found = []
    for other in tables.values():
        if other.name == table.name or other.is_of_the_build:
            continue
        if other.look_up:
            found += _declared(table, other)
        missing = [name for name in other.key if name not in table.column_names]
        if not other.key or set(missing) - other.totalled or len(missing) == len(other.key):
            continue
        shared = [f"{table.name}.{name} = {other.name}.{name}" for name in other.key if name not in missing]
        totals = [f"{other.name}.{name} = 'all'" for name in missing]
        words = other.description.partition(". ")[0].rstrip(".") + "."
        if missing:
            words += f" The total over {' and '.join(missing)}."
        found.append(Join(other.name, "\n  and ".join(shared + totals), words))
    return sorted(found, key=lambda join: (join.on.count("\n") == 0 and "client_id" in join.on, join.table))


def _declared(table: Table, other: Table) -> list[Join]:
    """Joins by a column that is no key of the other table, as the other table declares them."""
    assert other.look_up is not None
    column = other.look_up["column"]
    names = [name for name in table.column_names if name == column or name.endswith(f"_{column}")]
    return [
        Join(
            other.name,
            other.look_up["condition"].format(facts=table.name, column=name, look_up=other.name),
            other.look_up["words"],
        )
        for name in sorted(names)
    ]


def many_to_one(table: Table, tables: Mapping[str, Table]) -> list[Join]:
    """Tables that have several rows for one of this one: to be summed up to its key before they are joined."""
    key = table.key
    if not key or key == ("client_id",):
        return []
    return [
        Join(other.name, ", ".join(key), other.grain)
        for other in tables.values()
        if other.name != table.name
        and not other.is_of_the_build
        and set(key) <= other.column_names
        and not set(other.key) <= table.column_names
    ]
