"""The plans' Health Cloud: programmes and their arms, gaps in care, campaigns, attempts to reach members, bookings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestration.simulator.care import Conversion, GapFate, conversion, gap_fate, gaps_of, zone_of
from orchestration.simulator.moments import DAY, HOUR, MINUTE, at_local, local_date, midnight, utc_date
from orchestration.simulator.writers.table import Notes, Table, millis, record_id

if TYPE_CHECKING:
    from orchestration.simulator.contact import Contact
    from orchestration.simulator.run import Day, Run
    from orchestration.simulator.scenario import Campaign, Client

SOURCE = "salesforce_health"
HEADERS = {
    "CareProgram": ("programme", "Id,Name,Status,StartDate,EndDate,SystemModstamp"),
    "CareProgramEnrollee": (
        "enrollment",
        "Id,CareProgramId,AccountId,Status,AssignmentArm__c,AssignedAt__c,EnrollmentDate,DisenrollmentDate,"
        "OptOutPeriodStartDate,OptOutPeriodEndDate,CreatedDate,SystemModstamp",
    ),
    "CareGap": (
        "gap",
        "Id,AccountId,ClinicalMeasureId,CareBarrierId,Status,StatusReason,LastEvaluatedDate,ReportingPeriodStartDate,"
        "ReportingPeriodEndDate,TargetResolutionDate,ClosedDate__c,ClosureEvidence__c,SystemModstamp",
    ),
    "Campaign": (
        "campaign",
        "Id,Name,Type,Status,StartDate,EndDate,CareProgramId__c,ListDate__c,AttemptLimit__c,SystemModstamp",
    ),
    "CampaignMember": (
        "campaign_member",
        "Id,CampaignId,AccountId,Status,Arm__c,FirstRespondedDate,CreatedDate,SystemModstamp",
    ),
    "OutreachAttempt__c": (
        "outreach_attempt",
        "Id,CampaignId__c,AccountId__c,AttemptNumber__c,Channel__c,AttemptedAt__c,Result__c,AnsweredBy__c,"
        "IsRightParty__c,Outcome__c,ConsentBasis__c,CalledTimeZone__c,Platform__c,PlatformContactId__c,Notes__c,"
        "SystemModstamp",
    ),
    "ServiceAppointment": (
        "appointment",
        "Id,AccountId__c,CareGapId__c,CampaignId__c,Platform__c,PlatformContactId__c,Status,SchedStartTime,"
        "ActualStartTime,CreatedDate,SystemModstamp",
    ),
}
NOTES = ("Left a message.", "Will think about it.", "Prefers mornings.", "Asked for the address of the clinic.", "")
ATTEMPT_LIMIT = 4
BY_TEXT, BY_EMAIL = 0.35, 0.45
"""Shares of a list that get a text message and an email before the first call."""
WITHDRAWS = 0.05
PEOPLE = ("live", "wrong_party", "refused", "opt_out")
RIGHT_PARTY = ("live", "refused", "opt_out")


def enrollee_id(client: Client, member: int) -> str:
    """Identifier of a member's place in the programme."""
    return f"0Ne{client.place:02d}{member:010d}AAA"


def gap_id(client: Client, member: int) -> str:
    """Identifier of a member's gap."""
    return f"0jG{client.place:02d}{member:010d}AAA"


def campaign_id(campaign: Campaign) -> str:
    """Identifier of a campaign."""
    return f"701{campaign.place:012d}AAA"


def programme_id(campaign: Campaign) -> str:
    """Identifier of the programme a campaign recruits for."""
    return f"0Zp{campaign.place:012d}AAA"


