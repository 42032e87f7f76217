"""Three days of a plan's Salesforce org, made up, beside the calls its cases name."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from orchestration.simulator.writers.salesforce_org import HEADERS
from tests.pipeline import amazon_connect_payloads as connect

PRIVATE = "Call Ada Abend, 555-01-2345, at 202-555-0143"
DAYS = ("2026-01-05", "2026-01-06", "2026-01-07")
SKEWED, SKEW_S = DAYS[1], 2700
CALLS_A_DAY = 5

Row = dict[str, Any]


def rows_of(name: str, rows: list[Row]) -> str:
    """A CSV of an object with Salesforce's own header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS[name].split(","), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def at(day: str, clock: str, seconds: int = 0) -> str:
    """A clock time of a day, or so many seconds later, as Salesforce writes it."""
    return f"{(datetime.fromisoformat(f'{day}T{clock}') + timedelta(seconds=seconds)).isoformat()}.000Z"


def call(day: str, place: int, **fields: Any) -> connect.Record:
    """A call of five minutes with Amy."""
    told = connect.contact_record(
        f"{day} {place}",
        f"1{place}:00:00",
        f"1{place}:05:00",
        Queue=connect.queue("InboundQueue", f"1{place}:00:05", f"1{place}:00:30", 25),
        Agent=connect.agent("amy", f"1{place}:00:30", f"1{place}:05:00", talk=270, acw=60),
        **fields,
    )
    return {
        name: value.replace("2026-01-05", day) if isinstance(value, str) else _moved(value, day)
        for name, value in told.items()
    }


def _moved(value: Any, day: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: text.replace("2026-01-05", day) if isinstance(text, str) else text for name, text in value.items()}


def calls() -> list[connect.Record]:
    """The calls of the three days."""
    return [call(day, place) for day in DAYS for place in range(CALLS_A_DAY)]


def on_shared_platform() -> connect.Record:
    """A call that a platform of many clients delivers."""
    return call(DAYS[2], 8, Attributes={"MemberId": "M-2"})


def account(of: str, day: str, **fields: Any) -> Row:
    """A member's account as written at eight in the morning."""
    return {
        **{
            "Id": f"001-{of}",
            "MemberNumber__c": f"M-{of}",
            "FirstName": "Ada",
            "LastName": "Abend",
            "IsDeleted": "false",
        },
        **{
            "PersonBirthdate": "1931-02-03",
            "Gender__c": "female",
            "BillingState": "OH",
            "BillingPostalCode": "43085-1234",
        },
        **{
            "PreferredLanguage__c": "es",
            "LineOfBusiness__c": "medicaid",
            "RiskTier__c": "high",
            "HouseholdId__c": "H-1",
        },
        **{
            "CoverageStart__c": "2025-01-01",
            "PersonEmail": "ada@example.org",
            "CreatedDate": at("2025-06-01", "08:00:00"),
        },
        "SystemModstamp": at(day, "08:00:00"),
        **fields,
    }


def case(day: str, place: int, **fields: Any) -> Row:
    """A case opened ten seconds after a call ended; on one day by a clock that runs ahead."""
    opened = at(day, f"1{place}:05:10", SKEW_S if day == SKEWED else 0)
    return {
        **{"Id": f"500-{day}-{place}", "AccountId": f"001-{place % 3 + 1}", "Type": "claims", "Reason": "claim_status"},
        **{"Platform__c": "amazon_connect", "PlatformContactId__c": connect.identifier(f"{day} {place}")},
        **{"Origin": "Phone", "Status": "New", "Priority": "Medium", "IsEscalated": "false", "OwnerId": "005-amy"},
        **{"CreatedDate": opened, "SystemModstamp": opened},
        **fields,
    }


def status(of: str, number: int, old: str, new: str, moment: str) -> Row:
    """A change of a case's status."""
    return {
        **{"Id": f"017-{of}-{number}", "CaseId": of, "Field": "Status", "OldValue": old, "NewValue": new},
        **{"CreatedById": "005-amy", "CreatedDate": moment},
    }


