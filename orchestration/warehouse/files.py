"""Files of the state folder that several processes touch: locks, and secrets that only their owner may read."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.warehouse.errors import WarehouseError


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn an error of the file system into one sentence that starts with `what`.

    Raises WarehouseError.
    """
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        remedy = "make room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "let this user write there"
        raise WarehouseError(
            f"{what}: {error.strerror or error}{where}; {remedy} or choose another CARELINE_HOME."
        ) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; processes that ask for it at once take turns."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step by a file only its owner may read (0600); root leaves it to the folder's owner."""
    folder = path.parent
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        if os.geteuid() == 0:
            owner = folder.stat()
            os.chown(name, owner.st_uid, owner.st_gid)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
