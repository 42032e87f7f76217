"""A plan's Salesforce org as a place to write to: its objects, their files, and the truth beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.simulator.centre import UNTIL_CLOSED
from orchestration.simulator.delivery import Feed
from orchestration.simulator.faults import OF_CONTENT
from orchestration.simulator.moments import DAY, iso_millis, midnight
from orchestration.simulator.run import Run
from orchestration.simulator.scenario import Client

SOURCE = "salesforce_service"
HEADERS = {
    "Account": (
        "Id,IsDeleted,MasterRecordId,MemberNumber__c,FirstName,LastName,PersonBirthdate,Gender__c,BillingStreet,"
        "BillingCity,BillingState,BillingPostalCode,PersonHomePhone,PersonMobilePhone,PersonEmail,"
        "PreferredLanguage__c,PreferredChannel__c,PlanCode__c,LineOfBusiness__c,RiskTier__c,PrimaryCareNpi__c,"
        "CoverageStart__c,CoverageEnd__c,HouseholdId__c,CreatedDate,SystemModstamp"
    ),
    "Case": (
        "Id,CaseNumber,AccountId,Platform__c,PlatformContactId__c,Type,Reason,Origin,Status,Priority,IsEscalated,"
        "EscalatedTo__c,OwnerId,Resolution__c,SlaDueDate__c,CreatedDate,ClosedDate,SystemModstamp"
    ),
    "CaseHistory": "Id,CaseId,Field,OldValue,NewValue,CreatedById,CreatedDate",
    "Task": (
        "Id,WhatId,AccountId,Subject,Type,Status,PromisedAt__c,CompletedDateTime,OwnerId,Description,CreatedDate,"
        "SystemModstamp"
    ),
    "IdentityCheck__c": (
        "Id,AccountId,Platform__c,PlatformContactId__c,Method__c,Result__c,VerifiedAt__c,DisclosedAt__c,CreatedDate,"
        "SystemModstamp"
    ),
    "Grievance__c": (
        "Id,AccountId,CaseId__c,Platform__c,PlatformContactId__c,Category__c,Level__c,ReceivedAt__c,DueAt__c,"
        "ResolvedAt__c,Outcome__c,Description__c,CreatedDate,SystemModstamp"
    ),
    "ContactPointConsent": (
        "Id,AccountId,Channel,Status,Source__c,CaptureDate,EffectiveFrom,EffectiveTo,HonoredAt__c,CreatedDate,"
        "SystemModstamp"
    ),
}


def moment(at: int) -> str:
    """A moment as a cell, empty for 0."""
    return iso_millis(at) if at else ""


def quoted(text: str) -> str:
    """Free text as a cell."""
    return '"' + text.replace('"', '""') + '"'


def user_id(index: int) -> str:
    """Salesforce's identifier of an agent's user."""
    return f"005{index:012d}AAA"


@dataclass(frozen=True)
class Org:
    """The orgs of a run's plans.

    until: moment the run ends; what is written later is not delivered.
    """

    run: Run
    until: int = field(init=False)
    feeds: Mapping[tuple[str, str], Feed] = field(init=False)

    def __post_init__(self) -> None:
        scenario = self.run.scenario
        object.__setattr__(self, "until", midnight(scenario.until_on) + DAY + UNTIL_CLOSED)
        feeds = {
            (client.client_id, name): Feed(client.client_id, SOURCE, name, ".csv", header)
            for client in scenario.clients
            for name, header in HEADERS.items()
        }
        object.__setattr__(self, "feeds", feeds)

    def put(self, client: Client, name: str, at: int, line: str) -> bool:
        """Write a row of an object at a moment; whether it is delivered."""
        self.run.delivery.put(self.feeds[client.client_id, name], at, line)
        return at < self.until

    def label(self, fault: str, feed: str, record_id: str) -> None:
        """Note in the truth what is wrong with a row."""
        told = OF_CONTENT[fault]
        self.run.truth.add(
            "fault",
            {
                "fault": fault,
                "source": SOURCE,
                "feed": feed,
                "record_id": record_id,
                "effect": told.effect,
                "shows_as": told.shows_as,
            },
        )
