"""The incoming border: real files through the real loader, judged by Great Expectations."""

import json
import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from expectations.evidence import Finding
from expectations.incoming import IncomingBorder
from orchestration.landing import FileResult, load_folder, read_feeds

ROOT = Path(__file__).resolve().parents[2]
JANUARY = ROOT.parent / "shared" / "data" / "anonymous_bank" / "january.txt"
POLICY = ROOT / "sample" / "anonymous_bank" / "policy"

GOOD = {
    "vru+line": "AA0101",
    "call_id": "",
    "customer_id": "0",
    "priority": "2",
    "type": "PS",
    "date": "990104",
    "vru_entry": "8:00:31",
    "vru_exit": "8:00:36",
    "vru_time": "5",
    "q_start": "8:00:36",
    "q_exit": "8:01:09",
    "q_time": "33",
    "outcome": "AGENT",
    "ser_start": "8:01:09",
    "ser_exit": "8:04:09",
    "ser_time": "180",
    "server": "AVI",
}


def calls(count: int, **cells: dict[int, str]) -> str:
    """A file of `count` good calls; `cells` puts a text into a column, by the call's number from 0."""
    rows = [{**GOOD, "call_id": str(33116 + number)} for number in range(count)]
    for column, texts in cells.items():
        for number, text in texts.items():
            rows[number][column] = text
    return "".join("\t".join(line) + "\n" for line in [list(GOOD), *(list(row.values()) for row in rows)])


def every(count: int, text: str) -> dict[int, str]:
    return dict.fromkeys(range(count), text)


@pytest.mark.skipif(not JANUARY.exists(), reason="the bank's real month lies beside the project, not in it")
def test_the_real_january_passes_and_its_oddities_are_noted(deliver, evidence):
    result = deliver("technion_acd", "january.txt", JANUARY.read_bytes())

    assert (result.status, result.loaded_count) == ("accepted", 31_599)
    assert evidence() == [
        ("documented_type", "type", "note", 2, 31_599),
        ("durations_are_plausible", None, "note", 33, None),
    ]


class Thorough(IncomingBorder):
    """Asks for everything by itself, whether or not anything is amiss."""

    def _findings(self, view: str, judgement: Any) -> list[Finding]:
        return self._all_findings(view, judgement)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"q_time": {1: "", 3: " "}},
        {"q_time": {1: "", 3: "soon"}},
        {"date": every(40, "tomorrow"), "outcome": {2: ""}},
    ],
    ids=["nothing amiss", "some missing", "a bad cell", "bad throughout"],
)
def test_asking_once_for_all_finds_what_asking_for_each_finds(deliver, warehouse, client_id, cells):
    result = deliver("technion_acd", "calls.txt", calls(40, **cells))
    feed = next(feed for feed in read_feeds(warehouse.settings.dbt_project) if str(feed) == "technion_acd.calls")
    brief = judgement_of(warehouse, client_id)
    verdict = Thorough(warehouse.url(), warehouse.connect).judge(feed, result.file_id, client_id)

    assert judgement_of(warehouse, client_id) == brief * 2
    assert len(brief) > 20
    assert verdict.accepted == (result.status == "accepted")


