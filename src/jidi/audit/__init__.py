"""Who did what, when, as which post: an append-only, hash-chained record. No foreign key leads upward."""
