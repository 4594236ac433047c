"""The base of the cast, a pack in force and titles, as the tests of the room have them."""

from __future__ import annotations

from tests.jidi.bases.conftest import base as base
from tests.jidi.bases.conftest import grant as grant
from tests.jidi.bases.conftest import version as version
