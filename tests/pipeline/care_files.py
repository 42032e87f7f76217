"""A plan's deliveries about care, made up; each file is one object's changes of one day.

A programme with its holdout, a campaign, two triages, and claims that show what became of them.
"""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from tests.pipeline import amazon_connect_payloads as connect
from tests.pipeline import genesys_payloads as genesys
from tests.pipeline.amazon_connect_payloads import identifier

PLAN = "plan"
OWN_CONTACT = identifier("paul with ben")
"""Second record of the journey on the plan's own Amazon Connect."""

OWN_JOURNEY = identifier("paul")

SHARED_CONTACT = "rose"
"""A conversation on a Genesys Cloud that serves several plans."""

POLICY = {
    "contract": "contract_id,client_name,time_zone,valid_from,valid_to\nC-1,The Plan,America/New_York,2016-01-01,\n",
    "line_map": (
        "source,source_line,line,queue,language,valid_from,valid_to\n"
        "amazon_connect,InboundQueue,outreach,outreach,en,2016-01-01,\n"
        f"genesys_cloud,{genesys.NURSE},nurse,triage,en,2016-01-01,\n"
    ),
}

PROGRAMMES = """
Id,Name,Status,StartDate,EndDate,SystemModstamp
p1,Heart at Home,Active,2026-01-01,,2026-01-01T08:00:00.000Z
p1,Heart at Home,Completed,2026-01-01,2026-03-31,2026-03-31T20:00:00.000Z
"""

ENROLLEES = """
Id,CareProgramId,AccountId,Status,AssignmentArm__c,AssignedAt__c,EnrollmentDate,DisenrollmentDate,OptOutPeriodStartDate,\
OptOutPeriodEndDate,CreatedDate,SystemModstamp
ada,p1,acc-ada,Eligible,outreach,2026-01-01T09:00:00.000Z,,,,,2026-01-01T09:00:00.000Z,2026-01-01T09:00:00.000Z
ada,p1,acc-ada,Enrolled,outreach,2026-01-01T09:00:00.000Z,2026-01-06,,,,2026-01-01T09:00:00.000Z,2026-01-06T17:00:00.000Z
ben,p1,acc-ben,Eligible,holdout,2026-01-01T09:00:00.000Z,,,,,2026-01-01T09:00:00.000Z,2026-01-01T09:00:00.000Z
cy,p1,acc-cy,Declined,outreach,2026-01-01T09:00:00.000Z,,,2026-01-07,,2026-01-01T09:00:00.000Z,2026-01-07T18:00:00.000Z
"""

GAPS = """
Id,AccountId,ClinicalMeasureId,CareBarrierId,Status,StatusReason,LastEvaluatedDate,ReportingPeriodStartDate,\
ReportingPeriodEndDate,TargetResolutionDate,ClosedDate__c,ClosureEvidence__c,SystemModstamp
ada-bcs,acc-ada,BCS,,Open,,2026-01-01,2026-01-01,2026-12-31,2026-09-30,,,2026-01-01T08:00:00.000Z
ada-bcs,acc-ada,BCS,,Closed,Evidence Received,2026-03-02,2026-01-01,2026-12-31,2026-09-30,2026-02-03,\
claim,2026-03-02T08:00:00.000Z
ben-col,acc-ben,col,transport,Open,,2026-01-01,2026-01-01,2026-12-31,2026-09-30,,,2026-01-01T08:00:00.000Z
"""

CAMPAIGNS = """
Id,Name,Type,Status,StartDate,EndDate,CareProgramId__c,ListDate__c,AttemptLimit__c,SystemModstamp
c1,Hearts in January,Care Gap,In Progress,2026-01-05,2026-03-31,p1,2026-01-02,3,2026-01-02T08:00:00.000Z
"""

LISTED = """
Id,CampaignId,AccountId,Status,Arm__c,FirstRespondedDate,CreatedDate,SystemModstamp
ada,c1,acc-ada,Eligible,outreach,,2026-01-02T08:00:00.000Z,2026-01-02T08:00:00.000Z
ada,c1,acc-ada,Converted,outreach,2026-01-05,2026-01-02T08:00:00.000Z,2026-01-06T08:00:00.000Z
ben,c1,acc-ben,Eligible,holdout,,2026-01-02T08:00:00.000Z,2026-01-02T08:00:00.000Z
cy,c1,acc-cy,OptedOut,outreach,,2026-01-02T08:00:00.000Z,2026-01-07T18:00:00.000Z
"""

