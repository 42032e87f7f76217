"""What lies in the landing folder, unread: enough to see that something came, changed or is still coming."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

SETTLED_AFTER_S = 10
"""A file touched within this many seconds may still be on its way."""


def delivered(landing: Path) -> Iterator[Path]:
    """Files below the landing folder that the loader looks at: no dot files, none in dot folders."""
    for path in sorted(landing.rglob("*")):
        inner = path.relative_to(landing)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield path


def signature(landing: Path) -> str | None:
    """A fingerprint of names, sizes and modification times; None where nothing lies there."""
    content = hashlib.sha256()
    is_empty = True
    for path in delivered(landing):
        stat = path.stat()
        content.update(f"{path.relative_to(landing).as_posix()}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
        is_empty = False
    return None if is_empty else content.hexdigest()


def is_settled(landing: Path, now: float) -> bool:
    """Whether no file was touched in the last seconds before `now` (seconds since the epoch)."""
    return not any(0 <= now - path.stat().st_mtime < SETTLED_AFTER_S for path in delivered(landing))
