{#- Generated from the KPI declarations in _kpis.yml by `make generate`. -#}

{% macro definition_numerator(parts, metric) -%}
    case {{ metric }}
        when 'abandon_rate_ab_closed' then {{ parts }}.abandoned_count
        when 'abandon_rate_ab_closed_net' then {{ parts }}.abandoned_count - {{ parts }}.short_abandoned_count
        when 'abandon_rate_ab_dropped' then {{ parts }}.abandoned_count + {{ parts }}.dropped_count
        when 'abandon_rate_ab_gross' then {{ parts }}.abandoned_count
        when 'abandon_rate_ab_long' then {{ parts }}.abandoned_count - {{ parts }}.short_abandoned_count
        when 'abandon_rate_ab_net' then {{ parts }}.abandoned_count - {{ parts }}.short_abandoned_count
        when 'abandon_rate_ab_queue' then {{ parts }}.abandoned_stay_count
        when 'abandon_rate_ab_received' then {{ parts }}.abandoned_count + {{ parts }}.ivr_abandoned_count
        when 'ivr_abandon_rate' then {{ parts }}.ivr_abandoned_count
        when 'service_level_sl_a' then {{ parts }}.answered_within_count
        when 'service_level_sl_a_flow_outs' then {{ parts }}.answered_within_count
        when 'service_level_sl_b' then {{ parts }}.answered_within_count
        when 'service_level_sl_b_net' then {{ parts }}.answered_within_count
        when 'service_level_sl_c' then {{ parts }}.answered_within_count
        when 'service_level_sl_d' then {{ parts }}.answered_within_count
        when 'service_level_sl_e' then {{ parts }}.answered_within_count
        when 'service_level_sl_f' then {{ parts }}.answered_within_count + {{ parts }}.abandoned_within_count
        when 'service_level_sl_g' then {{ parts }}.answered_within_count + {{ parts }}.abandoned_within_count + {{ parts }}.callback_within_count
        when 'service_level_sl_h' then {{ parts }}.answered_within_count
        when 'service_level_sl_h_callbacks' then {{ parts }}.answered_within_count
        when 'service_level_sl_h_callbacks_net' then {{ parts }}.answered_within_count
        when 'service_level_sl_h_net' then {{ parts }}.answered_within_count
        when 'asa_answered' then {{ parts }}.answered_wait_s
        when 'asa_offered' then {{ parts }}.offered_wait_s
        when 'asa_received' then {{ parts }}.offered_wait_s
        when 'cms_hold_time_cms_answered' then {{ parts }}.cms_hold_s
        when 'cms_hold_time_cms_held' then {{ parts }}.cms_hold_s
        when 'aht_contact' then {{ parts }}.handle_s
        when 'aht_leg' then {{ parts }}.handled_leg_s
        when 'aht_leg_consult' then {{ parts }}.agent_leg_s
    end
{%- endmacro %}


{% macro definition_denominator(parts, metric) -%}
    case {{ metric }}
        when 'abandon_rate_ab_closed' then {{ parts }}.answered_count + {{ parts }}.abandoned_count
        when 'abandon_rate_ab_closed_net' then {{ parts }}.answered_count + {{ parts }}.abandoned_count - {{ parts }}.short_abandoned_count
        when 'abandon_rate_ab_dropped' then {{ parts }}.offered_count
        when 'abandon_rate_ab_gross' then {{ parts }}.offered_count
        when 'abandon_rate_ab_long' then {{ parts }}.offered_count
        when 'abandon_rate_ab_net' then {{ parts }}.offered_count - {{ parts }}.short_abandoned_count
        when 'abandon_rate_ab_queue' then {{ parts }}.queue_stay_count
        when 'abandon_rate_ab_received' then {{ parts }}.received_count
        when 'ivr_abandon_rate' then {{ parts }}.received_count
        when 'service_level_sl_a' then {{ parts }}.answered_count
        when 'service_level_sl_a_flow_outs' then {{ parts }}.answered_count + {{ parts }}.flow_out_count + {{ parts }}.callback_count
        when 'service_level_sl_b' then {{ parts }}.offered_count
        when 'service_level_sl_b_net' then {{ parts }}.offered_count - {{ parts }}.short_abandoned_count
        when 'service_level_sl_c' then {{ parts }}.answered_count + {{ parts }}.abandoned_count
        when 'service_level_sl_d' then {{ parts }}.answered_count + {{ parts }}.abandoned_count - {{ parts }}.short_abandoned_count
        when 'service_level_sl_e' then {{ parts }}.answered_count + {{ parts }}.abandoned_count - {{ parts }}.abandoned_within_count
        when 'service_level_sl_f' then {{ parts }}.answered_count + {{ parts }}.abandoned_count
        when 'service_level_sl_g' then {{ parts }}.offered_count
        when 'service_level_sl_h' then {{ parts }}.answered_count + {{ parts }}.abandoned_count + {{ parts }}.flow_out_count
        when 'service_level_sl_h_callbacks' then {{ parts }}.offered_count - {{ parts }}.dropped_count
        when 'service_level_sl_h_callbacks_net' then {{ parts }}.offered_count - {{ parts }}.dropped_count - {{ parts }}.short_abandoned_count
        when 'service_level_sl_h_net' then {{ parts }}.answered_count + {{ parts }}.abandoned_count + {{ parts }}.flow_out_count - {{ parts }}.short_abandoned_count
        when 'asa_answered' then {{ parts }}.answered_wait_count
        when 'asa_offered' then {{ parts }}.offered_wait_count
        when 'asa_received' then {{ parts }}.received_count
        when 'cms_hold_time_cms_answered' then {{ parts }}.cms_hold_count
        when 'cms_hold_time_cms_held' then {{ parts }}.cms_held_count
        when 'aht_contact' then {{ parts }}.handled_count
        when 'aht_leg' then {{ parts }}.handled_leg_count
        when 'aht_leg_consult' then {{ parts }}.agent_leg_count
    end
{%- endmacro %}
