"""What each plan's contract says, for those who write the policy files and those who judge by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestration.simulator.moments import HOUR, MINUTE, at_local, local

if TYPE_CHECKING:
    from orchestration.simulator.scenario import Client, Line, Reason, Scenario

SHORT_ABANDON_S = {"medicare_advantage": 10, "medicaid": 5, "commercial": 20}
SURVEY_DAYS = {"medicare_advantage": 3, "medicaid": 2}
REOPEN_DAYS = {"medicare_advantage": 5, "medicaid": 3}
CHAT_S = {"commercial": 45}
MESSAGE_S = {"medicare_advantage": 3600}
CALLBACK_DAYS = {"commercial": 2}
CALLBACK_ATTEMPTS = {"medicaid": 2}
"""What contracts say of surveys, cases, first responses and callbacks, by kind of plan; the others leave it open."""


RENEWED_REASON = "benefits_question"
FCR_WINDOW_DAYS = {"medicare_advantage": 5, "medicaid": 4}
"""Days within which a contact continues an issue; who is not named has the default."""
DEFAULT_FCR_WINDOW_DAYS, AMENDED_FCR_WINDOW_DAYS, NURSE_FCR_WINDOW_DAYS = 7, 7, 2
FAMILIES = {("medicaid", "prior_authorization"): "claims"}
"""Families to which a kind of plan counts a reason otherwise than the catalogue does."""
OUTSIDE = "outside"
"""What a transfer that stays in no queue is sent to."""
EXPECTED_ANYWHERE = "claim_denied"
"""Reason for which, from the amendment on, any transfer is part of good service."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A row of what a plan is promised; the columns of its policy file, empty where the contract is silent.

    tiers: (value, percent of the fee that is lost where it is worse), the mildest first.
    """

    number: str
    line: str
    kpi_id: str
    variant: str
    comparator: str
    target: str
    period_type: str
    minimum_volume: int = 100
    rounding: str = ""
    fee_at_risk_usd: str = ""
    tiers: tuple[tuple[str, str], ...] = ()
    cap_usd: str = ""
    earn_back: str = ""
    rule_id: str = ""


ALL = "all"
SERVICE_LEVEL, ABANDON_RATE = "service_level", "abandon_rate"
AT_LEAST, AT_MOST = "at_least", "at_most"
GUARANTEES: dict[str, tuple[Guarantee, ...]] = {
    "medicare_advantage": (
        Guarantee(
            "G1", "all", SERVICE_LEVEL, "SL-B", AT_LEAST, "0.80", "month", fee_at_risk_usd="20000",
            tiers=(("0.80", "50"), ("0.75", "100")), cap_usd="30000", earn_back="2", rule_id="cms_service_level",
        ),
        Guarantee(
            "G2", "all", "cms_hold_time", "CMS-held", AT_MOST, "120", "month", fee_at_risk_usd="7500.50",
            rule_id="cms_hold_time",
        ),
        Guarantee("G3", "all", ABANDON_RATE, "AB-gross", AT_MOST, "0.05", "month", rounding="half_up_1"),
        Guarantee(
            "G4", "member_services", SERVICE_LEVEL, "SL-B", AT_LEAST, "0.80", "week", 40, fee_at_risk_usd="1200",
            tiers=(("0.80", "40"), ("0.70", "100")), cap_usd="3000", earn_back="1",
        ),
    ),
    "medicaid": (
        Guarantee(
            "G1", "all", "asa", "ASA-answered", AT_MOST, "30", "quarter", rounding="half_up_0", fee_at_risk_usd="15000",
            rule_id="nd_medicaid_asa",
        ),
        Guarantee("G2", "all", ABANDON_RATE, "AB-gross", AT_MOST, "0.05", "month", fee_at_risk_usd="5000"),
        Guarantee(
            "G3", "all", ABANDON_RATE, "AB-gross", AT_MOST, "0.05", "week", 40, fee_at_risk_usd="900",
            tiers=(("0.05", "33.3333"), ("0.10", "100")), earn_back="1", rule_id="nd_medicaid_abandon_rate",
        ),
    ),
    "commercial": (
        Guarantee(
            "G1", "all", SERVICE_LEVEL, "SL-D", AT_LEAST, "0.80", "month", rounding="half_up_0",
            fee_at_risk_usd="10000", cap_usd="10000",
        ),
        Guarantee("G2", "all", ABANDON_RATE, "AB-net", AT_MOST, "0.03", "month", fee_at_risk_usd="4000"),
    ),
}  # fmt: skip
"""What each kind of plan is promised when its contract begins."""
AMENDED: dict[tuple[str, str], dict[str, str]] = {
    ("medicare_advantage", "G1"): {"target": "0.82"},
    ("medicaid", "G2"): {"target": "0.06", "fee_at_risk_usd": "6200"},
    ("commercial", "G1"): {"variant": "SL-B"},
}
"""What the amendment in mid-period changes in the guarantees of a kind of plan."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A window in which contacts were claimed not to count. began, ended: moments in milliseconds."""

    number: str
    line: str
    reason: str
    began: int
    ended: int
    status: str
    evidence: str
    decided_on: date | None


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
        # Never on the first of a month: guarantees are amended inside their period.
        self.guarantees_amended_on = middle if middle.day > 1 else middle + timedelta(days=1)
        self._exclusions = {client.client_id: self._claim(client, scenario) for client in scenario.clients}

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

    def left_to_default(self, client: Client) -> dict[str, int]:
        """Terms that only some contracts set, by name; what a contract leaves open is missing."""
        known = {
            "survey_window_days": SURVEY_DAYS,
            "reopen_window_days": REOPEN_DAYS,
            "chat_response_s": CHAT_S,
            "message_response_s": MESSAGE_S,
            "callback_window_days": CALLBACK_DAYS,
            "callback_attempts": CALLBACK_ATTEMPTS,
        }
        return {term: by_kind[client.kind] for term, by_kind in known.items() if client.kind in by_kind}

    def short_abandon_s(self, client: Client) -> int:
        """Seconds before which who gives up is a short abandon."""
        return SHORT_ABANDON_S[client.kind]

    def guarantees(self, client: Client) -> tuple[tuple[Guarantee, date, date | None], ...]:
        """What a plan is promised: rows, each with its first date and the date from which it no longer holds."""
        rows: list[tuple[Guarantee, date, date | None]] = []
        for guarantee in GUARANTEES[client.kind]:
            changes = AMENDED.get((client.kind, guarantee.number))
            if changes is None:
                rows.append((guarantee, self.valid_from, None))
            else:
                rows.append((guarantee, self.valid_from, self.guarantees_amended_on))
                rows.append((replace(guarantee, **changes), self.guarantees_amended_on, None))  # type: ignore[arg-type]
        return tuple(rows)

    def exclusions(self, client: Client) -> tuple[Exclusion, ...]:
        """The windows that were claimed of a plan's contacts, whatever became of the claims."""
        return self._exclusions[client.client_id]

    def exclusion_reason(self, client: Client, line: Line, arrived: int) -> str | None:
        """Why a contact that arrived at a moment was agreed not to count; None where it counts."""
        for each in sorted(self._exclusions.get(client.client_id, ()), key=lambda each: (each.began, each.number)):
            if each.status == "agreed" and each.began <= arrived < each.ended and each.line in (ALL, line.name):
                return each.reason
        return None

    def _claim(self, client: Client, scenario: Scenario) -> tuple[Exclusion, ...]:
        """Its platform's outages, an hour of maintenance on its first line, and a busy hour that was no reason."""
        claimed = []
        for outage in scenario.outages:
            if outage.client.delivery_id == client.delivery_id:
                # People claim whole minutes.
                ended = outage.ended + -outage.ended % MINUTE
                claimed.append((ALL, "outage", outage.began - outage.began % MINUTE, ended, "agreed"))
        on, zone = self.guarantees_amended_on, client.time_zone
        if client.lines:
            status = "claimed" if client.kind == "medicaid" else "agreed"
            line = client.lines[0].name
            claimed.append((line, "maintenance", at_local(on, 12 * HOUR, zone), at_local(on, 13 * HOUR, zone), status))
        claimed.append((ALL, "volume_band", at_local(on, 15 * HOUR, zone), at_local(on, 16 * HOUR, zone), "refused"))
        return tuple(
            Exclusion(
                f"X{number}", line, reason, began, ended, status, f"INC-{client.place + 1}-{number:03}",
                None if status == "claimed" else local(ended, zone)[0] + timedelta(days=5),
            )
            for number, (line, reason, began, ended, status) in enumerate(claimed, 1)
        )  # fmt: skip

    def expected_transfers(self, client: Client) -> tuple[tuple[str, str, date, date], ...]:
        """Transfers a plan holds for part of good service: reason, queue, first date, date it no longer holds.

        A commercial plan never said what it expects.
        """
        if client.kind == "commercial":
            return ()
        nurses = {queue.title for line in client.lines if line.name == "nurse_line" for queue in line.queues.values()}
        return (
            *((ALL, title, self.valid_from, self.valid_to) for title in sorted(nurses)),
            (EXPECTED_ANYWHERE, ALL, self.amended_on, self.valid_to),
        )

    def is_transfer_expected(self, client: Client, reason: str, target: str, local_date: date) -> bool | None:
        """Whether a transfer of a contact that arrives on a local date is expected; None where the plan never said."""
        in_force = [row for row in self.expected_transfers(client) if row[2] <= local_date < row[3]]
        if not in_force:
            return None
        return any(row[0] in (reason, ALL) and row[1] in (target, ALL) for row in in_force)
