"""What every test of the core leans on: the machine may be busy, so no example of a property has a deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None, database=None)
settings.load_profile("core")
