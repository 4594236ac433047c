"""统计填报: the board, the year, one duty with its form and its review, totals, articles."""
