"""The last mile: judge each client's candidates at the outgoing border, and publish those that pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.lock import turn
from orchestration.warehouse import Warehouse

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Release:
    """Where the clients stand after a publication: published, or held back with the reason (client to reason)."""

    published: frozenset[str] = frozenset()
    held: dict[str, str] = field(default_factory=dict)
    is_new: bool = True


def validate(warehouse: Warehouse, progress: Progress) -> dict[str, str | None]:
    """Judge every client's candidates without publishing; client to the reason why it would be held, or None."""
    border = _border(warehouse)
    verdicts: dict[str, str | None] = {}
    for client_id in candidate_clients(warehouse):
        progress(f"judging {client_id}")
        verdict = border.judge(client_id)
        verdicts[client_id] = None if verdict.accepted else verdict.reason or "a blocking expectation failed"
    write_evidence(warehouse)
    return verdicts


def publish(warehouse: Warehouse, progress: Progress) -> Release:
    """Judge and publish every client.

    Raises:
        PublicationError: the candidates are not there.
    """
    from orchestration.publication import publish as publish_clients

    with turn(warehouse, "publish", progress):
        results = publish_clients(warehouse, _border(warehouse).judge)
        write_evidence(warehouse)
    return Release(
        frozenset(result.client_id for result in results if result.status == "published"),
        {result.client_id: result.reason or "" for result in results if result.status == "held"},
    )


def write_evidence(warehouse: Warehouse) -> Path:
    """Write the page that shows what both borders last found, and return where it is."""
    from expectations.report import render

    path = warehouse.settings.home / "evidence" / f"{warehouse.database}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    render(warehouse.connect, path)
    return path


def publish_if_new(warehouse: Warehouse, progress: Progress) -> Release:
    """Publish, unless every client's latest decision was made on these candidates and by these expectations."""
    latest = decisions_of_now(warehouse)
    if latest is None:
        return publish(warehouse, progress)
    progress("nothing new to publish")
    return latest


def decisions_of_now(warehouse: Warehouse) -> Release | None:
    """Where the clients stand, if nothing that decides it changed since; None where a publication is due."""
    clients = candidate_clients(warehouse)
    with warehouse.connect(read_only=True) as connection:
        decided = connection.execute(
            """
            select distinct on (publication.client_id)
                publication.client_id,
                publication.status,
                publication.reason,
                publication.decided_at > state.finished_at and extract(epoch from publication.decided_at) > %s
            from quality.publication
            cross join landing.build_state as state
            order by publication.client_id, publication.publication_id desc
            """,
            (_rules_changed_at(warehouse.settings.root),),
        ).fetchall()
    valid = {client_id: (status, reason) for client_id, status, reason, is_of_now in decided if is_of_now}
    if not clients or set(clients) - set(valid):
        return None
    return Release(
        frozenset(client_id for client_id in clients if valid[client_id][0] == "published"),
        {client_id: valid[client_id][1] for client_id in clients if valid[client_id][0] == "held"},
        is_new=False,
    )


def standing(warehouse: Warehouse) -> dict[str, str]:
    """The clients whose latest publication is held back, with the reason."""
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            "select distinct on (client_id) client_id, status, reason from quality.publication"
            " order by client_id, publication_id desc"
        ).fetchall()
    return {client_id: reason for client_id, status, reason in rows if status == "held"}


def candidate_clients(warehouse: Warehouse) -> list[str]:
    """The clients that have candidates; empty before the first build."""
    with warehouse.connect(read_only=True) as connection:
        if connection.execute("select to_regclass('reporting_candidate.headline')").fetchone() == (None,):
            return []
        rows = connection.execute("select distinct client_id from reporting_candidate.headline order by 1").fetchall()
    return [client_id for (client_id,) in rows]


def _border(warehouse: Warehouse) -> Any:
    from expectations.outgoing import OutgoingBorder

    return OutgoingBorder(warehouse.url(), warehouse.connect)


def _rules_changed_at(root: Path) -> float:
    rules = [root / "orchestration" / "publication.py", *(root / "expectations").rglob("*")]
    return max((path.stat().st_mtime for path in rules if path.is_file() and path.suffix in {".py", ".yml"}), default=0)
