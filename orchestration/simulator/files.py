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
    """A file, and its further ones where it grows too large; a context manager. The same content is the same bytes."""

    def __init__(self, folder: Path, name: str, suffix: str, header: str | None, size: int) -> None:
        """name: without suffix; header: first line of each; size: bytes expected, which tell whether to compress."""
        self._folder = folder
        self._name = name
        self._suffix = suffix + (".gz" if size > PACK_ABOVE else "")
        self._header = b"" if header is None else f"{header}\n".encode()
        self._left = 0
        self._open = ExitStack()
        self._file: GzipFile | BinaryIO | None = None
        self.count = 0

    def write(self, lines: bytes) -> None:
        """Write whole lines, each with its end."""
        if self._file is None or len(lines) > self._left:
            self._begin()
        assert self._file
        self._file.write(lines)
        self._left -= len(lines)

    @property
    def file_name(self) -> str:
        """Name of the file being written."""
        return f"{self._name}{f'_{self.count}' if self.count > 1 else ''}{self._suffix}"

    def _begin(self) -> None:
        self._open.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.count += 1
        plain = self._open.enter_context((self._folder / self.file_name).open("wb"))
        self._file = plain
        if self._suffix.endswith(".gz"):
            packed = GzipFile("", "wb", compresslevel=1, fileobj=plain, mtime=0)
            self._file = self._open.enter_context(packed)
        self._file.write(self._header)
        self._left = MAX_FILE

    def __enter__(self) -> Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()
