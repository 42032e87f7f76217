"""The evidence as a page: one HTML file without outside parts, to be opened anywhere and kept with a publication."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path

from expectations.evidence import Connect

LATEST_RUNS = """
    select border, suite, subject, client_id, file_id, validated_at, expectation, column_name, severity, success,
        element_count, unexpected_count, endangers
    from (
        select result.*,
            max(validated_at) over (partition by border, suite, subject, client_id) as latest_at
        from quality.validation_result as result
    ) as result
    where validated_at = latest_at
    order by client_id, border, suite, subject, success, array_position(array['block', 'page', 'note'], severity),
        validation_id
"""
LATEST_PUBLICATIONS = """
    select distinct on (client_id) client_id, status, reason, row_count, decided_at
    from quality.publication order by client_id, decided_at desc, publication_id desc
"""
SETBACKS = """
    select client_id, source || '.' || feed, file_id, status, reason, finished_at
    from landing.file where status in ('held', 'rejected') order by file_id desc limit 50
"""

BORDERS = {"incoming": "What arrived", "outgoing": "What is published"}
MEANINGS = {
    "block": "held back",
    "page": "passed on with a warning",
    "note": "watched as a trend",
}

STYLE = """
:root { --ink: #1d2733; --soft: #5c6b7a; --line: #e0e5ea; --paper: #ffffff; --ground: #f5f7f9;
  --block: #a8231c; --page: #8a5a00; --note: #3b5b7c; --good: #1d6b45; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9aa9b8; --line: #2c3742; --paper: #1a222b;
  --ground: #12181f; --block: #ff8a80; --page: #f0c061; --note: #9cc0e6; --good: #7fd1a5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 0.25rem 0; } .soft { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0; }
.tile, .card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 0.9rem 1rem; } .tile b { display: block; font-size: 1.7rem; line-height: 1.2; }
.tile b, td { font-variant-numeric: tabular-nums; }
.card { margin: 0.75rem 0; overflow: hidden; } .card > header { padding: 0.85rem 1rem; display: flex; gap: 0.75rem;
  align-items: baseline; flex-wrap: wrap; } .card > header .soft { margin-left: auto; font-size: 0.85rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.4rem 1rem; border-top: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); font-size: 0.8rem; } .number { text-align: right; }
.scroll { overflow-x: auto; } code { font-family: ui-monospace, monospace; font-size: 0.85em; }
summary { cursor: pointer; padding: 0.5rem 1rem; color: var(--soft); border-top: 1px solid var(--line); }
.mark { display: inline-block; padding: 0 0.5rem; border-radius: 99px; border: 1px solid currentColor;
  font-size: 0.78rem; font-weight: 600; white-space: nowrap; }
