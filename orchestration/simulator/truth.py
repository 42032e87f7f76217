"""What really happened, beside the files and never loaded."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FOLDER = ".truth"
AT_ONCE = 50_000  # rows kept in memory
# Every writer knows something else of a fault; what it does not know stays empty.
FAULT = ("fault", "folder", "source", "feed", "file_name", "line_no", "record_id", "effect", "shows_as")


class Truth:
    """Tables of what happened: CSV files in `.truth/` of the output folder, empty where nothing is known.

    Rows are kept in memory until `flush`. A process that forks flushes before it does, and so does the child before
    it ends.
    """

    def __init__(self, out: Path) -> None:
        """out: the output folder, where the landing files go too."""
        self._folder = out / FOLDER
        self._columns: dict[str, tuple[str, ...]] = {"fault": FAULT}
        self._rows: dict[str, list[Sequence[Any]]] = defaultdict(list)
        self._count = 0

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Note one row of a table.

        A table's rows have the same columns; those of `fault` have any of FAULT.

        Raises:
            ValueError: the row has other columns than the table.
        """
        columns = self._columns.get(table) or self._columns.setdefault(table, self._written(table) or tuple(row))
        try:
            cells = [row[column] for column in columns] if columns is not FAULT else [row.get(name) for name in FAULT]
            if len(cells) != len(row) and (columns is not FAULT or not row.keys() <= set(FAULT)):
                raise KeyError
        except KeyError:
            raise ValueError(
                f"table {table} has the columns {', '.join(columns)}: a row has {', '.join(row)}"
            ) from None
        self._keep(table, [[_text(cell) for cell in cells]])

    def extend(self, table: str, columns: tuple[str, ...], rows: Iterable[Sequence[str | int | None]]) -> None:
        """Note many rows of a table: cells in the order of its columns, as they are to be written.

        Raises:
            ValueError: the table has other columns.
        """
        if (self._columns.get(table) or self._columns.setdefault(table, self._written(table) or columns)) != columns:
            raise ValueError(f"table {table} has the columns {', '.join(self._columns[table])}")
        self._keep(table, list(rows))

    def _keep(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        self._rows[table].extend(rows)
        self._count += len(rows)
        if self._count >= AT_ONCE:
            self.flush()

    def _written(self, table: str) -> tuple[str, ...] | None:
        """The columns an earlier process gave the table."""
        path = self._folder / f"{table}.csv"
        if not path.exists():
            return None
        with path.open(newline="", encoding="utf-8") as lines:
            return tuple(next(csv.reader(lines)))

    def flush(self) -> None:
        """Append what is in memory to the files."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self._rows.items():
            with (self._folder / f"{table}.csv").open("a", newline="", encoding="utf-8") as lines:
                writer = csv.writer(lines, lineterminator="\n")
                if not lines.tell():
                    writer.writerow(self._columns[table])
                writer.writerows(rows)
        self._rows.clear()
        self._count = 0


def _text(cell: Any) -> Any:
    return ("true" if cell else "false") if cell is True or cell is False else cell
