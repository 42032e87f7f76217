"""Bytes cut where lines end, with bounded memory however long a line is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_LINE = 16 * 1024 * 1024  # bytes, without the line's end
HEAD = 8 * 1024  # bytes of a line that the quarantine keeps


@dataclass(frozen=True)
class LongLine:
    """A line over MAX_LINE bytes: its first HEAD bytes, its length in bytes, and the digest of all of it."""

    head: bytes
    byte_count: int
    sha256: bytes


class GrowingLine:
    """Any number of bytes as one line, without holding them."""

    def __init__(self, pieces: Iterable[bytes] = ()) -> None:
        self.head = b""
        self.byte_count = 0
        self.digest = hashlib.sha256()
        for piece in pieces:
            self.add(piece)

    def add(self, piece: bytes) -> None:
        """Go on."""
        self.head += piece[: HEAD - len(self.head)]
        self.byte_count += len(piece)
        self.digest.update(piece)

    def done(self) -> LongLine:
        """What there was of it."""
        return LongLine(self.head, self.byte_count, self.digest.digest())


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes | LongLine]:
    """Blocks of whole lines, and each line that is too long by itself.

    Lines end with LF, CR LF or CR; every block ends where a line does, the last one where the file does.
    """
    pending: list[bytes] = []  # the beginning of a line that has not ended
    long_line: GrowingLine | None = None
    for chunk in _keep_line_ends_whole(chunks):
        first_end = _first_line_end(chunk)
        if long_line is None and sum(map(len, pending)) + first_end > MAX_LINE:
            long_line = GrowingLine(pending)
            pending = []
        if long_line is not None:
            long_line.add(chunk[:first_end])
            if first_end == len(chunk):
                continue
            yield long_line.done()
            long_line = None
            chunk = chunk[first_end + (2 if chunk.startswith(b"\r\n", first_end) else 1) :]
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        if cut:
            pending.append(chunk[:cut])
            rest = chunk[cut:]
            yield _take(pending)
            if rest:
                pending.append(rest)
        elif chunk:
            pending.append(chunk)
    if long_line is not None:
        yield long_line.done()
    elif pending:
        yield _take(pending)


def _take(pieces: list[bytes]) -> bytes:
    """Join the pieces and let go of them, so that whoever reads the block holds the only copy."""
    block = b"".join(pieces)
    pieces.clear()
    return block


def _keep_line_ends_whole(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Move a CR at the end of a chunk into the next one, where its LF may be."""
    held = b""
    for chunk in chunks:
        chunk = held + chunk if held else chunk
        held = b"\r" if chunk.endswith(b"\r") else b""
        if whole := chunk[: len(chunk) - len(held)]:
            yield whole
    if held:
        yield held


def _first_line_end(chunk: bytes) -> int:
    ends = [end for end in (chunk.find(b"\n"), chunk.find(b"\r")) if end >= 0]
    return min(ends, default=len(chunk))
