"""What each plan's contract says, for those who write the policy files and those who judge by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.simulator.scenario import Client, Line, Reason, Scenario

SHORT_ABANDON_S = {"medicare_advantage": 10, "medicaid": 5, "commercial": 20}


RENEWED_REASON = "benefits_question"
FCR_WINDOW_DAYS = {"medicare_advantage": 5, "medicaid": 4}
"""Days within which a contact continues an issue; who is not named has the default."""
DEFAULT_FCR_WINDOW_DAYS, AMENDED_FCR_WINDOW_DAYS, NURSE_FCR_WINDOW_DAYS = 7, 7, 2
FAMILIES = {("medicaid", "prior_authorization"): "claims"}
"""Families to which a kind of plan counts a reason otherwise than the catalogue does."""


class Terms:
    """Terms of all contracts of a scenario.

    The first plan's is amended in the middle of the run: its first line must be answered in two thirds of the time
    from then on, and on all of them issues stay open for longer. On the same day each platform begins to note questions
    about benefits under another code.
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

    def fcr_windows(self, client: Client) -> tuple[tuple[str, date, date, int], ...]:
        """Windows of first-contact resolution: line or 'all', first date, date it no longer holds, days."""
        begin, end = self.valid_from, self.valid_to
        days = FCR_WINDOW_DAYS.get(client.kind)
        if days is None:
            return ()
        if client.place == 0:
            amended = AMENDED_FCR_WINDOW_DAYS
            return (("all", begin, self.amended_on, days), ("all", self.amended_on, end, amended))
        return (("all", begin, end, days), ("nurse_line", begin, end, NURSE_FCR_WINDOW_DAYS))

    def fcr_window_days(self, line: Line, local_date: date) -> int:
        """Days within which a contact continues an issue that one of a local date opened."""
        told = {
            name: days
            for name, begin, end, days in self.fcr_windows(line.client)
            if name in ("all", line.name) and begin <= local_date < end
        }
        return told.get(line.name, told.get("all", DEFAULT_FCR_WINDOW_DAYS))

    def reason_family(self, client: Client, reason: Reason) -> str:
        """The family to which the plan counts a reason."""
        return FAMILIES.get((client.kind, reason.name), reason.family)

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
