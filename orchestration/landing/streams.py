"""A delivered file as a stream of bytes: plain, gzip or zip, read twice and checked to have stood still."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import TypeAlias, cast

from orchestration.landing.reasons import IS_LINK, FileRejected, Reason

CHUNK = 256 * 1024  # bytes
# Honest exports unpack to 5 to 50 times their size; deflate reaches 1,000.
MAX_UNFOLDED, MAX_RATIO = 1024**3, 200  # bytes; a file goes beyond both or is read

Stream: TypeAlias = "gzip.GzipFile | zipfile.ZipExtFile"


class DeliveredFile:
    """An open file; a context manager.

    byte_count: its size when it was opened, in bytes as delivered. sha256: of those bytes.

    Raises:
        FileRejected: it cannot be read, or changed.
    """

    def __init__(self, path: Path) -> None:
        self._suffix = path.suffix.lower()
        try:
            self._file = FileIO(path, opener=_open_itself)
        except OSError as error:
            raise FileRejected(Reason.UNREADABLE) from error
        self._seen = self._state()
        self.byte_count = self._seen[0]

    def __enter__(self) -> DeliveredFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def _state(self) -> tuple[int, int, int]:
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def has_changed(self) -> bool:
        """Whether the file was written to since it was opened."""
        return self._state() != self._seen

    def sha256(self) -> bytes:
        """Digest of the bytes as delivered."""
        digest = hashlib.sha256()
        for chunk in self._plain_chunks():
            digest.update(chunk)
        return digest.digest()

    def chunks(self) -> Iterator[bytes]:
        """The content, decompressed, a piece at a time.

        Raises:
            FileRejected: the compressed file is damaged or has no end; what could be read came before.
        """
        if self._suffix == ".gz":
            return self._decompressed(self._open_gzip)
        if self._suffix == ".zip":
            return self._decompressed(self._open_zip)
        return self._plain_chunks()

    def rewound(self) -> FileIO:
        """The open file at its beginning, for another process to read."""
        self._file.seek(0)
        return self._file

    def _plain_chunks(self) -> Iterator[bytes]:
        left = self.byte_count  # a file that grows faster than it is read still ends
        try:
            self._file.seek(0)
            while left and (chunk := self._file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
        except OSError as error:
            raise FileRejected(Reason.UNREADABLE) from error

    def _decompressed(self, open_stream: Callable[[], Stream]) -> Iterator[bytes]:
        try:
            self._file.seek(0)
            with open_stream() as stream:
                yield from unfolded(iter(lambda: stream.read1(CHUNK), b""), self.byte_count)
        except FileRejected:
            raise
        except EOFError as error:
            raise FileRejected(Reason.TRUNCATED_ARCHIVE) from error
        except Exception as error:  # damaged bytes make decompressors raise nearly anything
            is_disk = isinstance(error, OSError) and error.errno is not None
            raise FileRejected(Reason.UNREADABLE if is_disk else Reason.CORRUPT_ARCHIVE) from error

    def _open_gzip(self) -> Stream:
        return gzip.GzipFile(fileobj=self._file)

    def _open_zip(self) -> Stream:
        archive = zipfile.ZipFile(self._file)
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) != 1:
            raise FileRejected(
                Reason.ARCHIVE_MEMBERS, f"{Reason.ARCHIVE_MEMBERS.means}, and this one holds {len(members)}"
            )
        if members[0].flag_bits & 0x1:
            raise FileRejected(Reason.ENCRYPTED_ARCHIVE)
        if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # What the others unpack at a time has no bound: 2 KB become 6 GB in memory.
            raise FileRejected(Reason.CORRUPT_ARCHIVE, "the zip file is not compressed with deflate: zip it anew")
        return cast(zipfile.ZipExtFile, archive.open(members[0]))


def unfolded(chunks: Iterator[bytes], byte_count: int) -> Iterator[bytes]:
    """What a file of so many bytes unpacks to.

    Raises:
        FileRejected: it is out of all proportion.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max(MAX_UNFOLDED, MAX_RATIO * byte_count):
            raise FileRejected(Reason.UNFOLDS_WITHOUT_END)
        yield chunk


def _open_itself(path: str, flags: int) -> int:
    """Open a regular file and nothing else, even where it was replaced by a link or a pipe a moment ago."""
    _check_regular(os.lstat(path))
    opened = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe would be waited for without end
    try:
        _check_regular(os.fstat(opened))
    except FileRejected:
        os.close(opened)
        raise
    return opened


def _check_regular(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise FileRejected(Reason.UNREADABLE, IS_LINK)
    if not stat.S_ISREG(status.st_mode):
        raise FileRejected(Reason.UNREADABLE, "it is not a regular file: deliver it as one")
