"""When Python looks for cycles among objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles seldom: a page is a million objects without one, and looking at them took longer than reading them."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
