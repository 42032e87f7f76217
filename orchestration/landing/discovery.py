"""What lies in the landing folder, and which feed each file belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.declarations import Feed
from orchestration.landing.errors import LandingError
from orchestration.landing.reasons import IS_LINK

# PostgreSQL indexes the names of a file, and an index entry has less than 2,704 bytes.
MAX_PATH = 500  # bytes below the landing folder, as the ledger stores them
MAX_DEPTH = 50  # folders


@dataclass(frozen=True)
class Delivered:
    """A file in the landing folder.

    client_id, source: the folders it lies in; empty where it lies outside `<client>/<source>/` or is not to be opened.
    file_name: its path below the source's folder.
    feed: the feed it belongs to, or None where `problem` says why it belongs to none.
    """

    path: Path
    client_id: str
    source: str
    file_name: str
    feed: Feed | None
    problem: str | None = None

    @property
    def where(self) -> str:
        """The file's place in the landing folder."""
        return "/".join(part for part in (self.client_id, self.source, self.file_name) if part)


def discover(landing: Path, feeds: Sequence[Feed]) -> list[Delivered]:
    """Every file below the landing folder, by path; names that begin with a dot are left out.

    Raises:
        LandingError: the folder cannot be read.
    """
    if not landing.is_dir():
        raise LandingError(f"there is no landing folder {landing}: create it or name another one")
    try:
        return [_assign(path, problem, landing, feeds) for path, problem in walk(landing)]
    except OSError as error:
        raise LandingError(f"{landing} cannot be listed ({error.strerror}): make it readable") from error


def walk(landing: Path) -> Iterator[tuple[Path, str | None]]:
    """What lies below the landing folder, by path; with a problem where it is not to be opened.

    Raises:
        OSError: the landing folder itself cannot be listed.
    """
    for entry in _listed(landing):
        yield from _below(entry, landing, depth=1)


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _below(entry: os.DirEntry[str], landing: Path, depth: int) -> Iterator[tuple[Path, str | None]]:
    path = Path(entry.path)
    if len(storable(str(path.relative_to(landing))).encode()) > MAX_PATH:
        yield path, f"its path below the landing folder is longer than {MAX_PATH} bytes: shorten it"
        return
    try:
        if entry.is_symlink():  # it may lead to another client's files, or out of the landing folder
            yield path, IS_LINK
            return
        inner = _listed(path) if entry.is_dir(follow_symlinks=False) else None
    except OSError as error:  # one client's folder does not keep the others from being loaded
        yield path, f"it cannot be listed ({error.strerror}): make it readable"
        return
    if inner is None:
        yield path, None
    elif inner and depth == MAX_DEPTH:
        yield path, f"it lies more than {MAX_DEPTH} folders deep: move it up"
    else:
        for child in inner:
            yield from _below(child, landing, depth + 1)


def _assign(path: Path, problem: str | None, landing: Path, feeds: Sequence[Feed]) -> Delivered:
    parts = [storable(part) for part in path.relative_to(landing).parts]
    if problem:
        return Delivered(path, "", "", "/".join(parts), None, problem)
    if len(parts) < 3:
        return Delivered(path, "", "", "/".join(parts), None, "it lies outside <client>/<source>/: move it there")
    client_id, source, *rest = parts
    feed, problem = _feed_of(source, "/".join(rest), feeds)
    return Delivered(path, client_id, source, "/".join(rest), feed, problem)


def _feed_of(source: str, file_name: str, feeds: Sequence[Feed]) -> tuple[Feed | None, str | None]:
    offered = [feed for feed in feeds if feed.source == source]
    if not offered:
        return None, f"no source named '{source}' is declared: declare it or move the file"
    fitting = [(closeness, feed) for feed in offered if (closeness := feed.landing.closeness(file_name)) is not None]
    if not fitting:
        return None, f"no feed of source '{source}' declares this file name: rename the file or widen a pattern"
    closest = max(closeness for closeness, _ in fitting)
    best = [feed for closeness, feed in fitting if closeness == closest]
    if len(best) > 1:
        names = " and ".join(feed.name for feed in best)
        return None, f"feeds {names} of source '{source}' both declare this file name: narrow a pattern"
    return best[0], None


def storable(name: str) -> str:
    """A name of the file system as text that PostgreSQL can keep, whatever its bytes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
