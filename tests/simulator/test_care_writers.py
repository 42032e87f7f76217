"""Health Cloud, triage and claims as the simulated centre writes them: hand-made contacts, and what is told of them."""

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from orchestration.simulator.care import LOW_URGENCY
from orchestration.simulator.contact import Contact, Leg, Stay, Step
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults, Level
from orchestration.simulator.founding import found
from orchestration.simulator.moments import DAY, HOUR, MINUTE, SECOND, iso_millis, iso_seconds, midnight
from orchestration.simulator.people import Agent
from orchestration.simulator.run import Day, Run, Writer
from orchestration.simulator.scenario import Campaign, Client, Line, Scenario
from orchestration.simulator.truth import Truth
from orchestration.simulator.writers.claims import Claims
from orchestration.simulator.writers.nurse_triage import NurseTriage
from orchestration.simulator.writers.salesforce_health import SalesforceHealth

FIRST, LAST = date(2026, 1, 5), date(2026, 4, 4)
NOON = midnight(date(2026, 1, 12)) + 18 * HOUR
Row = dict[str, str]


@dataclass
class Told:
    """What was written: rows of files and of the truth."""

    out: Path

    def rows(self, pattern: str) -> list[Row]:
        """Rows of the files of an object, by day of delivery."""
        return [row for path in sorted(self.out.glob(f"*/*/{pattern}_2*.csv*")) for row in read(path)]

    def latest(self, pattern: str) -> dict[tuple[str, str], Row]:
        """The row of each client and identifier that was written last."""
        rows = [(path.parts[-3], row) for path in sorted(self.out.glob(f"*/*/{pattern}_2*.csv*")) for row in read(path)]
        rows.sort(key=lambda told: list(told[1].values())[-1])
        return {(client, next(iter(row.values()))): row for client, row in rows}

    def truth(self, table: str) -> list[Row]:
        """Rows of a table of the truth."""
        return read(self.out / ".truth" / f"{table}.csv")


