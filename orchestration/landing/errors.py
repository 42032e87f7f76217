"""What the landing library raises."""


class LandingError(Exception):
    """Loading cannot go on; the message is one sentence that says what is wrong and what to do."""


class DeclarationError(LandingError):
    """A feed's declaration cannot be used; the message names file, feed and key."""
