"""Careline's orchestration: landing and loading, the warehouse's start-up, publication, Dagster wiring, the command."""
