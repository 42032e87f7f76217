"""What the warehouse says when it cannot do its work."""


class WarehouseError(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do about it."""
