"""待决: one A4 for each matter that waits for a decision."""
