"""What lies in the landing folder, and which feed each file belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.declarations import Feed
from orchestration.landing.errors import LandingError


@dataclass(frozen=True)
class Delivered:
    """A file in the landing folder.

    client_id, source: the folders it lies in; empty where it lies outside `<client>/<source>/`.
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
        return [_assign(path, landing, feeds) for path in _files(landing, frozenset())]
    except OSError as error:
        raise LandingError(f"{error.filename} cannot be listed ({error.strerror}): make it readable") from error


def _files(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path]:
    identity = folder.stat()
    inside = above | {(identity.st_dev, identity.st_ino)}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            yield Path(entry.path)
        elif (entry.stat().st_dev, entry.stat().st_ino) not in inside:  # a link may lead back to where it lies
            yield from _files(Path(entry.path), inside)


def _assign(path: Path, landing: Path, feeds: Sequence[Feed]) -> Delivered:
    parts = [storable(part) for part in path.relative_to(landing).parts]
    if len(parts) < 3:
        return Delivered(path, "", "", "/".join(parts), None, "it lies outside <client>/<source>/: move it there")
    client_id, source, *rest = parts
    feed, problem = _feed_of(source, rest[-1], feeds)
    return Delivered(path, client_id, source, "/".join(rest), feed, problem)


def _feed_of(source: str, name: str, feeds: Sequence[Feed]) -> tuple[Feed | None, str | None]:
    offered = [feed for feed in feeds if feed.source == source]
    if not offered:
        return None, f"no source named '{source}' is declared: declare it or move the file"
    fitting = [(closeness, feed) for feed in offered if (closeness := feed.landing.closeness(name)) is not None]
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
