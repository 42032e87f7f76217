"""What dbt spends of a run beside its statements, and how to spare it: it is half of a build of little data."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from dbt.adapters.postgres.connections import PostgresConnectionManager
from dbt.adapters.postgres.impl import PostgresAdapter


class KeptConnections(PostgresConnectionManager):
    """One connection a thread until the run ends, where dbt opens one for each of some two hundred nodes."""

    def release(self) -> None:
        """Leave the connection to the thread's next node, as clean as a new one."""
        connection = self.get_if_exists()
        if connection is None or connection.state != "open":
            super().release()
            return
        try:
            connection.handle.rollback()
            connection.transaction_open = False
            connection.handle.cursor().execute("discard temp")
            connection.handle.commit()
        except Exception:
            super().release()


@contextmanager
def economy() -> Iterator[None]:
    """Keep connections, and let Python's collector rest: a project's many small objects keep it busy in vain."""
    PostgresAdapter.ConnectionManager = KeptConnections
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
