"""What every test may lean on. The known cast of people and offices lives in tests/cast.py."""

from __future__ import annotations