def judgement_of(warehouse, client_id: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(
            "select suite, expectation, column_name, severity, success, element_count, unexpected_count, endangers"
            " from quality.validation_result where client_id = %s order by validation_id",
            (client_id,),
        ).fetchall()


@pytest.mark.parametrize("path", sorted(POLICY.glob("*.csv")), ids=lambda path: path.name)
def test_the_bank_policy_passes_without_a_remark(deliver, evidence, path: Path):
    assert deliver("policy", path.name, path.read_bytes()).status == "accepted"
    assert evidence() == []


def test_every_check_of_a_file_leaves_a_row_with_what_it_endangers(deliver, warehouse, client_id):
    result = deliver("technion_acd", "calls.txt", calls(40))

    with warehouse.connect() as connection:
        rows = connection.execute(
            "select border, suite, subject, file_id, bool_and(success), count(*), min(array_length(endangers, 1)),"
            " count(distinct validated_at) from quality.validation_result where client_id = %s group by 1, 2, 3, 4",
            (client_id,),
        ).fetchall()
    assert rows == [("incoming", "technion_acd_calls", "technion_acd.calls", result.file_id, True, 35, 3, 1)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (calls(40, q_time=every(12, "n/a")), "q_time: 12 of 40 values are not integers (at most 5 % may be)"),
        (
            calls(40, q_exit=every(3, "25:00:00")),
            "q_exit: 3 of 40 values are not clock times (h:mm:ss) (at most 5 % may be)",
        ),
        (calls(40, date=every(40, "1999-01-04")), "date: 40 of 40 values are not dates (yymmdd) (at most 5 % may be)"),
        (calls(40, server=every(5, " ")), "server: 5 of 40 values are missing (at most 5 % may be)"),
        (
            calls(4, q_time=every(4, "x"), vru_time=every(4, "x")),
            "vru_time: 4 of 4 values are not integers (at most 5 % may be);"
            " q_time: 4 of 4 values are not integers (at most 5 % may be)",
        ),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_held_with_counts_and_columns(deliver, content: str, reason: str):
    result = deliver("technion_acd", "calls.txt", content)

    assert (result.status, result.reason) == ("held", reason)


def test_a_few_bad_cells_are_flagged_and_the_file_passes(deliver, evidence):
    content = calls(100, q_time=every(5, "n/a"), server={7: ""}, outcome={3: "GONE"})

    assert deliver("technion_acd", "calls.txt", content).status == "accepted"
    assert evidence() == [
        ("expect_column_values_to_match_regex", "q_time", "page", 5, 100),
        ("expect_column_values_to_not_be_null", "server", "page", 1, 100),
        ("documented_outcome", "outcome", "page", 1, 100),
    ]


def test_two_rows_of_one_key_are_flagged(deliver, evidence):
    content = calls(40, call_id={0: "7", 1: "7"}, server={0: "AVI", 1: "BAR"})

    assert deliver("technion_acd", "calls.txt", content).status == "accepted"
    assert evidence() == [("key_is_unique", "vru_line, call_id, date", "page", 2, 40)]


def test_a_file_without_a_readable_row_is_not_read_as_no_calls(deliver, evidence):
    result = deliver("technion_acd", "calls.txt", calls(1).splitlines(keepends=True)[0] + "one\tcell\n")

    assert (result.status, result.quarantined_count) == ("held", 1)
    assert result.reason == "the file holds fewer readable rows than the 1 it must"
    assert ("quarantined_lines", "quarantined_percent", "page", 1, 1) in evidence()


def test_a_file_of_known_rows_only_is_no_empty_file(deliver):
    deliver("technion_acd", "calls.txt", calls(40))

    result = deliver("technion_acd", "again.txt", calls(39))

    assert (result.status, result.loaded_count, result.known_count) == ("accepted", 0, 39)


NESTED = """
sources:
  - name: cloud
    schema: raw
    tables:
      - name: contacts
        identifier: cloud_contacts
        meta:
          landing: {pattern: "*.json", format: json, record_path: contacts, delivery: upsert}
          key: [contact.id, contact.at]
        columns:
          - {name: contact_id, data_type: integer, meta: {phi: quasi, required: true, path: contact.id}}
          - {name: contact_at, data_type: timestamp, meta: {phi: quasi, required: true, path: contact.at}}
          - {name: agent_name, data_type: text, meta: {phi: direct, required: true, path: agent.name}}
          - {name: is_open, data_type: boolean, meta: {phi: none, path: open}}
          - {name: parts, data_type: jsonb, meta: {phi: none}}
          - {name: part_s, data_type: integer, meta: {phi: none, required: true, path: "parts[].s"}}
"""


@pytest.fixture
def deliver_nested(warehouse, border, client_id, tmp_path: Path):
    """Land records of a feed that keeps them as JSON; each change is put into the record of its number."""
    declaration = tmp_path / "project" / "models" / "staging" / "cloud" / "_cloud__sources.yml"
    declaration.parent.mkdir(parents=True)
    declaration.write_text(NESTED)

    def land(count: int, **changes: dict[str, Any]) -> FileResult:
        contacts: list[dict[str, Any]] = [
            {
                "contact": {"id": number, "at": "2024-01-05T17:28:17Z"},
                "agent": {"name": "Avi"},
                "open": False,
                "parts": [number],
            }
            for number in range(count)
        ]
        for number, change in changes.items():
            contacts[int(number.removeprefix("_"))].update(change)
        folder = tmp_path / "landing" / client_id / "cloud"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "contacts.json").write_text(json.dumps({"contacts": contacts}))
        [result] = load_folder(
            warehouse.connect,
            tmp_path / "landing",
            read_feeds(tmp_path / "project"),
            lambda loaded: border.judge(loaded.feed, loaded.file_id, loaded.client_id),
            lambda sentence: None,
        )
        return result

    return land


def test_nested_records_that_hold_what_is_declared_pass(deliver_nested, evidence):
    assert deliver_nested(20, _1={"open": None, "parts": [{"s": 1}]}).status == "accepted"
    assert evidence() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"agent": {}}, "agent_name: 2 of 20 values are missing (at most 5 % may be)"),
        ({"agent": None}, "agent_name: 2 of 20 values are missing (at most 5 % may be)"),
        ({"agent": {"name": " "}}, "agent_name: 2 of 20 values are missing (at most 5 % may be)"),
        ({"open": "maybe"}, "is_open: 2 of 20 values are not true or false (at most 5 % may be)"),
        (
            {"contact": {"id": 1.5, "at": "2024-01-05T17:28:17Z"}},
            "contact_id: 2 of 20 values are not integers (at most 5 % may be)",
        ),
        (
            {"contact": {"id": 1, "at": "5 January"}},
            "contact_at: 2 of 20 values are not timestamps (ISO 8601) (at most 5 % may be)",
        ),
    ],
)
def test_nested_records_are_judged_by_what_lies_at_each_path(deliver_nested, change, reason):
    result = deliver_nested(20, _3=change, _7=change)
    assert (result.status, result.reason) == ("held", reason)


