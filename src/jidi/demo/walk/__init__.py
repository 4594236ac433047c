"""The walk: a person's browser without a person. It knows pages by their marks, steps by the engine, nothing by name."""
