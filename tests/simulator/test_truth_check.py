"""What a fault took away or changed is known by its label before a warehouse is held against the truth."""

from pathlib import Path

import pytest

from orchestration.simulator.moments import HOUR
from orchestration.simulator.terms import Terms
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.measure import measure
from orchestration.simulator.truths.rows import CONTACT, contact_row
from orchestration.simulator.truths.tables import read_table
from tests.simulator.truth_check import Differences, strikes
from tests.simulator.truth_contacts import MONDAY, Plan

SINGLE = "11111111-0000-4000-a000-000000000000"
FIRST, SECOND = "22222222-0000-4000-a000-000000000000", "22222222-0000-4000-a000-000000000001"
LATER = "33333333-0000-4000-a000-000000000000"
OF_THE_DAY = {"file_name": "contact_record_2026-01-05.jsonl"}
LOST = {"fault": "missing_day", "effect": "lost"} | OF_THE_DAY
MALFORMED = {"fault": "malformed_line", "effect": "quarantined"}
HANGUP = {"fault": "missing_hangup", "effect": "flagged"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The truth of three contacts: one of one record, one of two, one on the day after the next."""
    plan = Plan("amazon_connect")
    plan.offered("answered", 1000, platform_id=SINGLE)
    moved = plan.contact("abandoned", platform_id=FIRST)
    plan.stay(moved, 5000, "flow_out")
    plan.stay(moved, 5000, "abandoned", plan.nurses, "overflow")
    plan.offered("answered", 1000, arrived=MONDAY + 48 * HOUR, platform_id=LATER)
    truth = Truth(tmp_path)
    terms = Terms(plan.scenario())
    truth.extend("contact", CONTACT, [contact_row(measure(contact, terms), terms) for contact in plan.contacts])
    truth.flush()
    return tmp_path


@pytest.mark.parametrize(
    ("labels", "gone", "touched"),
    [
        ([MALFORMED | {"record_id": SINGLE}], {"0"}, {"0"}),
        ([MALFORMED | {"record_id": SECOND}], set(), {"1"}),
        ([LOST | {"record_id": FIRST}, LOST | {"record_id": SECOND}], {"1"}, {"1"}),
        ([LOST], set(), {"0", "1"}),
        ([{"fault": "empty_file", "effect": "rejected"} | OF_THE_DAY], set(), set()),
        ([HANGUP | {"record_id": LATER}], set(), {"2"}),
        ([MALFORMED | OF_THE_DAY | {"feed": "queue_interval"}], set(), set()),
    ],
)
def test_a_label_tells_which_contacts_it_is_about(
    labels: list[dict[str, str]], gone: set[str], touched: set[str], out: Path
) -> None:
    truth = Truth(out)
    for label in labels:
        truth.add("fault", {"source": "amazon_connect", "folder": "golden", "feed": "contact_record"} | label)
    truth.flush()
    struck = strikes(out, {row["contact"]: row for row in read_table(out, "contact")})
    assert (struck.gone, struck.touched) == (gone, touched)


def test_a_difference_is_told_with_its_number() -> None:
    found = Differences()
    found.compare("contact.wait_s", "a", 1, 1)
    assert found.sentences() == []
    found.compare("contact.wait_s", "b", None, 2)
    assert found.sentences() == ["contact.wait_s: 1 of 2, such as b is nothing, truly 2"]
