"""Loading: what lies in the landing folder goes into the warehouse, judged at the incoming border."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.landing import FileResult, LoadedFile, Verdict, load_folder, read_feeds
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
    border: IncomingBorder | None = None

    def judge(loaded: LoadedFile) -> Verdict:
        nonlocal border
        if border is None:
            from expectations.incoming import IncomingBorder

            border = IncomingBorder(warehouse.url(), warehouse.connect)
        return border.judge(loaded.feed, loaded.file_id, loaded.client_id)

    with turn(warehouse, "load", progress):
        feeds = read_feeds(warehouse.settings.dbt_project)
        return load_folder(warehouse.connect, landing, feeds, judge, progress)
