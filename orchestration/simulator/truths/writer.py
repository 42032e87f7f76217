"""Writes the truth day by day, as the other writers write what the centre's systems tell."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.simulator.processes import join, start, stop
from orchestration.simulator.run import Day, Run
from orchestration.simulator.terms import Terms
from orchestration.simulator.truth import FOLDER, Truth
from orchestration.simulator.truths.agent_time import note_day, note_plans
from orchestration.simulator.truths.case_kpis import case_kpi_rows, entries, note_contacts, note_policy, tables_of
from orchestration.simulator.truths.guarantee_kpis import Row, judged_rows, read_rows, written
from orchestration.simulator.truths.issue_kpis import (
    COLUMNS,
    MEMBERS,
    Persons,
    counts,
    issue_kpi_rows,
    survivors_of,
    unmapped_of,
)
from orchestration.simulator.truths.issues import write_issues
from orchestration.simulator.truths.kpis import DayBook, read_book
from orchestration.simulator.truths.measure import measure
from orchestration.simulator.truths.rows import CONTACT, LEG, STAY, contact_row, leg_rows, moment, stay_rows
from orchestration.simulator.truths.tables import read_columns, read_table
from orchestration.simulator.truths.workforce_kpis import all_rows


class ContactTruth:
    """Tables `contact`, `leg`, `stay`, `agent_status`, and `kpi_day`, whose rows add_up() makes `kpi` of."""

    def open(self, run: Run) -> None:
        """Note what the plans and platforms did, mailings and outages, and what was promised."""
        note_plans(run)
        terms = Terms(run.scenario)
        for client in run.scenario.clients:
            for guarantee, valid_from, valid_to in terms.guarantees(client):
                run.truth.add("guarantee", written(Row(client.client_id, guarantee, valid_from, valid_to)))
        for mailing in run.scenario.mailings:
            run.truth.add(
                "mailing",
                {
                    "client_id": mailing.client.client_id,
                    "on": mailing.on.isoformat(),
                    "name": mailing.name,
                    "share": mailing.share,
                },
            )
        for outage in run.scenario.outages:
            for client in run.scenario.clients:
                # Plans on one instance share its fate.
                if client.delivery_id == outage.client.delivery_id:
                    began, ended = moment(outage.began), moment(outage.ended)
                    run.truth.add("outage", {"client_id": client.client_id, "began_at": began, "ended_at": ended})
        note_policy(run, Terms(run.scenario))

    def write(self, run: Run, day: Day) -> None:
        """Note what was closed on a day."""
        terms = Terms(run.scenario)
        measures = [measure(contact, terms) for contact in day.contacts]
        run.truth.extend("contact", CONTACT, (contact_row(measured, terms) for measured in measures))
        run.truth.extend("leg", LEG, chain.from_iterable(map(leg_rows, measures)))
        run.truth.extend("stay", STAY, chain.from_iterable(map(stay_rows, measures)))
        note_contacts(run, measures)
        note_day(run, day, measures)
        book = DayBook()
        for measured in measures:
            book.count(measured)
        add = run.truth.add
        for row in book.rows():
            add("kpi_day", row)
        for change in day.statuses:
            add(
                "agent_status",
                {
                    "agent": change.agent.index,
                    "time_zone": change.agent.team.time_zone,
                    "role": change.agent.team.role,
                    "at": moment(change.at),
                    "status": change.status,
                },
            )


def add_up(run: Run, out: Path) -> None:
    """Write what only the whole run tells, once all days are written and flushed to the folder.

    Tables `issue`, `kpi`, and `guarantee_period`.

    Raises:
        BesideError: a part could not be added up.
    """
    with TemporaryDirectory(dir=out / FOLDER) as apart:
        beside = start(_add_up_apart, run, out, Path(apart))
        try:
            write_issues(out)
            # Issues' contacts take the most memory of all, and have it to themselves.
            join(beside, "what agents and cases come to could not be added up")
        finally:
            stop(beside)
        _add_up_contacts(run, out)
        for row in read_table(Path(apart), "kpi"):
            run.truth.add("kpi", row)


def _add_up_contacts(run: Run, out: Path) -> None:
    contract_from = Terms(run.scenario).valid_from
    book = read_book(read_table(out, "kpi_day"))
    for row in book.kpis(contract_from):
        run.truth.add("kpi", row)
    persons = Persons(survivors_of(read_columns(out, "member", MEMBERS)), unmapped_of(read_table(out, "fault")))
    for row in issue_kpi_rows(counts(read_columns(out, "contact", COLUMNS), persons), contract_from):
        run.truth.add("kpi", row)
    for row in judged_rows(read_rows(read_table(out, "guarantee")), book.by_day(), contract_from):
        run.truth.add("guarantee_period", row)


def _add_up_apart(run: Run, out: Path, apart: Path) -> None:
    """Write the rows of `kpi` that come last, about agents and cases, to a folder of their own."""
    truth = Truth(apart)
    contract_from = Terms(run.scenario).valid_from
    # The last day is whole only once the next has begun, and nothing tells that it does.
    complete_to = run.scenario.until_on - timedelta(days=1)
    for row in all_rows(out, contract_from, complete_to):
        truth.add("kpi", row)
    clients = [client.client_id for client in run.scenario.clients]
    for row in case_kpi_rows(
        entries(tables_of(out)), dict.fromkeys(clients, contract_from), dict.fromkeys(clients, complete_to)
    ):
        del row["pending"]
        if row["value"] is not None:
            truth.add("kpi", row)
    truth.flush()
