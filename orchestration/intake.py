"""Loading: what lies in the landing folder goes into the warehouse, judged at the incoming border."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.landing import FileResult, LoadedFile, Verdict, load_folder, read_feeds
from orchestration.landing.decisions import Decision
from orchestration.landing.decisions import release as release_file
from orchestration.landing.decisions import withdraw as withdraw_file
from orchestration.lock import turn
from orchestration.warehouse import Warehouse

if TYPE_CHECKING:
    from expectations.incoming import IncomingBorder


def set_aside_since(warehouse: Warehouse, moment: datetime) -> list[str]:
    """The files held or rejected since a moment of the server's clock, a line each."""
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            "select concat_ws('/', client_id, source, file_name), status, reason from landing.file"
            " where status in ('held', 'rejected') and finished_at >= %s order by file_id",
            (moment,),
        ).fetchall()
    return [f"{name}: {status}: {reason}" for name, status, reason in rows]


def load(warehouse: Warehouse, landing: Path, progress: Callable[[str], None]) -> list[FileResult]:
    """Load every new file below `landing` and say of each what became of it.

    A run without new files never imports Great Expectations.

    Raises:
        LandingError: the folder cannot be read.
    """
    with turn(warehouse, "load", progress):
        feeds = read_feeds(warehouse.settings.dbt_project)
        return load_folder(warehouse.connect, landing, feeds, _judge(warehouse), progress)


def withdraw(warehouse: Warehouse, landing: Path, decision: Decision, progress: Callable[[str], None]) -> None:
    """Take an accepted file out of force; the next build leaves its rows out.

    landing: the folder in which the files lie that hold some of its lines too.

    Raises:
        DecisionError: it cannot be withdrawn; nothing has changed.
    """
    with turn(warehouse, "load", progress), turn(warehouse, "build", progress):
        feeds = read_feeds(warehouse.settings.dbt_project)
        withdraw_file(warehouse.connect, landing, feeds, _judge(warehouse), decision, progress)


def release(warehouse: Warehouse, decision: Decision, progress: Callable[[str], None]) -> None:
    """Bring a held or withdrawn file into force; the next build takes its rows in.

    Raises:
        DecisionError: it cannot be released; nothing has changed.
    """
    with turn(warehouse, "load", progress), turn(warehouse, "build", progress):
        release_file(warehouse.connect, read_feeds(warehouse.settings.dbt_project), decision, progress)


def _judge(warehouse: Warehouse) -> Callable[[LoadedFile], Verdict]:
    border: IncomingBorder | None = None

    def judge(loaded: LoadedFile) -> Verdict:
        nonlocal border
        if border is None:
            from expectations.incoming import IncomingBorder

            border = IncomingBorder(warehouse.url(), warehouse.connect)
        return border.judge(loaded.feed, loaded.file_id, loaded.client_id)

    return judge
