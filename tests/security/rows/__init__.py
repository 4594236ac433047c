"""The table itself, one file for each room of the desk. A room adds its file; ``matrix.rows`` finds it."""
