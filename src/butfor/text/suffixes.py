"""Hosts below which a registry lets everybody register."""

from functools import cache, lru_cache
from pathlib import Path

from butfor.text.urls import spelt_host


@cache
def _registry_lines() -> frozenset[str]:
    from publicsuffixlist import PSLFILE

    text = Path(PSLFILE).read_text(encoding="utf-8")  # a tenth of the time in which the list is loaded
    lines = text.partition("===BEGIN ICANN DOMAINS===")[2].partition("===END ICANN")[0].split("\n")
    return frozenset(line for line in lines if line and not line.startswith("//"))


@cache
def _endings() -> frozenset[str]:
    return frozenset(line.rpartition(".")[2] for line in _registry_lines())


def is_registry_suffix(host: str) -> bool:
    """Return whether a registry lets everybody register below a host, such as ``co.uk``; it is nobody's own."""
    lines, spelt = _registry_lines(), spelt_host(host)
    return spelt in lines or (f"*.{spelt.partition('.')[2]}" in lines and f"!{spelt}" not in lines)


@lru_cache(maxsize=4096)
def is_known_ending(ending: str) -> bool:
    """Return whether the last label of a host is a top-level domain; of some the list holds only what is below them."""
    return spelt_host(ending) in _endings()
