"""A CSV object of a system: the line in its file and the row in the truth, from the same cells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestration.simulator.centre import UNTIL_CLOSED
from orchestration.simulator.delivery import Feed
from orchestration.simulator.moments import iso_millis, iso_seconds, midnight

if TYPE_CHECKING:
    from orchestration.simulator.run import Run
    from orchestration.simulator.scenario import Client

Cell = str | int | float | bool | date | None


def millis(at: int) -> str:
    """A moment as Salesforce writes it, empty for 0."""
    return iso_millis(at) if at else ""


def seconds(at: int) -> str:
    """A moment with whole seconds, empty for 0."""
    return iso_seconds(at) if at else ""


class Table:
    """An object of one client.

    Of each version delivered, the truth gets a row with the client and every column but the free text; of several
    with one identifier the last written holds.
    """

    def __init__(
        self, run: Run, client: Client, source: str, stem: str, header: str, truth: str, free_text: str = ""
    ) -> None:
        """header: the columns, the identifier first; truth: name of the truth's table; free_text: a column of prose."""
        self._run = run
        self._client_id = client.client_id
        self._feed = Feed(client.client_id, source, stem, ".csv", header)
        self._columns = header.split(",")
        self._truth = truth
        self._free_text = self._columns.index(free_text) if free_text else -1
        self._ends = midnight(run.scenario.until_on + timedelta(days=1)) + UNTIL_CLOSED

    def put(self, at: int, *cells: Cell) -> None:
        """Deliver a row written at a moment; what lies after the run's end has not happened yet."""
        if at >= self._ends:
            return
        written = ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]
        row = {"client_id": self._client_id, **dict(zip(self._columns, written, strict=True))}
        if self._free_text >= 0:
            del row[self._columns[self._free_text]]
            if text := written[self._free_text]:
                doubled = text.replace('"', '""')
                written[self._free_text] = f'"{doubled}"'
        self._run.delivery.put(self._feed, at, ",".join(written))
        self._run.truth.add(self._truth, row)


class Notes:
    """What people note down; where the fault strikes, it tells who the member is."""

    def __init__(self, run: Run, source: str, feed: str, texts: tuple[str, ...]) -> None:
        self._run, self._source, self._feed, self._texts = run, source, feed, texts

    def note(self, client: Client, member: int, record_id: str, key: int) -> str:
        """The note of a record. key: number of its contact."""
        text = self._texts[key % len(self._texts)]
        if member < 0 or not self._run.faults.strikes("phi_in_free_text", f"{self._feed}/{record_id}"):
            return text
        first, last = client.members.name(member)
        phone = client.members.ani(member)
        told = (
            f"Spoke with {first} {last}, call back at {phone[2:5]}-{phone[5:8]}-{phone[8:]}.",
            f"{first} {last}, SSN 9{key % 100:02}-{key % 90 + 10}-{key % 9000 + 1000}.",
            f"Verified {first}, member {client.members.number(member)}.",
        )[key % 3]
        self._run.truth.add(
            "fault",
            {
                "fault": "phi_in_free_text",
                "source": self._source,
                "feed": self._feed,
                "record_id": record_id,
                "effect": "repaired",
                "shows_as": "has_phi_pattern",
            },
        )
        return f"{text} {told}"


def record_id(platform: str, platform_id: str, step_id: str) -> str:
    """Identifier by which a platform knows a step: Genesys Cloud names the conversation only."""
    return step_id if platform == "amazon_connect" else platform_id
