"""The project's settings, addresses and entry point; nothing imports this room."""
