"""盖章件: a version of a form on paper, to be stamped, with a code that leads back to what is stored."""
