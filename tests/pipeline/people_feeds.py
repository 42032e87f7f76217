"""Deliveries of workforce, coaching, survey, interpreter, forecast and recording systems, made up: one line a file."""

from tests.pipeline.amazon_connect_payloads import identifier

HEADERS = {
    "workforce/Roster": (
        "platform,agent_id,username,first_name,last_name,employee_id,team,supervisor_employee_id,site,role,hire_date,"
        "termination_date,rehire,at_home,hourly_cost_usd,max_concurrent_chats,time_zone,languages,updated_at"
    ),
    "workforce/Schedule": "schedule_id,platform,agent_id,activity,starts_at,ends_at,updated_at",
    "workforce/Licence": (
        "licence_id,platform,agent_id,employee_id,kind,state,is_compact,issued_on,expires_on,status,updated_at"
    ),
    "coaching/Session": (
        "session_id,platform,agent_id,coach_employee_id,kind,starts_at,ends_at,status,focus_items,platform_contact_ids,"
        "evaluation_ids,notes,updated_at"
    ),
    "coaching/Action": "action_id,session_id,item,description,due_on,done_on,updated_at",
    "survey/Invitation": (
        "invitation_id,platform,contact_id,member_number,channel,offer_method,language,eligible,suppressed_reason,sent_at,updated_at"
    ),
    "survey/Response": (
        "response_id,invitation_id,answered_at,language,resolved,first_contact,csat,nps,effort,listened,respected,understood,"
        "verbatim,updated_at"
    ),
    "interpreter/Session": (
        "session_id,platform,contact_id,kind,language,vendor,requested_at,connected_at,ended_at,result,updated_at"
    ),
    "forecast/Volume": "line,channel,language,interval_start,interval_minutes,forecast_contacts,forecast_aht_s,made_at",
    "recording/Status": (
        "platform,contact_id,recording,recorded_s,deletion_reason,transcript,transcript_language,redaction,screen_recorded,updated_at"
    ),
}

AMY, BEN = identifier("amy"), identifier("ben")
JOHN, MARY, ANNA = identifier("john"), identifier("mary"), identifier("anna")
QUALITY = identifier("quality of mary")
COST = "Claims East,E9,Tucson,service"
LAST = "31.50,2,America/Phoenix,en;es"

