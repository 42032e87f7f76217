"""What lies in the landing folder, unread: enough to see that something came, changed or is still coming."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from orchestration.landing.discovery import walk

SETTLED_AFTER_S = 10
"""A file touched within this many seconds may still be on its way."""


def delivered(landing: Path) -> Iterator[Path]:
    """Files below the landing folder that the loader looks at: no dot files, none in dot folders, no links."""
    return (path for path, problem in _found(landing) if problem is None and path.is_file())


def _found(landing: Path) -> Iterator[tuple[Path, str | None]]:
    with suppress(OSError):  # the load itself says what is wrong with the folder
        yield from walk(landing)


def signature(landing: Path) -> str | None:
    """A fingerprint of names, sizes and modification times; None where nothing lies there.

    What is not to be opened counts too: the load it causes says why.
    """
    content = hashlib.sha256()
    is_empty = True
    for path, _ in _found(landing):
        with suppress(FileNotFoundError):  # taken away meanwhile
            stat = path.lstat()
            content.update(os.fsencode(path.relative_to(landing)))
            content.update(f"\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
            is_empty = False
    return None if is_empty else content.hexdigest()


def is_settled(landing: Path, now: float) -> bool:
    """Whether no file was touched in the last seconds before `now` (seconds since the epoch)."""
    return not any(0 <= now - path.stat().st_mtime < SETTLED_AFTER_S for path in delivered(landing))
