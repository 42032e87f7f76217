{#-
    A step is what every telephony platform's record comes to: at most one stay in a queue and at most one leg with an agent.
    int_step__from_<source> gives these columns; what a platform does not tell, not_given() fills in.
-#}

{% macro step_types() -%}
    {{ return({
        'step_key': 'text', 'record_key': 'text', 'client_id': 'text', 'source': 'text', 'source_record_id': 'text',
        'file_id': 'bigint', 'line_no': 'bigint', 'version_id': 'text', 'version_size': 'integer', 'updated_at': 'timestamptz',
        'channel': 'text', 'direction': 'text', 'source_line': 'text', 'source_queue': 'text', 'source_queue_name': 'text',
        'source_language': 'text', 'source_reason': 'text', 'source_disposition': 'text',
        'arrived_at': 'timestamptz', 'queued_at': 'timestamptz', 'left_queue_at': 'timestamptz', 'answered_at': 'timestamptz',
        'leg_ended_at': 'timestamptz', 'ended_at': 'timestamptz', 'callback_requested_at': 'timestamptz', 'transferred_out_at': 'timestamptz',
        'ivr_s': 'numeric(12, 3)', 'wait_s': 'numeric(12, 3)', 'talk_s': 'numeric(12, 3)', 'hold_s': 'numeric(12, 3)', 'acw_s': 'numeric(12, 3)',
        'outcome': 'text', 'exclusion_reason': 'text', 'leg_kind': 'text',
        'hold_ended_by': 'text', 'is_transferred': 'boolean', 'is_callback': 'boolean', 'is_open': 'boolean', 'is_cut_off': 'boolean',
        'agent_key': 'text', 'member_key': 'text', 'caller_key': 'text', 'dialled_key': 'text', 'transfer_to_key': 'text',
        'is_clock_skewed': 'boolean', 'is_duration_implausible': 'boolean', 'is_duration_contradicted': 'boolean', 'is_time_unreadable': 'boolean',
        'is_clock_change': 'boolean', 'is_outcome_contradicted': 'boolean', 'is_outcome_undocumented': 'boolean',
        'recorded_at': 'timestamptz',
    }) }}
{%- endmacro %}

{% macro not_given(columns) -%}
    {%- set types = step_types() -%}
    {%- for column in columns -%}
        cast({{ 'false' if types[column] == 'boolean' else 'null' }} as {{ types[column] }}) as {{ column }}{{ ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro step_column(platform, column, type) -%}
    {#- A platform's value of a step's column, held to what core may keep: a known channel, a code that is one, the column's type. -#}
    {%- set value = platform ~ '.' ~ column -%}
    {%- if column == 'channel' -%}
        case when {{ value }} in {{ channels() }} then {{ value }} else 'other' end
    {%- elif column in ('source_line', 'source_queue', 'source_queue_name', 'source_language', 'source_reason', 'source_disposition') -%}
        {{ safe_code(value) }}
    {%- else -%}
        cast({{ value }} as {{ type }})
    {%- endif -%}
{%- endmacro %}
