"""The site: every page from dbt's manifest, the ready queries, DECISIONS.md and one guide; no row of any table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboards import theme
from expectations.report import STYLE
from orchestration.docs_site import decisions
from orchestration.docs_site.decisions import Decisions, read_decisions
from orchestration.docs_site.tables import LAYERS, Table, layer_of, look_ups, many_to_one, read_tables
from orchestration.kpi_catalogue import STATED, Kpi, read_kpis
from orchestration.recipes import Recipe, read_recipes

HERE = Path(__file__).parent
AREAS = {
    "A": "Volume and access",
    "B": "Handling and workforce",
    "C": "Resolution",
    "D": "Clinical",
    "E": "The member's voice",
    "F": "Quality",
    "G": "Coaching",
    "H": "Language and accessibility",
    "I": "Outreach and engagement",
    "J": "Compliance and privacy",
    "K": "Contract and value",
    "L": "Trust in the numbers",
}
"""Parts of the KPI dictionary by the letter of their codes."""
ESTIMATED = {
    "count": "counted",
    "share": "a share; the 95 % interval is Wilson's",
    "mean": "a sum divided by a count",
    "ratio": "one sum divided by another, without an interval, as nothing was counted one by one",
    "completion": "estimated from the repeats seen so far and how many are usually seen by that age, with an interval",
    "maximum": "the largest of its parts",
    "histogram_percentile": "read from the wait histogram, inside its bin by linear interpolation",
    STATED: "stated row by row by its mart, and in no kpi_period",
}
MATURES = {
    "period_closed": "Final once its period is over and delivered whole; provisional until then.",
    "matured": "Final once its period is over and nothing of it can change any more; provisional until then.",
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "neutral": "neither way is better"}
UNLIKE_A_TERM = "_variant"
"""How the term ends that names the variant a contract goes by."""


class SiteError(Exception):
    """The site cannot be made; one sentence."""


@dataclass(frozen=True)
class Entry:
    """A KPI with all its variants, as a page tells it.

    default: the variant that holds where no contract names one. worked: by variant, what DECISIONS.md works out of it;
    decided: the decisions that name it. rules: those of the register that ask for it.
    """

    kpi_id: str
    variants: tuple[Kpi, ...]
    default: str | None
    matures: str
    worked: Mapping[str, list[tuple[str, str]]]
    decided: list[tuple[str, ...]]
    rules: tuple[Mapping[str, str], ...]
    recipes: tuple[Recipe, ...]
    example: str

    @property
    def first(self) -> Kpi:
        """The variant that holds without a contract, else the one declared first."""
        return next((kpi for kpi in self.variants if kpi.variant == self.default), self.variants[0])

    @property
    def ordered(self) -> list[Kpi]:
        """Its variants, the first one first."""
        return sorted(self.variants, key=lambda kpi: kpi != self.first)

    @property
    def area(self) -> str:
        """Part of the dictionary it belongs to."""
        return AREAS[min(kpi.code for kpi in self.variants)[0]]


@dataclass(frozen=True)
class Site:
    """All there is to tell, read from the declarations."""

    tables: Mapping[str, Table]
    kpis: tuple[Entry, ...]
    recipes: Mapping[str, Recipe]
    decisions: Decisions
    guide: str
    layers: Mapping[str, str]


def make_site(manifest: Path, root: Path, out: Path) -> Path:
    """Write the site of a project; returns its first page.

    Args:
        manifest: dbt's manifest.json.
        root: folder of the project.
        out: folder to write, over the pages that stood there.

    Raises:
        CatalogueError, RecipeError, SiteError: a declaration cannot be followed.
        OSError: a file cannot be written.
    """
    return write_site(read_site(json.loads(manifest.read_text(encoding="utf-8")), root), out)


def read_site(manifest: Mapping[str, Any], root: Path) -> Site:
    """Read what the pages tell.

    Args:
        manifest: dbt's manifest.json as a mapping.
        root: folder of the project.

    Raises:
        CatalogueError: a KPI's declaration cannot be followed.
        RecipeError: a ready query's header lacks a field.
        SiteError: a ready query reads a table that is not there.
    """
    tables = read_tables(manifest, root / "dbt_project")
    recipes = read_recipes(root / "docs" / "queries")
    _check_reads(recipes, tables)
    decided = read_decisions((root / "DECISIONS.md").read_text(encoding="utf-8"))
    return Site(
        tables=tables,
        kpis=tuple(_entries(manifest, tables, recipes, decided)),
        recipes=recipes,
        decisions=decided,
        guide=(root / "docs" / "reading_the_numbers.md").read_text(encoding="utf-8"),
        layers={
            node["name"]: layer_of(node)
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        },
    )


def _check_reads(recipes: Mapping[str, Recipe], tables: Mapping[str, Table]) -> None:
    known = {table.address for table in tables.values()}
    for recipe in recipes.values():
        if unknown := [name for name in recipe.tables if name not in known]:
            raise SiteError(f"the query {recipe.name} reads {', '.join(unknown)}, which no model declares")


def _entries(
    manifest: Mapping[str, Any], tables: Mapping[str, Table], recipes: Mapping[str, Recipe], decided: Decisions
) -> Iterable[Entry]:
    defaults = {row["term"]: row["value"] for row in tables["contract_term_default"].rows}
    maturity = {name.rpartition(".")[2]: metric["config"]["meta"] for name, metric in manifest["metrics"].items()}
    ordered = read_kpis(manifest)
    by_kpi: dict[str, list[Kpi]] = {}
    for kpi in ordered:
        by_kpi.setdefault(kpi.kpi_id, []).append(kpi)
    for kpi_id, variants in by_kpi.items():
        states = {str(maturity[kpi.metric].get("maturity", "")) for kpi in variants}
        codes = [kpi.variant for kpi in variants if kpi.variant != "standard"]
        words = {kpi.name.lower() for kpi in variants} | set(codes) | {kpi_id}
        yield Entry(
            kpi_id=kpi_id,
            variants=tuple(variants),
            default=defaults.get(kpi_id + UNLIKE_A_TERM),
            matures=" ".join(sorted(MATURES.get(state, _sentence(state)) for state in states if state)),
            worked={code: found for code in codes if (found := decided.of_variant(code))},
            decided=decided.naming(words),
            rules=tuple(rule for rule in tables["rule"].rows if rule["kpi_id"] == kpi_id),
            recipes=tuple(recipe for recipe in recipes.values() if f"'{kpi_id}'" in recipe.statement),
            example=_example(variants[0], tables),
        )


def _sentence(code: str) -> str:
    words = code.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}."


def _example(kpi: Kpi, tables: Mapping[str, Table]) -> str:
    if kpi.estimator == STATED:
        table = tables[kpi.numerator.mart.name]
        parts = [part.expression for part in (kpi.numerator, kpi.denominator) if part]
        columns = list(dict.fromkeys((*table.key, *parts)))
        listed = ",\n    ".join(columns)
        return f"select\n    {listed}\nfrom {table.address}\norder by {', '.join(table.key)}"
    return f"""select
    client_id,
    line,
    period_start_on,
    variant,
    numerator,
    denominator,
    value,
    ci_low,
    ci_high,
    maturity
