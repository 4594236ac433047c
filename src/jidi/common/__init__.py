"""What every room may use and no room owns: words for people, the clock, keys, digests. Imports no room."""
