"""Policy packs in force: import, publish, decisions on open points, which posts an actor of a pack is, article pages."""
