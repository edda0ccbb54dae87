"""The demo organisation: real git repositories made from a script, the same ones each time."""

from dashboard.demo.make import make_repositories
from dashboard.demo.organisation import DemoError

__all__ = ["DemoError", "make_repositories"]