LINES = {
    "shared/workforce/Roster": [
        f"amazon_connect,{AMY},amy,Amy,Abend,E1,{COST},2024-02-05,,false,true,{LAST},2024-02-05T00:00:00Z",
        f"amazon_connect,{AMY},amy,Amy,Abend,E1,{COST},2024-02-05,2025-10-31,false,true,{LAST},2025-11-01T00:00:00Z",
        f"amazon_connect,{AMY},zora,Zora,Zeller,E2,{COST},2025-12-01,,false,true,{LAST},2025-12-01T00:00:00Z",
        f"amazon_connect,{BEN},ben,Ben,Birch,E3,{COST},2023-01-02,2024-12-31,false,false,{LAST},2025-01-01T00:00:00Z",
        f"amazon_connect,{BEN},ben,Ben,Birch,E3,{COST},2025-06-02,,true,false,{LAST},2025-06-02T00:00:00Z",
    ],
    "shared/workforce/Schedule": [
        f"W1,amazon_connect,{AMY},queue,2026-01-05T09:00:00Z,2026-01-05T12:00:00Z,2025-12-20T00:00:00Z",
        f"W1,amazon_connect,{AMY},queue,2026-01-05T09:30:00Z,2026-01-05T12:00:00Z,2026-01-04T00:00:00Z",
        f"W2,amazon_connect,{AMY},lunch,2026-01-05T12:00:00Z,2026-01-05T12:30:00Z,2025-12-20T00:00:00Z",
    ],
    "shared/workforce/Licence": [
        f"L1,amazon_connect,{BEN},E3,RN,AZ,true,2024-01-01,2025-12-31,active,2024-01-01T00:00:00Z",
        f"L1,amazon_connect,{BEN},E3,RN,AZ,true,2024-01-01,2025-12-31,expired,2026-01-01T00:00:00Z",
    ],
    "shared/coaching/Session": [
        f"C1,amazon_connect,{AMY},E9,one_to_one,2026-01-06T15:00:00Z,2026-01-06T15:30:00Z,scheduled,empathy;hold use,"
        f"{JOHN},,,2026-01-05T20:00:00Z",
        f"C1,amazon_connect,{AMY},E9,one_to_one,2026-01-06T15:00:00Z,2026-01-06T15:40:00Z,completed,empathy,"
        f'{MARY};{JOHN},{QUALITY},"Went over Mary\'s call, 202-555-0143",2026-01-06T16:00:00Z',
        f"C2,amazon_connect,{BEN},E9,check_in,2026-01-07T15:00:00Z,,missed,,,,,2026-01-07T16:00:00Z",
    ],
    "shared/coaching/Action": [
        "A1,C1,empathy,Name the feeling before the answer,2026-01-20,,2026-01-06T16:00:00Z",
        "A1,C1,empathy,Name the feeling before the answer,2026-01-20,2026-01-19,2026-01-19T16:00:00Z",
    ],
    "plan/survey/Invitation": [
        f"I1,amazon_connect,{MARY},M-1,sms,automatic,en,true,,,2026-01-05T09:21:00Z",
        f"I1,amazon_connect,{MARY},M-1,sms,automatic,en,true,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z",
        f"I2,amazon_connect,{ANNA},M-2,ivr,agent,es,false,emergency,,2026-01-05T15:10:00Z",
        "I3,amazon_connect,never delivered,M-3,sms,automatic,en,true,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z",
    ],
    "plan/survey/Response": [
        "R1,I1,2026-01-05T12:00:00Z,en,no,yes,2,3,2,4,5,4,,2026-01-05T12:00:00Z",
        "R1,I1,2026-01-05T12:00:00Z,en,yes,yes,4,8,6,4,5,4,"
        '"This is Mary Birch, born 03/14/1951: they called back, all good",2026-01-05T18:00:00Z',
    ],
    "plan/interpreter/Session": [
        f"T1,amazon_connect,{ANNA},interpreter,vi,Lingua,2026-01-05T15:01:10Z,,,no_interpreter,2026-01-05T15:02:00Z",
        f"T1,amazon_connect,{ANNA},interpreter,vi,Lingua,2026-01-05T15:01:10Z,2026-01-05T15:02:05Z,2026-01-05T15:06:00Z,completed,"
        "2026-01-05T15:06:00Z",
    ],
    "plan/forecast/Volume": [
        "member_services,voice,en,2026-01-05T09:00:00Z,30,41.5,420,2025-12-08T00:00:00Z",
        "member_services,voice,en,2026-01-05T09:00:00Z,30,47.25,430,2025-12-29T00:00:00Z",
        "member_services,voice,en,2026-01-05T09:00:00Z,30,12,410,2026-01-06T00:00:00Z",
    ],
    "shared/recording/Status": [
        f"amazon_connect,{MARY},recorded,540,,none,,none,false,2026-01-05T09:30:00Z",
        f"amazon_connect,{MARY},recorded,540,,done,en,done,false,2026-01-05T11:00:00Z",
    ],
    "plan/recording/Status": [f"amazon_connect,{ANNA},deleted,,retention,failed,,none,true,2026-01-05T16:00:00Z"],
}
"""The lines of each feed below its client's folder. Mary called the shared platform, Anna the plan's own."""


def documents() -> list[tuple[str, str]]:
    """Each line as a file of its own, by its place in the landing folder."""
    return [
        (f"{feed}_{number:02}.csv", f"{HEADERS[feed.partition('/')[2]]}\n{line}\n")
        for feed, lines in LINES.items()
        for number, line in enumerate(lines)
    ]
