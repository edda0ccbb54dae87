"""The demo organisation: git repositories and a Jira made from a script, the same ones each time."""

from dashboard.demo.make import Demo, make_organisation
from dashboard.demo.organisation import DemoError

__all__ = ["Demo", "DemoError", "make_organisation"]
