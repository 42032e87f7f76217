"""What members wanted settled: an issue from its first contact to the one that settled it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def issue_rows(contacts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The truth table `issue`, from all rows of `contact` in any order.

    contacts: how many contacts were about it. first_contact_id: the earliest. resolved_by: the contact that settled
    it, None while it is open.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in contacts:
        if row["issue"] is None:
            continue
        issue = found.get(row["issue"])
        if issue is None:
            issue = found[row["issue"]] = {
                "issue": row["issue"],
                "client_id": row["client_id"],
                "member_number": row["member_number"],
                "reason_family": row["reason_family"],
                "is_plan_caused": row["is_plan_caused"],
                "opened_at": row["issue_opened_at"],
                "contacts": 0,
                "first_contact_at": row["arrived_at"],
                "first_contact_id": row["contact_id"],
                "resolved_at": None,
                "resolved_by": None,
            }
        issue["contacts"] += 1
        if (row["arrived_at"], row["contact_id"]) < (issue["first_contact_at"], issue["first_contact_id"]):
            issue["first_contact_at"], issue["first_contact_id"] = row["arrived_at"], row["contact_id"]
        if row["is_resolved"]:
            issue["resolved_at"], issue["resolved_by"] = row["issue_resolved_at"], row["contact_id"]
    for _, issue in sorted(found.items()):
        yield issue
