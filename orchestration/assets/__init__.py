"""What the graph is made of: each module wires one part of Careline into Dagster and holds no logic of its own."""
