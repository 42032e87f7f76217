"""A contact centre that does not exist: what happens in it, what its systems write, and the truth beside it."""
