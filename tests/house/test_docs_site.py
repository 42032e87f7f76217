"""The analysts' pages: complete, all of one piece, and made of declarations alone."""

import csv
import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from dashboards.render import browser, find_browser
from orchestration.docs_site.site import ESTIMATED, MATURES, Site, SiteError, read_site, write_site
from orchestration.docs_site.tables import read_tables
from orchestration.kpi_catalogue import ESTIMATORS
from orchestration.recipes import RecipeError, read_recipe

PHI = {"quasi", "none"}


class Page(HTMLParser):
    """What a page names: addresses it leads to, parts that can be led to, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "srcset", "data", "poster"):
                self.links.append(value or "")
            elif name == "id":
                self.anchors.add(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def site(manifest: dict[str, Any], root: Path) -> Site:
    """Read without a warehouse: from the manifest and the project's files."""
    return read_site(manifest, root)


@pytest.fixture(scope="module")
def out(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(site, tmp_path_factory.mktemp("docs") / "site").parent


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, Page]:
    return {
        path.relative_to(out).as_posix(): Page(path.read_text(encoding="utf-8")) for path in sorted(out.rglob("*.html"))
    }


def test_every_table_kpi_and_query_has_a_page(
    manifest: dict[str, Any], models: list[dict[str, Any]], site: Site, root: Path, pages: dict[str, Page]
) -> None:
    kpis = {
        str(metric["config"]["meta"]["kpi_id"])
        for metric in manifest["metrics"].values()
        if "kpi_id" in metric["config"]["meta"]
    }
    tables = {model["name"] for model in models if model["fqn"][1] in ("core", "marts")}
    tables |= {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "seed"}
    queries = {path.stem for path in (root / "docs" / "queries").glob("*.sql")}
    assert len(queries) >= 30
    expected = {
        *(f"kpis/{name}.html" for name in kpis),
        *(f"tables/{name}.html" for name in tables),
        *(f"questions/{name}.html" for name in queries),
    }
    assert expected - set(pages) == set()


