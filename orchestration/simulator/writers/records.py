"""What the files of several systems have in common: how they name a contact, when the run is over, quoted text."""

from __future__ import annotations

from datetime import timedelta

from orchestration.simulator.centre import UNTIL_CLOSED
from orchestration.simulator.contact import Contact
from orchestration.simulator.moments import midnight
from orchestration.simulator.run import Run


def record_id(contact: Contact, place: int) -> str:
    """How the platform names the step at a place: Amazon Connect has a record for each, Genesys Cloud one for all."""
    return contact.step_id(place) if contact.client.platform == "amazon_connect" else contact.platform_id


def begins(run: Run) -> int:
    """The moment of the run's first delivery, which brings what was known before."""
    return midnight(run.scenario.first_on)


def ends(run: Run) -> int:
    """The moment from which on nothing is delivered."""
    return midnight(run.scenario.until_on + timedelta(days=1)) + UNTIL_CLOSED


def quoted(text: str) -> str:
    """A text as a CSV cell."""
    return '"' + text.replace('"', '""') + '"'
