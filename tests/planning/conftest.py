"""A made-up district for the tests of planning."""

import pytest

from benchmarks.territory import province
from planning.plan import Case


@pytest.fixture(scope="session")
def district() -> Case:
    """Return a district of 200 groups and ten teams for a week."""
    return province(200, 10, 1, 3)
