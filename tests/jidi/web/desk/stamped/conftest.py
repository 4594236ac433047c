"""The clerk with a form, as the tests of workbooks know them."""

from __future__ import annotations

from tests.jidi.filings.conftest import desk as desk
from tests.jidi.filings.conftest import form as form
from tests.jidi.filings.conftest import opener as opener
from tests.jidi.filings.conftest import rules as rules
from tests.jidi.filings.workbooks.conftest import house as house
from tests.jidi.filings.workbooks.conftest import office as office
