"""A page of plots from the truth, by which somebody who runs a contact centre can judge whether to believe it."""

from orchestration.simulator.realism.page import write_page

__all__ = ["write_page"]
