"""What really happened, beside the files and never loaded."""

from __future__ import annotations

from typing import Any


class Truth:
    """Tables of what happened, in `.truth/` of the output folder."""

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Note one row of a table; a table's rows have the same columns."""
        raise NotImplementedError
