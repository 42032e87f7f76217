"""Careline's looks: logo, icon, colours."""
