"""Hosts on which everybody may write: blogs, forums, social networks."""

from butfor.text.urls import Domains

_PLATFORMS = {
    "blog": "blogger.com blogspot.com ghost.io hashnode.dev medium.com substack.com tumblr.com typepad.com weebly.com "
    "wixsite.com wordpress.com",
    "forum": "4chan.org disqus.com news.ycombinator.com quora.com reddit.com stackexchange.com stackoverflow.com",
    "social": "bsky.app facebook.com instagram.com linkedin.com mastodon.social t.me threads.com threads.net "
    "tiktok.com twitter.com x.com youtu.be youtube.com",
}
_DOMAINS = Domains((host, kind) for kind, hosts in _PLATFORMS.items() for host in hosts.split())


def platform(url: str) -> str | None:
    """Return what kind of host that everybody may write on an address lies on: `blog`, `forum` or `social`."""
    return _DOMAINS.owner(url)
