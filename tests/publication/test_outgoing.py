"""The outgoing border: one client's candidates, good and bad."""

from collections.abc import Callable

import pytest

from expectations.outgoing import OutgoingBorder
from orchestration.publication import publish
from orchestration.warehouse import Warehouse
from tests.publication.candidates import TABLES

Change = Callable[[str], None]


def failed(warehouse: Warehouse) -> set[tuple[str, str, str]]:
    """Subject, expectation and severity of what failed when the outgoing border was asked last."""
    with warehouse.connect() as connection:
        rows = connection.execute(
            "select subject, expectation, severity from quality.validation_result where border = 'outgoing'"
            " and not success and validated_at = (select max(validated_at) from quality.validation_result)"
        )
        return {(row[0], row[1], row[2]) for row in rows}


def test_good_candidates_pass_with_every_check_in_evidence(warehouse, border: OutgoingBorder):
    assert border.judge("summit").accepted

    assert failed(warehouse) == set()
    with warehouse.connect() as connection:
        rows = connection.execute(
            "select subject, count(*) from quality.validation_result where client_id = 'summit' group by 1"
        ).fetchall()
    assert {row[0] for row in rows} == set(TABLES)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "delete from reporting_candidate.contact_interval where client_id = 'summit'",
            "contact_interval: 0 rows, at least 1 needed",
        ),
        (
            "update reporting_candidate.contact_interval set abandoned_count = 2 where hour_of_day = 8",
            "contact_interval: 2 rows have offered contacts that are not answered + abandoned + called back"
            " + flowed out + dropped",
        ),
        (
            "update reporting_candidate.contact_interval set handle_s = -1",
            "contact_interval: handle_s: 4 of 4 values are below zero",
        ),
        (
            "update reporting_candidate.kpi set value = 1.01, ci_high = 2 where unit = 'share'",
            "kpi: 1 shares are above 1 or have a part larger than its whole",
        ),
        (
            "update reporting_candidate.kpi set numerator = denominator + 1 where unit = 'share'",
            "kpi: 1 shares are above 1 or have a part larger than its whole",
        ),
        (
            "update reporting_candidate.kpi set ci_low = 0.9 where unit = 'share'",
            "kpi: 1 values lie outside their own confidence interval",
        ),
        (
            "update reporting_candidate.kpi set value = value + 1 where kpi_id = 'contacts_offered'",
            "kpi: 1 months of contacts offered differ from the sum of their intervals",
        ),
        (
            "insert into reporting_candidate.kpi select * from reporting_candidate.kpi where unit = 'share'",
            "kpi: line, channel, language, period_type, period_start_on, kpi_id, variant: 2 of 3 rows share their key"
            " with another",
        ),
        (
            "update reporting_candidate.promise set margin = -0.1",
            "promise: 1 promises are called met or missed against their margin",
        ),
        (
            "update reporting_candidate.headline set known_count = 0",
            "headline: 1 rows have lines that are not loaded + known + quarantined",
        ),
        (
            "update reporting_candidate.headline set headline = 'Call 9664491 came back'",
            "headline: headline: 1 of 1 values look like a personal identifier",
        ),
        (
            "update reporting_candidate.contact_interval set queue = 'ann.miller@example.com' where hour_of_day = 9",
            "contact_interval: queue: 2 of 4 values look like a personal identifier",
        ),
        (
            "update reporting_candidate.wait_bin set wait_label = 'back on (212) 555-0143'",
            "wait_bin: wait_label: 1 of 1 values look like a personal identifier",
        ),
        (
            "update reporting_candidate.promise set month = 'January'",
            "promise: month: 1 of 1 values are not months (yyyy-mm)",
        ),
        (
            "drop table reporting_candidate.headline",
            "headline: there is no candidate table: run a build",
        ),
    ],
)
def test_bad_candidates_are_held_for_what_is_wrong_with_them(border: OutgoingBorder, change: Change, statement, reason):
    change(statement)

    verdict = border.judge("summit")

    assert not verdict.accepted
    assert reason in str(verdict.reason).split("; ")


def test_what_a_check_needs_and_does_not_find_holds_the_client(border: OutgoingBorder, change: Change):
    change("alter table reporting_candidate.wait_bin drop column other_count")

    verdict = border.judge("summit")

    assert verdict.reason == "wait_bin: every_offered_contact_has_an_end could not be checked"


def test_one_client_is_judged_without_the_others(border: OutgoingBorder, change: Change):
    change("update reporting_candidate.kpi set value = -1 where client_id = 'harbor'")

    assert border.judge("summit").accepted
    assert not border.judge("harbor").accepted


def test_data_older_or_far_less_than_published_is_flagged_and_published(
    warehouse, border: OutgoingBorder, change: Change
):
    publish(warehouse, border.judge)
    change(
        "delete from reporting_candidate.contact_interval where hour_of_day = 9 or interval_at = '1999-01-04 06:00Z'"
    )
    change("update reporting_candidate.contact_interval set arrival_on = '1999-01-03', month = '1999-01'")
    change("update reporting_candidate.kpi set value = value / 4, numerator = numerator / 4 where value > 1")
    change("update reporting_candidate.wait_bin set offered_count = offered_count / 4 where offered_count > 1")
    change("update reporting_candidate.wait_bin set answered_count = offered_count, abandoned_count = 0")

    assert border.judge("summit").accepted
    assert failed(warehouse) == {
        ("contact_interval", "not_older_than_published", "page"),
        ("contact_interval", "volume_holds_against_published", "page"),
    }


def test_a_guarantee_of_a_line_nobody_knows_is_flagged_and_published(warehouse, border: OutgoingBorder, change: Change):
    change(
        "update reporting_candidate.promise set line = 'nurze', status = 'not_measured', actual = null, margin = null"
    )

    assert border.judge("summit").accepted
    assert failed(warehouse) == {("promise", "line_is_told_of", "page")}


def test_a_client_named_like_sql_is_only_a_name(border: OutgoingBorder):
    assert border.judge("x' or true --").reason == (
        "contact_interval: 0 rows, at least 1 needed; headline: 0 rows, at least 1 needed;"
        " kpi: 0 rows, at least 1 needed; kpi_definition: 0 rows, at least 1 needed"
    )


def test_a_bad_publication_is_not_made_and_the_last_good_one_stands(warehouse, border: OutgoingBorder, change: Change):
    publish(warehouse, border.judge)
    change(
        "update reporting_candidate.kpi set value = value + 1"
        " where kpi_id = 'contacts_offered' and client_id = 'harbor'"
    )
    change("update reporting_candidate.promise set promise_text = 'Rewritten'")

    harbor, summit = publish(warehouse, border.judge)

    assert (harbor.status, summit.status) == ("held", "published")
    with warehouse.connect() as connection:
        rows = connection.execute("select client_id, promise_text = 'Rewritten' from reporting.promise order by 1")
        assert rows.fetchall() == [("harbor", False), ("summit", True)]