def test_every_link_resolves(out: Path, pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links:
            address, _, anchor = link.partition("#")
            target = ((out / name).parent / address).resolve() if address else out / name
            is_there = target.is_file() and target.is_relative_to(out.resolve())
            inside = pages.get(target.relative_to(out.resolve()).as_posix()) if is_there else None
            if not is_there or (anchor and inside and anchor not in inside.anchors):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_every_page_can_be_reached(pages: dict[str, Page]) -> None:
    seen: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in pages:
            continue
        seen.add(name)
        folder = Path(name).parent
        waiting += [
            Path(*_resolved(folder / link.partition("#")[0])).as_posix()
            for link in pages[name].links
            if link[:1] != "#"
        ]
    assert set(pages) - seen == set()


def _resolved(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


def test_nothing_comes_from_outside(out: Path, pages: dict[str, Page]) -> None:
    assert [link for page in pages.values() for link in page.links if re.match(r"\w+:|//", link)] == []
    for name in ("style.css", "search.js"):
        text = (out / name).read_text(encoding="utf-8")
        assert re.findall(r"url\(|@import|\bfetch\(|XMLHttpRequest|\bimport\(", text) == []


def test_nothing_lacks_its_words(site: Site) -> None:
    of_tables = [
        table.name
        for table in site.tables.values()
        if not table.description or (table.layer != "catalogue" and not (table.grain and table.key))
    ]
    of_columns = [
        f"{table.name}.{column.name}"
        for table in site.tables.values()
        for column in table.columns
        if not (column.description and column.data_type and column.phi in PHI)
    ]
    of_kpis = [
        kpi.metric
        for entry in site.kpis
        for kpi in entry.variants
        if not all((kpi.plain_words, kpi.formula, kpi.unit, kpi.citation, kpi.breakdowns, entry.matures, entry.area))
    ]
    assert (of_tables, of_columns, of_kpis) == ([], [], [])


def test_every_way_to_make_and_mature_a_value_has_its_words(manifest: dict[str, Any]) -> None:
    metas = [metric["config"]["meta"] for metric in manifest["metrics"].values()]
    assert set(ESTIMATORS) - set(ESTIMATED) == set()
    assert {meta["maturity"] for meta in metas if "kpi_id" in meta} - set(MATURES) == set()


def test_a_kpi_page_says_what_the_declarations_and_decisions_say(pages: dict[str, Page]) -> None:
    page = pages["kpis/service_level.html"].text
    for words in (
        "answered in time ÷ contacts offered",
        "higher is better",
        "6 ÷ 18 = 33.33 %",
        "Amazon Connect: removed from the queue",
        "where no contract says otherwise",
        "Final once its period is over and delivered whole",
    ):
        assert words in page


def test_a_table_page_says_how_to_join_without_counting_twice(pages: dict[str, Page]) -> None:
    scorecard = pages["tables/client_scorecard.html"].text
    assert "client_scorecard.variant = kpi_period.variant" in scorecard
    assert "kpi_period.channel = 'all'" in scorecard
    contact = pages["tables/fct_contact.html"].text
    assert "fct_contact.member_key = member_alias.alias_key" in contact
    assert "group by the key first" in contact


def test_the_guide_names_what_is_there(site: Site) -> None:
    """Tables and columns of the guide, and what maturity and standing may be."""
    known = {table.address for table in site.tables.values()}
    named = re.findall(r"`(\w+\.\w+)`", site.guide)
    assert named
    assert [name for name in named if name not in known] == []
    said = set(re.findall(r"`(\w+)`", site.guide))
    columns = {column.name for table in site.tables.values() for column in table.columns}
    words = {"final", "provisional", "not_measured", "too_few", "all", "none", "quasi", "phi", "_at"}
    assert said - columns - words == set()
    kpi_period = " ".join(site.tables["kpi_period"].tests)
    assert "maturity is one of final, provisional, not_measured" in kpi_period


def test_pages_hold_declarations_and_no_data(root: Path, pages: dict[str, Page]) -> None:
    """Whatever the sample's members are called by stands on no page."""
    members: set[str] = set()
    for path in (root / "sample" / "landing").rglob("calls_*.gz"):
        with gzip.open(path, "rt") as lines:
            members |= {row["customer_id"] for row in csv.DictReader(lines, delimiter="\t")}
    members = {member for member in members if member and len(member) > 6}
    assert len(members) > 100
    told = set(re.findall(r"\w+", " ".join(page.text for page in pages.values())))
    assert members & told == set()


def test_a_query_of_a_table_that_is_not_there_makes_no_site(
    manifest: dict[str, Any], root: Path, tmp_path: Path
) -> None:
    for name in ("dbt_project", "DECISIONS.md"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "docs" / "queries").mkdir(parents=True)
    (tmp_path / "docs" / "queries" / "lost.sql").write_text(
        "-- Where is it?\n-- for: analyst\n-- answer: Nowhere.\n-- key: client_id\n-- rows: always\n"
        "select client_id from marts.nowhere\n"
    )
    with pytest.raises(SiteError, match=r"lost reads marts\.nowhere"):
        read_site(manifest, tmp_path)


def test_a_query_says_what_it_answers_or_is_none(tmp_path: Path) -> None:
    path = tmp_path / "mute.sql"
    path.write_text("-- Why?\n-- for: analyst\n-- answer: Because.\nselect 1\n")
    with pytest.raises(RecipeError, match=r"mute\.sql does not say key, rows"):
        read_recipe(path)


def test_a_folder_that_holds_something_else_is_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(SiteError, match="holds something else"):
        write_site(site, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_pages_of_what_is_gone_go_too(site: Site, tmp_path: Path) -> None:
    write_site(site, tmp_path / "site")
    (tmp_path / "site" / "kpis" / "of_yesterday.html").write_text("gone")
    write_site(site, tmp_path / "site")
    assert not (tmp_path / "site" / "kpis" / "of_yesterday.html").exists()


def test_queries_for_analysts_read_what_analysts_may_read(site: Site) -> None:
    by_address = {table.address: table for table in site.tables.values()}
    closed = [
        f"{recipe.name} reads {name}"
        for recipe in site.recipes.values()
        if recipe.audience != "data engineer"
        for name in recipe.tables
        if "analysts" not in by_address[name].readers
    ]
    assert closed == []


def test_queries_sum_parts_and_never_average_what_is_divided(site: Site) -> None:
    found = [
        recipe.name
        for recipe in site.recipes.values()
        if re.search(r"\bavg\s*\(|\bsum\(\s*(\w+\.)?(value|actual|ci_low|ci_high)\b", recipe.statement)
    ]
    assert found == []


def test_seeds_show_their_rows(manifest: dict[str, Any], root: Path) -> None:
    terms = read_tables(manifest, root / "dbt_project")["contract_term_default"].rows
    assert {"term": "short_abandon_s", "value": "10"}.items() <= next(
        row for row in terms if row["term"] == "short_abandon_s"
    ).items()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_the_pages_without_an_error(out: Path, width: int) -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with browser() as opened:
        page = opened.new_page(viewport={"width": width, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("requestfailed", lambda request: errors.append(request.url))
        for name in ("index.html", "kpis/service_level.html", "tables/kpi_period.html", "questions/index.html"):
            page.goto((out / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.keyboard.press("/")
        page.keyboard.type("answered_within_count")
        assert "marts.contact_interval" in page.locator("#found").inner_text()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tables/*.html")
        assert errors == []
