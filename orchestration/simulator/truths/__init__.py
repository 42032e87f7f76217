"""The truth about contacts, issues and KPIs, from what happened and not from what was written about it."""
