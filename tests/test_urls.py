"""Addresses in their usual spelling: never another page, never worse, and once is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from butfor.text.urls import host_of, tidy

_HOST_LIST = """
news.example NEWS.Example news.example. news.example:443 news.example:8443 münchen.example https: http https localhost
127.0.0.1 [::1] a@news.example news..example example..
"""
_PIECE_LIST = "/ // /. /.. /a ? ?a=b # #top #:~:text=x : :// https:// http:/ ) ( . %2e%2e & = ä x \\"
_HOSTS = st.sampled_from(_HOST_LIST.split())
_PIECES = st.sampled_from([*_PIECE_LIST.split(), " ", "\t"])
_ADDRESSES = st.builds(
    lambda scheme, host, rest: scheme + host + "".join(rest),
    st.sampled_from(["https://", "https:/", "https:", "http://", "hxxps://", "HTTPS://", "https://https://"]),
    _HOSTS,
    st.lists(_PIECES, max_size=8),
)


@given(_ADDRESSES)
def test_the_usual_spelling_is_the_same_page_on_the_same_host(url: str) -> None:
    usual = tidy(url)
    assert host_of(usual) == host_of(url)
    assert tidy(usual) == usual
    assert len(usual) <= len(url)
    assert usual == url or usual.startswith("https://")
    assert usual.count("://") <= url.count("://")


@pytest.mark.parametrize(
    "url",
    [
        "https://https://www.news.example/a",
        "https://https//www.news.example/a",
        "https://http://www.news.example/a/../b",
        "https:/news.example/a/../b",
        "http://NEWS.example/a",
        "https://news.example/a_(b)",
        "https://news.example/a).",
        "https://localhost:443/a",
        "https://a:b@NEWS.example/",
        "https://news.example\\@evil.example/../a",
        "https://news..example/../a",
    ],
)
def test_what_is_not_certain_stays_as_it_is(url: str) -> None:
    assert tidy(url) == url


@pytest.mark.parametrize(
    ("url", "usual"),
    [
        ("https://NEWS.example.:443/a/../b?#:~:text=x", "https://news.example/b"),
        ("https://news.example/https://b.example/c", "https://news.example/https://b.example/c"),
        ("https://news.example/a#b:~:text=x", "https://news.example/a#b"),
    ],
)
def test_an_unusual_spelling_of_one_page(url: str, usual: str) -> None:
    assert tidy(url) == usual
