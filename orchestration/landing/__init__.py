"""Landing and loading: from files that partners deliver to raw tables, ledger and quarantine. Knows PostgreSQL only."""

from orchestration.landing.declarations import Column, Feed, read_feeds
from orchestration.landing.errors import DeclarationError, LandingError
from orchestration.landing.loader import FileResult, LoadedFile, Verdict, load_folder
from orchestration.landing.raw_table import ensure_raw_table
from orchestration.landing.reasons import Reason

__all__ = [
    "Column",
    "DeclarationError",
    "Feed",
    "FileResult",
    "LandingError",
    "LoadedFile",
    "Reason",
    "Verdict",
    "ensure_raw_table",
    "load_folder",
    "read_feeds",
]
