"""Public notices: what is shown for how long, and the objections to it."""
