{#- Generated from the KPI declarations by `make generate`. -#}

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
        when 'disconnect_rate_dc_any' then {{ parts }}.cut_off_count
        when 'disconnect_rate_dc_waiting' then {{ parts }}.dropped_count
        when 'long_wait_over_10_min' then {{ parts }}.waited_over_10_min_count
        when 'long_wait_over_2_min' then {{ parts }}.waited_over_2_min_count
        when 'long_wait_over_5_min' then {{ parts }}.waited_over_5_min_count
        when 'callback_take_rate' then {{ parts }}.callback_count
        when 'aht_contact' then {{ parts }}.handle_s
        when 'aht_leg' then {{ parts }}.handled_leg_s
        when 'aht_leg_consult' then {{ parts }}.agent_leg_s
        when 'talk_time' then {{ parts }}.talk_s
        when 'held_rate' then {{ parts }}.held_count
        when 'hold_time_hold_contact' then {{ parts }}.hold_s
        when 'hold_time_hold_held' then {{ parts }}.hold_s
        when 'acw_time' then {{ parts }}.acw_s
        when 'consult_rate' then {{ parts }}.consulted_only_count
        when 'transfer_rate_outside' then {{ parts }}.sent_outside_count
        when 'transfer_rate' then {{ parts }}.transferred_count
        when 'transfer_rate_to_queue' then {{ parts }}.sent_to_queue_count
        when 'several_agents_rate' then {{ parts }}.several_agents_count
        when 'transfers_per_contact' then {{ parts }}.transfer_count
        when 'fcr_agent_handled' then {{ parts }}.said_resolved_count
        when 'fcr_agent_noted' then {{ parts }}.said_resolved_count
        when 'unidentified_rate' then {{ parts }}.unidentified_count
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
        when 'disconnect_rate_dc_any' then {{ parts }}.received_count
        when 'disconnect_rate_dc_waiting' then {{ parts }}.received_count
        when 'long_wait_over_10_min' then {{ parts }}.offered_wait_count
        when 'long_wait_over_2_min' then {{ parts }}.offered_wait_count
        when 'long_wait_over_5_min' then {{ parts }}.offered_wait_count
        when 'callback_take_rate' then {{ parts }}.offered_count
        when 'aht_contact' then {{ parts }}.handled_count
        when 'aht_leg' then {{ parts }}.handled_leg_count
        when 'aht_leg_consult' then {{ parts }}.agent_leg_count
        when 'talk_time' then {{ parts }}.handled_count
        when 'held_rate' then {{ parts }}.handled_count
        when 'hold_time_hold_contact' then {{ parts }}.handled_count
        when 'hold_time_hold_held' then {{ parts }}.held_count
        when 'acw_time' then {{ parts }}.handled_count
        when 'consult_rate' then {{ parts }}.answered_count
        when 'transfer_rate_outside' then {{ parts }}.answered_count
        when 'transfer_rate' then {{ parts }}.answered_count
        when 'transfer_rate_to_queue' then {{ parts }}.answered_count
        when 'several_agents_rate' then {{ parts }}.answered_count
        when 'transfers_per_contact' then {{ parts }}.answered_count
        when 'fcr_agent_handled' then {{ parts }}.answered_count
        when 'fcr_agent_noted' then {{ parts }}.disposed_count
        when 'unidentified_rate' then {{ parts }}.answered_count
    end
{%- endmacro %}
