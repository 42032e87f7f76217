"""Files of the landing folder as they are written: compressed where they are large, cut where they are too large."""

from __future__ import annotations

from contextlib import ExitStack
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

PACK_ABOVE = 64 * 1024  # bytes
MAX_FILE = 128 * 1024 * 1024  # bytes, unpacked; the loader takes JSON documents up to twice that


class Files:
    """A file, and further ones where it grows too large; a context manager. The same content is the same bytes.

    header: first line of each, None for none. is_packed: whether they are compressed. line_count: lines written to the
    last of them, its header included.
    """

    def __init__(self, folder: Path, name: str, suffix: str, header: str | None, size: int) -> None:
        """name, suffix: of the files, where they are not compressed; size: bytes to expect."""
        self._folder = folder
        self._name = name
        self._suffix = suffix
        self._number = 1
        self._left = 0
        self._open = ExitStack()
        self._file: GzipFile | BinaryIO | None = None
        self.header = header
        self.is_packed = size > PACK_ABOVE
        self.line_count = 0

    @property
    def file_name(self) -> str:
        """Name of the file being written."""
        number = f"_{self._number}" if self._number > 1 else ""
        return f"{self._name}{number}{self._suffix}{'.gz' if self.is_packed else ''}"

    @property
    def path(self) -> Path:
        """The file being written."""
        return self._folder / self.file_name

    def write(self, lines: bytes) -> None:
        """Write whole lines, each with its end."""
        if self._file is None:
            self._begin()
        elif len(lines) > self._left:
            self._number += 1
            self._begin()
        assert self._file
        self._file.write(lines)
        self._left -= len(lines)
        self.line_count += lines.count(b"\n")

    def _begin(self) -> None:
        self._open.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        plain = self._open.enter_context(self.path.open("wb"))
        self._file = plain
        if self.is_packed:
            packed = GzipFile("", "wb", compresslevel=1, fileobj=plain, mtime=0)
            self._file = self._open.enter_context(packed)
        self._file.write(b"" if self.header is None else f"{self.header}\n".encode())
        self._left = MAX_FILE
        self.line_count = int(self.header is not None)

    def __enter__(self) -> Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()
