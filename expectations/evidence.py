"""Findings of a border, the sentence they give and the rows they leave. Counts and names only, never a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from expectations.suites import Check, Severity
from expectations.verdict import Verdict

Connect = Callable[[], psycopg.Connection[Any]]

REASONS_NAMED = 4
"""How many findings a verdict's sentence spells out; the evidence has them all."""


@dataclass(frozen=True)
class Finding:
    """What one check found.

    severity: the check's, or `page` where cells broke it within what it tolerates.
    element_count, unexpected_count: None where the check could not be carried out, or has no rows to count.
    """

    check: Check
    expectation: str
    success: bool
    severity: Severity
    element_count: int | None = None
    unexpected_count: int | None = None

    @property
    def column(self) -> str | None:
        """The column or columns it speaks of."""
        arguments = self.check.arguments
        columns = arguments.get("column_list") or arguments.get("column") or self.check.column
        return ", ".join(columns) if isinstance(columns, list | tuple) else columns

    @property
    def blocks(self) -> bool:
        """Whether it holds the rows back."""
        return not self.success and self.severity == "block"

    @property
    def sentence(self) -> str:
        """What is wrong, with counts."""
        label = self.column or self.check.name or self.expectation
        if self.unexpected_count is None and self.element_count is None:
            return f"{label} could not be checked"
        template = self.check.says or "{column}: {unexpected} of {elements} values break " + self.expectation
        text = template.format(column=label, unexpected=self.unexpected_count, elements=self.element_count)
        mostly = self.check.arguments.get("mostly", 1)
        return text if mostly == 1 else f"{text} (at most {(1 - mostly) * 100:.3g} % may be)"


def verdict(findings: Iterable[tuple[str, Finding]]) -> Verdict:
    """Accepted unless a blocking check failed; the reason names the first few of those, each after its given prefix."""
    blocking = [prefix + finding.sentence for prefix, finding in findings if finding.blocks]
    if not blocking:
        return Verdict(accepted=True)
    more = len(blocking) - REASONS_NAMED
    return Verdict(False, "; ".join(blocking[:REASONS_NAMED]) + (f"; and {more} more" if more > 0 else ""))


def record(
    connect: Connect,
    border: Literal["incoming", "outgoing"],
    client_id: str,
    findings: Sequence[tuple[str, str, Finding]],
    file_id: int | None = None,
) -> None:
    """Write (suite, subject, finding) rows to quality.validation_result, all at one moment."""
    rows = [
        (
            border,
            suite,
            subject,
            client_id,
            file_id,
            finding.check.name or finding.expectation,
            finding.column,
            finding.severity,
            finding.success,
            finding.element_count,
            finding.unexpected_count,
            list(finding.check.endangers),
        )
        for suite, subject, finding in findings
    ]
    with connect() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into quality.validation_result (border, suite, subject, client_id, file_id, expectation,"
            " column_name, severity, success, element_count, unexpected_count, endangers)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
