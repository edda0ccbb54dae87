"""Asks a stand-in without minding whether it is a Cloud or a Data Center, or as raw as a socket."""

from __future__ import annotations

import socket
from urllib.parse import urlencode, urlsplit

import requests


def get(jira, path, *, headers=None, **query):
    """Ask and return the answer as it came, redirects not followed."""
    return requests.get(
        f"{jira.url}{path}",
        params=query,
        headers=jira.headers if headers is None else headers,
        timeout=20,
        allow_redirects=False,
    )


def post(jira, path, body):
    return requests.post(f"{jira.url}{path}", json=body, headers=jira.headers, timeout=20)


def search(jira, jql, **members):
    """Return the first page of a search, read from JSON; `fields` with commas."""
    if jira.kind == "cloud":
        return get(jira, "/rest/api/3/search/jql", jql=jql, **members)
    return get(jira, "/rest/api/2/search", jql=jql, **members)


def keys(jira, jql, *, size=100):
    """Return the keys that a query means, in order, read to the end of its pages."""
    found, query = [], {"fields": "key", "maxResults": size}
    while True:
        page = search(jira, jql, **query).json()
        found += [issue["key"] for issue in page["issues"]]
        if jira.kind == "cloud":
            if page["isLast"]:
                return found
            query["nextPageToken"] = page["nextPageToken"]
        else:
            if not page["issues"]:
                return found
            query["startAt"] = len(found)


def raw(jira, path, **query):
    """Send a GET over a socket of its own and return the socket, nothing read yet."""
    address = urlsplit(jira.url)
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": address.netloc, **jira.headers}.items())
    connection = socket.create_connection((address.hostname, address.port), timeout=20)
    connection.sendall(f"GET {path}{'?' + urlencode(query) if query else ''} HTTP/1.1\r\n{head}\r\n".encode())
    return connection


def read_all(connection):
    """Return what comes until the other side ends."""
    found = b""
    while part := connection.recv(65_536):
        found += part
    return found