ATTEMPTS = f"""
Id,CampaignId__c,AccountId__c,AttemptNumber__c,Channel__c,AttemptedAt__c,Result__c,AnsweredBy__c,IsRightParty__c,Outcome__c,\
ConsentBasis__c,CalledTimeZone__c,Platform__c,PlatformContactId__c,Notes__c,SystemModstamp
first,c1,acc-ada,1,voice,2026-01-05T15:00:00.000Z,no_answer,none,false,none,treatment,America/Phoenix,,,,2026-01-05T15:01:00.000Z
second,c1,acc-ada,2,voice,2026-01-05T15:03:30.000Z,live,human,true,interested,treatment,America/Phoenix,amazon_connect,\
{OWN_CONTACT},"Spoke with Ada, born 4/12/1951",2026-01-05T15:13:00.000Z
second,c1,acc-ada,2,voice,2026-01-05T15:03:30.000Z,live,human,true,converted,treatment,America/Phoenix,amazon_connect,\
{OWN_CONTACT},"Spoke with Ada, born 4/12/1951",2026-01-06T09:00:00.000Z
third,c1,acc-cy,1,voice,2026-01-07T01:30:00.000Z,opt_out,human,true,none,treatment,America/New_York,genesys_cloud,\
{SHARED_CONTACT},wants no calls,2026-01-07T01:40:00.000Z
nowhere,c1,acc-cy,2,sms,2026-01-08T01:30:00.000Z,undeliverable,none,false,none,treatment,Mars/Olympus,,,,2026-01-08T01:30:00.000Z
"""

APPOINTMENTS = f"""
Id,AccountId__c,CareGapId__c,CampaignId__c,Platform__c,PlatformContactId__c,Status,SchedStartTime,ActualStartTime,CreatedDate,SystemModstamp
mammogram,acc-ada,ada-bcs,c1,amazon_connect,{OWN_CONTACT},Scheduled,2026-02-03T14:00:00.000Z,,2026-01-05T15:12:00.000Z,2026-01-05T15:12:00.000Z
mammogram,acc-ada,ada-bcs,c1,amazon_connect,{OWN_CONTACT},Completed,2026-02-03T14:00:00.000Z,2026-02-03T14:20:00.000Z,\
2026-01-05T15:12:00.000Z,2026-02-03T15:00:00.000Z
missed,acc-cy,,c1,,,NoShow,2026-02-04T14:00:00.000Z,,2026-01-05T15:12:00.000Z,2026-02-04T16:00:00.000Z
"""

ENCOUNTERS = f"""
encounter_id,platform,contact_id,member_number,nurse_id,protocol_id,protocol_version,chief_complaint,age_band,pre_intent,\
intent_asked_before_advice,red_flags,red_flag_at,first_nonclinical_at,nurse_connected_at,callback_requested_at,system_disposition,\
final_disposition,override_reason,patient_state,ems_stayed_on_line,address_confirmed,started_at,ended_at,note,updated_at
chest,genesys_cloud,{SHARED_CONTACT},M-1,{genesys.BEN},adult-chest-pain,2025.1,Chest Pain,45-64,office,true,\
chest_pain;breathing,2026-03-02T12:00:40Z,2026-03-02T12:00:20Z,2026-03-02T12:01:10Z,,ed_now,ed_now,,FL,,,\
2026-03-02T12:01:10Z,2026-03-02T12:09:00Z,"Ada Birch, 123-45-6789",2026-03-02T12:10:00Z
chest,genesys_cloud,{SHARED_CONTACT},M-1,{genesys.BEN},adult-chest-pain,2025.1,Chest Pain,45-64,office,true,\
chest_pain;breathing,2026-03-02T12:00:40Z,2026-03-02T12:00:20Z,2026-03-02T12:01:10Z,,ed_now,ems_911,worsening,FL,true,true,\
2026-03-02T12:01:10Z,2026-03-02T12:15:00Z,"Ada Birch, 123-45-6789",2026-03-02T12:30:00Z
rash,amazon_connect,{OWN_CONTACT},M-2,{identifier("ben")},child-rash,2025.1,Rash,0-4,ed,false,,,,2026-01-05T10:04:00Z,,home_care,home_care,,\
NY,,,2026-01-05T10:04:00Z,2026-01-05T10:12:00Z,,2026-01-05T10:13:00Z
"""

