"""What looks into a file from outside. Runs alone, knows nothing of the site, imports neither Django nor a room."""
