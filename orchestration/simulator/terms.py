"""What each plan's contract says, for those who write the policy files and those who judge by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.simulator.scenario import Client, Line, Reason, Scenario

SHORT_ABANDON_S = {"medicare_advantage": 10, "medicaid": 5, "commercial": 20}


RENEWED_REASON = "benefits_question"
EVERY = "all"
OUTSIDE = "outside"
"""What a transfer that stays in no queue is sent to."""
EXPECTED_ANYWHERE = "claim_denied"
"""Reason for which, from the amendment on, any transfer is part of good service."""


class Terms:
    """Terms of all contracts of a scenario.

    The first plan's is amended in the middle of the run: its first line must be answered in two thirds of the time
    from then on. On the same day each platform begins to note questions about benefits under another code.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.valid_from = date(scenario.first_on.year, 1, 1)
        self.valid_to = date(max(scenario.first_on.year + 3, scenario.until_on.year + 2), 1, 1)
        middle = scenario.first_on + (scenario.until_on - scenario.first_on) / 2
        self.amended_on = middle.replace(day=1) if middle.replace(day=1) > scenario.first_on else middle

    def thresholds(self, line: Line) -> tuple[tuple[date, date, int], ...]:
        """The line's service-level thresholds: first date, date it no longer holds, seconds."""
        if line.client.place == 0 and line is line.client.lines[0]:
            return (
                (self.valid_from, self.amended_on, line.threshold_s),
                (self.amended_on, self.valid_to, line.threshold_s * 2 // 3),
            )
        return ((self.valid_from, self.valid_to, line.threshold_s),)

    def threshold_s(self, line: Line, local_date: date) -> int:
        """Seconds within which a contact that arrives on a local date is in time."""
        *_, (begin, _, amended) = thresholds = self.thresholds(line)
        return amended if local_date >= begin else thresholds[0][2]

    def reason_codes(self, reason: Reason) -> tuple[tuple[date, date, str], ...]:
        """The codes of a reason: first date, date it no longer holds, code."""
        if reason.name == RENEWED_REASON:
            return (
                (self.valid_from, self.amended_on, reason.code),
                (self.amended_on, self.valid_to, f"{reason.code}-2"),
            )
        return ((self.valid_from, self.valid_to, reason.code),)

    def reason_code(self, reason: Reason, local_date: date) -> str:
        """Code under which a platform notes a reason on a local date."""
        *_, (begin, _, renewed) = codes = self.reason_codes(reason)
        return renewed if local_date >= begin else codes[0][2]

    def short_abandon_s(self, client: Client) -> int:
        """Seconds before which who gives up is a short abandon."""
        return SHORT_ABANDON_S[client.kind]

    def expected_transfers(self, client: Client) -> tuple[tuple[str, str, date, date], ...]:
        """Transfers a plan holds for part of good service: reason, queue, first date, date it no longer holds.

        A commercial plan never said what it expects.
        """
        if client.kind == "commercial":
            return ()
        nurses = {queue.title for line in client.lines if line.name == "nurse_line" for queue in line.queues.values()}
        return (
            *((EVERY, title, self.valid_from, self.valid_to) for title in sorted(nurses)),
            (EXPECTED_ANYWHERE, EVERY, self.amended_on, self.valid_to),
        )

    def is_transfer_expected(self, client: Client, reason: str, target: str, local_date: date) -> bool | None:
        """Whether a transfer of a contact that arrives on a local date is expected; None where the plan never said."""
        in_force = [row for row in self.expected_transfers(client) if row[2] <= local_date < row[3]]
        if not in_force:
            return None
        return any(row[0] in (reason, EVERY) and row[1] in (target, EVERY) for row in in_force)