def test_a_few_nested_records_may_lack_a_required_value(deliver_nested, evidence):
    assert deliver_nested(20, _3={"agent": {}}).status == "accepted"
    assert evidence() == [("expect_column_values_to_not_be_null", "agent_name", "page", 1, 20)]


def test_a_contact_delivered_again_with_news_is_noted_and_passes(deliver_nested, evidence):
    again = {"contact": {"id": 0, "at": "2024-01-05T17:28:17Z"}}
    assert (
        deliver_nested(20, **{f"_{number}": again | {"open": number > 9} for number in range(20)}).status == "accepted"
    )
    assert [row[:3] for row in evidence()] == [("key_is_unique", "contact_id, contact_at", "note")]


CONTRACT = "contract_id,client_name,time_zone,valid_from,valid_to\n"
LINE_MAP = "source,source_line,line,queue,language,valid_from,valid_to\n"
TERM = "line,term,value,valid_from,valid_to\n"
GUARANTEE = "guarantee_id,line,kpi_id,variant,comparator,target,period_type,minimum_volume,valid_from,valid_to\n"
EXCLUSION = "exclusion_id,line,reason,begins_local,ends_local,status,evidence,decided_on\n"
MILD_TIER = "tiers: 1 tiers are milder than the target or the tier before them, or lose no more of the fee than it"


