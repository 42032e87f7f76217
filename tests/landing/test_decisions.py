"""Withdrawing and releasing files: no line is lost, none is in force twice, and who decided what stays known."""

import random
from pathlib import Path

import pytest

from orchestration.landing.decisions import Decision, DecisionError, release, withdraw
from tests.landing.test_deliveries import calls

CONTENTS = {1: range(1, 60), 2: range(40, 100), 3: [*range(80, 130), 85], 4: range(1, 20), 5: range(50, 140)}
"""Numbers of the calls in each file; the files overlap, and the third repeats a line of its own."""


def file_ids(intake):
    return dict(intake.query("select file_name, file_id from landing.file where client_id = %(client)s"))


def decide(intake, kind, file_name, reason="the switch's clock was wrong", landing=None):
    decision = Decision(file_ids(intake)[file_name], reason, "ana")
    if kind == "withdraw":
        withdraw(
            intake.warehouse.connect,
            landing or intake.landing,
            intake.feeds,
            intake.judge,
            decision,
            intake.said.append,
        )
    else:
        release(intake.warehouse.connect, intake.feeds, decision, intake.said.append)


def counts(intake):
    return {
        name: tuple(numbers)
        for name, *numbers in intake.query(
            "select file_name, status, line_count, loaded_count, known_count, quarantined_count"
            " from landing.file where client_id = %(client)s"
        )
    }


def in_force(intake, feed):
    return sorted(
        int(call_id)
        for (call_id,) in intake.query(
            f"select call_id from raw.switch_{feed} inner join landing.file on file_id = _file_id"
            " where client_id = %(client)s and status = 'accepted'"
        )
    )


@pytest.mark.parametrize("feed", ["calls", "timeless"])
def test_lines_known_because_of_a_withdrawn_file_come_back_with_the_next_that_has_them(intake, feed):
    intake.deliver(f"{feed}_1.csv", calls(1, 2, 3))
    intake.deliver(f"{feed}_2.csv", calls(2, 3, 4))
    intake.deliver(f"{feed}_3.csv", calls(3, 5))
    intake.load()
    decide(intake, "withdraw", f"{feed}_1.csv")
    assert counts(intake) == {
        f"{feed}_1.csv": ("held", 3, 3, 0, 0),
        f"{feed}_2.csv": ("accepted", 3, 3, 0, 0),
        f"{feed}_3.csv": ("accepted", 2, 1, 1, 0),
    }
    assert in_force(intake, feed) == [2, 3, 4, 5]
    decide(intake, "release", f"{feed}_1.csv", reason="it was right after all")
    assert counts(intake)[f"{feed}_2.csv"] == ("accepted", 3, 1, 2, 0)
    assert in_force(intake, feed) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_decided_in_whatever_order_each_line_in_force_is_there_once(intake, seed):
    choose = random.Random(seed)
    for number, lines in CONTENTS.items():
        intake.deliver(f"timeless_{number}.csv", calls(*lines))
    intake.load()
    accepted = set(CONTENTS)
    for _ in range(12):
        number = choose.choice(list(CONTENTS))
        decide(intake, "withdraw" if number in accepted else "release", f"timeless_{number}.csv")
        accepted ^= {number}
        assert in_force(intake, "timeless") == sorted(set().union(*(CONTENTS[one] for one in accepted)))
    by_file = dict(
        intake.query(
            "select file_id, count(*) from raw.switch_timeless inner join landing.file on file_id = _file_id"
            " where client_id = %(client)s group by file_id"
        )
    )
    for name, (_, lines, loaded, known, quarantined) in counts(intake).items():
        assert lines == loaded + known + quarantined == len(CONTENTS[int(name[9])])
        assert by_file.get(file_ids(intake)[name], 0) == loaded


def test_a_file_with_lines_in_quarantine_is_read_again_whole(intake):
    intake.deliver("calls_1.csv", calls(1, 2))
    intake.deliver("calls_2.csv", calls(2, 3) + b"broken\n")
    intake.load()
    decide(intake, "withdraw", "calls_1.csv")
    assert counts(intake)["calls_2.csv"] == ("accepted", 3, 2, 0, 1)
    assert [line for *_, line in intake.quarantine()] == [b"broken"]