def deliveries() -> dict[str, str]:
    """What the org delivers, by the name of its file."""
    first, second, third = DAYS
    reopened = f"500-{first}-0"
    closings = [at(first, "10:06:00"), at(third, "09:30:00")]
    task = {"Id": "00T-1", "WhatId": reopened, "AccountId": "001-1", "Subject": "Call back", "Type": "promise"}
    task |= {"Description": PRIVATE, "PromisedAt__c": at(second, "12:00:00"), "CreatedDate": at(first, "10:05:00")}
    grievance = {"Id": "a01-1", "AccountId": "001-1", "CaseId__c": reopened, "Platform__c": "amazon_connect"}
    grievance |= {
        "PlatformContactId__c": connect.identifier(f"{first} 1"),
        "Category__c": "access",
        "Level__c": "standard",
    }
    grievance |= {
        "ReceivedAt__c": at(first, "11:04:00"),
        "DueAt__c": at("2026-02-04", "11:04:00"),
        "Description__c": PRIVATE,
    }
    consent = {"Id": "0lx-1", "AccountId": "001-2", "Channel": "voice", "CaptureDate": at(second, "10:01:00")}
    check = {"Method__c": "three_points", "Result__c": "full", "Platform__c": "amazon_connect"}
    return {
        f"Account_{first}.csv": rows_of("Account", [account(of, first) for of in "1234"]),
        f"Account_{second}.csv": rows_of(
            "Account",
            [
                account("1", second, IsDeleted="true", MasterRecordId="001-2"),
                account("4", second, BillingState="TX", BillingPostalCode="03601"),
            ],
        ),
        f"Account_{third}.csv": rows_of(
            "Account", [account("2", third, IsDeleted="true", MasterRecordId="001-3"), account("4", third)]
        ),
        **{
            f"Case_{day}.csv": rows_of("Case", [case(day, place) for place in range(CALLS_A_DAY)])
            for day in (second, third)
        },
        f"Case_{first}.csv": rows_of(
            "Case",
            [
                *(case(first, place) for place in range(CALLS_A_DAY)),
                case(first, 0, Status="Closed", ClosedDate=closings[0], SystemModstamp=closings[0]),
            ],
        ),
        f"Case_{third}_closed.csv": rows_of(
            "Case", [case(first, 0, Status="Closed", ClosedDate=closings[1], SystemModstamp=closings[1])]
        ),
        f"CaseHistory_{first}.csv": rows_of("CaseHistory", [status(reopened, 1, "New", "Closed", closings[0])]),
        f"CaseHistory_{third}.csv": rows_of(
            "CaseHistory",
            [
                status(reopened, 2, "Closed", "Working", at(third, "09:00:00")),
                status(reopened, 3, "Working", "Closed", closings[1]),
            ],
        ),
        f"Task_{first}.csv": rows_of("Task", [task | {"Status": "Open", "SystemModstamp": at(first, "10:05:00")}]),
        f"Task_{second}.csv": rows_of(
            "Task",
            [
                task
                | {"Status": "Completed", "CompletedDateTime": at(second, "12:00:00")}
                | {"SystemModstamp": at(second, "12:00:00")}
            ],
        ),
        f"IdentityCheck__c_{third}.csv": rows_of(
            "IdentityCheck__c",
            [
                check
                | {"Id": "a02-1", "AccountId": "001-1", "PlatformContactId__c": connect.identifier(f"{third} 0")}
                | {"VerifiedAt__c": at(third, "10:01:00"), "DisclosedAt__c": at(third, "10:00:50")}
                | {"SystemModstamp": at(third, "10:05:00")},
                check
                | {"Id": "a02-2", "AccountId": "001-2", "PlatformContactId__c": connect.identifier(f"{third} 8")}
                | {"VerifiedAt__c": at(third, "18:01:00"), "DisclosedAt__c": at(third, "18:02:00")}
                | {"SystemModstamp": at(third, "18:05:00")},
            ],
        ),
        f"Grievance__c_{first}.csv": rows_of("Grievance__c", [grievance | {"SystemModstamp": at(first, "11:10:00")}]),
        f"Grievance__c_{third}.csv": rows_of(
            "Grievance__c",
            [grievance | {"ResolvedAt__c": at(third, "15:00:00"), "SystemModstamp": at(third, "15:00:00")}],
        ),
        f"ContactPointConsent_{second}.csv": rows_of(
            "ContactPointConsent", [consent | {"Status": "OptOut", "SystemModstamp": at(second, "10:01:00")}]
        ),
    }
