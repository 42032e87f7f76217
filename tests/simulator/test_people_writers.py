"""What the systems around the people write agrees with what happened in the centre."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pytest

from orchestration.simulator.centre import UNTIL_CLOSED, Centre
from orchestration.simulator.contact import Contact, Leg
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.demand import Demand
from orchestration.simulator.faults import Faults
from orchestration.simulator.founding import found
from orchestration.simulator.moments import SECOND, iso_seconds, midnight
from orchestration.simulator.run import Day, Run, Writer
from orchestration.simulator.truth import Truth
from orchestration.simulator.writers.coaching import Coaching
from orchestration.simulator.writers.evaluation import Evaluations
from orchestration.simulator.writers.forecast import Forecast
from orchestration.simulator.writers.interpreter import Interpreter
from orchestration.simulator.writers.recording import Recording
from orchestration.simulator.writers.records import record_id
from orchestration.simulator.writers.survey import Survey
from orchestration.simulator.writers.workforce import Workforce

SEED = 11
FIRST_ON, UNTIL_ON = date(2026, 6, 1), date(2026, 6, 19)
Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """A centre of nearly three weeks, and what was written of it."""

    run: Run
    out: Path
    days: list[Day]

    def read(self, folder: str, source: str, stem: str) -> list[Row]:
        """The lines of a feed in one folder, in order of delivery."""
        rows: list[Row] = []
        for text in self.texts(folder, source, stem):
            header, *lines = csv.reader(text.splitlines())
            assert all(len(line) == len(header) for line in lines)
            rows += [dict(zip(header, line, strict=True)) for line in lines]
        return rows

    def everywhere(self, source: str, stem: str) -> list[Row]:
        """The lines of a feed in all folders."""
        return [row for folder in sorted(self.folders) for row in self.read(folder, source, stem)]

    def texts(self, folder: str, source: str, stem: str) -> Iterator[str]:
        """The files of a feed, as written."""
        for path in sorted((self.out / folder / source).glob(f"{stem}_2*")):
            content = path.read_bytes()
            yield (gzip.decompress(content) if path.suffix == ".gz" else content).decode()

    def truth(self, table: str) -> list[Row]:
        """A table of what really happened."""
        with (self.out / ".truth" / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    @cached_property
    def folders(self) -> set[str]:
        return {path.name for path in self.out.iterdir() if path.is_dir() and not path.name.startswith(".")}

    @cached_property
    def contacts(self) -> list[Contact]:
        return [contact for day in self.days for contact in day.contacts]

    @cached_property
    def conversations(self) -> dict[str, tuple[Contact, Leg]]:
        """Every leg with a member, by the name its platform has for it."""
        return {
            record_id(contact, place): (contact, step.leg)
            for contact in self.contacts
            for place, step in enumerate(contact.steps)
            if step.leg is not None and step.leg.kind == "handle"
        }


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def write(out: Path) -> Written:
    faults = Faults("harsh", SEED)
    scenario = found(SEED, FIRST_ON, UNTIL_ON, 3, 150, faults)
    ends = midnight(UNTIL_ON + timedelta(days=1)) + UNTIL_CLOSED
    run = Run(scenario, Delivery(out, ends), faults, Truth(out))
    writers: list[Writer] = [
        *(Workforce(), Coaching(), Survey(), Interpreter(), Recording(), Evaluations()),
        Forecast(Demand(scenario).forecast),
    ]
    for writer in writers:
        writer.open(run)
    days = list(Centre(scenario).run())
    for day in days:
        for writer in writers:
            writer.write(run, day)
    run.delivery.finish(Faults("none", SEED), run.truth)
    run.truth.flush()
    return Written(run, out, days)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(tmp_path_factory.mktemp("people"))


def test_the_same_seed_writes_the_same_bytes(written: Written, tmp_path: Path) -> None:
    again = write(tmp_path)
    names = sorted(path.relative_to(written.out) for path in written.out.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert [name for name in names if (written.out / name).read_bytes() != (again.out / name).read_bytes()] == []


def test_everybody_is_on_the_roster_once_a_spell(written: Written) -> None:
    spells = {
        (row["agent_id"], row["employee_id"], row["hire_date"]) for row in written.everywhere("workforce", "Roster")
    }
    agents = written.run.scenario.agents
    assert spells == {(agent.platform_id, agent.employee_id, str(agent.hired_on)) for agent in agents}
    people = defaultdict(set)
    for agent in agents:
        people[agent.platform_id].add(agent.employee_id)
    reused = {name for name, of_one_id in people.items() if len(of_one_id) > 1}
    noted = [row for row in written.truth("fault") if row["fault"] == "reused_agent_id"]
    assert reused
    assert {row["record_id"] for row in noted} == reused
    assert {row["agent_id"] for row in written.truth("agent") if row["is_id_reused"] == "true"} == reused


def test_a_shift_is_scheduled_from_its_begin_to_its_end(written: Written) -> None:
    latest = {row["schedule_id"]: row for row in written.everywhere("workforce", "Schedule")}
    shifts = {f"{shift.agent.index}-{shift.began // 60_000}": shift for day in written.days for shift in day.shifts}
    parts = defaultdict(list)
    for name, row in latest.items():
        if row["activity"] != "leave":
            parts[name.rpartition("-")[0]].append(row)
    assert parts.keys() == shifts.keys()
    for name, rows in parts.items():
        rows.sort(key=lambda row: row["starts_at"])
        assert rows[0]["starts_at"] == iso_seconds(shifts[name].began)
        assert rows[-1]["ends_at"] == iso_seconds(shifts[name].ended)
        assert all(one["ends_at"] == other["starts_at"] for one, other in pairwise(rows))


def test_every_conversation_has_the_state_of_its_recording(written: Written) -> None:
    named = {row["contact_id"] for row in written.everywhere("recording", "Status")}
    ended_in_time = {name for name, (_, leg) in written.conversations.items() if leg.left < midnight(UNTIL_ON)}
    assert ended_in_time <= named <= written.conversations.keys()
    for row in written.read("shared", "recording", "Status"):
        _, leg = written.conversations[row["contact_id"]]
        if row["recording"] == "recorded":
            assert int(row["recorded_s"]) == (leg.left - leg.answered) // SECOND


def test_interpreters_come_where_nobody_speaks_the_language(written: Written) -> None:
    sessions = written.everywhere("interpreter", "Session")
    results: dict[tuple[str, str], int] = defaultdict(int)
    for row in sessions:
        contact, leg = written.conversations[row["contact_id"]]
        results[row["kind"], row["result"]] += 1
        if contact.client.platform == "amazon_connect":
            assert iso_seconds(leg.answered) <= row["requested_at"] <= row["ended_at"] <= iso_seconds(leg.left)
            if row["kind"] == "interpreter":
                members = contact.client.members
                assert row["language"] == members.languages[members.language[contact.member]]
                assert row["language"] not in leg.agent.team.languages
        if row["result"] == "completed":
            assert row["requested_at"] <= row["connected_at"] <= row["ended_at"]
    attempted = sum(count for (kind, _), count in results.items() if kind == "interpreter")
    assert 0.85 < results["interpreter", "completed"] / attempted < 0.99
    assert results["tty", "completed"] > 0


def test_members_say_what_they_felt_and_some_say_who_they_are(written: Written) -> None:
    contacts = {record_id(contact, len(contact.steps) - 1): contact for contact in written.contacts}
    invitations = {row["invitation_id"]: row for row in written.everywhere("survey", "Invitation")}
    responses = written.everywhere("survey", "Response")
    assert 0.12 < len(responses) / sum(row["eligible"] == "true" for row in invitations.values()) < 0.25
    assert all(invitations[row["invitation_id"]]["eligible"] == "true" for row in responses)
    for row in invitations.values():
        if row["suppressed_reason"] and row["contact_id"] in contacts:
            assert contacts[row["contact_id"]].reason.is_clinical

    told = {row["response_id"]: row for row in written.truth("survey_response")}
    assert told.keys() == {row["response_id"] for row in responses}

    def mean_csat(settled: str) -> float:
        scores = [int(row["csat"]) for row in told.values() if row["truly_resolved"] == settled]
        return sum(scores) / len(scores)

    assert mean_csat("true") > mean_csat("false") + 1
    noted = {row["record_id"] for row in written.truth("fault") if row["feed"] == "response"}
    assert noted == {row["response_id"] for row in responses if sum(map(str.isdigit, row["verbatim"])) >= 7}
    assert noted


def test_an_evaluation_stands_in_two_files_with_one_score(written: Written) -> None:
    def read(stem: str) -> list[dict[str, object]]:
        return [
            json.loads(line) for text in written.texts("shared", "amazon_connect", stem) for line in text.splitlines()
        ]

    new, old = read("evaluation"), read("contact_evaluation")
    assert [{**one, "schemaVersion": ""} for one in new] == [{**one, "schemaVersion": ""} for one in old]
    last = {one["evaluationId"]: one for one in new}
    truth = {row["evaluation_id"]: row for row in written.truth("evaluation")}
    assert truth.keys() == last.keys()
    assert {row["form_version"] for row in truth.values()} == {"1", "2"}
    assert {row["is_automatic"] for row in truth.values()} == {"true", "false"}
    for name, row in truth.items():
        metadata, questions = last[name]["metadata"], last[name]["questions"]
        assert isinstance(metadata, dict)
        assert isinstance(questions, list)
        assert metadata["score"]["percentage"] == float(row["percentage"])
        assert row["record_id"] in written.conversations
        assert len(questions) == (7 if row["form_version"] == "2" else 6)
        if any(question["score"].get("automaticFail") for question in questions):
            assert metadata["score"] == {"percentage": 0.0, "automaticFail": True}


def test_coaching_looks_back(written: Written) -> None:
    submitted = {row["evaluation_id"]: row["submitted_at"] for row in written.truth("evaluation")}
    sessions = {row["session_id"]: row for row in written.everywhere("coaching", "Session")}
    assert {name: row["status"] for name, row in sessions.items()} == {
        row["session_id"]: row["status"] for row in written.truth("coaching_session")
    }
    assert {row["status"] for row in sessions.values()} == {"completed", "missed", "scheduled"}
    for row in sessions.values():
        for name in filter(None, row["platform_contact_ids"].split(";")):
            contact, _ = written.conversations[name]
            assert iso_seconds(contact.arrived) < row["starts_at"]
        if row["status"] == "completed":
            assert all(submitted[name] < row["starts_at"] for name in row["evaluation_ids"].split(";") if name)
    failed = {row["evaluation_id"] for row in written.truth("evaluation") if row["is_automatic_fail"] == "true"}
    assert failed & {name for row in sessions.values() for name in row["evaluation_ids"].split(";")}
    assert {row["session_id"] for row in written.everywhere("coaching", "Action")} <= sessions.keys()


def test_the_forecast_is_made_four_weeks_before_and_nearly_right(written: Written) -> None:
    demand = Demand(written.run.scenario)
    for client in written.run.scenario.clients:
        lines = {line.name: line for line in client.lines}
        rows = written.read(client.client_id, "forecast", "Volume")
        assert len({(row["line"], row["language"], row["interval_start"]) for row in rows}) == len(rows)
        assert all(at(row["interval_start"]) - at(row["made_at"]) > timedelta(days=27) for row in rows)
        forecast = sum(float(row["forecast_contacts"]) for row in rows)
        expected = sum(
            demand.forecast(lines[row["line"]], row["language"], int(at(row["interval_start"]).timestamp()) * SECOND)
            for row in rows
        )
        assert forecast == pytest.approx(expected, rel=0.1)
