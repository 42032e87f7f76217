"""A contact is closed once, also where the platform fails after an agent handed it on."""

from collections import Counter
from datetime import date

from orchestration.simulator.centre import Centre
from orchestration.simulator.faults import Faults
from orchestration.simulator.founding import found


def test_each_contact_is_closed_once():
    scenario = found(7, date(2026, 9, 11), date(2026, 9, 30), 2, 300, Faults("none", 7))
    assert scenario.outages
    closed = Counter(contact.number for day in Centre(scenario).run() for contact in day.contacts)
    assert max(closed.values()) == 1
