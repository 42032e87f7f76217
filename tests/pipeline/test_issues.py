"""Issues end the same however their contacts, merges and terms arrive: in slices, late, amended, or at once."""

import csv
import gzip
import shutil
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.simulator.simulation import Order, simulate
from orchestration.simulator.truths.tables import read_table
from orchestration.warehouse import Warehouse
from tests.pipeline.tables import assert_same, contents

UNTIL = date(2026, 11, 3)
PLAN = "harbor_medicare"
CONTACTS = "shared/amazon_connect"
ACCOUNTS = f"{PLAN}/salesforce_service"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten days of one plan, each day's contacts in a file of their own."""
    out = tmp_path_factory.mktemp("centre") / "out"
    simulate(Order(1, 10, 90, 7, UNTIL, "none", out, daily_days=9), lambda _: None)
    return out


def files(centre: Path, folder: str, stem: str) -> list[Path]:
    return sorted((centre / folder).glob(f"{stem}_*"))


def deliver(landing: Path, centre: Path, paths: list[Path]) -> None:
    for path in paths:
        to = landing / path.relative_to(centre)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)


def load_and_build(warehouse: Warehouse, landing: Path, **how: Any) -> None:
    intake.load(warehouse, landing, lambda _: None)
    build(warehouse, progress=lambda _: None, **how)


def strangers_about_the_same(centre: Path) -> list[tuple[str, str]]:
    """Members who called about the same family of reasons within two days: as one, two of them would have one issue."""
    calls: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_table(centre, "contact"):
        if row["is_identified"] and row["outcome"] == "answered":
            calls[row["plan_family"]].append((row["arrived_at"], row["member_number"]))
    pairs = (
        next(
            (first, second)
            for (at, first), (then, second) in pairwise(sorted(family))
            if first != second and (date.fromisoformat(then[:10]) - date.fromisoformat(at[:10])).days <= 2
        )
        for _, family in sorted(calls.items())
        if len(family) > 20
    )
    return list(dict.fromkeys(pairs))[:2]


def accounts_by_number(centre: Path) -> dict[str, dict[str, str]]:
    """The latest of every member's account as the CRM told it."""
    told: dict[str, dict[str, str]] = {}
    for path in files(centre, ACCOUNTS, "Account"):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        told |= {row["MemberNumber__c"]: row for row in csv.DictReader(text.splitlines())}
    return told