def test_a_row_of_an_upsert_feed_falls_back_to_what_stood_before(intake):
    for number, wait_s in enumerate((5, 6, 5), start=1):
        intake.deliver(f"agents_{number}.csv", b"Call ID,started_at,wait_s,note\n1,a,%d,\n" % wait_s)
    intake.load()
    assert counts(intake)["agents_3.csv"] == ("accepted", 1, 1, 0, 0)
    decide(intake, "withdraw", "agents_2.csv")
    decide(intake, "release", "agents_2.csv")
    latest = "select wait_s from raw.switch_agents inner join landing.file on file_id = _file_id"
    latest += " where client_id = %(client)s and status = 'accepted' order by file_id desc limit 1"
    assert intake.query(latest) == [("5",)]


def test_without_the_later_file_nothing_is_withdrawn(intake, tmp_path: Path):
    intake.deliver("calls_1.csv", calls(1, 2))
    later = intake.deliver("calls_2.csv", calls(2, 3))
    intake.load()
    before = counts(intake)
    later.write_bytes(calls(2, 4))
    with pytest.raises(DecisionError, match=r"calls_2.csv has lines that were known .* put it back there first"):
        decide(intake, "withdraw", "calls_1.csv")
    with pytest.raises(DecisionError, match="no longer lies in"):
        decide(intake, "withdraw", "calls_1.csv", landing=tmp_path)
    assert counts(intake) == before
    assert decisions(intake) == []


def test_a_file_read_again_is_judged_again(intake):
    intake.deliver("calls_1.csv", calls(1, 2))
    intake.deliver("calls_2.csv", calls(2, 3))
    intake.deliver("calls_3.csv", calls(2, 4))
    intake.load()
    intake.objection = "its waits are impossible"
    decide(intake, "withdraw", "calls_1.csv")
    assert {name: (status, loaded) for name, (status, _, loaded, *_) in counts(intake).items()} == {
        "calls_1.csv": ("held", 2),
        "calls_2.csv": ("held", 2),
        "calls_3.csv": ("held", 2),
    }
    told = "calls_2.csv: 1 lines that were known are loaded now; held because its waits are impossible"
    assert any(told in sentence for sentence in intake.said)
    assert in_force(intake, "calls") == []


def decisions(intake):
    return intake.query(
        "select file_name, decision, file_decision.reason, decided_by"
        " from landing.file_decision inner join landing.file using (file_id)"
        " where client_id = %(client)s order by decision_id"
    )


def test_who_decided_what_and_why_stays_known(intake):
    intake.deliver("calls.csv", calls(1))
    intake.load()
    decide(intake, "withdraw", "calls.csv", reason="sent by mistake")
    decide(intake, "release", "calls.csv", reason="it was none")
    assert decisions(intake) == [
        ("calls.csv", "withdrawn", "sent by mistake", "ana"),
        ("calls.csv", "released", "it was none", "ana"),
    ]


def test_what_makes_no_sense_is_refused_in_a_sentence(intake):
    intake.deliver("calls.csv", calls(1))
    intake.deliver("calls_copy.csv", calls(1))
    intake.deliver("calls_empty.csv", b"")
    intake.load()
    with pytest.raises(DecisionError, match="is accepted: only a held or withdrawn file can be released"):
        decide(intake, "release", "calls.csv")
    for name, status in (("calls_copy.csv", "known"), ("calls_empty.csv", "rejected")):
        for kind in ("withdraw", "release"):
            with pytest.raises(DecisionError, match=f"is {status}: only"):
                decide(intake, kind, name)
    decide(intake, "withdraw", "calls.csv")
    with pytest.raises(DecisionError, match="is held: only an accepted file can be withdrawn"):
        decide(intake, "withdraw", "calls.csv")
    with pytest.raises(DecisionError, match="the ledger has no file 0"):
        release(intake.warehouse.connect, intake.feeds, Decision(0, "x", "ana"), print)