def paid(**cells: str) -> str:
    """A guarantee with a fee; `cells` says what else, or otherwise, its file holds."""
    row = {
        "guarantee_id": "G1", "line": "all", "kpi_id": "service_level", "variant": "SL-B", "comparator": "at_least",
        "target": "0.80", "period_type": "quarter", "minimum_volume": "100", "rounding": "half_up_1",
        "fee_at_risk_usd": "20000.50", "tiers": "0.80: 50%; 0.75: 100%", "cap_usd": "60000", "earn_back": "2",
        "rule_id": "cms_service_level", "valid_from": "1999-01-01", "valid_to": "",
    } | cells  # fmt: skip
    return "".join(f"{','.join(line)}\n" for line in (row.keys(), row.values()))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "contract",
            CONTRACT + "C1,Summit,Asia/Jerusalem,1999-01-01,\nC2,Harbor,Mars/Olympus,1999-01-01,\n",
            "time_zone: 1 rows name a zone that is not in the IANA time zone database",
        ),
        (
            "contract",
            CONTRACT + "C1,Summit,Asia/Jerusalem,1999-02-30,\n",
            "valid_from: 1 values are not days of the calendar",
        ),
        (
            "contract",
            CONTRACT + "C1,Summit,Asia/Jerusalem,1 Jan 1999,\n",
            "valid_from: 1 of 1 values are not dates (yyyy-mm-dd)",
        ),
        (
            "contract",
            CONTRACT + "C1,,Asia/Jerusalem,1999-01-01,\n",
            "client_name: 1 of 1 values are missing",
        ),
        (
            "contract",
            CONTRACT + "C1,Summit,Asia/Jerusalem,1999-01-01,1999-01-01\n",
            "1 rows end on or before the day they begin",
        ),
        (
            "line_map",
            LINE_MAP + "acd,PS,claims,ps,en,1999-01-01,\nacd,PS,claims,ps,en,1999-06-01,\n",
            "1 rows begin while an earlier row of the same source, source_line is in force",
        ),
        (
            "line_map",
            LINE_MAP + "acd,PS,claims,ps,en,1999-01-01,1999-12-31\nacd,PS,claims,ps,en,1999-02-01,1999-03-01\n"
            "acd,PS,claims,ps,en,1999-11-01,2000-01-01\n",
            "2 rows begin while an earlier row of the same source, source_line is in force",
        ),
        (
            "line_map",
            LINE_MAP + "acd,PS,all,ps,en,1999-01-01,\n",
            "line: 1 of 1 values are 'all', the word that marks totals",
        ),
        (
            "contract_term",
            TERM + "all,service_level_threshold_s,soon,1999-01-01,\n",
            "value: 1 rows of a term in seconds are not whole seconds of a day",
        ),
        (
            "contract_term",
            TERM + "all,source_time_zone,Jerusalem Time,1999-01-01,\n",
            "value: 1 rows name a zone that is not in the IANA time zone database",
        ),
        (
            "guarantee",
            GUARANTEE + "G1,all,service_level,SL-B,above,0.8,month,100,1999-01-01,\n",
            "comparator: 1 of 1 values are neither at_least nor at_most",
        ),
        (
            "guarantee",
            GUARANTEE + "G1,all,service_level,SL-B,at_least,80,month,100,1999-01-01,\n",
            "target: 1 rows promise what the KPI's unit cannot hold (a share is 0 to 1, seconds at most a day)",
        ),
        (
            "guarantee",
            GUARANTEE + "G1,all,service_level,SL-B,at_least,0.8,year,100,1999-01-01,\n",
            "period_type: 1 of 1 values are not day, week, month, quarter or contract",
        ),
        (
            "guarantee",
            paid(kpi_id="wait_percentile", variant="p90", comparator="at_most", target="60", tiers=""),
            "kpi_id: 1 rows promise a percentile, which is read from bins: promise the share within so many seconds"
            " (service_level, first_response_within_due)",
        ),
        ("guarantee", paid(rounding="half_up"), "rounding: 1 of 1 values are neither exact nor half_up_0 to half_up_4"),
        (
            "guarantee",
            paid(fee_at_risk_usd="-5"),
            "1 rows hold a fee or cap that is no amount of US dollars (at most four decimals)",
        ),
        ("guarantee", paid(earn_back="0"), "earn_back: 1 rows hold no number of periods from 1 to 99"),
        (
            "guarantee",
            paid(fee_at_risk_usd="", tiers="0.80: 50%"),
            "1 rows name tiers, a cap or earning back without a fee at risk",
        ),
        (
            "guarantee",
            paid(tiers="0.80=50%"),
            "tiers: 1 of 1 values are not written as tiers are, the mildest first (0.80: 50%)",
        ),
        ("guarantee", paid(tiers="0.85: 50%"), MILD_TIER),
        ("guarantee", paid(tiers="0.80: 50%; 0.82: 100%"), MILD_TIER),
        ("guarantee", paid(tiers="0.80: 50%; 0.75: 50%"), MILD_TIER),
        ("guarantee", paid(tiers="0.80: 101%"), MILD_TIER),
        ("guarantee", paid(rule_id="hearsay"), "rule_id: 1 of 1 values are not in the register of rules"),
        (
            "guarantee",
            GUARANTEE
            + "G1,all,service_level,SL-B,at_least,0.8,month,100,1999-01-01,1999-06-01\n"
            + "G1,all,service_level,SL-B,at_least,0.9,month,100,1999-05-15,\n",
            "1 rows begin while an earlier row of the same guarantee_id is in force",
        ),
        (
            "contract_term",
            TERM + "all,at_risk_share,80,1999-01-01,\n",
            "value: 1 rows of a term in days or of a share are not whole days from 1 on, or not from 0 to 1",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-01-05 10:00,1999-01-05 11:00,settled,INC-1,1999-01-06\n",
            "status: 1 of 1 values are not claimed, agreed or refused",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,Lines were down,1999-01-05 10:00,1999-01-05 11:00,agreed,INC-1,1999-01-06\n",
            "reason: 1 of 1 values are not codes (lower case, as in outage)",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-01-05T10:00:00Z,1999-01-05 11:00,agreed,INC-1,1999-01-06\n",
            "begins_local: 1 of 1 values are not local dates and times (yyyy-mm-dd hh:mm)",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-02-30 10:00,1999-03-05 11:00,agreed,INC-1,1999-03-06\n",
            "1 rows name a day that is not in the calendar",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-01-05 11:00,1999-01-05 11:00,agreed,INC-1,1999-01-06\n",
            "1 rows end at or before the moment they begin",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-01-05 10:00,1999-01-05 11:00,agreed,INC-1,\n",
            "1 rows are decided without a date of it, or only claimed and yet have one",
        ),
        (
            "exclusion",
            EXCLUSION + "X1,all,outage,1999-01-05 10:00,1999-01-05 11:00,agreed,,1999-01-06\n",
            "evidence: 1 of 1 values are missing",
        ),
        (
            "exclusion",
            EXCLUSION
            + "X1,all,outage,1999-01-05 10:00,1999-01-05 11:00,agreed,INC-1,1999-01-06\n"
            + "X2,all,outage,1999-01-05 10:59,1999-01-05 12:00,agreed,INC-2,1999-01-06\n",
            "1 agreed windows begin while an earlier one of the same line is going on",
        ),
    ],
)
def test_policy_with_one_bad_cell_is_refused(deliver, name: str, content: str, reason: str):
    result = deliver("policy", f"{name}.csv", content)

    assert result.status == "held"
    assert reason in str(result.reason).split("; ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("guarantee", paid()),
        ("guarantee", paid(rounding="exact", tiers="", cap_usd="", earn_back="", rule_id="")),
        ("guarantee", paid(comparator="at_most", kpi_id="abandon_rate", variant="AB-gross", target="0.05",
                           tiers="0.05:25%;0.08:62.5%;0.1:100%")),
        ("exclusion", EXCLUSION
         + "X1,all,outage,1999-01-05 10:00,1999-01-05 11:00:30,agreed,INC-1,1999-01-06\n"
         + "X2,all,outage,1999-01-05 11:00:30,1999-01-05 12:00,agreed,INC-2,1999-01-06\n"
         + "X3,claims,volume_band,1999-01-05 10:00,1999-01-05 12:00,claimed,mail of 6 January,\n"
         + "X4,all,outage,1999-01-05 10:30,1999-01-05 10:45,refused,INC-4,1999-01-06\n"),
    ],
)  # fmt: skip
def test_fees_tiers_and_windows_as_contracts_write_them_pass(deliver, evidence, name: str, content: str):
    assert deliver("policy", f"{name}.csv", content).status == "accepted"
    assert evidence() == []


