"""What dbt is spared: here only what a build's outcome does not show."""

import pytest
from dbt.graph.queue import GraphQueue

from orchestration.dbt_economy import economy


def test_the_longest_way_to_the_end_begins_first() -> None:
    networkx = pytest.importorskip("networkx")
    ways = [("contacts", "legs"), ("legs", "days"), ("days", "kpis"), ("policy", "kpis"), ("members", "aliases")]
    queue = GraphQueue.__new__(GraphQueue)
    with economy():
        scores = queue._get_scores(networkx.DiGraph(ways))
    by_turn = sorted(scores, key=lambda node: (scores[node], node))
    assert by_turn == ["contacts", "legs", "days", "members", "policy", "aliases", "kpis"]
