"""Candidate tables as the models build them, small: one contract line, one month, a few half hours."""

from __future__ import annotations

from typing import Any

import psycopg

TABLES = {
    "contact_interval": """
        client_id text not null, client_name text, month text, line text not null, queue text not null,
        channel text not null, language text not null, interval_at timestamptz not null, arrival_on date not null,
        hour_of_day integer, weekday_no integer, weekday text, service_level_target numeric, received_count bigint,
        offered_count bigint, answered_count bigint, abandoned_count bigint, short_abandoned_count bigint,
        callback_count bigint, flow_out_count bigint, dropped_count bigint, answered_within_count bigint,
        abandoned_within_count bigint, callback_within_count bigint, flow_out_within_count bigint,
        dropped_within_count bigint, answered_wait_s numeric, handle_s numeric
    """,
    "wait_bin": """
        client_id text not null, client_name text, month text, line text not null, channel text not null,
        arrival_on date not null, wait_bin_s integer, wait_label text, answered_count bigint, abandoned_count bigint,
        other_count bigint, offered_count bigint
    """,
    "kpi": """
        client_id text not null, client_name text, month text, line text not null, channel text not null,
        language text not null, period_type text not null, period_start_on date not null, kpi_id text not null,
        kpi_name text, variant text not null, numerator numeric, denominator numeric, value numeric, n bigint,
        ci_low double precision, ci_high double precision, maturity text, unit text
    """,
    "promise": """
        client_id text not null, client_name text, month text, guarantee_id text not null, line text, kpi_id text,
        kpi_name text, variant text, promise_text text, comparator text, target numeric(18, 8), actual numeric,
        margin numeric, unit text, n bigint, ci_low double precision, ci_high double precision, period_type text,
        period_start_on date not null, status text, maturity text, sort_no integer,
        spare_count bigint
    """,
    "headline": """
        client_id text not null, client_name text, month text not null, headline text, data_through_on date,
        complete_to_on date, line_count bigint, loaded_count bigint, known_count bigint, quarantined_count bigint,
        freshness_status text, freshness_text text, service_level numeric
    """,
    "kpi_definition": """
        client_id text not null, client_name text, kpi_id text not null, variant text not null, plain_words text,
        formula_text text, citation text, sort_no integer
    """,
}


def build_candidates(connection: psycopg.Connection[Any], clients: dict[str, int]) -> None:
    """Make every candidate table as the role of the models, with `clients[client_id]` contacts answered a half hour."""
    connection.execute("set role careline_transformer")
    connection.execute("drop schema if exists reporting_candidate cascade")
    connection.execute("create schema reporting_candidate")
    connection.execute("grant usage on schema reporting_candidate to careline_publisher")
    for table, columns in TABLES.items():
        connection.execute(f"create table reporting_candidate.{table} ({columns})")
        connection.execute(f"grant select on reporting_candidate.{table} to careline_publisher")
    for client_id, answered in clients.items():
        add_client(connection, client_id, answered)
    connection.execute("reset role")
    connection.commit()


def add_client(connection: psycopg.Connection[Any], client_id: str, answered: int) -> None:
    """One client's rows: four half hours of 4 January 1999 with `answered` answered and one abandoned contact each."""
    row = {"client": client_id, "name": f"{client_id.title()} Health", "answered": answered, "offered": answered + 1}
    connection.execute(
        """
        insert into reporting_candidate.contact_interval
        select %(client)s, %(name)s, '1999-01', 'member services', 'ps', 'voice', 'he',
            timestamptz '1999-01-04 08:00+02' + half_hour * interval '30 minutes', date '1999-01-04', 8 + half_hour / 2,
            1, 'Mon', 0.8, %(offered)s + 1, %(offered)s, %(answered)s, 1, 0, 0, 0, 0, %(answered)s, 0, 0, 0, 0,
            %(answered)s * 12, %(answered)s * 180
        from generate_series(0, 3) as half_hour
        """,
        row,
    )
    connection.execute(
        """
        insert into reporting_candidate.wait_bin values
        (%(client)s, %(name)s, '1999-01', 'member services', 'voice', '1999-01-04', 10, '10-15 s',
            4 * %(answered)s, 4, 0, 4 * %(offered)s)
        """,
        row,
    )
    connection.execute(
        """
        insert into reporting_candidate.kpi values
        (%(client)s, %(name)s, '1999-01', 'all', 'all', 'all', 'month', '1999-01-01', 'contacts_offered',
            'Contacts offered', 'standard', 4 * %(offered)s, null, 4 * %(offered)s, 4 * %(offered)s, null, null,
            'provisional', 'count'),
        (%(client)s, %(name)s, '1999-01', 'all', 'all', 'all', 'month', '1999-01-01', 'service_level', 'Service level',
            'SL-B', 4 * %(answered)s, 4 * %(offered)s, %(answered)s / %(offered)s::numeric, 4 * %(offered)s,
            0, 1, 'provisional', 'share')
        """,
        row,
    )
    connection.execute(
        """
        insert into reporting_candidate.promise values
        (%(client)s, %(name)s, '1999-01', 'G1', 'all', 'service_level', 'Service level', 'SL-B',
            'At least 50.0 %% of calls answered within 20 s', 'at_least', 0.5, %(answered)s / %(offered)s::numeric,
            %(answered)s / %(offered)s::numeric - 0.5, 'share', 4 * %(offered)s, 0, 1, 'month', '1999-01-01', 'met',
            'provisional', 1, -3)
        """,
        row,
    )
    connection.execute(
        """
        insert into reporting_candidate.headline values
        (%(client)s, %(name)s, '1999-01', '31,599 lines came to 4 January 1999.', '1999-01-04', '1999-01-04', 10,
            7, 2, 1, 'fresh', 'complete to 1999-01-04', 0.8)
        """,
        row,
    )
    connection.execute(
        """
        insert into reporting_candidate.kpi_definition values
        (%(client)s, %(name)s, 'service_level', 'SL-B', 'Answered in time of all offered.', 'answered within / offered',
            'doi:10.1198/016214504000001808', 1)
        """,
        row,
    )
