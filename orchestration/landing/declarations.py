"""Feeds as dbt's source files declare them: what lands, how it is written, and which columns it has."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from orchestration.landing.errors import DeclarationError

Choice = TypeVar("Choice", bound=StrEnum)
PATH = re.compile(r"[^.\[\]]+(\[\])?(\.[^.\[\]]+(\[\])?)*")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")
LANDING_KEYS = {"pattern", "format", "delimiter", "encoding", "delivery", "window_by", "record_path", "sheet"}
QUOTE_OR_END = '"\r\n\0'
ARCHIVE_SUFFIXES = (".gz", ".zip")
# libyaml reads ten times as fast; PyYAML's wheels bring it.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# PostgreSQL keeps a row on one page of 8 KB, where a long value leaves a pointer of 18 bytes.
MAX_COLUMNS = 400
# PostgreSQL cuts names at 63 letters; the names of the table's indexes add to it.
MAX_TABLE_NAME = 50


class Format(StrEnum):
    """How a feed's files are written."""

    DELIMITED = "delimited"
    JSON = "json"
    JSON_LINES = "json_lines"
    EXCEL = "excel"
    PARQUET = "parquet"


TABLE_SUFFIXES = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), Format.EXCEL),
    ".parquet": Format.PARQUET,
}


class Delivery(StrEnum):
    """What a new file means for the rows delivered before it.

    append: rows add up; a line delivered before is known. upsert: a row replaces the one of its key.
    replace_window: each file stands whole.
    """

    APPEND = "append"
    UPSERT = "upsert"
    REPLACE_WINDOW = "replace_window"


class Phi(StrEnum):
    """How far a column tells who a person is."""

    DIRECT = "direct"
    QUASI = "quasi"
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """A declared column.

    header: the name it has in the file, where that differs from its name in the warehouse.
    data_type: type staging gives it; in the raw table it is text.
    required: a flat file without it is rejected; of nested records it may be missing in few.
    path: where it lies in a nested record, steps apart by dots; `[]` after a step stands for the elements of a list.
    """

    name: str
    header: str
    data_type: str
    phi: Phi
    required: bool
    description: str
    path: str = ""


@dataclass(frozen=True)
class Landing:
    """How a feed's files are recognised and read.

    pattern: shell patterns of the file's name or of its path below the source's folder, apart by `|`, without `.gz` or
        `.zip`; upper and lower case alike.
    delimiter: one character, for delimited files.
    encoding: UTF-8 or a one-byte encoding that agrees with ASCII.
    window_by: what a file of a replace_window feed stands for.
    sheet: name of the sheet to read of a spreadsheet; None for its first.
    record_path: where the records of a JSON document lie, steps apart by dots; None where it is or lists them itself.
    """

    pattern: str
    format: Format
    delimiter: str
    encoding: str
    delivery: Delivery
    window_by: str | None = None
    record_path: str | None = None
    sheet: str | None = None

    @property
    def is_nested(self) -> bool:
        """Whether a record is a JSON object rather than a line of columns."""
        return self.format in (Format.JSON, Format.JSON_LINES)

    def format_of(self, file_name: str) -> Format:
        """How a file is written: a flat feed's tables are told by their suffix."""
        suffix = Path(content_name(file_name)).suffix.lower()
        return self.format if self.is_nested else TABLE_SUFFIXES.get(suffix, self.format)

    def closeness(self, file_name: str) -> int | None:
        """How closely the pattern describes a file (its literal characters), or None where it does not.

        file_name: the file's path below its source's folder. Its own name may fit, or the folders may tell.
        """
        path = content_name(file_name).lower()
        names = (path, path.rpartition("/")[2])
        fits = [
            pattern for pattern in self.pattern.lower().split("|") if any(fnmatchcase(name, pattern) for name in names)
        ]
        return max((len(re.sub(r"\[[^]]*\]|[*?]", "", pattern)) for pattern in fits), default=None)


@dataclass(frozen=True)
class Feed:
    """One kind of delivery, declared in `_<source>__sources.yml`.

    raw_table: its table in schema raw, `<source>_<name>`.
    key: columns (for JSON: dotted paths) that name the thing a row is about; may be empty.
    event_time: column or path of the moment it happened, or None.
    expected: volume and lateness, for the incoming expectations.
    """

    source: str
    name: str
    landing: Landing
    key: tuple[str, ...]
    event_time: str | None
    expected: Mapping[str, Any] = field(hash=False)
    columns: tuple[Column, ...]
    description: str

    @property
    def raw_table(self) -> str:
        """Name of the raw table, without its schema."""
        return f"{self.source}_{self.name}"

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The declared columns by the folded name they have in a file."""
        return {fold(column.header): column for column in self.columns}

    def __str__(self) -> str:
        return f"{self.source}.{self.name}"


def content_name(file_name: str) -> str:
    """A file's name without the suffix of its compression."""
    stem, dot, suffix = file_name.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in ARCHIVE_SUFFIXES else file_name


