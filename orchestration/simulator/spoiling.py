"""How parts become files of the landing folder, those among them that a fault spoils, and what is noted of it."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.simulator.faults import ALL
from orchestration.simulator.files import Files
from orchestration.simulator.parts import INNER_END, Part

MAX_STRUCK = 20  # lines of a part
STRUCK = 200  # of so many lines of a struck part one
REMARK = "vendor_remark"

Note = dict[str, Any]


def deliver(out: Path, bundle: list[Part]) -> list[Note]:
    """Write the parts of one file, and say what is wrong with it: rows of the truth's table `fault`."""
    if bundle[0].is_alone:
        return list(getattr(_Spoilt(out, bundle[0]), bundle[0].fault or "")())
    days = f"{bundle[-1].on}" if len(bundle) == 1 else f"{bundle[0].on}_to_{bundle[-1].on}"
    files = _files(out, bundle[-1], days, size=sum(part.size for part in bundle))
    notes: list[Note] = []
    with files:
        for part in bundle:
            notes += _again(files, part)
            if part.fault == "malformed_line":
                notes += _malformed(files, part)
            else:
                _copy(files, part.blocks())
            if part.fault == "duplicate_line":
                notes += _repeated(files, part, places(part)[::2])
    return notes


def places(part: Part) -> list[int]:
    """Which of a part's lines a fault of lines strikes."""
    count = max(1, min(MAX_STRUCK, part.line_count // STRUCK))
    return sorted(random.Random(part.chance).sample(range(part.line_count), count))


def _files(out: Path, part: Part, days: str, size: int) -> Files:
    feed = part.feed
    return Files(out / feed.folder / feed.source, f"{feed.stem}_{days}", feed.suffix, feed.header, size)


def _copy(files: Files, blocks: Iterable[bytes]) -> None:
    for block in blocks:
        files.write(block.replace(INNER_END, b"\n"))


def _note(part: Part, file_name: str, line_no: int | None = None, record_id: str = "", shows_as: str = "") -> Note:
    assert part.fault
    return {
        "fault": part.fault,
        "folder": part.feed.folder,
        "source": part.feed.source,
        "feed": part.feed.stem,
        "file_name": file_name,
        "line_no": line_no,
        "record_id": record_id,
        "effect": ALL[part.fault].effect,
        "shows_as": shows_as or ALL[part.fault].shows_as,
    }


def _line_notes(part: Part, files: Files, line: bytes, shows_as: str = "") -> Iterator[Note]:
    """Of the line written last."""
    line_no = files.line_count - line.count(INNER_END)
    for record_id in part.feed.ids(line) or [""]:
        yield _note(part, files.file_name, line_no, record_id, shows_as)


def _again(files: Files, part: Part) -> Iterator[Note]:
    """Every other struck line of the part before comes with this one too."""
    if part.before:
        yield from _repeated(files, part.before, places(part.before)[1::2])


def _repeated(files: Files, part: Part, struck: list[int]) -> Iterator[Note]:
    for line in _at(part, struck):
        _copy(files, [line + b"\n"])
        yield from _line_notes(part, files, line)


def _at(part: Part, struck: list[int]) -> Iterator[bytes]:
    wanted = set(struck)
    return (line for place, line in enumerate(part.lines()) if place in wanted)


def _malformed(files: Files, part: Part) -> Iterator[Note]:
    # A file of nothing but a broken line would be refused whole.
    struck = set(places(part)) if part.line_count > 1 else set()
    chance = random.Random(part.chance)
    for place, line in enumerate(part.lines()):
        # A broken record of several lines would be several broken ones.
        if place not in struck or INNER_END in line:
            _copy(files, [line + b"\n"])
            continue
        broken = _broken_json(line) if part.feed.header is None else _broken_csv(line)
        reason = chance.choice(sorted(broken))
        files.write(broken[reason] + b"\n")
        yield from _line_notes(part, files, line, reason)


def _broken_json(line: bytes) -> dict[str, bytes]:
    # Brackets stay balanced: in a vendor's answer of many records they hold the others together.
    return {
        "not_json": b"{," + line[1:],
        "duplicate_key_in_object": b'{"Version":1,"Version":1,' + line[1:],
        "nul_byte": line[:1] + b"\0" + line[1:],
        "bad_encoding": line[:1] + b"\xff" + line[1:],
    }


def _broken_csv(line: bytes) -> dict[str, bytes]:
    return {
        "column_count": line + b",1",
        "broken_quotes": b'"' + line.replace(b",", b'"x,', 1),
        "nul_byte": line[:1] + b"\0" + line[1:],
        "bad_encoding": line[:1] + b"\xff" + line[1:],
    }


class _Spoilt:
    """A part that comes in a file of its own, spoilt; each method is a fault, and says what it did."""

    def __init__(self, out: Path, part: Part) -> None:
        self._out = out
        self._part = part

    def _files(self, tag: str = "", on: date | None = None, size: int | None = None) -> Files:
        return _files(self._out, self._part, f"{on or self._part.on}{tag}", self._part.size if size is None else size)

    def _write(self, files: Files) -> str:
        """Write the part as it should be; the name of the file."""
        with files:
            _copy(files, self._part.blocks())
        return files.file_name

    def _instead(self, files: Files, content: Iterable[bytes]) -> Iterator[Note]:
        """Deliver the content, and the part as it should be thereafter."""
        with files:
            _copy(files, content)
        self._write(self._files("_redelivered"))
        yield _note(self._part, files.file_name)

    def duplicate_file(self) -> Iterator[Note]:
        self._write(self._files())
        yield _note(self._part, self._write(self._files("_copy")))

    def late_file(self) -> Iterator[Note]:
        yield _note(self._part, self._write(self._files(f"_late_{self._part.on}", self._part.late_on)))

    def corrected_file(self) -> Iterator[Note]:
        kept = self._part.line_count * 4 // 5
        if kept:
            with self._files() as files:
                for line in islice(self._part.lines(), kept):
                    _copy(files, [line + b"\n"])
            yield _note(self._part, self._write(self._files("_corrected")))
        else:
            self._write(self._files())

    def missing_day(self) -> Iterator[Note]:
        name = self._files().file_name
        for line in self._part.lines():
            for record_id in self._part.feed.ids(line) or [""]:
                yield _note(self._part, name, record_id=record_id)

    def added_column(self) -> Iterator[Note]:
        files = self._files()
        files.header = f"{self._part.feed.header},{REMARK}"
        with files:
            for number, line in enumerate(self._part.lines()):
                _copy(files, [b"%b,%d\n" % (line, number)])
        yield _note(self._part, files.file_name)

    def reordered_columns(self) -> Iterator[Note]:
        files = self._files()
        files.header = _row(reversed(self._part.feed.columns)).decode()
        texts = (line.replace(INNER_END, b"\n").decode() for line in self._part.lines())
        with files:
            for row in csv.reader(texts):
                files.write(_row(reversed(row)) + b"\n")
        yield _note(self._part, files.file_name)

    def renamed_column(self) -> Iterator[Note]:
        files = self._files()
        columns = self._part.feed.columns
        columns[self._part.feed.id_place] += "_v2"
        files.header = _row(columns).decode()
        return self._instead(files, self._part.blocks())

    def empty_file(self) -> Iterator[Note]:
        files = self._files(size=0)
        files.header = None
        return self._instead(files, [b""])

    def header_only_file(self) -> Iterator[Note]:
        return self._instead(self._files(size=0), [b""])

    def truncated_gz(self) -> Iterator[Note]:
        files = self._files()
        files.is_packed = True
        notes = list(self._instead(files, self._part.blocks()))
        os.truncate(files.path, files.path.stat().st_size // 2)
        yield from notes


def _row(cells: Iterable[str]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue().encode()
