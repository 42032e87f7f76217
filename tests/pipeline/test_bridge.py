"""The bridge between two definitions against the values they bridge, in exact fractions."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

Rows = Callable[..., list[tuple[Any, ...]]]
Key = tuple[Any, ...]


@pytest.fixture
def months(rows: Rows) -> dict[Key, dict[str, tuple[Fraction, Fraction]]]:
    """Numerator and denominator of every variant that single contacts make up, by client, month and KPI."""
    found: dict[Key, dict[str, tuple[Fraction, Fraction]]] = defaultdict(dict)
    for client, month, kpi, variant, numerator, denominator in rows(
        """
        select client_id, period_start_on, kpi_id, variant, numerator, denominator
        from marts.kpi_period inner join marts.kpi_catalogue using (kpi_id, variant)
        where mart = 'contact_interval' and period_type = 'month'
            and (line, channel, language) = ('all', 'all', 'all') and denominator is not null
        """
    ):
        found[client, month, kpi][variant] = (Fraction(numerator), Fraction(denominator))
    return found


def pairs(months: dict[Key, dict[str, tuple[Fraction, Fraction]]]) -> Iterator[tuple[Key, str, str]]:
    """Every ordered pair of variants of every client-month."""
    for key, variants in months.items():
        yield from ((key, one, other) for one in variants for other in variants if one != other)


def test_every_difference_is_explained_exactly(rows: Rows, months: dict[Key, Any]) -> None:
    effects: dict[Key, Fraction] = defaultdict(Fraction)
    changes: dict[Key, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for client, month, kpi, one, other, of_numerator, of_denominator, above, below, words in rows(
        """
        select client_id, period_start_on, kpi_id, from_variant, to_variant,
            numerator_change, denominator_change, effect_numerator, effect_denominator, reason_words
        from marts.definition_difference where period_type = 'month' and line = 'all'
        """
    ):
        pair = (client, month, kpi), one, other
        assert words
        effects[pair] += Fraction(above) / Fraction(below)
        changes[pair] = (changes[pair][0] + Fraction(of_numerator), changes[pair][1] + Fraction(of_denominator))

    asked = list(pairs(months))
    assert len({(key[2], one, other) for key, one, other in asked}) >= 13 * 12 + 8 * 7 + 3 * 2 + 2 + 3 * 2
    for pair in asked:
        key, one, other = pair
        (a, b), (c, d) = months[key][one], months[key][other]
        assert effects[pair] == c / d - a / b
        assert changes[pair] == (c - a, d - b)
    assert set(effects) <= set(asked)


def test_lines_and_days_add_up_as_well(rows: Rows) -> None:
    unexplained = rows(
        """
        with effects as (
            select client_id, line, period_type, period_start_on, sum(numerator_change) as numerator_change,
                sum(denominator_change) as denominator_change
            from marts.definition_difference
            where kpi_id = 'service_level' and from_variant = 'SL-B' and to_variant = 'SL-E'
            group by client_id, line, period_type, period_start_on
        ),
        kpis as (
            select * from marts.kpi_period
            where kpi_id = 'service_level' and channel = 'all' and language = 'all' and period_type <> 'contract'
        )
        select count(*) filter (
            where (other.numerator - one.numerator, other.denominator - one.denominator)
                <> (coalesce(numerator_change, 0), coalesce(denominator_change, 0))
        ), count(numerator_change) > 100
        from kpis as one
        inner join kpis as other using (client_id, line, period_type, period_start_on)
        left join effects using (client_id, line, period_type, period_start_on)
        where one.variant = 'SL-B' and other.variant = 'SL-E'
        """
    )
    assert unexplained == [(0, True)]


def test_every_contact_that_differs_has_one_reason_and_no_other_contact_differs(rows: Rows) -> None:
    """Held against what each contact adds to either definition, contact by contact."""
    expected: dict[Key, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for contact, variant, numerator, denominator in rows(
        """
        select contact_key, variant, numerator, denominator from marts.contact_definition
        where kpi_id = 'abandon_rate' and variant in ('AB-closed-net', 'AB-received')
        """
    ):
        sign = 1 if variant == "AB-received" else -1
        expected[contact][0] += sign * Fraction(numerator)
        expected[contact][1] += sign * Fraction(denominator)
    differing = {contact: tuple(change) for contact, change in expected.items() if any(change)}

    bridged = rows(
        """
        select contact_key, numerator_change, denominator_change, reason_code from marts.definition_bridge
        where kpi_id = 'abandon_rate' and from_variant = 'AB-closed-net' and to_variant = 'AB-received'
        """
    )
    assert len({contact for contact, *_ in bridged}) == len(bridged)
    assert {contact: (Fraction(above), Fraction(below)) for contact, above, below, _ in bridged} == differing
    assert {reason for *_, reason in bridged} == {
        "short_abandon_counted_as_abandoned",
        "ivr_hang_up_counted_as_abandoned",
    }


def test_nobody_falls_out_of_a_definition_on_the_way(rows: Rows, months: dict[Key, Any]) -> None:
    """What contacts add to a definition sums up to its month."""
    sums = {
        (client, month, kpi, variant): (Fraction(numerator), Fraction(denominator))
        for client, month, kpi, variant, numerator, denominator in rows(
            """
            select client_id, date_trunc('month', arrival_on)::date, kpi_id, variant, sum(numerator), sum(denominator)
            from marts.contact_definition group by 1, 2, 3, 4
            """
        )
    }
    stored = {(*key, variant): parts for key, variants in months.items() for variant, parts in variants.items()}
    assert sums == stored