def fold(header: str) -> str:
    """A column's name in a file, so that spaces around it and its case do not matter."""
    return header.strip().casefold()


def read_feeds(dbt_project: Path) -> list[Feed]:
    """Every source table with `meta.landing`, by source and name.

    Raises:
        DeclarationError: a declaration cannot be used.
    """
    feeds = [feed for path in sorted(dbt_project.glob("models/staging/*/_*__sources.yml")) for feed in _read_file(path)]
    seen: set[str] = set()
    for feed in feeds:
        if feed.raw_table in seen:
            raise DeclarationError(f"two feeds share the raw table raw.{feed.raw_table}: rename one of them")
        seen.add(feed.raw_table)
    return sorted(feeds, key=lambda feed: (feed.source, feed.name))


def _read_file(path: Path) -> tuple[Feed, ...]:
    try:
        return _read_text(path.name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DeclarationError(f"{path.name} cannot be read as YAML ({type(error).__name__}): correct it") from error


@lru_cache(maxsize=128)
def _read_text(file_name: str, text: str) -> tuple[Feed, ...]:
    """The feeds of a file as it stands; every load and every build asks for them, and YAML takes half a second."""
    document = yaml.load(text, Loader=SAFE_LOADER)
    sources = document.get("sources") if isinstance(document, dict) else None
    if not isinstance(sources, list):
        raise DeclarationError(f"{file_name} has no list of sources: add 'sources:'")
    return tuple(
        _Reader(f"{file_name}, {source.get('name')}.{table.get('name')}").feed(source, table)
        for source in _mappings(sources, file_name)
        for table in _mappings(source.get("tables") or [], file_name)
        if "landing" in _meta(table)
    )


def _mappings(nodes: list[Any], file_name: str) -> list[dict[str, Any]]:
    if not all(isinstance(node, dict) for node in nodes):
        raise DeclarationError(f"{file_name} lists a source or table that is no mapping: give each a name and its keys")
    return nodes


def _meta(node: Mapping[str, Any]) -> dict[str, Any]:
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


@dataclass(frozen=True)
class _Reader:
    where: str

    def fail(self, sentence: str) -> DeclarationError:
        return DeclarationError(f"{self.where}: {sentence}")

    def feed(self, source: Mapping[str, Any], table: Mapping[str, Any]) -> Feed:
        meta = _meta(table)
        source_name = self.identifier(source.get("name"), "the source's name")
        name = self.identifier(table.get("name"), "the table's name")
        raw_table = f"{source_name}_{name}"
        if len(raw_table) > MAX_TABLE_NAME:
            raise self.fail(f"'<source>_<table>' has at most {MAX_TABLE_NAME} letters: shorten a name")
        if table.get("identifier", name) != raw_table or source.get("schema") != "raw":
            raise self.fail(f"its table is raw.{raw_table}: set 'schema: raw' and 'identifier: {raw_table}'")
        landing = self.landing(meta["landing"])
        columns = tuple(self.column(column, landing) for column in table.get("columns") or [])
        self.check_columns(landing, columns)
        feed = Feed(
            source=source_name,
            name=name,
            landing=landing,
            key=self.names(meta.get("key"), "meta.key"),
            event_time=self.text(meta.get("event_time"), "meta.event_time", optional=True),
            expected=meta.get("expected") or {},
            columns=columns,
            description=" ".join(str(table.get("description") or "").split()),
        )
        self.check_references(feed)
        return feed

    def landing(self, node: Any) -> Landing:
        if not isinstance(node, dict):
            raise self.fail("meta.landing is a mapping of pattern, format, delivery and more")
        if unknown := sorted(set(map(str, node)) - LANDING_KEYS):
            raise self.fail(f"meta.landing knows no '{unknown[0]}': use {', '.join(sorted(LANDING_KEYS))}")
        landing = Landing(
            pattern=self.text(node.get("pattern"), "meta.landing.pattern") or "",
            format=self.choice(Format, node.get("format"), "meta.landing.format"),
            delimiter=node.get("delimiter", ","),
            encoding=self.encoding(node.get("encoding", "utf-8")),
            delivery=self.choice(Delivery, node.get("delivery"), "meta.landing.delivery"),
            window_by=self.text(node.get("window_by"), "meta.landing.window_by", optional=True),
            record_path=self.text(node.get("record_path"), "meta.landing.record_path", optional=True),
            sheet=self.text(node.get("sheet"), "meta.landing.sheet", optional=True),
        )
        mark = landing.delimiter
        if not (
            isinstance(mark, str)
            and len(mark) == 1
            and mark.isascii()
            and not mark.isalnum()
            and mark not in QUOTE_OR_END
        ):
            raise self.fail("meta.landing.delimiter is one ASCII character: no letter, digit, quote or line end")
        if landing.record_path and landing.format is not Format.JSON:
            raise self.fail("meta.landing.record_path has no meaning where each line is a record: leave it out")
        if landing.record_path and not all(landing.record_path.split(".")):
            raise self.fail("meta.landing.record_path is names apart by dots")
        if landing.sheet and landing.is_nested:
            raise self.fail("meta.landing.sheet has no meaning where a record is JSON: leave it out")
        if landing.is_nested and landing.encoding != "utf-8":
            raise self.fail("JSON is written in UTF-8: leave meta.landing.encoding out")
        return landing

    def column(self, node: Mapping[str, Any], landing: Landing) -> Column:
        meta = _meta(node)
        name = self.identifier(node.get("name"), "a column's name")
        path = self.text(meta.get("path", name), f"meta.path of column {name}") or name
        if not PATH.fullmatch(path):
            raise self.fail(f"meta.path of column {name} is names apart by dots, each with [] where it is a list")
        for key, is_meant in (("path", landing.is_nested), ("header", not landing.is_nested)):
            if key in meta and not is_meant:
                raise self.fail(f"meta.{key} of column {name} has no meaning in a {landing.format} feed: leave it out")
        return Column(
            name=name,
            header=self.text(meta.get("header", name), f"meta.header of column {name}") or name,
            data_type=self.text(node.get("data_type"), f"data_type of column {name}") or "",
            phi=self.choice(Phi, meta.get("phi"), f"meta.phi of column {name}"),
            required=self.flag(meta.get("required", False), f"meta.required of column {name}"),
            description=" ".join(str(node.get("description") or "").split()),
            path=path,
        )

    def check_columns(self, landing: Landing, columns: tuple[Column, ...]) -> None:
        if not landing.is_nested and not columns:
            raise self.fail(f"a {landing.format} feed declares its columns: add 'columns:'")
        if len(columns) > MAX_COLUMNS:
            raise self.fail(f"a feed has at most {MAX_COLUMNS} columns")
        for names in (
            [column.name for column in columns],
            [column.path if landing.is_nested else fold(column.header) for column in columns],
        ):
            for name in names:
                if names.count(name) > 1:
                    raise self.fail(f"column '{name}' is declared twice")

    def check_references(self, feed: Feed) -> None:
        if feed.landing.delivery is Delivery.UPSERT and not feed.key:
            raise self.fail("an upsert feed needs meta.key to tell which row replaces which")
        if not feed.landing.is_nested:
            declared = {column.name for column in feed.columns}
            for name in (*feed.key, *([feed.event_time] if feed.event_time else [])):
                if name not in declared:
                    raise self.fail(f"meta.key or meta.event_time names '{name}', which is no declared column")

    def identifier(self, value: Any, what: str) -> str:
        if not (isinstance(value, str) and IDENTIFIER.fullmatch(value)):
            raise self.fail(f"{what} has at most 63 small letters, digits and underscores, a letter first")
        return value

    def text(self, value: Any, what: str, optional: bool = False) -> str | None:
        if value is None and optional:
            return None
        if not (isinstance(value, str) and value.strip()):
            raise self.fail(f"{what} is a text and is missing")
        return value

    def flag(self, value: Any, what: str) -> bool:
        if not isinstance(value, bool):
            raise self.fail(f"{what} is true or false")
        return value

    def names(self, value: Any, what: str) -> tuple[str, ...]:
        if not (value is None or (isinstance(value, list) and all(isinstance(name, str) for name in value))):
            raise self.fail(f"{what} is a list of names")
        return tuple(value or ())

    def choice(self, kind: type[Choice], value: Any, what: str) -> Choice:
        try:
            return kind(value)
        except ValueError:
            raise self.fail(f"{what} is one of {', '.join(kind)}") from None

    def encoding(self, value: Any) -> str:
        try:
            name = codecs.lookup(value).name
        except (LookupError, TypeError):
            name = ""
        if name in {"utf-8", "utf-8-sig"}:
            return "utf-8"
        if name == "ascii" or name.startswith(("iso8859-", "cp125")):
            return name
        raise self.fail("meta.landing.encoding is utf-8, ascii, latin-1 or a Windows code page (cp1252)")
