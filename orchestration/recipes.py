"""Ready queries: SQL with a header that says which question it answers, for whom, and what its rows are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from orchestration.settings import ROOT

FOLDER = ROOT / "docs" / "queries"
FIELDS = ("for", "answer", "key", "rows")
ALWAYS = "always"
SCHEMAS = "catalogue|core|intermediate|landing|marts|quality|raw|reporting|staging|vault"
TABLE = re.compile(rf"\b(?:from|join)\s+((?:{SCHEMAS})\.\w+)")
"""A table of the warehouse; what else may follow a `from` is no schema."""


class RecipeError(Exception):
    """A query that is not there, or whose header does not say what it must; one sentence."""


@dataclass(frozen=True)
class Recipe:
    """A ready query.

    name: of its file. question: what a person asks. audience: who asks it. answer: what its rows mean.
    key: columns that tell its rows apart. rows: `always`, or when there are any. statement: the SQL alone.
    tables: what it reads, as schema.table, in the order of the text.
    """

    name: str
    question: str
    audience: str
    answer: str
    key: tuple[str, ...]
    rows: str
    statement: str
    tables: tuple[str, ...]

    @property
    def always_answers(self) -> bool:
        """Whether there are rows wherever contacts were delivered."""
        return self.rows == ALWAYS

    @property
    def is_of_clients(self) -> bool:
        """Whether its rows are of clients, so that it can be narrowed to one."""
        return self.key[0] == "client_id"

    def of_client(self, client_id: str) -> str:
        """The statement narrowed to one client."""
        return f"select * from (\n{self.statement}\n) as answer\nwhere client_id = {sql.quote(client_id)}"


def read_recipes(folder: Path = FOLDER) -> dict[str, Recipe]:
    """Every ready query by its name.

    Raises:
        RecipeError: a header lacks a field.
    """
    return {path.stem: read_recipe(path) for path in sorted(folder.glob("*.sql"))}


def find_recipe(name: str) -> Recipe:
    """The query of that name.

    Raises:
        RecipeError: there is none.
    """
    recipes = read_recipes()
    if name not in recipes:
        close = [other for other in recipes if name in other]
        known = f"near it are {', '.join(close)}" if close else "'./careline query' lists them"
        raise RecipeError(f"there is no query {name}; {known}")
    return recipes[name]


def read_recipe(path: Path) -> Recipe:
    """One query from its file.

    Raises:
        RecipeError: its header lacks a field.
    """
    header, statement = _parted(path.read_text(encoding="utf-8"))
    question, fields = _read_header(header)
    missing = [name for name in FIELDS if not fields.get(name)]
    if missing or not question:
        raise RecipeError(f"the header of {path.name} does not say {', '.join(missing) or 'which question it answers'}")
    return Recipe(
        name=path.stem,
        question=question,
        audience=fields["for"],
        answer=fields["answer"],
        key=tuple(part.strip() for part in fields["key"].split(",")),
        rows=fields["rows"],
        statement=statement,
        tables=tuple(dict.fromkeys(TABLE.findall(statement))),
    )


def _parted(text: str) -> tuple[list[str], str]:
    """The comment lines a text begins with, and what comes after them."""
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return [line.removeprefix("--").rstrip() for line in lines[:end]], "\n".join(lines[end:]).strip().rstrip(";")


def _read_header(lines: list[str]) -> tuple[str, dict[str, str]]:
    """The question, which comes first, and the named fields; a line that is set in goes on with the one before."""
    fields: dict[str, str] = {}
    question, last = "", ""
    for line in lines:
        name, colon, value = line.strip().partition(": ")
        if colon and name in FIELDS:
            last = name
            fields[name] = value.strip()
        elif last:
            fields[last] = f"{fields[last]} {line.strip()}"
        else:
            question = f"{question} {line.strip()}".strip()
    return question, fields