.block { color: var(--block); } .page { color: var(--page); } .note { color: var(--note); }
.good { color: var(--good); }
@media print { body { background: none; } details > * { display: block; } }
"""


@dataclass(frozen=True)
class Result:
    """One row of quality.validation_result."""

    border: str
    suite: str
    subject: str
    client_id: str
    file_id: int | None
    validated_at: datetime
    expectation: str
    column_name: str | None
    severity: str
    success: bool
    element_count: int | None
    unexpected_count: int | None
    endangers: list[str]


def render(connect: Connect, path: Path) -> Path:
    """Write the page of the latest run of every suite on every client's data; returns the path.

    Raises:
        OSError: the file cannot be written.
    """
    with connect() as connection:
        results = [Result(*row) for row in connection.execute(LATEST_RUNS)]
        publications = connection.execute(LATEST_PUBLICATIONS).fetchall()
        setbacks = connection.execute(SETBACKS).fetchall()
    clients: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        clients[result.client_id].append(result)
    body = [
        "<header><h1>Evidence at the borders</h1>",
        f'<p class="soft">{_as_of(results)} Counts only; no value of any row is kept.</p></header>',
        _tiles(results, len(clients)),
        _publications(publications),
        _setbacks(setbacks),
        *(_client(client_id, its) for client_id, its in sorted(clients.items())),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Evidence at the borders</title>'
        f"<style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>\n",
        encoding="utf-8",
    )
    return path


def _as_of(results: list[Result]) -> str:
    if not results:
        return "Nothing has been judged yet."
    return f"Latest judgement {_moment(max(result.validated_at for result in results))}."


def _tiles(results: list[Result], client_count: int) -> str:
    failed = [result.severity for result in results if not result.success]
    tiles = [("", client_count, "clients judged"), ("", len(results), "checks in their latest runs")]
    tiles += [
        (severity if severity in failed else "good", failed.count(severity), MEANINGS[severity])
        for severity in MEANINGS
    ]
    cells = (f'<div class="tile"><b class="{kind}">{count:,}</b>{words}</div>' for kind, count, words in tiles)
    return f'<section class="tiles">{"".join(cells)}</section>'


def _publications(rows: list[tuple]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td>{escape(client_id)}</td><td>{_mark('good' if status == 'published' else 'block', status)}</td>"
        f'<td class="number">{row_count:,}</td><td>{escape(reason or "")}</td><td>{_moment(decided_at)}</td></tr>'
        for client_id, status, reason, row_count, decided_at in rows
    )
    return _table("Latest publication of each client", ("Client", "Decision", "#Rows", "Reason", "When"), lines)


def _setbacks(rows: list[tuple]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f'<tr><td>{escape(client_id)}</td><td>{escape(feed)}</td><td class="number">{file_id}</td>'
        f"<td>{_mark('block', status)}</td><td>{escape(reason or '')}</td><td>{_moment(finished_at)}</td></tr>"
        for client_id, feed, file_id, status, reason, finished_at in rows
    )
    return _table("Files held back", ("Client", "Feed", "#File", "Status", "Reason", "When"), lines)


def _client(client_id: str, results: list[Result]) -> str:
    parts = [f"<section><h2>{escape(client_id)}</h2>"]
    for border, of_border in groupby(results, key=lambda result: result.border):
        parts.append(f'<p class="soft">{BORDERS[border]}</p>')
        parts += [_card(subject, list(its)) for subject, its in groupby(of_border, key=lambda result: result.subject)]
    return "".join([*parts, "</section>"])


def _card(subject: str, results: list[Result]) -> str:
    failed = [result for result in results if not result.success]
    passed = [result for result in results if result.success]
    worst = failed[0].severity if failed else "good"
    what = f"file {results[0].file_id}, " if results[0].file_id is not None else ""
    grade = MEANINGS[worst] if failed else "passed"
    parts = [
        f'<article class="card"><header><h3><code>{escape(subject)}</code></h3>{_mark(worst, grade)}',
        f'<span class="soft">{what}{len(results)} checks, {_moment(results[0].validated_at)}</span></header>',
    ]
    if failed:
        parts.append(_checks(failed))
    if passed:
        parts.append(f"<details><summary>{len(passed)} checks passed</summary>{_checks(passed)}</details>")
    return "".join([*parts, "</article>"])


def _checks(results: list[Result]) -> str:
    lines = "".join(
        f"<tr><td>{_mark(result.severity if not result.success else 'good', result.severity)}</td>"
        f"<td>{escape(_words(result.expectation))}</td><td><code>{escape(result.column_name or '')}</code></td>"
        f'<td class="number">{_count(result.unexpected_count)}</td>'
        f'<td class="number">{_count(result.element_count)}</td>'
        f"<td><code>{escape(', '.join(result.endangers))}</code></td></tr>"
        for result in results
    )
    return _rows(("Severity", "Check", "Column", "#Unexpected", "#Checked", "Endangers"), lines)


def _table(title: str, heads: tuple[str, ...], lines: str) -> str:
    return f'<section><h2>{title}</h2><div class="card">{_rows(heads, lines)}</div></section>'


def _rows(heads: tuple[str, ...], lines: str) -> str:
    cells = "".join(
        f'<th scope="col" class="number">{head[1:]}</th>' if head[0] == "#" else f'<th scope="col">{head}</th>'
        for head in heads
    )
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>'


def _mark(kind: str, text: str) -> str:
    return f'<span class="mark {kind}">{escape(text)}</span>'


def _words(expectation: str) -> str:
    return expectation.removeprefix("expect_").replace("_", " ")


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
