"""What a simulated plan's Salesforce org writes hangs together, and is what the truth says."""

import csv
import gzip
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from orchestration.landing import read_feeds
from orchestration.settings import ROOT
from orchestration.simulator.centre import UNTIL_CLOSED, Centre
from orchestration.simulator.contact import Contact
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.founding import found
from orchestration.simulator.moments import DAY, midnight
from orchestration.simulator.run import Run
from orchestration.simulator.truth import Truth
from orchestration.simulator.writers.salesforce_cases import Casebook
from orchestration.simulator.writers.salesforce_org import HEADERS, SOURCE
from orchestration.simulator.writers.salesforce_service import SalesforceService

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 8)
Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """What was simulated. files: each object's rows, day by day. truth: its tables. digest: of all files."""

    contacts: dict[str, Contact]
    files: dict[str, list[Row]]
    truth: dict[str, list[Row]]
    digest: str


def read(path: Path) -> list[Row]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(content.decode().splitlines()))


def simulate(out: Path) -> Written:
    """A centre at work for some days, with every fault of content and none of delivery."""
    faults = Faults("harsh", 7)
    scenario = found(7, FIRST, LAST, 1, 250, faults)
    run = Run(scenario, Delivery(out, midnight(LAST) + DAY + UNTIL_CLOSED), faults, Truth(out))
    writer = SalesforceService()
    writer.open(run)
    contacts: dict[str, Contact] = {}
    for day in Centre(scenario).run():
        writer.write(run, day)
        for contact in day.contacts:
            contacts |= {contact.step_id(place): contact for place in range(len(contact.steps))}
            contacts[contact.platform_id] = contact
    run.delivery.finish(Faults("none", 7), run.truth)
    run.truth.flush()
    paths = {name: sorted(out.glob(f"*/{SOURCE}/{name}_*")) for name in HEADERS}
    digest = hashlib.sha256(b"".join(path.read_bytes() for name in HEADERS for path in paths[name])).hexdigest()
    return Written(
        contacts,
        {name: [row for path in paths[name] for row in read(path)] for name in HEADERS},
        {path.stem: read(path) for path in out.glob(".truth/*.csv")},
        digest,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return simulate(tmp_path_factory.mktemp("org"))


def versions(rows: list[Row]) -> dict[str, list[Row]]:
    """Each thing's versions in the order they were written."""
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["SystemModstamp"]):
        by_id[row["Id"]].append(row)
    return by_id


def set_of(written: Written) -> list[Contact]:
    """Every contact once."""
    return list({contact.number: contact for contact in written.contacts.values()}.values())


def test_headers_are_those_that_are_declared():
    feeds = [feed for feed in read_feeds(ROOT / "dbt_project") if feed.source == SOURCE]
    declared = {
        feed.landing.pattern.removesuffix("_*.csv"): [column.header for column in feed.columns] for feed in feeds
    }
    assert declared == {name: header.split(",") for name, header in HEADERS.items()}


def test_the_same_seed_writes_the_same_bytes(written, tmp_path):
    assert simulate(tmp_path).digest == written.digest


def test_no_key_comes_twice(written):
    for name, rows in written.files.items():
        keys = [(row["Id"], row.get("SystemModstamp")) for row in rows]
        assert rows, name
        assert len(set(keys)) == len(keys), name


def test_a_case_is_of_the_contact_it_was_opened_in_and_its_history_leads_to_its_status(written):
    history = defaultdict(list)
    for change in sorted(written.files["CaseHistory"], key=lambda row: (row["CreatedDate"], row["Id"])):
        if change["Field"] == "Status":
            history[change["CaseId"]].append(change)
    cases = versions(written.files["Case"])
    for case_id, told in cases.items():
        assert len({(row["CreatedDate"], row["AccountId"], row["PlatformContactId__c"]) for row in told}) == 1
        contact = written.contacts[told[0]["PlatformContactId__c"]]
        assert contact.client.members.account_id(contact.member) == told[0]["AccountId"]
        assert all((row["Status"] == "Closed") == bool(row["ClosedDate"]) for row in told)
        status = "New"
        for change in history[case_id]:
            assert change["OldValue"] == status
            status = change["NewValue"]
        assert told[-1]["Status"] == status
    answered = sum(contact.outcome == "answered" for contact in set_of(written))
    assert 0.3 < len(cases) / answered < 0.6


