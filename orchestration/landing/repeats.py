"""Whether a file repeats a line, told while it is read, so that PostgreSQL need not compare each line with each."""

from __future__ import annotations

MAX_HASHES = 3_000_000  # of 8 bytes each: 24 MB


class Repeats:
    """The hashes of a file's records, as far as memory allows."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(256)]
        self._count = 0
        self._is_complete = True

    def note(self, hashes: list[bytes]) -> None:
        """Take hashes in, each of at least 8 bytes."""
        self._count += len(hashes)
        if self._count > MAX_HASHES:
            self.give_up()
        if self._is_complete:
            buckets = self._buckets
            for digest in hashes:
                buckets[digest[0]] += digest[:8]

    def give_up(self) -> None:
        """Leave the question to PostgreSQL."""
        self._is_complete = False
        self._buckets = []

    def are_possible(self) -> bool:
        """False where every record is surely the only one of its hash."""
        return not self._is_complete or any(_has_twice(memoryview(bucket).cast("Q")) for bucket in self._buckets)


def _has_twice(values: memoryview) -> bool:
    return len(set(values)) < len(values)
