"""A centre with faults, from its files to core: it holds what happened, and every fault shows under its name."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from orchestration import intake
from orchestration.build import build
from orchestration.dbt_runner import prepare_manifest
from orchestration.docs_site.tables import read_tables
from orchestration.settings import Settings
from orchestration.simulator.simulation import Order, simulate
from orchestration.simulator.truths.case_kpis import KPIS as CASE_KPIS
from orchestration.simulator.truths.tables import read_table
from orchestration.warehouse import Warehouse
from tests import ready_queries
from tests.conftest import built_database
from tests.simulator.truth_check import RECORDS, differences, strikes

UNTIL = date(2026, 11, 3)
"""Two days after clocks went back in New York and Los Angeles; Arizona does not change them."""

CONTACT: LiteralString = """
    select ids.source_contact_id from core.fct_contact as contact
    inner join vault.contact_id as ids using (contact_key)
    where ids.source_contact_id = any(%s) and """
CASE: LiteralString = """
    select distinct rows.id from raw.salesforce_service_case as rows
    inner join staging.stg_salesforce_service__case as staged
        on rows._file_id = staged.file_id and rows._line_no = staged.line_no
    inner join core.fct_case as cases using (case_key)
    where rows.id = any(%s) and """
SHOWN: dict[tuple[str, str], LiteralString] = {
    ("missing_hangup", ""): CONTACT + "contact.is_end_imputed",
    ("negative_duration", ""): CONTACT + "contact.is_duration_implausible",
    ("day_long_duration", ""): CONTACT + "contact.is_duration_implausible",
    ("clock_skew", "contact_record"): CONTACT + "contact.is_clock_skewed",
    ("clock_skew", "conversations"): CONTACT + "contact.is_clock_skewed",
    ("test_call", ""): CONTACT + "contact.exclusion_reason = 'test'",
    ("dst_day", ""): CONTACT + "extract(hour from contact.arrived_at at time zone contact.time_zone) = 1",
    ("midnight_span", ""): CONTACT
    + "contact.ended_at >= cast(contact.arrival_on + 1 as timestamp) at time zone contact.time_zone",
    ("listened_in", ""): CONTACT + "contact.is_listened_to and not contact.is_outcome_contradicted",
    ("renewed_code", ""): CONTACT + "contact.reason = 'benefits_question'",
    ("unmapped_reason", ""): CONTACT
    + "exists (select from core.contact_unmapped as codes where codes.contact_key = contact.contact_key"
    + " and codes.kind = 'reason')",
    ("clock_skew", "case"): CASE + "cases.is_clock_skewed",
    ("reopened_case", "case"): CASE + "cases.is_reopened",
    ("merged_member", "account"): """
        select distinct rows.id from raw.salesforce_service_account as rows
        inner join staging.stg_salesforce_service__account as staged
            on rows._file_id = staged.file_id and rows._line_no = staged.line_no
        inner join core.member_alias as alias on staged.account_key = alias.alias_key
        where rows.id = any(%s) and alias.member_key <> staged.member_key""",
    ("reused_agent_id", "roster"): """
        select distinct rows.agent_id from raw.workforce_roster as rows
        inner join staging.stg_workforce__roster as staged
            on rows._file_id = staged.file_id and rows._line_no = staged.line_no
        inner join core.dim_agent as agents using (agent_key)
        where rows.agent_id = any(%s) and agents.is_id_reused""",
}
"""By fault and feed: which of the records that it struck the warehouse shows under the fault's name."""


@dataclass(frozen=True)
class Centre:
    """A simulated centre that was loaded and built."""

    out: Path
    connection: psycopg.Connection[Any]
    labels: list[dict[str, Any]]
    keys: dict[str, tuple[str, ...]]

    def ask(self, query: LiteralString, *values: Any) -> list[Any]:
        """The first column of a query's rows."""
        return [row[0] for row in self.connection.execute(query, values)]