def test_ranges_that_meet_do_not_overlap(deliver):
    content = LINE_MAP + "acd,PS,claims,ps,en,1999-01-01,1999-06-01\nacd,PS,benefits,ps,en,1999-06-01,\n"

    assert deliver("policy", "line_map.csv", content).status == "accepted"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("contract_term", TERM + "all,free_coffee,2,1999-01-01,\n", "catalogue of terms"),
        ("contract_term", TERM + "all,service_level_variant,SL-Z,1999-01-01,\n", "a variant that is not"),
        ("guarantee", GUARANTEE + "G1,all,smiles,S,at_least,3,month,,1999-01-01,\n", "catalogue of KPIs"),
        (
            "guarantee",
            GUARANTEE + "G1,all,service_level,SL-Z,at_least,0.8,month,,1999-01-01,\n",
            "a variant that is not",
        ),
        (
            "guarantee",
            GUARANTEE + "G1,nurse_line,occupancy,standard,at_most,0.85,month,,1999-01-01,\n",
            "line: 1 rows promise for a line what is measured for the whole contract only",
        ),
    ],
)
def test_a_policy_that_names_what_nobody_knows_is_refused(deliver, name: str, content: str, reason: str):
    result = deliver("policy", f"{name}.csv", content)

    assert result.status == "held"
    assert reason in str(result.reason)


