"""Superset's walls: a reader may ask what was published with a chart, by the names the dataset gives, and nothing else.

PostgreSQL keeps clients apart: each reader connects under a login of their own. This keeps a reader's requests to the
questions that were published, so that no SQL of their own reaches PostgreSQL at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetSecurityException
from superset.security import SupersetSecurityManager

STAFF_ROLES = frozenset({"Admin", "Alpha"})
CLIENT_ROLE = "Careline client"

# A client opens dashboards it is named on, filters them, takes a chart's rows as CSV. All else is denied.
CLIENT_PERMISSIONS = frozenset(
    {
        ("can_read", "Dashboard"),
        ("can_dashboard", "Superset"),
        ("can_dashboard_permalink", "Superset"),
        ("can_read", "DashboardPermalinkRestApi"),
        ("can_write", "DashboardPermalinkRestApi"),
        ("can_read", "DashboardFilterStateRestApi"),
        ("can_write", "DashboardFilterStateRestApi"),
        ("can_read", "Chart"),
        ("can_csv", "Superset"),
        ("can_log", "Superset"),
        ("can_time_range", "Api"),
        ("can_read", "SecurityRestApi"),
        ("can_read", "CurrentUserRestApi"),
        ("can_read", "Theme"),
        ("menu_access", "Dashboards"),
    }
)

_EXTRAS_WITHOUT_SQL = frozenset({"time_grain_sqla", "relative_start", "relative_end"})
_RESULT_TYPES = frozenset({"full", "results", "post_processed"})


class CarelineSecurityManager(SupersetSecurityManager):
    """Superset's own rules, and before them: readers who are not staff send no SQL."""

    def raise_for_access(self, *args: Any, **kwargs: Any) -> None:
        """Refuse what a reader may not ask.

        Raises:
            SupersetSecurityException: the request carries SQL, or is of a kind that only staff may send.
        """
        if not self.is_staff():
            if any(kwargs.get(kind) is not None for kind in ("viz", "query", "sql", "database", "table")):
                raise _refusal("Only published charts can be asked.")
            if (query_context := kwargs.get("query_context")) is not None:
                refuse_unpublished(query_context, self._saved_parameters(query_context))
        super().raise_for_access(*args, **kwargs)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Superset's own rules; but people and roles beside dashboards and charts are for staff to list.

        EXTRA_RELATED_QUERY_FILTERS would not do: Superset adds whom `include_ids` names after filtering.
        """
        from flask import request

        if (request.endpoint or "").endswith(".related") and not self.is_staff():
            return False
        return bool(super().has_access(permission_name, view_name))

    def is_staff(self) -> bool:
        """Whether the person who asks works for Careline; without a person, no."""
        from flask import g

        user = getattr(g, "user", None)
        if user is None or user.is_anonymous or getattr(user, "is_guest_user", False):
            return False
        return bool({role.name for role in self.get_user_roles(user)} & STAFF_ROLES)

    def _saved_parameters(self, query_context: Any) -> dict[str, Any]:
        from superset.models.slice import Slice

        chart_id = (query_context.form_data or {}).get("slice_id")
        chart = self.session.query(Slice).filter(Slice.id == chart_id).one_or_none() if chart_id else None
        return chart.params_dict if chart and chart.datasource == query_context.datasource else {}


def refuse_unpublished(query_context: Any, saved: dict[str, Any]) -> None:
    """Let a query pass only if each thing it names is a column or metric of the dataset, or was saved with the chart.

    Superset takes a column name it does not know for an SQL expression; so names are compared, not only expressions.

    Raises:
        SupersetSecurityException: something else is named, or the query carries filters in SQL.
    """
    dataset = query_context.datasource
    if getattr(dataset, "type", None) != "table" or not _is_rows(query_context.result_type):
        raise _refusal("Only the rows of published charts can be asked.")
    expressions = {_expression(node) for node in _nodes(saved) if "expressionType" in node or "sqlExpression" in node}
    columns = {column.column_name for column in dataset.columns} | expressions
    metrics = {metric.metric_name for metric in dataset.metrics} | expressions
    for query in query_context.queries:
        asked_columns = [*query.columns, *query.series_columns, *(each.get("col") for each in query.filter)]
        if query.granularity:
            asked_columns.append(query.granularity)
        asked_metrics = list(query.metrics or [])
        if query.series_limit_metric:
            asked_metrics.append(query.series_limit_metric)
        asked_orders = [order[0] for order in query.orderby]
        if not (
            {_expression(each) for each in asked_columns} <= columns
            and {_expression(each) for each in asked_metrics} <= metrics
            and {_expression(each) for each in asked_orders} <= columns | metrics
        ):
            raise _refusal("Only what is published with the chart can be asked.")
        if query.annotation_layers or any(
            value for name, value in query.extras.items() if name not in _EXTRAS_WITHOUT_SQL
        ):
            raise _refusal("Filters in SQL are not open to readers.")
        if query.result_type is not None and not _is_rows(query.result_type):
            raise _refusal("Only the rows of published charts can be asked.")


def _is_rows(result_type: Any) -> bool:
    return str(getattr(result_type, "value", result_type)) in _RESULT_TYPES


def _expression(reference: Any) -> str:
    """What a column or metric comes to: its name, its SQL, or its aggregate of a column."""
    if isinstance(reference, str):
        return reference
    if not isinstance(reference, dict):
        return repr(reference)
    if reference.get("sqlExpression"):
        # Superset runs the SQL of a column and the aggregate of a metric that says SIMPLE: neither may cover the other.
        if reference.get("expressionType") == "SIMPLE":
            return repr(reference)
        return str(reference["sqlExpression"])
    column = reference.get("column")
    name = column.get("column_name") if isinstance(column, dict) else column
    return f"{reference.get('aggregate')}({name})"


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _nodes(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _nodes(each)


def _refusal(message: str) -> SupersetSecurityException:
    return SupersetSecurityException(
        SupersetError(
            message=message, error_type=SupersetErrorType.DASHBOARD_SECURITY_ACCESS_ERROR, level=ErrorLevel.WARNING
        )
    )
