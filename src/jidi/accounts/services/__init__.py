"""The verbs of this room: divisions, organisations and bodies, people, posts, logging in, the first run."""
