"""评审: what an expert sees, the drawn files only, after declaring."""
