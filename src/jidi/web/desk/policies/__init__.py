"""政策库: every policy as a person reads it — its articles, what carries each out, what it leaves open, its procedures."""