def read(path: Path) -> list[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def centre(faults: Faults) -> Scenario:
    return found(7, FIRST, LAST, 3, 60, faults)


def write(out: Path, make: Callable[[Scenario], Sequence[Contact]], level: Level = "none") -> Told:
    """Open all three systems and let them write what `make` says has happened."""
    faults = Faults(level, 7)
    scenario = centre(faults)
    run = Run(scenario, Delivery(out, midnight(LAST) + 2 * DAY), faults, Truth(out))
    writers: list[Writer] = [SalesforceHealth(), NurseTriage(), Claims()]
    contacts = make(scenario)
    for writer in writers:
        writer.open(run)
        writer.write(run, Day(date(2026, 1, 12), contacts, (), ()))
    run.delivery.flush()
    # Faults of the delivery itself are no matter here.
    run.delivery.finish(Faults("none", 7), run.truth)
    run.truth.flush()
    return Told(out)


def line_of(client: Client, name: str) -> Line:
    return next(line for line in client.lines if line.name == name)


def agent_of(scenario: Scenario, client: Client, role: str) -> Agent:
    return next(team.agents[0] for team in scenario.teams if team.role == role and client in team.clients)


def call_to_nurse(scenario: Scenario, client: Client, number: int, member: int, answered_first: bool) -> Contact:
    """A call about a symptom: straight to a nurse, or by way of an agent who hands it on."""
    line = line_of(client, "nurse_line")
    nurse, clerk = agent_of(scenario, client, "nurse"), agent_of(scenario, client, "service")
    at = NOON + number * 10 * SECOND
    contact = Contact(
        number,
        client,
        line,
        "voice",
        "inbound",
        "en",
        member,
        True,
        "+12025550143",
        line.reasons[0],
        None,
        at,
        f"00000000-0000-4000-a000-{number:012x}",
        outcome="answered",
    )
    queue = line.queues["en"]
    if answered_first:
        leg = Leg(clerk, queue, "handle", at + 20 * SECOND, at + 50 * SECOND, at + 60 * SECOND, handover="warm")
        contact.steps.append(
            Step("arrival", -1, at, at + 50 * SECOND, Stay(queue, at, at + 20 * SECOND, "answered"), leg=leg)
        )
    leg = Leg(nurse, queue, "handle", at + 70 * SECOND, at + 600 * SECOND, at + 650 * SECOND)
    stay = Stay(queue, at + 50 * SECOND, at + 70 * SECOND, "answered")
    contact.steps.append(Step("transfer", len(contact.steps) - 1, at + 50 * SECOND, at + 600 * SECOND, stay, leg=leg))
    contact.ended, contact.closed = at + 600 * SECOND, at + 650 * SECOND
    return contact


def outreach_call(scenario: Scenario, campaign: Campaign, number: int, member: int, result: str) -> Contact:
    client, line, at = campaign.client, campaign.line, NOON + number * 10 * SECOND
    contact = Contact(
        number,
        client,
        line,
        "voice",
        "outbound",
        "en",
        member,
        True,
        client.members.ani(member),
        line.reasons[0],
        None,
        at,
        f"00000000-0000-4000-b000-{number:012x}",
        outcome="not_applicable",
        campaign=campaign.place,
        attempt=1,
        attempt_result=result,
    )
    leg = Leg(
        agent_of(scenario, client, "outreach"),
        line.queues["en"],
        "handle",
        at + 9 * SECOND,
        at + 4 * MINUTE,
        at + 5 * MINUTE,
    )
    contact.steps.append(Step("outbound", -1, at, at + 4 * MINUTE, leg=leg, dialled=at, picked_up=at + 9 * SECOND))
    contact.ended, contact.closed = at + 4 * MINUTE, at + 5 * MINUTE
    return contact


def everybody_is_called(scenario: Scenario) -> Iterator[Contact]:
    campaign = scenario.campaigns[0]
    for number, member in enumerate(campaign.called, 1):
        yield outreach_call(scenario, campaign, number, member, "live" if number % 10 else "opt_out")


@pytest.fixture(scope="module")
def outreach(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Everybody on the list is reached once; one in ten opts out."""
    return write(tmp_path_factory.mktemp("outreach"), lambda scenario: list(everybody_is_called(scenario)), "harsh")


@pytest.fixture(scope="module")
def triage(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Six thousand calls to nurses of all plans, one in three handed on by an agent."""

    def calls(scenario: Scenario) -> list[Contact]:
        return [
            call_to_nurse(scenario, client, number * 3 + client.place, number % len(client.members), number % 3 == 0)
            for number in range(1, 2001)
            for client in scenario.clients
        ]

    return write(tmp_path_factory.mktemp("triage"), calls, "harsh")


def test_every_call_is_an_attempt_that_names_its_contact(outreach: Told) -> None:
    scenario = centre(Faults("harsh", 7))
    calls = {f"a0O{call.number:012d}AAA": call for call in everybody_is_called(scenario)}
    attempts = {row["Id"]: row for row in outreach.rows("OutreachAttempt__c") if row["Channel__c"] == "voice"}
    assert attempts.keys() == calls.keys()
    for attempt_id, call in calls.items():
        row = attempts[attempt_id]
        assert row["PlatformContactId__c"] == call.platform_id
        assert row["AccountId__c"] == call.client.members.account_id(call.member)
        assert row["AttemptedAt__c"] == iso_millis(call.arrived)
        assert (row["Result__c"], row["IsRightParty__c"]) == (call.attempt_result, "true")
        assert row["CalledTimeZone__c"] == "America/Los_Angeles"


def test_nobody_in_the_holdout_arm_is_contacted_and_the_arm_is_five_to_ten_percent(outreach: Told) -> None:
    arms = {row["AccountId"]: row["Arm__c"] for row in outreach.rows("CampaignMember")}
    held_out = {account for account, arm in arms.items() if arm == "holdout"}
    assert 0.05 <= len(held_out) / len(arms) <= 0.10
    assert held_out.isdisjoint(row["AccountId__c"] for row in outreach.rows("OutreachAttempt__c"))
    assert held_out.isdisjoint(row["AccountId__c"] for row in outreach.rows("ServiceAppointment"))
    enrolled = outreach.latest("CareProgramEnrollee").values()
    assert {row["Status"] for row in enrolled if row["AssignmentArm__c"] == "holdout"} == {"Eligible"}
    assert {row["Status"] for row in enrolled} >= {"Eligible", "Enrolled", "Declined"}
    opted_out = [row for row in outreach.latest("CampaignMember").values() if row["Status"] == "OptedOut"]
    assert len(opted_out) == len(list(everybody_is_called(centre(Faults("harsh", 7))))) // 10


def test_the_effect_of_outreach_is_smaller_than_it_looks_and_the_truth_knows_it(outreach: Told) -> None:
    """Who converts would partly have gone anyway; what outreach caused is who was persuaded and went."""
    fates = {row["gap_id"]: row for row in outreach.truth("gap_fate") if row["arm"]}
    gaps = {gap: row for (_, gap), row in outreach.latest("CareGap").items() if gap in fates}
    assert gaps.keys() == fates.keys()
    closed = {gap for gap, row in gaps.items() if row["Status"] == "Closed"}
    assert {fates[gap]["stratum"] for gap in closed if fates[gap]["arm"] == "holdout"} == {"always"}
    assert {fates[gap]["stratum"] for gap in closed} == {"always", "persuadable"}
    converted = {row["AccountId"] for row in outreach.latest("CampaignMember").values() if row["Status"] == "Converted"}
    naive = np.mean([gap in closed for gap, fate in fates.items() if fate["account_id"] in converted])
    by_themselves = np.mean([fate["stratum"] == "always" for fate in fates.values()])
    caused = np.mean([gap in closed and fate["stratum"] == "persuadable" for gap, fate in fates.items()])
    assert 0.05 < caused < 0.3
    assert 0.1 < by_themselves < 0.3
    assert naive > caused + by_themselves


def test_a_gap_that_a_claim_closes_has_that_claim_before(outreach: Told) -> None:
    claims = {
        (row["claim_id"][3:5] + row["claim_id"][6:], row["started_on"]): row
        for row in outreach.rows("Visit")
        if row["claim_id"][5] == "G" and row["status"] == "paid"
    }
    closed = [row for row in outreach.rows("CareGap") if row["ClosureEvidence__c"] == "claim"]
    assert len(closed) > 100
    for gap in closed:
        claim = claims[gap["Id"][3:15], gap["ClosedDate__c"]]
        assert claim["visit_type"] == "office"
        assert claim["updated_at"] < gap["SystemModstamp"]


def test_every_kept_appointment_began_and_every_other_did_not(outreach: Told) -> None:
    appointments = outreach.latest("ServiceAppointment").values()
    assert {row["Status"] for row in appointments} == {"Completed", "NoShow", "Canceled"}
    assert all((row["Status"] == "Completed") == bool(row["ActualStartTime"]) for row in appointments)
    assert all(row["CreatedDate"] < row["SchedStartTime"] for row in appointments)


def test_every_triage_names_its_nurse_and_the_record_of_the_nurses_leg(triage: Told) -> None:
    scenario = centre(Faults("harsh", 7))
    encounters = {row["encounter_id"]: row for row in triage.rows("Encounter")}
    assert len(encounters) == 6000
    for client in scenario.clients:
        for number in (3, 4):
            call = call_to_nurse(scenario, client, number * 3 + client.place, number, number % 3 == 0)
            row = encounters[f"E{call.number:010d}"]
            nurse = call.legs[-1]
            step = call.step_id(len(call.steps) - 1)
            assert row["contact_id"] == (call.platform_id if client.platform == "genesys_cloud" else step)
            assert row["nurse_id"] == nurse.agent.platform_id
            assert row["member_number"] == client.members.number(call.member)
            assert row["nurse_connected_at"] == iso_seconds(nurse.answered)
            assert bool(row["first_nonclinical_at"]) == (len(call.legs) == 2)


def test_dispositions_come_in_the_shares_that_nurse_lines_publish(triage: Told) -> None:
    encounters = triage.rows("Encounter")
    shares = {
        code: sum(row["final_disposition"] == code for row in encounters) / len(encounters)
        for code in ("ems_911", "ed_now", "urgent_4h", "home_care")
    }
    published = {"ems_911": 0.015, "ed_now": 0.097, "urgent_4h": 0.245, "home_care": 0.238}
    assert shares == pytest.approx(published, abs=0.025)
    overridden = [row for row in encounters if row["final_disposition"] != row["system_disposition"]]
    assert 0.02 < len(overridden) / len(encounters) < 0.10
    assert all(row["override_reason"] for row in overridden)
    flagged = [row for row in encounters if row["red_flags"]]
    assert all(row["started_at"] >= row["red_flag_at"] or row["red_flag_at"] <= row["ended_at"] for row in flagged)
    home = {"NY", "NJ", "CT", "PA", "AZ", "NM", "NV", "CA", "OR", "WA"}
    assert 0.01 < sum(row["patient_state"] not in home for row in encounters) / len(encounters) < 0.08


def test_most_follow_advice_and_few_were_in_need_who_were_told_to_wait(triage: Told) -> None:
    visits = {row["claim_id"][6:]: row for row in triage.rows("Visit") if row["claim_id"][5] == "T"}
    sent = [row for row in triage.rows("Encounter") if row["final_disposition"] == "ed_now"]
    went = sum(visits.get(row["encounter_id"][1:], {}).get("visit_type") == "ed" for row in sent)
    assert 0.57 <= went / len(sent) <= 0.85
    low = [row for row in triage.rows("Encounter") if row["final_disposition"] in LOW_URGENCY]
    in_need = [
        row
        for row in low
        if (visit := visits.get(row["encounter_id"][1:])) and visit["visit_type"] == "ed" and visit["acuity"] in "12"
    ]
    assert len(in_need) / len(low) < 0.01


def test_claims_come_late_and_some_are_taken_back(triage: Told) -> None:
    claims = triage.latest("Visit").values()
    lags = [(date.fromisoformat(row["received_on"]) - date.fromisoformat(row["started_on"])).days for row in claims]
    assert np.quantile(lags, 0.01) >= 9
    assert 20 < np.median(lags) < 40
    assert 0.005 < sum(row["status"] == "reversed" for row in claims) / len(claims) < 0.04


@pytest.mark.parametrize(
    ("table", "stem", "told"),
    [
        ("outreach_attempt", "OutreachAttempt__c", "outreach"),
        ("enrollment", "CareProgramEnrollee", "outreach"),
        ("gap", "CareGap", "outreach"),
        ("appointment", "ServiceAppointment", "outreach"),
        ("triage", "Encounter", "triage"),
        ("triage_followup", "FollowUp", "triage"),
        ("claim", "Visit", "triage"),
        ("adt", "Adt", "triage"),
    ],
)
def test_the_truth_tells_every_row_as_it_was_delivered_but_for_free_text(
    table: str, stem: str, told: str, request: pytest.FixtureRequest
) -> None:
    written: Told = request.getfixturevalue(told)
    truth = written.truth(table)
    rows = written.rows(stem)
    columns = [column for column in rows[0] if column in truth[0]]
    assert [column for column in rows[0] if column not in truth[0]] in ([], ["Notes__c"], ["note"])
    assert sorted([row[column] for column in columns] for row in rows) == sorted(
        [row[column] for column in columns] for row in truth
    )


def test_a_planted_name_is_in_the_note_and_labelled(triage: Told) -> None:
    labelled = {row["record_id"] for row in triage.truth("fault") if row["fault"] == "phi_in_free_text"}
    encounters = triage.rows("Encounter")
    assert 0.1 < len(labelled & {row["encounter_id"] for row in encounters}) / len(encounters) < 0.3
    tells = ("Spoke with", "SSN", "Verified")
    assert {row["encounter_id"] for row in encounters if any(word in row["note"] for word in tells)} <= labelled
    assert all(any(word in row["note"] for word in tells) for row in encounters if row["encounter_id"] in labelled)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    def calls(scenario: Scenario) -> list[Contact]:
        return list(everybody_is_called(scenario))[:50]

    first, second = write(tmp_path / "a", calls), write(tmp_path / "b", calls)
    names = sorted(str(path.relative_to(first.out)) for path in first.out.rglob("*.csv*"))
    assert len(names) > 20
    assert all((first.out / name).read_bytes() == (second.out / name).read_bytes() for name in names)
