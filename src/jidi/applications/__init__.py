"""Applications: rounds, applications, their documents, ranking, selection, designation and recommendation."""
