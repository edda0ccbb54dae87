"""Runs an analyst's SQL where it can do no harm: one gate, one jail, behind the page, the command line and every receipt.

`service.Sandbox` is what callers use. It speaks to a supervisor, a small process that has imported DuckDB and holds nothing
else; that forks a jail for each query. The gate (`gate`) is a convenience that says no in a sentence; the boundary is the jail:
the engine's settings (`session`), the limits and walls of the operating system (`walls`), and a clock outside of both.
"""
