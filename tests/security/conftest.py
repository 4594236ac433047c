"""What the table leans on: entering as somebody of the cast."""

from __future__ import annotations

from tests.jidi.web.conftest import enter as enter