FOLLOW_UPS = """
follow_up_id,encounter_id,due_at,reached_at,result,advice_followed,updated_at
f1,chest,2026-03-03T12:00:00Z,,not_reached,,2026-03-03T13:00:00Z
f1,chest,2026-03-03T12:00:00Z,2026-03-03T17:00:00Z,improved,true,2026-03-03T17:05:00Z
"""

VISITS = """
claim_id,member_number,visit_type,started_on,ended_on,admitted,acuity,diagnosis_code,allowed_usd,is_avoidable_ed,status,received_on,updated_at
kept,M-1,ed,2026-03-02,2026-03-02,false,2,i20.9,2032.50,false,paid,2026-04-20,2026-04-20T05:00:00Z
taken-back,M-2,ed,2026-01-06,2026-01-06,false,5,R21,1900.00,true,paid,2026-01-25,2026-01-25T05:00:00Z
taken-back,M-2,ed,2026-01-06,2026-01-06,false,5,R21,1900.00,true,reversed,2026-01-25,2026-02-25T05:00:00Z
"""

EVENTS = """
event_id,member_number,event,event_at,facility_id,acuity,updated_at
e1,M-1,ed_arrival,2026-03-02T12:41:00Z,F-7,2,2026-03-02T12:45:00Z
"""

OBJECTS = {
    "salesforce_health/CareProgram": PROGRAMMES,
    "salesforce_health/CareProgramEnrollee": ENROLLEES,
    "salesforce_health/CareGap": GAPS,
    "salesforce_health/Campaign": CAMPAIGNS,
    "salesforce_health/CampaignMember": LISTED,
    "salesforce_health/OutreachAttempt__c": ATTEMPTS,
    "salesforce_health/ServiceAppointment": APPOINTMENTS,
    "nurse_triage/Encounter": ENCOUNTERS,
    "nurse_triage/FollowUp": FOLLOW_UPS,
    "claims/Visit": VISITS,
    "claims/Adt": EVENTS,
}


def rose() -> genesys.Json:
    """Rose on the shared Genesys Cloud: a wait and a nurse."""
    return genesys.conversation(
        "rose",
        genesys.caller(200),
        genesys.stay(genesys.NURSE, 1, 21),
        genesys.leg(genesys.BEN, genesys.NURSE, 15, 21, 200),
        end=200,
    )


def by_day(name: str, table: str) -> Iterable[tuple[str, str]]:
    """An object's changes as one file a day, by the file's path in the landing folder."""
    header, *lines = csv.reader(io.StringIO(table.strip()))
    for day in sorted({line[-1][:10] for line in lines}):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *(line for line in lines if line[-1][:10] == day)])
        yield f"{PLAN}/{name}_{day}.csv", text.getvalue()


def files() -> list[tuple[str, str]]:
    """Every file of the plan and of the shared platform but policy: path in the landing folder and text."""
    return [
        *(file for name, table in OBJECTS.items() for file in by_day(name, table)),
        *((f"{PLAN}/amazon_connect/{at}.json", json.dumps([told])) for at, told in enumerate(connect.warm_transfer())),
        ("shared/genesys_cloud/rose.json", json.dumps({"conversations": [rose()]})),
    ]


def deliver(landing: Path, told: Iterable[tuple[str, str]]) -> None:
    """Lay files into a landing folder."""
    for name, text in told:
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def deliver_policy(landing: Path) -> None:
    """Lay the plan's policy into a landing folder."""
    deliver(landing, ((f"{PLAN}/policy/{name}.csv", text) for name, text in POLICY.items()))
