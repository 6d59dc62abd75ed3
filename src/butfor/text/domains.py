"""On which of many domains a URL lies."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from posixpath import normpath
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

from butfor.text.urls import GOOGLE, LONGEST_HOST, host_of, split_url

_T = TypeVar("_T")


class Domains(Generic[_T]):
    """Finds on which of many domains a URL lies: hosts (subdomains too), or hosts with the beginning of a path.

    ``*`` stands for any characters in one part of a path.
    """

    def __init__(self, owners: Iterable[tuple[str, _T]]) -> None:
        """Index the domains; ``owners`` are pairs of a domain and whose it is."""
        self._by_host: dict[str, list[tuple[list[str], _T]]] = {}
        for domain, owner in owners:
            host, _, path = domain.partition("/")
            self._by_host.setdefault(host, []).append((_segments(path), owner))
        for claims in self._by_host.values():
            claims.sort(key=lambda claim: _exactness(claim[0]), reverse=True)
        self._claims = lru_cache(maxsize=4096)(self._find_claims)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs: where it can't be forked, it is sent all that it judges by."""
        return {"_by_host": self._by_host}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take it, and begin with nothing looked up."""
        self._by_host = state["_by_host"]
        self._claims = lru_cache(maxsize=4096)(self._find_claims)

    def owner(self, url: str) -> _T | None:
        """Return the owner of the domain on which ``url`` lies, None if it lies on none; the longest domain decides."""
        for path, owner in self._claims(host_of(url)):
            parts = split_url(url) if path else None
            segments = _segments(normpath(unquote(parts.path) or "/"), len(path) + 1) if parts else []
            if len(segments) >= len(path) and all(map(fnmatchcase, segments, path)):
                return owner
        return None

    def _find_claims(self, host: str) -> list[tuple[list[str], _T]]:
        """Return whose a host may be, and below which path; the longest domain first."""
        host = GOOGLE.sub("google.com", host)
        claims: list[tuple[list[str], _T]] = []
        while host and len(host) <= LONGEST_HOST:
            claims += self._by_host.get(host, ())
            host = host.partition(".")[2]
        return claims


def _segments(path: str, most: int = -1) -> list[str]:
    return path.strip("/").casefold().split("/", most) if path.strip("/") else []


def _exactness(path: list[str]) -> tuple[int, int, int]:
    """Return by what the most exact path goes first: its parts, then those that may not be anything, then letters."""
    return len(path), sum(part != "*" for part in path), sum(map(len, path))