def write_accounts(landing: Path, written: str, accounts: list[dict[str, str]]) -> None:
    """The CRM tells accounts anew at a later moment."""
    with (landing / ACCOUNTS / f"Account_{written}.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, accounts[0])
        writer.writeheader()
        writer.writerows(account | {"SystemModstamp": f"{written}T12:00:00.000Z"} for account in accounts)


def amend(landing: Path) -> None:
    """Issues stay open for two days less, and the plan counts questions about benefits to enrollment."""
    folder = landing / PLAN / "policy"
    terms = (folder / "contract_term.csv").read_text()
    assert "fcr_window_days,5," in terms
    (folder / "contract_term_amended.csv").write_text(terms.replace("fcr_window_days,5,", "fcr_window_days,3,"))
    codes = (folder / "code_map.csv").read_text()
    row = f"amazon_connect,reason_family,benefits_question,enrollment,2026-10-30,{date(2028, 1, 1)}\n"
    (folder / "code_map_amended.csv").write_text(codes + row)


def shared_issues(warehouse: Warehouse) -> int:
    """Issues whose contacts carry the numbers of several members."""
    with warehouse.connect() as connection:
        (count,) = connection.execute(
            "select count(*) from (select issue_key from marts.issue_contact group by issue_key"
            " having count(distinct member_key) > 1) as shared"
        ).fetchone() or (0,)
    return int(count)


def unmeasured_days(warehouse: Warehouse, variant: str) -> set[date]:
    """Days for which first-contact resolution is withheld for want of a day of contacts."""
    with warehouse.connect() as connection:
        found = connection.execute(
            "select period_start_on from marts.unmeasured_period"
            " where kpi_id = 'fcr_repeat' and variant = %s and period_type = 'day'",
            (variant,),
        ).fetchall()
    return {on for (on,) in found}


def days_that_need(warehouse: Warehouse, within: int) -> set[date]:
    """The days that never came, and those whose callers may have called again on them within so many days."""
    with warehouse.connect() as connection:
        missing = connection.execute("select data_on from marts.data_trust where is_missing and is_of_contacts")
        lacking = [on for (on,) in missing]
        answered = [on for (on,) in connection.execute("select distinct arrival_on from marts.issue_day")]
    assert lacking
    ahead = {on for on in answered for day in lacking if on < day <= on + timedelta(days=within)}
    return ahead | set(lacking)


def told(warehouse: Warehouse, variant: str, on: date) -> tuple[Any, ...] | None:
    """Maturity of a day's first-contact resolution, whether it has a value, and whether its parts are told."""
    with warehouse.connect() as connection:
        return connection.execute(
            "select maturity, value is not null, numerator is not null from marts.kpi_period"
            " where kpi_id = 'fcr_repeat' and variant = %s and period_type = 'day' and period_start_on = %s"
            " and line = 'all' and channel = 'all' and language = 'all'",
            (variant, on),
        ).fetchone()


def test_slices_with_late_days_merges_and_other_terms_end_as_a_full_refresh(
    sliced: Warehouse, centre: Path, tmp_path: Path
) -> None:
    landing = tmp_path / "landing"
    contacts, accounts = files(centre, CONTACTS, "contact_record"), files(centre, ACCOUNTS, "Account")
    late = contacts[4]
    deliver(landing, centre, [*(centre / PLAN / "policy").glob("*.csv"), *accounts, *contacts[:4], *contacts[5:7]])
    load_and_build(sliced, landing)
    before = shared_issues(sliced)

    known = accounts_by_number(centre)
    pairs = [(known[one], known[other]) for one, other in strangers_about_the_same(centre)]
    assert len(pairs) == 2
    merged = [one | {"IsDeleted": "true", "MasterRecordId": other["Id"]} for one, other in pairs]
    deliver(landing, centre, [*accounts, *contacts[7:]])
    write_accounts(landing, "2026-11-10", merged)
    load_and_build(sliced, landing)
    assert shared_issues(sliced) == before + 2, "two pairs of members became one each"

    # The contract's issues stay open for five days. Whoever called again on the day that is late seems to be served.
    late_on = date.fromisoformat(late.name.split(".")[0][-10:])
    assert unmeasured_days(sliced, "any-channel-1d") == days_that_need(sliced, within=1)
    assert unmeasured_days(sliced, "any-channel") == days_that_need(sliced, within=5)
    three_before = late_on - timedelta(days=3)
    assert told(sliced, "any-channel-1d", three_before) == ("final", True, True)
    assert told(sliced, "any-channel", three_before) == ("not_measured", False, True)

    deliver(landing, centre, [late])
    write_accounts(landing, "2026-11-11", [pairs[0][0]])
    amend(landing)
    load_and_build(sliced, landing)
    assert shared_issues(sliced) == before + 1, "the first pair's merge was a mistake"
    assert not unmeasured_days(sliced, "any-channel")
    assert told(sliced, "any-channel", three_before) == ("final", True, True)
    with sliced.connect() as connection:
        by_slices = contents(connection)
        kinds = connection.execute(
            "select distinct maturity from marts.kpi_period where kpi_id = 'fcr_repeat' order by 1"
        ).fetchall()
    assert [kind for (kind,) in kinds] == ["final", "not_measured", "provisional"]
    build(sliced, full_refresh=True, progress=lambda _: None)
    with sliced.connect() as connection:
        assert_same(by_slices, contents(connection))
