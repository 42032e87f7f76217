"""The evidence page."""

from pathlib import Path

import pytest

from expectations.evidence import Finding, record
from expectations.report import render
from expectations.suites import Check


def test_the_page_shows_the_latest_run_of_each_client_and_nothing_from_outside(warehouse, client_id, tmp_path: Path):
    def judged(unexpected: int) -> None:
        check = Check("ExpectColumnValuesToNotBeNull", "page", {"column": "q_time"}, endangers=("marts.kpi_period",))
        finding = Finding(check, "expect_column_values_to_not_be_null", False, "page", 31_599, unexpected)
        record(warehouse.connect, "incoming", client_id, [("calls", "technion_acd.calls", finding)])

    judged(1_111)
    judged(2_222)
    with warehouse.connect() as connection:
        connection.execute(
            "insert into quality.publication (client_id, status, reason, row_count)"
            " values (%s, 'held', '<b>kpi</b>', 0)",
            (client_id,),
        )

    page = render(warehouse.connect, tmp_path / "evidence" / "index.html").read_text(encoding="utf-8")

    for part in (
        client_id,
        "technion_acd.calls",
        "column values to not be null",
        "2,222",
        "31,599",
        "marts.kpi_period",
    ):
        assert part in page
    assert "1,111" not in page
    assert "&lt;b&gt;kpi&lt;/b&gt;" in page
    for outside in ("http:", "https:", "src=", "<link", "@import", "url("):
        assert outside not in page


@pytest.fixture(scope="module")
def empty(server_settings):
    from orchestration.warehouse import open_warehouse
    from tests.conftest import own_database

    with own_database(server_settings) as settings:
        yield open_warehouse(settings)


def test_before_the_first_judgement_the_page_says_so(empty, tmp_path: Path):
    page = render(empty.connect, tmp_path / "index.html").read_text(encoding="utf-8")

    assert "Nothing has been judged yet." in page