def test_no_value_leaves_the_database(
    deliver, warehouse, client_id, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    """Not in the verdict, the evidence, the ledger's reason, a log line or on the screen."""
    caplog.set_level(logging.DEBUG)
    canaries = ["555-01-4321", "ann.canary@example.com", "Canary-O'Brien", "19990104canary", "8675309"]
    content = calls(
        40,
        server=every(40, canaries[2]),
        customer_id=every(40, canaries[4]),
        q_time=every(40, canaries[0]),
        date=every(40, canaries[3]),
        type=every(40, canaries[1]),
        call_id=every(40, canaries[4] + "x"),
    )

    result = deliver("technion_acd", "calls.txt", content)

    assert result.status == "held"
    with warehouse.connect() as connection:
        rows = connection.execute(
            "select to_jsonb(r)::text from quality.validation_result as r where client_id = %(client)s union all"
            " select to_jsonb(f)::text from landing.file as f where client_id = %(client)s",
            {"client": client_id},
        ).fetchall()
    printed = capfd.readouterr()
    said = "\n".join([str(result), printed.out, printed.err, caplog.text, *(row[0] for row in rows)])
    assert [canary for canary in canaries if canary in said] == []


def test_judging_calls_nobody_on_the_network(deliver, monkeypatch: pytest.MonkeyPatch):
    called: list[Any] = []

    def refuse(*address: Any, **options: Any) -> None:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert deliver("technion_acd", "calls.txt", calls(40)).status == "accepted"
    assert called == []