def test_repeats_reopen_cases_that_were_closed_too_early(written):
    reopened = {row["CaseId"] for row in written.files["CaseHistory"] if row["OldValue"] == "Closed"}
    labelled = {row["record_id"] for row in written.truth["fault"] if row["fault"] == "reopened_case"}
    assert reopened == labelled
    cases = versions(written.files["Case"])
    repeats = [written.contacts[cases[case_id][0]["PlatformContactId__c"]].issue for case_id in reopened]
    assert repeats
    assert all(issue is not None and len(issue.contacts) > 1 for issue in repeats)


def test_the_truth_tells_the_last_version_of_each_case(written):
    last = {row["case_id"]: row for row in written.truth["case"]}
    cases = versions(written.files["Case"])
    assert last.keys() == cases.keys()
    for case_id, told in cases.items():
        truth = last[case_id]
        assert (told[-1]["SystemModstamp"], told[-1]["Status"].lower()) == (truth["modified_at"], truth["status"])
        assert (told[-1]["ClosedDate"], told[-1]["CreatedDate"]) == (truth["closed_at"], truth["opened_at"])


def test_a_day_is_off_as_a_whole_and_says_so(written):
    skewed = {row["record_id"] for row in written.truth["fault"] if row["fault"] == "clock_skew"}
    last = {row["case_id"]: row for row in written.truth["case"]}
    assert skewed == {case_id for case_id, row in last.items() if row["opened_at"] != row["really_opened_at"]}
    assert skewed
    assert skewed != last.keys()


@pytest.mark.parametrize(
    ("name", "table", "key", "done"),
    [
        ("Task", "task", "task_id", ("CompletedDateTime", "completed_at")),
        ("Grievance__c", "grievance", "grievance_id", ("ResolvedAt__c", "resolved_at")),
        ("ContactPointConsent", "consent", "consent_id", ("HonoredAt__c", "honored_at")),
        ("IdentityCheck__c", "identity_check", "check_id", ("DisclosedAt__c", "disclosed_at")),
    ],
)
def test_what_follows_a_contact_is_what_the_truth_says(written, name, table, key, done):
    told = {row_id: rows[-1] for row_id, rows in versions(written.files[name]).items()}
    truth = {row[key]: row for row in written.truth[table]}
    assert told
    assert {row_id: row[done[0]] for row_id, row in told.items()} == {
        row_id: row[done[1]] for row_id, row in truth.items()
    }


def test_merged_members_are_written_again_with_who_is_left(written):
    members = {row["account_id"]: row for row in written.truth["member"]}
    told = versions(written.files["Account"])
    assert members.keys() == told.keys()
    numbers = {account_id: rows[-1]["MemberNumber__c"] for account_id, rows in told.items()}
    merged = {account_id: rows[-1]["MasterRecordId"] for account_id, rows in told.items() if rows[-1]["MasterRecordId"]}
    assert merged
    assert all(told[account_id][-1]["IsDeleted"] == "true" for account_id in merged)
    assert merged.keys() == {row["record_id"] for row in written.truth["fault"] if row["fault"] == "merged_member"}
    assert all(members[loser]["surviving_number"] == numbers[winner] for loser, winner in merged.items())


def test_a_note_with_more_than_a_first_name_is_labelled(written):
    labelled = {row["record_id"] for row in written.truth["fault"] if row["fault"] == "phi_in_free_text"}
    notes = {row["Id"]: row["Description"] for row in written.files["Task"]}
    notes |= {row["Id"]: row["Description__c"] for row in written.files["Grievance__c"]}
    assert labelled
    assert labelled == {row_id for row_id, text in notes.items() if "SSN" in text}


def test_a_case_goes_on_in_the_process_that_writes_a_later_day(written, tmp_path, monkeypatch):
    """Each day is written by a process of its own, which remembers nothing: what it must know lies in a file."""
    keep = Casebook.keep

    def keep_and_forget(book: Casebook, now: int) -> None:
        keep(book, now)
        book.cases = {}

    monkeypatch.setattr(Casebook, "keep", keep_and_forget)
    assert simulate(tmp_path).digest == written.digest
