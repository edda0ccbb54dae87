"""Accounts as Jira names them, and their pseudonyms when the settings ask for them."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.jira_text import fit
from ingest.jira_values import line

if TYPE_CHECKING:
    import duckdb

_DIGITS = 16
_PSEUDONYM = "person-"
_READ_OF = ("accountId", "key", "name", "displayName", "active")
_MOST_KNOWN = 100_000
_COLUMNS = {
    "jira_issues": ("reporter_id", "assignee_id", "creator_id"), "jira_transitions": ("author_id",),
    "jira_approvals": ("approver_id",), "jira_comments": ("author_id",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One account. Lands in raw.jira_people."""

    person_id: str
    display_name: str | None
    is_active: bool | None


class People:
    """Reads accounts; with a key every id and name becomes a pseudonym that only the key's holder can make again."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self._known: dict[tuple[Any, ...], Person] = {}

    @property
    def are_pseudonyms(self) -> bool:
        """People are stored under pseudonyms."""
        return self._key is not None

    def read(self, value: object) -> Person | None:
        """Return the account that Jira describes; None for a deleted account of which nothing is left."""
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            return None
        told = tuple(map(value.get, _READ_OF))
        try:
            known = self._known.get(told)
        except TypeError:  # A value of it is a list or an object: hostile, and read as none.
            return self._new(value)
        if known is None and (known := self._new(value)) is not None and len(self._known) < _MOST_KNOWN:
            self._known[told] = known
        return known

    def _new(self, value: Mapping[str, Any]) -> Person | None:
        person_id = next((found for name in ("accountId", "key", "name") if (found := line(value.get(name)))), None)
        if person_id is None:
            return None
        active = value.get("active")
        pseudonym = self.pseudonym(person_id)
        shown = pseudonym if self.are_pseudonyms else line(value.get("displayName"))
        return Person(pseudonym, shown, active if isinstance(active, bool) else None)

    def pseudonym(self, person_id: str) -> str:
        """Return the pseudonym of an id, the id itself when people are stored as they are."""
        if self._key is None:
            return fit(person_id)
        digest = hmac.new(self._key, fit(person_id).encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return f"{_PSEUDONYM}{digest[:_DIGITS]}"

    def pseudonyms(self, value: object) -> str | None:
        """Return what a changelog says of a field of people: one id, or several as `[a, b]` or `a, b`."""
        text = line(value)
        if text is None or self._key is None:
            return text
        return ", ".join(self.pseudonym(part) for part in text.strip("[]").replace(",", " ").split()) or None


def is_account(value: Mapping[str, Any]) -> bool:
    """Tell whether an object of Jira describes an account."""
    return "accountId" in value or "emailAddress" in value or ("displayName" in value and "active" in value)


def forget_names(con: "duckdb.DuckDBPyConnection", site: str) -> None:
    """Take out the accounts that stand under their own ids since a time without pseudonyms.

    An issue that is gone from Jira is not read anew, so its people become unknown.
    """
    for table, columns in _COLUMNS.items():
        for column in columns:
            con.execute(
                f"update raw.{table} set {column} = null where site = $site and not starts_with({column}, $mark)",
                {"site": site, "mark": _PSEUDONYM},
            )
    con.execute(
        "update raw.jira_transitions set from_value = null, from_text = null, to_value = null, to_text = null "
        "where site = $site and lower(field) in ('assignee', 'reporter', 'creator') "
        "and not starts_with(coalesce(from_value, to_value), $mark)",
        {"site": site, "mark": _PSEUDONYM},
    )
    con.execute(
        "delete from raw.jira_people where site = $site and not starts_with(person_id, $mark)",
        {"site": site, "mark": _PSEUDONYM},
    )
