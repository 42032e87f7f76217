"""The documentation for analysts: pages made from the declarations alone, to be opened as files anywhere."""
