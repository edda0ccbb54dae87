"""One program ready to be run for all tests of a module."""

import pytest

from tests.faults.harness import Organisation, Runner


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    started = Runner(tmp_path_factory.mktemp("runner"))
    yield started
    started.close()


@pytest.fixture
def organisation(tmp_path):
    return Organisation(tmp_path)
