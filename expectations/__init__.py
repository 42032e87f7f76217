"""Great Expectations at the two borders: what arrives, and what is published. Inside, dbt's own tests rule.

The package takes a database URL, a way to connect and a feed's declaration; it knows neither the loader nor the graph.
Importing it is cheap: Great Expectations itself is imported when the first judge needs it.
"""

from expectations.verdict import BorderError, Verdict

__all__ = ["BorderError", "Verdict"]
