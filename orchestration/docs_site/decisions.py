"""DECISIONS.md read for what it says of a KPI's variants: worked examples, and whose screen shows another number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

SECTION = "Definitions"
VARIANT = "variant"

MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Grid:
    """A table of the text: its headings, and its rows as Markdown."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Decisions:
    """What was decided of the KPIs. worked: a table with a row for each variant; others: all other rows of tables."""

    text: str
    worked: Grid
    others: tuple[Grid, ...]

    def of_variant(self, variant: str) -> list[tuple[str, str]]:
        """Heading and words of each thing the worked table says of a variant."""
        for row in self.worked.rows:
            if variant in re.split(r",\s*", row[0]):
                return [(head, cell) for head, cell in zip(self.worked.heads[1:], row[1:], strict=True) if cell]
        return []

    def naming(self, words: Iterable[str]) -> list[tuple[str, ...]]:
        """Rows of decisions in which any of the words stands."""
        pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in words), re.IGNORECASE)
        return [row for grid in self.others for row in grid.rows if pattern.search(" ".join(row))]


def read_decisions(text: str) -> Decisions:
    """The section on definitions of DECISIONS.md; of a text without one, nothing."""
    section = _section(text)
    grids = list(_grids(MARKDOWN.parse(section)))
    worked = [grid for grid in grids if grid.heads[0] == VARIANT]
    others = tuple(grid for grid in grids if grid.heads[0] != VARIANT)
    return Decisions(section, worked[0] if worked else Grid((VARIANT,), ()), others)


def to_html(text: str) -> str:
    """Markdown as HTML, without links that lead into the repository: their words stay."""
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        token.children = list(_without_links(token.children or [])) if token.children else token.children
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def to_inline_html(text: str) -> str:
    """One line of Markdown as HTML."""
    return to_html(text).strip().removeprefix("<p>").removesuffix("</p>")


def _without_links(tokens: list[Token]) -> Iterable[Token]:
    return (token for token in tokens if token.type not in ("link_open", "link_close"))


def _section(text: str) -> str:
    found = re.search(rf"^## {SECTION}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def _grids(tokens: list[Token]) -> Iterable[Grid]:
    heads: list[str] = []
    rows: list[list[str]] = []
    cells: list[str] | None = None
    for place, token in enumerate(tokens):
        match token.type:
            case "table_open":
                heads, rows = [], []
            case "tr_open":
                cells = []
            case "th_open" | "td_open" if cells is not None:
                cells.append(tokens[place + 1].content)
            case "tr_close" if cells is not None:
                if heads:
                    rows.append(cells)
                else:
                    heads = cells
            case "table_close":
                yield Grid(tuple(heads), tuple(tuple(row) for row in rows))
            case _:
                continue


def highlighted(sql: str) -> str:
    """SQL as HTML, with its words in classes."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PostgresLexer

    formatter: Any = HtmlFormatter(nowrap=True)
    return str(highlight(sql, PostgresLexer(), formatter)).rstrip()
