"""A stand-in for Jira, Cloud and Data Center, that speaks HTTP: the demo's Jira, and the one that tests break."""

from dashboard.standin.server import serving

__all__ = ["serving"]