@pytest.fixture(scope="module", params=["mild", "harsh"])
def centre(
    request: pytest.FixtureRequest, server_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Centre]:
    """Three plans; eight days of many faults, among them days that never come, or four of few."""
    out = tmp_path_factory.mktemp(request.param)
    days, seed = {"mild": (4, 7), "harsh": (8, 39)}[request.param]
    simulate(Order(3, days, 70, seed, UNTIL, request.param, out, daily_days=days), lambda _: None)
    with built_database(server_settings) as warehouse:
        intake.load(warehouse, out, lambda _: None)
        build(warehouse, progress=lambda _: None)
        with warehouse.connect("postgres") as connection:
            yield Centre(out, connection, list(read_table(out, "fault")), declared_keys(warehouse))


def declared_keys(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """The key of each table of core and marts as its declaration tells it."""
    manifest = json.loads(prepare_manifest(warehouse).read_text(encoding="utf-8"))
    tables = read_tables(manifest, warehouse.settings.dbt_project).values()
    return {table.address: table.key for table in tables if table.key}


def test_contacts_legs_stays_and_kpis_are_what_happened(centre: Centre) -> None:
    found = differences(centre.connection, centre.out)
    assert found.sentences() == []
    assert found.compared["contacts"] > 500
    assert found.compared["kpi.service_level"] > 1000
    assert found.compared["measured"] > 1000
    assert found.compared["measured ahead"] > 500
    assert found.compared["undelivered"] > 0
    assert found.compared["kpi.fcr_repeat"] > 1000
    for kpi_id in CASE_KPIS:
        assert found.compared[f"kpi.{kpi_id}"] > 10, kpi_id
    # Of many faults few periods are left that none of them touched.
    assert found.compared["guarantee.periods"] > 10
    assert found.compared["guarantee.parts"] > 3


def test_every_file_is_accounted_for_under_its_label(centre: Centre) -> None:
    entries = {
        (client, source, name): (status, known)
        for client, source, name, status, known in centre.connection.execute(
            "select client_id, source, file_name, status, known_count from landing.file"
        )
    }
    of_files = [label for label in centre.labels if label["file_name"] and label["fault"] != "missing_day"]
    set_aside = set()
    for label in of_files:
        key = (label["folder"], label["source"], label["file_name"])
        status, known = entries[key]
        if label["effect"] in ("rejected", "held") or label["fault"] == "duplicate_file":
            assert status == label["effect"], label
            set_aside.add(key)
        elif label["effect"] == "known":
            assert known > 0, label
    # Nothing is set aside that no fault struck.
    assert {key for key, (status, _) in entries.items() if status != "accepted"} == set_aside
    assert not any(
        (label["folder"], label["source"], label["file_name"]) in entries
        for label in centre.labels
        if label["fault"] == "missing_day"
    )


def test_every_day_that_never_came_is_missed(centre: Centre) -> None:
    labelled = {
        (label["folder"], label["source"], *re.findall(r"\d{4}-\d\d-\d\d", label["file_name"]))
        for label in centre.labels
        if label["fault"] == "missing_day"
    }
    missed = set(
        centre.connection.execute(
            "select distinct delivery_client_id, source, delivery_on::text from core.delivery_day where is_missing"
        ).fetchall()
    )
    assert labelled <= missed
    assert len(missed - labelled) <= 2, "what comes now and then may stay away by chance"


def test_trust_counts_what_was_set_aside_unmapped_and_unknown(centre: Centre) -> None:
    set_aside = centre.ask("select sum(quarantined_count)::int from marts.data_trust")
    refused = centre.ask("select coalesce(sum(quarantined_count), 0)::int from landing.file where status = 'rejected'")
    labelled = {
        (label["folder"], label["source"], label["file_name"], label["line_no"])
        for label in centre.labels
        if label["effect"] == "quarantined"
    }
    # A platform that serves several plans is told of to each of them.
    shared = {label for label in labelled if label[0] == "shared"}
    plans = len(set(centre.ask("select client_id from core.dim_client")))
    assert len(labelled) <= set_aside[0] <= len(labelled) + plans * (len(shared) + refused[0])

    struck = {label["record_id"] for label in centre.labels if label["fault"] == "unmapped_reason"}
    counted = centre.ask(
        "select count(*)::int from core.fct_contact inner join vault.contact_id using (contact_key)"
        " where source_contact_id = any(%s)",
        sorted(struck),
    )
    assert centre.ask("select sum(unmapped_count)::int from marts.data_trust") >= counted
    away = strikes(centre.out, contacts := {row["contact"]: row for row in read_table(centre.out, "contact")}).touched
    unknown = [
        number
        for number, row in contacts.items()
        if (row["direction"], row["outcome"]) == ("inbound", "answered")
        and not (row["is_identified"] and row["member_number"])
    ]
    told = centre.ask("select sum(unidentified_count)::int from marts.data_trust")[0]
    assert 0 < len(set(unknown) - away) <= told <= len(set(unknown) | away)


def test_every_malformed_line_is_in_quarantine_under_its_reason(centre: Centre) -> None:
    quarantined = set(
        centre.connection.execute(
            "select client_id, source, file_name, line_no::text, reason_code"
            " from landing.quarantine inner join landing.file using (file_id) where status = 'accepted'"
        )
    )
    labelled = {
        tuple(label[part] for part in ("folder", "source", "file_name", "line_no", "shows_as"))
        for label in centre.labels
        if label["effect"] == "quarantined"
    }
    assert quarantined == labelled


def test_every_struck_record_shows_its_fault(centre: Centre) -> None:
    struck: dict[tuple[str, str], set[str]] = defaultdict(set)
    away = {label["record_id"] for label in centre.labels if label["effect"] in ("lost", "quarantined")}
    cut_short = {record[:-4] for record in away}
    for label in centre.labels:
        if (
            label["effect"] in ("flagged", "repaired")
            and not label["file_name"]
            and label["fault"] != "phi_in_free_text"
        ):
            feed = label["feed"] if (label["fault"], label["feed"]) in SHOWN else ""
            if label["feed"] not in RECORDS or label["record_id"][:-4] not in cut_short:
                struck[label["fault"], feed].add(label["record_id"])
    for kind, records in struck.items():
        records -= away
        missing = records - set(centre.ask(SHOWN[kind], sorted(records)))
        assert not missing, (kind, sorted(missing)[:3], len(missing), len(records))


OF_MONTHS = frozenset({"how_soon_repeats_come", "mix_or_rate", "repeat_callers_by_reason"})
OF_CLOSINGS = frozenset({"guarantees_as_told", "guarantees_restated", "restated_and_why", "what_we_told"})
SILENT = OF_MONTHS | OF_CLOSINGS | {"against_published_figures", "days_not_measured"}
"""Ready queries that may have nothing to say of so few days: nothing has matured, no month is closed or measured."""


def test_every_ready_query_answers(centre: Centre) -> None:
    assert ready_queries.broken_promises(centre.connection, SILENT) == []
    assert ready_queries.wrong_sums(centre.connection) == []


def test_keys_that_joins_rest_on_tell_rows_apart(centre: Centre) -> None:
    assert len(centre.keys) > 60
    assert ready_queries.keys_told_twice(centre.connection, centre.keys) == []


def test_planted_phi_never_leaves_the_raw_files(centre: Centre) -> None:
    with (centre.out / ".truth" / "planted_phi.csv").open(newline="", encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    assert len(texts) > 3
    relations = centre.connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema in ('staging', 'intermediate', 'core', 'marts', 'reporting_candidate', 'reporting')"
        " and table_type = 'BASE TABLE'"
    ).fetchall()
    assert len(relations) > 100
    for schema, name in relations:
        leaked = centre.connection.execute(
            sql.SQL("select count(*) from {} as kept where exists (select from unnest(%s::text[]) as planted (phrase)"
                    " where strpos(kept::text, planted.phrase) > 0)").format(sql.Identifier(schema, name)),
            (texts[:8],),
        ).fetchone()  # fmt: skip
        assert leaked == (0,), name