from marts.kpi_period
where kpi_id = '{kpi.kpi_id}'
    and period_type = 'month'
    and channel = 'all'
    and language = 'all'
order by client_id, line, period_start_on, variant"""


def write_site(site: Site, out: Path) -> Path:
    """Write all pages into a folder, over those that stood there; returns the first page.

    Raises:
        SiteError: the folder holds something else.
        OSError: a file cannot be written.
    """
    mark = out / "search.js"
    if out.exists() and any(out.iterdir()) and not mark.exists():
        raise SiteError(f"{out} holds something else; name an empty folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    pages = dict(_pages(site))
    for name, text in pages.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return out / "index.html"


def _pages(site: Site) -> Iterable[tuple[str, str]]:
    render = _renderer(site)
    users = {
        name: [recipe for recipe in site.recipes.values() if table.address in recipe.tables]
        for name, table in site.tables.items()
    }
    made = {name: [entry for entry in site.kpis if _is_made_of(entry, name)] for name in site.tables}
    yield "style.css", STYLE + _colours() + (HERE / "style.css").read_text(encoding="utf-8")
    yield (
        "search.js",
        f"const PAGES = {json.dumps(_search_index(site), ensure_ascii=False)};\n"
        + (HERE / "search.js").read_text(encoding="utf-8"),
    )
    audiences = list(_by_audience(site))
    yield render("index.html", "index.html", starters=[recipe for _, recipes in audiences for recipe in recipes[:2]])
    yield render("reading.html", "reading.html", body=_html(site.guide))
    yield render("decisions.html", "decisions.html", body=_html(site.decisions.text))
    yield render(
        "kpis/index.html",
        "kpis.html",
        areas=[(area, list(its)) for area, its in groupby(site.kpis, key=lambda entry: entry.area)],
    )
    for entry in site.kpis:
        yield render(f"kpis/{entry.kpi_id}.html", "kpi.html", entry=entry, kpi=entry.first)
    yield render("tables/index.html", "tables.html", groups=list(_groups(site)), users=users)
    for table in site.tables.values():
        yield render(
            f"tables/{table.name}.html",
            "table.html",
            table=table,
            recipes=users[table.name],
            kpis=made[table.name],
            joins=look_ups(table, site.tables),
            fans=many_to_one(table, site.tables),
        )
    yield render("questions/index.html", "questions.html", audiences=audiences)
    for recipe in site.recipes.values():
        yield render(f"questions/{recipe.name}.html", "question.html", recipe=recipe)


def _is_made_of(entry: Entry, table: str) -> bool:
    return any(kpi.numerator.mart.name == table for kpi in entry.variants)


def _groups(site: Site) -> Iterable[tuple[str, list[Table]]]:
    for layer, title in LAYERS.items():
        yield title, [table for table in site.tables.values() if table.layer == layer and not table.is_of_the_build]
    yield "Of the build", [table for table in site.tables.values() if table.is_of_the_build]


def _by_audience(site: Site) -> Iterable[tuple[str, list[Recipe]]]:
    ordered = sorted(site.recipes.values(), key=lambda recipe: (recipe.audience, recipe.question))
    for audience, its in groupby(ordered, key=lambda recipe: recipe.audience):
        yield audience, list(its)


def _renderer(site: Site) -> Callable[..., tuple[str, str]]:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "sql": lambda text: Markup(decisions.highlighted(text)),
        "inline": lambda text: Markup(decisions.to_inline_html(text)),
        "words": lambda text: text.replace("_", " "),
    }
    icon = Markup(_icon())

    def render(page: str, template: str, **told: Any) -> tuple[str, str]:
        root = "../" * page.count("/")
        return page, environment.get_template(template).render(
            site=site, page=page, root=root, icon=icon, estimated=ESTIMATED, better=BETTER, layers=LAYERS, **told
        )

    return render


def _icon() -> str:
    """The sign of the house, to stand in the page itself."""
    sign = (Path(theme.__file__).parent / "brand" / "favicon.svg").read_text(encoding="utf-8").strip()
    return sign.replace(' xmlns="http://www.w3.org/2000/svg"', "")


def _colours() -> str:
    """The product's colours by name."""
    return f":root {{ --accent: {theme.TEAL}; --sea: {theme.SEA}; --amber: {theme.AMBER}; --brick: {theme.BRICK}; }}\n"


def _html(text: str) -> Markup:
    return Markup(decisions.to_html(text))


def _search_index(site: Site) -> list[list[str]]:
    """Title, kind, address and words of every page that is searched."""
    found = [
        [
            entry.first.name,
            "KPI",
            f"kpis/{entry.kpi_id}.html",
            " ".join(
                (entry.kpi_id, *(f"{kpi.variant} {kpi.code} {kpi.plain_words} {kpi.formula}" for kpi in entry.variants))
            ),
        ]
        for entry in site.kpis
    ]
    found += [
        [
            table.address,
            "table",
            f"tables/{table.name}.html",
            " ".join((table.description, *(column.name for column in table.columns))),
        ]
        for table in site.tables.values()
    ]
    found += [
        [
            recipe.question,
            "question",
            f"questions/{recipe.name}.html",
            " ".join((recipe.name, recipe.answer, *recipe.tables)),
        ]
        for recipe in site.recipes.values()
    ]
    return found