class SalesforceHealth:
    """Writes the plans' Health Cloud orgs."""

    def __init__(self) -> None:
        """An org that has seen nothing."""
        self._tables: dict[tuple[int, str], Table] = {}
        self._notes: Notes

    def open(self, run: Run) -> None:
        """Write programmes, arms, lists and gaps as they stand the day before, and what follows from them alone."""
        self._notes = Notes(run, SOURCE, "outreach_attempt", NOTES)
        for client in run.scenario.clients:
            for stem, (truth, header) in HEADERS.items():
                free_text = "Notes__c" if stem == "OutreachAttempt__c" else ""
                self._tables[client.place, stem] = Table(run, client, SOURCE, stem, header, truth, free_text)
            self._open_gaps(run, client)
        for campaign in run.scenario.campaigns:
            self._open_campaign(run, campaign)

    def write(self, run: Run, day: Day) -> None:
        """Write the day's outreach calls and what they led to."""
        for contact in day.contacts:
            if contact.campaign >= 0:
                self._write_call(run, run.scenario.campaigns[contact.campaign], contact)

    def _table(self, client: Client, stem: str) -> Table:
        return self._tables[client.place, stem]

    # What stands before the first day

    def _open_gaps(self, run: Run, client: Client) -> None:
        arms = {
            member: arm
            for campaign in run.scenario.campaigns
            if campaign.client is client
            for arm, members in (("outreach", campaign.called), ("holdout", campaign.holdout))
            for member in members
        }
        opened = midnight(run.scenario.first_on) - DAY + 9 * HOUR
        for member, is_excluded in gaps_of(run, client):
            self._open_gap(run, client, member, opened, arms.get(member, ""), is_excluded)

    def _open_gap(self, run: Run, client: Client, member: int, opened: int, arm: str, is_excluded: bool) -> None:
        fate = gap_fate(run, client, member)
        self._put_gap(client, member, fate, opened, "Open", "")
        if is_excluded:
            self._put_gap(client, member, fate, opened + 40 * DAY, "Excluded", "Not Applicable")
        elif fate.served:
            self._put_gap(client, member, fate, fate.served + fate.lag, "Closed", "Evidence Received", fate.served)
        run.truth.add(
            "gap_fate",
            {
                "client_id": client.client_id,
                "gap_id": gap_id(client, member),
                "account_id": client.members.account_id(member),
                "arm": arm,
                "stratum": fate.stratum,
                "served_on": local_date(fate.served, client.time_zone) if fate.served else "",
            },
        )

    def _put_gap(
        self, client: Client, member: int, fate: GapFate, at: int, status: str, reason: str, served: int = 0
    ) -> None:
        on = utc_date(at)
        year = (utc_date(served) if served else on).year
        self._table(client, "CareGap").put(
            at,
            gap_id(client, member),
            client.members.account_id(member),
            fate.measure,
            "0cB000000000001AAA" if member % 17 == 0 else "",
            status,
            reason,
            on,
            date(year, 1, 1),
            date(year, 12, 31),
            date(year, 9, 30),
            local_date(served, client.time_zone) if served else "",
            fate.evidence if served else "",
            millis(at),
        )

    def _open_campaign(self, run: Run, campaign: Campaign) -> None:
        client, began = campaign.client, midnight(campaign.began_on)
        listed = began - DAY + 8 * HOUR
        ends_on = campaign.began_on + timedelta(days=120)
        self._table(client, "CareProgram").put(
            listed, programme_id(campaign), campaign.name, "Active", campaign.began_on, "", millis(listed)
        )
        self._table(client, "Campaign").put(
            listed, campaign_id(campaign), f"{campaign.name} calls", "Care Gap", "In Progress", campaign.began_on,
            ends_on, programme_id(campaign), utc_date(listed), ATTEMPT_LIMIT, millis(listed),
        )  # fmt: skip
        chance = run.random(SOURCE, "list", campaign.place)
        for member in sorted((*campaign.called, *campaign.holdout)):
            arm = "holdout" if member in campaign.holdout else "outreach"
            self._put_enrollee(campaign, member, arm, listed, "Eligible")
            self._put_listed(campaign, member, arm, listed, "Eligible")
            if arm == "outreach":
                if chance.random() < BY_TEXT:
                    self._put_message(
                        campaign, member, "sms", began + chance.randrange(3 * 60) * MINUTE, chance.random()
                    )
                if chance.random() < BY_EMAIL:
                    at = began + DAY + chance.randrange(3 * 60) * MINUTE
                    self._put_message(campaign, member, "email", at, chance.random())

    def _put_message(self, campaign: Campaign, member: int, channel: str, at: int, fate: float) -> None:
        """A text message or email; at: moment as if the member's clocks showed UTC, from midnight."""
        client = campaign.client
        zone = zone_of(client.states[int(client.members.state[member])])
        sent = at_local(utc_date(at), 10 * HOUR + at % DAY, zone)
        result = "undeliverable" if fate < 0.07 else "opt_out" if fate > 0.99 and channel == "sms" else "delivered"
        number = campaign.place * 10_000_000 + member * 2 + (channel == "email")
        self._table(client, "OutreachAttempt__c").put(
            sent, f"a0S{number:012d}AAA", campaign_id(campaign), client.members.account_id(member), 1, channel,
            millis(sent), result, "none", False, "none", "prior_express" if channel == "sms" else "treatment", zone,
            "", "", "", millis(sent),
        )  # fmt: skip

    # What calls lead to

    def _write_call(self, run: Run, campaign: Campaign, contact: Contact) -> None:
        client, member, result = contact.client, contact.member, contact.attempt_result
        fate = gap_fate(run, client, member)
        led = conversion(run, contact, fate) if result == "live" else Conversion("none")
        place, step = len(contact.steps) - 1, contact.steps[-1]
        named = record_id(client.platform, contact.platform_id, contact.step_id(place))
        attempt_id = f"a0O{contact.number:012d}AAA"
        written = contact.closed + MINUTE
        has_note = result in PEOPLE and contact.number % 3 == 0
        self._table(client, "OutreachAttempt__c").put(
            written,
            attempt_id,
            campaign_id(campaign),
            client.members.account_id(member),
            contact.attempt,
            "voice",
            millis(step.dialled or contact.arrived),
            result,
            "human" if result in PEOPLE else "machine" if result == "machine" else "none",
            result in RIGHT_PARTY,
            "declined" if result == "refused" else led.outcome,
            "treatment",
            zone_of(client.states[int(client.members.state[member])]),
            client.platform,
            named,
            self._notes.note(client, member, attempt_id, contact.number) if has_note else "",
            millis(written),
        )
        self._write_response(run, campaign, contact, led, written)
        if led.scheduled:
            self._write_appointment(campaign, contact, led, named)
        if led.closes:
            at = led.scheduled + fate.lag
            self._put_gap(client, member, fate, at, "Closed", "Evidence Received", led.scheduled)

    def _write_response(self, run: Run, campaign: Campaign, contact: Contact, led: Conversion, at: int) -> None:
        """What the call changes on the list and in the programme."""
        member, result = contact.member, contact.attempt_result
        if result not in RIGHT_PARTY:
            return
        on = local_date(contact.ended, contact.client.time_zone)
        status = "OptedOut" if result == "opt_out" else "Converted" if led.outcome == "converted" else "Contacted"
        self._put_listed(campaign, member, "outreach", at, status, on)
        if status == "OptedOut":
            self._put_enrollee(campaign, member, "outreach", at, "Declined", opted_out=on)
        elif status == "Converted":
            self._put_enrollee(campaign, member, "outreach", at, "Enrolled", enrolled=on)
            chance = run.random(SOURCE, "withdraws", contact.number)
            if chance.random() < WITHDRAWS:
                left = at + chance.randrange(20, 60) * DAY
                self._put_enrollee(campaign, member, "outreach", left, "Withdrawn", on, utc_date(left))
        elif result == "refused" or led.outcome == "declined":
            self._put_enrollee(campaign, member, "outreach", at, "Declined")

    def _put_listed(
        self, campaign: Campaign, member: int, arm: str, at: int, status: str, responded: date | None = None
    ) -> None:
        created = midnight(campaign.began_on) - DAY + 8 * HOUR
        self._table(campaign.client, "CampaignMember").put(
            at, f"00v{campaign.place:02d}{member:010d}AAA", campaign_id(campaign),
            campaign.client.members.account_id(member), status, arm, responded, millis(created), millis(at),
        )  # fmt: skip

    def _put_enrollee(
        self,
        campaign: Campaign,
        member: int,
        arm: str,
        at: int,
        status: str,
        enrolled: date | None = None,
        left: date | None = None,
        opted_out: date | None = None,
    ) -> None:
        created = millis(midnight(campaign.began_on) - DAY + 8 * HOUR)
        self._table(campaign.client, "CareProgramEnrollee").put(
            at, enrollee_id(campaign.client, member), programme_id(campaign),
            campaign.client.members.account_id(member), status, arm, created, enrolled, left, opted_out, None, created,
            millis(at),
        )  # fmt: skip

    def _write_appointment(self, campaign: Campaign, contact: Contact, led: Conversion, named: str) -> None:
        client, made = contact.client, contact.closed + 2 * MINUTE
        late = (contact.number % 5) * 7 * MINUTE
        for at, status in ((made, "Scheduled"), (led.scheduled + 4 * HOUR, led.kept)):
            self._table(client, "ServiceAppointment").put(
                at,
                f"08p{contact.number:012d}AAA",
                client.members.account_id(contact.member),
                gap_id(client, contact.member),
                campaign_id(campaign),
                client.platform,
                named,
                status,
                millis(led.scheduled),
                millis(led.scheduled + late) if status == "Completed" else "",
                millis(made),
                millis(at),
            )
