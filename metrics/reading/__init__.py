"""Lists for people: releases, commits, sources and doubts, read from a snapshot as the pages show them."""
