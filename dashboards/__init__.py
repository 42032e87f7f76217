"""Superset as code: its configuration, walls and assets, and what generates, checks, publishes and renders them."""
