"""Writes the truth day by day, as the other writers write what the centre's systems tell."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from orchestration.simulator.run import Day, Run
from orchestration.simulator.terms import Terms
from orchestration.simulator.truths.issue_kpis import counts, issue_kpi_rows, survivors_of, unmapped_of
from orchestration.simulator.truths.issues import write_issues
from orchestration.simulator.truths.kpis import DayBook, kpi_rows
from orchestration.simulator.truths.measure import measure
from orchestration.simulator.truths.rows import CONTACT, LEG, STAY, contact_row, leg_rows, moment, stay_rows
from orchestration.simulator.truths.tables import read_table


class ContactTruth:
    """Tables `contact`, `leg`, `stay`, `agent_status`, and `kpi_day`, whose rows add_up() makes `kpi` of."""

    def open(self, run: Run) -> None:
        """Note what the plans and platforms did: mailings and outages."""
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

    def write(self, run: Run, day: Day) -> None:
        """Note what was closed on a day."""
        terms = Terms(run.scenario)
        measures = [measure(contact, terms) for contact in day.contacts]
        run.truth.extend("contact", CONTACT, (contact_row(measured, terms) for measured in measures))
        run.truth.extend("leg", LEG, chain.from_iterable(map(leg_rows, measures)))
        run.truth.extend("stay", STAY, chain.from_iterable(map(stay_rows, measures)))
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
    """Write what only the whole run tells, `issue` and `kpi`, once all days are written and flushed to the folder."""
    write_issues(out)
    begins = Terms(run.scenario).valid_from
    for row in kpi_rows(read_table(out, "kpi_day"), begins):
        run.truth.add("kpi", row)
    survivors = survivors_of(read_table(out, "member"))
    book = counts(read_table(out, "contact"), survivors, unmapped_of(read_table(out, "fault")))
    for row in issue_kpi_rows(book, begins):
        run.truth.add("kpi", row)
