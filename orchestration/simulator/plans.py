"""The three plans a simulated centre serves, over and over: Medicare Advantage, Medicaid, commercial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestration.simulator.scenario import Hours, Platform, Reason

OPEN_ALWAYS = Hours(((0, 24),) * 7)
OFFICE = Hours((*((8.0, 18.0),) * 5, None, None))
OFFICE_AND_SATURDAY = Hours((*((8.0, 18.0),) * 5, (9.0, 13.0), None))
EIGHT_TO_EIGHT = Hours(((8.0, 20.0),) * 7)

OFFICE_SHAPE = (
    *(0.0,) * 14, 0.2, 0.4, 2.0, 3.4, 4.6, 5.4, 5.9, 6.0, 5.8, 5.3, 4.7, 4.5, 4.9, 5.3, 5.4, 5.2, 4.8, 4.3, 3.7, 3.0,
    2.3, 1.8, 1.4, 1.1, 0.5, 0.2, *(0.0,) * 8,
)  # fmt: skip
NURSE_SHAPE = (
    1.5, 1.4, 1.2, 1.1, 1.0, 0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.4, 1.7, 2.0, 2.3, 2.6, 2.8, 2.8, 2.7, 2.6, 2.5, 2.5, 2.4,
    2.4, 2.3, 2.3, 2.3, 2.4, 2.5, 2.6, 2.8, 3.0, 3.3, 3.7, 4.2, 4.8, 5.0, 5.0, 4.9, 4.6, 4.2, 3.8, 3.4, 3.0, 2.6, 2.3,
    2.0, 1.8,
)  # fmt: skip
EVENING_SHAPE = tuple(weight * (1.4 if half_hour >= 32 else 0.9) for half_hour, weight in enumerate(OFFICE_SHAPE))

CLAIM_STATUS = Reason("CLM-ST", "claim_status", "claims", 18, 0.80, 330, 70, 0.30, 0.75, 60, dissatisfied=0.012)
CLAIM_DENIED = Reason("CLM-DN", "claim_denied", "claims", 7, 0.52, 540, 130, 0.45, 0.80, 72, dissatisfied=0.06)
BENEFITS = Reason("BEN-QU", "benefits_question", "benefits", 22, 0.88, 290, 45, 0.20, 0.60, 40)
ID_CARD = Reason("IDC-RQ", "id_card", "id_card", 8, 0.90, 170, 40, 0.06, 0.70, 160)
ELIGIBILITY = Reason("ELG-QU", "eligibility", "enrollment", 9, 0.82, 300, 70, 0.25, 0.70, 50)
PCP_CHANGE = Reason("PCP-CH", "primary_care_change", "provider", 7, 0.90, 280, 60, 0.18, 0.65, 90)
FIND_PROVIDER = Reason("PRV-FD", "find_provider", "provider", 8, 0.84, 320, 50, 0.15, 0.60, 48)
AUTHORIZATION = Reason(
    "AUT-ST", "prior_authorization", "authorization", 9, 0.60, 460, 110, 0.42, 0.82, 44, nurse=0.06, dissatisfied=0.03
)
PREMIUM = Reason("BIL-PR", "premium_billing", "billing", 7, 0.80, 310, 65, 0.22, 0.70, 70, dissatisfied=0.02)
PORTAL = Reason("DIG-HP", "portal_help", "digital", 5, 0.83, 260, 40, 0.12, 0.55, 12)
SYMPTOM_ASIDE = Reason(
    "CLI-SY", "symptom", "clinical", 1.2, 0.5, 110, 45, 0.1, 0.4, 20, nurse=0.92, is_clinical=True, red_flag=0.10
)
MAILING = Reason("MLG-QU", "mailing_question", "mailing", 0, 0.92, 210, 35, 0.10, 0.50, 30)
OPEN_ENROLMENT = Reason("ENR-OE", "open_enrollment", "enrollment", 0, 0.78, 620, 140, 0.30, 0.70, 70)
REDETERMINATION = Reason(
    "RED-ST", "redetermination", "enrollment", 12, 0.62, 520, 120, 0.38, 0.80, 60, dissatisfied=0.02
)
TRANSPORT = Reason("TRN-RQ", "transportation", "benefits", 8, 0.78, 380, 80, 0.30, 0.75, 26, dissatisfied=0.03)
REFILL = Reason("RX-RF", "refill", "pharmacy", 46, 0.84, 240, 45, 0.30, 0.75, 30)
DRUG_COVERAGE = Reason("RX-CV", "drug_coverage", "pharmacy", 40, 0.74, 350, 70, 0.38, 0.75, 40, dissatisfied=0.02)
SYMPTOM = Reason(
    "CLI-TR", "symptom_triage", "clinical", 70, 0.82, 640, 180, 0.12, 0.55, 16, is_clinical=True, red_flag=0.07
)
MEDICATION = Reason(
    "CLI-MD", "medication_question", "clinical", 30, 0.86, 480, 130, 0.15, 0.5, 24, is_clinical=True, red_flag=0.01
)
OUTREACH_CALL = Reason("OUT-CG", "care_gap_outreach", "outreach", 1, 1.0, 230, 60, 0.03, 0.0)

SERVICE = (CLAIM_STATUS, CLAIM_DENIED, BENEFITS, ID_CARD, ELIGIBILITY, PCP_CHANGE, FIND_PROVIDER, AUTHORIZATION)
DIGITAL = (BENEFITS, CLAIM_STATUS, ID_CARD, PORTAL, FIND_PROVIDER, PREMIUM)


@dataclass(frozen=True, slots=True)
class LineProfile:
    """A line as a plan's kind has it; fields as in scenario.Line, languages with a queue of their own in `queues`."""

    name: str
    channel: Literal["voice", "chat", "sms", "email"]
    share: float
    hours: Hours
    shape: tuple[float, ...]
    reasons: tuple[Reason, ...]
    queues: tuple[str, ...]
    titles: tuple[str, ...]
    threshold_s: int
    patience_s: float
    ivr_s: float = 45
    contained: float = 0.10
    left_ivr: float = 0.04
    callback_after_s: float = 0
    overflow_s: float = 0
    priority: int = 2
    direction: Literal["inbound", "outbound"] = "inbound"


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of plan.

    languages: what its members speak, with shares. peak: (month, day) from and to of its open enrolment.
    """

    kind: Literal["medicare_advantage", "medicaid", "commercial"]
    client_id: str
    name: str
    contract_id: str
    time_zone: str
    states: tuple[str, ...]
    platform: Platform
    is_shared: bool
    languages: tuple[tuple[str, float], ...]
    peak: tuple[tuple[int, int], tuple[int, int]]
    lines: tuple[LineProfile, ...]


PROFILES = (
    Profile(
        "medicare_advantage", "harbor_medicare", "Harbor Medicare Advantage (simulated)", "H4127", "America/New_York",
        ("NY", "NJ", "CT", "PA"), "amazon_connect", True,
        (("en", 0.84), ("es", 0.10), ("zh", 0.03), ("ru", 0.02), ("ht", 0.01)), ((10, 15), (12, 7)),
        (
            LineProfile(
                "member_services", "voice", 0.60, EIGHT_TO_EIGHT, OFFICE_SHAPE, (*SERVICE, PREMIUM, SYMPTOM_ASIDE),
                ("en", "es"), ("member_services", "member_services_spanish"), 30, 620, 55, 0.12, 0.04,
                callback_after_s=150, overflow_s=120,
            ),
            LineProfile(
                "pharmacy_help", "voice", 0.15, OPEN_ALWAYS, OFFICE_SHAPE, (REFILL, DRUG_COVERAGE), ("en",),
                ("pharmacy_help",), 30, 560, 35, 0.18, 0.05,
            ),
            LineProfile(
                "nurse_line", "voice", 0.10, OPEN_ALWAYS, NURSE_SHAPE, (SYMPTOM, MEDICATION), ("en",),
                ("nurse_triage",), 30, 800, 25, 0.0, 0.02, callback_after_s=180, priority=0,
            ),
            LineProfile(
                "member_chat", "chat", 0.10, OFFICE, EVENING_SHAPE, DIGITAL, ("en",), ("member_chat",), 60, 360, 40,
                0.2, 0.05, priority=3,
            ),
            LineProfile(
                "secure_messages", "email", 0.05, OFFICE, EVENING_SHAPE, DIGITAL, ("en",),
                ("secure_messages",), 3600, 1e9, 0, 0, 0, priority=5,
            ),
        ),
    ),
    Profile(
        "medicaid", "mesa_medicaid", "Mesa Community Medicaid (simulated)", "M2290", "America/Phoenix",
        ("AZ", "NM", "NV"), "genesys_cloud", False,
        (("en", 0.68), ("es", 0.27), ("vi", 0.02), ("nv", 0.02), ("ar", 0.01)),
        ((9, 1), (10, 31)),
        (
            LineProfile(
                "member_services", "voice", 0.70, OFFICE_AND_SATURDAY, OFFICE_SHAPE,
                (*SERVICE, REDETERMINATION, TRANSPORT, SYMPTOM_ASIDE), ("en", "es"),
                ("member_services", "member_services_spanish"), 30, 520, 60, 0.08, 0.06,
                callback_after_s=240, overflow_s=180,
            ),
            LineProfile(
                "nurse_line", "voice", 0.14, OPEN_ALWAYS, NURSE_SHAPE, (SYMPTOM, MEDICATION), ("en", "es"),
                ("nurse_triage", "nurse_triage_spanish"), 30, 760, 25, 0.0, 0.03, overflow_s=90, priority=0,
            ),
            LineProfile(
                "member_chat", "chat", 0.09, OFFICE, EVENING_SHAPE, (*DIGITAL, REDETERMINATION), ("en",),
                ("member_chat",), 60, 360, 30, 0.15, 0.06, priority=3,
            ),
            LineProfile(
                "text_line", "sms", 0.07, OFFICE, EVENING_SHAPE, (TRANSPORT, ID_CARD, BENEFITS), ("en",),
                ("text_line",), 3600, 1e9, 0, 0, 0, priority=5,
            ),
        ),
    ),
    Profile(
        "commercial", "summit_health", "Summit Employer Health (simulated)", "C7715", "America/Los_Angeles",
        ("CA", "OR", "WA"), "amazon_connect", True, (("en", 0.87), ("es", 0.08), ("zh", 0.03), ("ko", 0.02)),
        ((11, 1), (12, 15)),
        (
            LineProfile(
                "member_services", "voice", 0.58, OFFICE, OFFICE_SHAPE, (*SERVICE, PREMIUM, PORTAL, SYMPTOM_ASIDE),
                ("en", "es"), ("member_services", "member_services_spanish"), 30, 480, 50, 0.14, 0.05,
                callback_after_s=150, overflow_s=120,
            ),
            LineProfile(
                "nurse_line", "voice", 0.10, OPEN_ALWAYS, NURSE_SHAPE, (SYMPTOM, MEDICATION), ("en",),
                ("nurse_triage",), 30, 800, 25, 0.0, 0.02, callback_after_s=180, priority=0,
            ),
            LineProfile(
                "member_chat", "chat", 0.14, OFFICE, EVENING_SHAPE, DIGITAL, ("en",), ("member_chat",), 60, 300, 30,
                0.22, 0.06, priority=3,
            ),
            LineProfile(
                "outreach", "voice", 0.18, OFFICE, OFFICE_SHAPE, (OUTREACH_CALL,), ("en",), ("outreach_callers",),
                30, 600, 0, 0, 0, direction="outbound",
            ),
        ),
    ),
)  # fmt: skip
