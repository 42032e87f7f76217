"""Members as a plan's Salesforce org knows them: accounts, what changes of them, and consents given at enrolment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from orchestration.simulator.moments import DAY, SECOND, iso_millis, midnight, utc_date
from orchestration.simulator.people import Members
from orchestration.simulator.scenario import Client
from orchestration.simulator.writers.salesforce_org import SOURCE, Org, moment

RISK_TIERS = ("low", "rising", "high")
CHANNELS = ("phone", "mail", "sms", "email")
STREETS = ("Maple St", "Oak Ave", "2nd St", "Church Rd", "Lakeview Dr", "Mill Ln", "Park Blvd", "Hill Ct")
CITIES = ("Springfield", "Fairview", "Riverton", "Georgetown", "Milford", "Clayton")
ZIP3 = {
    **{"OH": "432", "TX": "750", "FL": "331", "CA": "900", "NY": "100", "PA": "191", "IL": "606", "GA": "303"},
    **{"NC": "282", "MI": "482", "AZ": "850", "WA": "981", "MA": "021", "TN": "372", "IN": "462", "VT": "059"},
}
"""First digits of postal codes by state; Vermont's are of too few people to be told."""
ELSEWHERE = "640"

UPDATED = 0.03
"""Share of members whose address and risk change during the run."""
CONSENTED = 0.4
"""Share of members with a consent on record before the first day."""
LAST_WRITTEN_WITHIN = 300 * DAY
"""Before the first day."""
ENROLLED_BEFORE, TERMED_BEFORE = 10 * DAY, 5 * DAY
"""How long before coverage begins or ends the org knows."""
NEVER = 40_000  # day of termination of who is covered


@dataclass(frozen=True, slots=True)
class _Story:
    """When what is told of an account became so (moments, 0 for never): made, moved, termed, merged."""

    created: int
    moved: int
    termed: int
    merged: int

    def versions(self, first: int, written: int) -> Iterator[int]:
        """Moments of the versions to deliver: the last one before the first day, and every later one."""
        moments = {self.created if self.created >= first else written, self.moved, self.termed, self.merged}
        told = sorted(at for at in moments if at and at >= self.created)
        before = [at for at in told if at < first]
        yield from before[-1:]
        yield from (at for at in told if at >= first)


def survivor(members: Members, place: int, until: int) -> int:
    """Whose record stands for a member's after the merges before a moment."""
    seen = {place}
    while members.merged_into[place] >= 0 and members.merged_at[place] < until:
        place = int(members.merged_into[place])
        if place in seen:
            break
        seen.add(place)
    return place


def write_members(org: Org, client: Client) -> None:
    """Write every account as the first day finds it, and as it changes."""
    members, scenario = client.members, org.run.scenario
    first, size = midnight(scenario.first_on), len(members)
    chance = np.random.default_rng(org.run.random(SOURCE, "members", client.client_id).getrandbits(64))
    written = first - SECOND - chance.integers(0, LAST_WRITTEN_WITHIN, size)
    moved = np.where(chance.random(size) < UPDATED, chance.integers(first, org.until, size), 0)
    draws = chance.integers(0, DAY, size)
    for place in range(size):
        draw, joined, termed = int(draws[place]), int(members.joined[place]), int(members.termed[place])
        created = joined * DAY - ENROLLED_BEFORE + draw
        story = _Story(
            created,
            int(moved[place]),
            termed * DAY - TERMED_BEFORE + draw if termed < NEVER else 0,
            int(members.merged_at[place]) if members.merged_into[place] >= 0 else 0,
        )
        was_told = False
        for at in story.versions(first, max(int(written[place]), created)):
            was_told |= org.put(client, "Account", max(at, first), _account(client, place, story, at, draw))
        if was_told:
            _note(org, client, place, story)


def _account(client: Client, place: int, story: _Story, at: int, draw: int) -> str:
    members = client.members
    number, phone = members.number(place), members.ani(place)
    first_name, last_name = members.name(place)
    household, state = int(members.household[place]), client.states[int(members.state[place])]
    has_moved = 0 < story.moved <= at
    is_merged = 0 < story.merged <= at
    is_termed = 0 < story.termed <= at
    street = household * 7 + has_moved
    risk = RISK_TIERS[min(int(members.risk[place]) + has_moved, 2)]
    master = members.account_id(int(members.merged_into[place])) if is_merged else ""
    return (
        f"{members.account_id(place)},{'true' if is_merged else 'false'},{master},{number},{first_name},{last_name},"
        f"{_day(int(members.birth[place]))},{'female' if members.sex[place] else 'male'},"
        f"{street % 900 + 1} {STREETS[street % len(STREETS)]},{CITIES[household % len(CITIES)]},{state},"
        f"{ZIP3.get(state, ELSEWHERE)}{household % 100:02d},{phone},{phone if draw % 3 else ''},"
        f"{first_name.lower()}.{last_name.lower()}{place}@example.org,{members.languages[int(members.language[place])]},"
        f"{CHANNELS[draw % 4]},{client.contract_id}-{draw % 3 + 1:03d},{client.kind},{risk},"
        f"{1_000_000_000 + household % 400},{_day(int(members.joined[place]))},"
        f"{_day(int(members.termed[place])) if is_termed else ''},H{client.place}{household:08d},"
        f"{iso_millis(story.created)},{iso_millis(at)}"
    )


def _note(org: Org, client: Client, place: int, story: _Story) -> None:
    members = client.members
    left = survivor(members, place, org.until)
    org.run.truth.add(
        "member",
        {
            "client_id": client.client_id,
            "member_number": members.number(place),
            "account_id": members.account_id(place),
            "surviving_number": members.number(left),
            "merged_at": moment(story.merged) if story.merged < org.until else "",
        },
    )
    if left != place:
        org.label("merged_member", "account", members.account_id(place))


def write_consents(org: Org, client: Client) -> None:
    """Write the consents that members gave when they enrolled."""
    first = midnight(org.run.scenario.first_on)
    chance = org.run.random(SOURCE, "consents", client.client_id)
    members = client.members
    for place in range(len(members)):
        if chance.random() >= CONSENTED or int(members.joined[place]) * DAY >= first:
            continue
        said = moment(int(members.joined[place]) * DAY - chance.randrange(DAY))
        consent_id, account_id = f"0ly{client.place:02d}{place:010d}AAA", members.account_id(place)
        channel = chance.choice(("voice", "sms", "email"))
        line = f"{consent_id},{account_id},{channel},OptIn,enrolment,{said},{said},,{said},{said},{said}"
        org.put(client, "ContactPointConsent", first, line)
        org.run.truth.add(
            "consent",
            {
                "client_id": client.client_id,
                "consent_id": consent_id,
                "account_id": account_id,
                "channel": channel,
                "status": "opt_in",
                "captured_at": said,
                "honored_at": said,
            },
        )


def _day(days: int) -> str:
    return utc_date(days * DAY).isoformat()
