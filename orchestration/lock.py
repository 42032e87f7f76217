"""Turns between processes: two loads, or two builds, of one warehouse never run at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestration.warehouse import Warehouse


@contextmanager
def turn(warehouse: Warehouse, work: str, progress: Callable[[str], None]) -> Iterator[None]:
    """Hold the warehouse's advisory lock for one kind of work; wait while another process has it.

    The server frees the lock when the process that holds it ends, however it ends.
    """
    with warehouse.connect(autocommit=True, application_name=f"careline {work}") as connection:
        taken = connection.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", (work,)).fetchone()
        if taken and not taken[0]:
            progress(f"waiting for another {work} to finish")
            connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (work,))
        yield
