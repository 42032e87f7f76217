"""What each plan's contract says, for those who write the policy files and those who judge by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.simulator.scenario import Client, Line, Reason, Scenario

SHORT_ABANDON_S = {"medicare_advantage": 10, "medicaid": 5, "commercial": 20}
SURVEY_DAYS = {"medicare_advantage": 3, "medicaid": 2}
REOPEN_DAYS = {"medicare_advantage": 5, "medicaid": 3}
CHAT_S = {"commercial": 45}
MESSAGE_S = {"medicare_advantage": 3600}
"""What contracts say of surveys, closed cases and first responses, by kind of plan; the others leave it open."""


RENEWED_REASON = "benefits_question"


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

    def left_to_default(self, client: Client) -> dict[str, int]:
        """Terms that only some contracts set, by name; what a contract leaves open is missing."""
        known = {
            "survey_window_days": SURVEY_DAYS,
            "reopen_window_days": REOPEN_DAYS,
            "chat_response_s": CHAT_S,
            "message_response_s": MESSAGE_S,
        }
        return {term: by_kind[client.kind] for term, by_kind in known.items() if client.kind in by_kind}

    def short_abandon_s(self, client: Client) -> int:
        """Seconds before which who gives up is a short abandon."""
        return SHORT_ABANDON_S[client.kind]
