"""The demo: a living province built from a story, one click to be anyone in it, and a walk through it that proves it."""
