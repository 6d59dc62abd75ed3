"""Who is a voice: how sources are counted, and which line of the policy's data drops or joins each."""

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from butfor.model.wire import Source, Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import groups
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged
from robustness.checking import within


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Place(REPOSITORY).policy


Sources = list[tuple[str, str]] | list[tuple[str, str, str]]


def wire(*sources: tuple[str, ...], occurred: str = "2023-02-08", more: str = "") -> str:
    """A wire with these sources: address, publisher, and if they matter kind, date and title."""
    lines = [f'{more}occurred: "{occurred}"\nsources:\n']
    for number, (url, publisher, *rest) in enumerate(sources, 1):
        kind, date, title = (*rest, *("news", "", f"Title {number}")[len(rest) :])
        lines.append(f"  - {{id: S{number}, url: '{url}', publisher: \"{publisher}\", kind: {kind}, title: '{title}'")
        lines.append(f', published: "{date}"}}\n' if date else "}\n")
    cited = "".join(f"[S{number}]" for number in range(1, len(sources) + 1))
    return merged("".join(lines) + f"body: |\n  Two lawyers filed invented opinions {cited}.\n")


def count(archive: Place, *sources: tuple[str, ...], occurred: str = "2023-02-08") -> tuple[int, str]:
    """How many voices `explain` counts, and all that it says."""
    archive.put(BASE_NAME, wire(*sources, occurred=occurred))
    done = archive.run("explain", BASE_NAME, COLUMNS="120")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    found = re.search(r"Voices: (\d+) counted", said)
    assert found, said
    return int(found[1]), said


HERALD = ("https://herald.example/a", "The Herald")


def paper(
    url: str, publisher: str = "Somebody", kind: str = "news", date: str = "", title: str = ""
) -> tuple[str, ...]:
    return url, publisher, kind, date, title or f"About {publisher}"


DROPPED = {
    "database": ("https://incidentdatabase.ai/cite/467/", "AI Incident Database", "dataset", "incident-database"),
    "database in a repository": (
        "https://github.com/daviddao/awful-ai/blob/main/README.md",
        "Awful AI",
        "dataset",
        "incident-database",
    ),
    "encyclopaedia": ("https://fr.m.wikipedia.org/wiki/Bard", "Wikipedia", "news", "encyclopaedia (wikipedia.org)"),
    "satire": ("https://www.theonion.com/bard", "The Onion", "news", "satire (theonion.com)"),
    "satire in a paper": ("https://www.newyorker.com/humor/borowitz", "The New Yorker", "news", "newyorker.com/humor"),
    "rewriter": ("https://completeaitraining.com/a", "Complete AI Training (citing AP)", "news", "rewriter"),
    "press release": (
        "https://www.prnewswire.com/a.html",
        "PR Newswire",
        "news",
        "press-release-wire (prnewswire.com)",
    ),
    "press release, disguised": ("https://www.prnewswire.com/a.html", "Tech Newsroom", "news", "press-release-wire"),
    "post": ("https://x.com/somebody/status/1", "@somebody", "news", "social (x.com)"),
    "post of a paper": ("https://www.facebook.com/herald/posts/1", "The Herald", "news", "social (facebook.com)"),
    "thread": ("https://old.reddit.com/r/google/comments/abc", "u/somebody", "research", "forum (reddit.com)"),
    "a provider's forum": (
        "https://community.openai.com/t/1",
        "OpenAI",
        "provider",
        "users-place (community.openai.com)",
    ),
    "short host of a paper": ("https://nyti.ms/3xyz", "The New York Times", "news", "redirector (nyti.ms)"),
    "copier": ("https://www.inkl.com/news/a", "inkl", "news", "copier (inkl.com); no other publisher is named"),
    "portal": ("https://finance.yahoo.com/news/a", "Yahoo Finance", "news", "portal (yahoo.com)"),
    "portal by another name": ("https://www.msn.com/a", "Microsoft Start", "news", "portal (msn.com)"),
    "portal of another country": ("https://news.yahoo.co.jp/a", "Yahoo!ニュース", "news", "portal (yahoo.co.jp)"),
    "portal in its own letters": ("https://n.news.naver.com/a", "네이버 뉴스", "news", "portal (naver.com)"),
    "list of podcasts": ("https://open.spotify.com/episode/1", "Spotify", "news", "podcast-directory"),
    "portal of another script": ("https://news.sina.com.cn/a", "新浪财经", "news", "portal (sina.com.cn)"),
    "shortened": ("https://bit.ly/3xyz", "The Tribune", "news", "redirector (bit.ly)"),
    "document by its host": ("https://docs.google.com/d/1", "Google Docs", "news", "shared-document"),
    "preprint by its server": ("https://papers.ssrn.com/a", "SSRN", "research", "preprint-server"),
    "paste by its host": ("https://pastebin.com/a", "Pastebin", "news", "shared-document (pastebin.com)"),
    "document of nobody": ("https://docs.google.com/d/1", "unknown", "news", "shared-document"),
    "portal of nobody": ("https://www.msn.com/a", "unknown (on MSN)", "news", "portal (msn.com)"),
    "portal of nobody by a word": ("https://www.msn.com/a", "unknown on MSN", "news", "portal (msn.com)"),
    "database in a document": (
        "https://docs.google.com/spreadsheets/d/1",
        "AIAAIC Repository",
        "dataset",
        "incident-database",
    ),
    "encyclopaedia by its name": (
        "https://mirror.example/a",
        "Mirror (Wikipedia)",
        "news",
        "encyclopaedia (Wikipedia)",
    ),
    "issue under a provider's name": (
        "https://github.com/openai/codex/issues/1",
        "OpenAI",
        "provider",
        "anybody can write there: tracker",
    ),
    "a provider on a forum": (
        "https://www.reddit.com/r/b",
        "OpenAI (on Reddit)",
        "provider",
        "anybody can write there: forum",
    ),
    "front end": ("https://nitter.net/somebody/status/1", "somebody", "news", "proxy (nitter.net)"),
}


@pytest.mark.parametrize("name", DROPPED)
def test_what_repeats_others_counts_for_nothing_and_its_line_is_named(name: str, archive: Place) -> None:
    url, publisher, kind, line = DROPPED[name]
    number, said = count(archive, HERALD, (url, publisher, kind))
    assert number == 1
    line = line.replace("`", "")  # a table has words, and no marks of code
    assert f" 0 {line}" in said or line in said


NOTHING = [
    ("incident-database", "piperoll.org/pir/2025-1 aiincidentlaw.org/a"),
    (
        "vulnerability-database",
        "github.com/advisories/GHSA-1 cve.mitre.org/a tenable.com/cve/1 vulners.com/a cwe.mitre.org/a "
        "security.snyk.io/vuln/1",
    ),
    (
        "system-output",
        "chatgpt.com/share/1 chatgpt.com/c/1 chat.openai.com/share/1 claude.ai/share/1 claude.ai/public/artifacts/1 "
        "grok.com/share/1 x.com/grok/status/1 gemini.google.com/share/1 g.co/gemini/share/1 perplexity.ai/search/1 "
        "copilot.microsoft.com/shares/1 chat.deepseek.com/share/1 bard.google.com/share/1 suno.com/song/1",
    ),
    (
        "users-place",
        "forum.cursor.com/t/1 community.replit.com/t/1 support.google.com/gemini/thread/1 replit.com/@ann/x "
        "learn.microsoft.com/en-us/answers/1 discussions.apple.com/thread/1 tieba.baidu.com/p/1",
    ),
    ("shop", "amazon.com/dp/1 amazon.com/a-book/dp/1 play.google.com/store/1 apps.apple.com/us/app/1"),
    (
        "social",
        "hachyderm.io/@a/1 infosec.exchange/@a/1 lemmy.world/post/1 zhihu.com/question/1 m.weibo.cn/1 vimeo.com/1 "
        "discord.gg/a bilibili.com/video/1",
    ),
    ("press-release-wire", "presseportal.de/pm/1 ots.at/1 prtimes.jp/main/1 news.cision.com/a newswire.co.kr/1"),
    ("redirector", "reut.rs/1 wapo.st/1 t.ly/1 bbc.in/1 cnn.it/1"),
    ("link-collection", "ground.news/article/1 threadreaderapp.com/thread/1"),
    ("proxy", "nitter.it/a/status/1 yewtu.be/watch piped.video/watch"),
]
"""Kinds with addresses that must count for nothing, whoever else says to have published there."""


@pytest.mark.parametrize("address", [(kind, address) for kind, row in NOTHING for address in row.split()])
def test_a_place_of_others_carries_nothing_whatever_publisher_says(address: tuple[str, str], policy: Policy) -> None:
    kind, url = address
    claim = policy.hosts.claim(f"https://www.{url}") or policy.hosts.claim(f"https://{url}")
    assert claim is not None
    assert (claim.sort, claim.name) == ("kind", kind)
    assert policy.hosts.kinds[kind].counts != "publisher"


def test_what_a_system_says_carries_no_wire_for_its_provider(archive: Place) -> None:
    for url in ("https://chatgpt.com/share/1", "https://forum.cursor.com/t/1", "https://play.google.com/store/1"):
        archive.put(BASE_NAME, wire((url, "OpenAI", "provider"), more="verified_by: primary-source\n"))
        assert "no-primary-source" in archive.run("check").stdout, url


def test_every_scheme_leads_to_a_host_that_counts_for_nothing_or_to_an_authority(policy: Policy) -> None:
    for scheme in policy.evidence.schemes or ():
        claim = policy.hosts.claim(scheme.address)
        is_own = scheme.id == "docweb"  # a regulator's own documents
        assert is_own or (claim and claim.sort == "kind" and policy.hosts.kinds[claim.name].counts == "nothing")


VOICE_OF = {
    "arxiv.org/abs/2107.12173": "2107.12173",
    "arxiv.org/pdf/2107.12173v2.pdf": "2107.12173",
    "arxiv.org/pdf/2107.12173.pdf": "2107.12173",
    "doi.org/10.48550/arXiv.2107.12173": "2107.12173",
    "ar5iv.labs.arxiv.org/html/2107.12173": "2107.12173",
    "www.alphaxiv.org/abs/2107.12173v1": "2107.12173",
    "huggingface.co/papers/2107.12173": "2107.12173",
    "alice.gitlab.io/page": "alice",
    "gitlab.com/alice/page": "alice",
    "open.substack.com/pub/alice/p/a": "alice",
    "alice.substack.com/p/a": "alice",
    "alice.blogspot.de/2024/a.html": "alice",
    "github.com/orgs/alice/discussions/1": "alice",
    "api.github.com/repos/alice/x": "alice",
    "cdn.jsdelivr.net/gh/alice/x@1/a.js": "alice",
    "codeberg.org/alice/x": "alice",
    "www.bailii.org/ew/cases/EWHC/Admin/2023/1.html": "ewhc",
    "caselaw.nationalarchives.gov.uk/ewhc/admin/2023/1": "ewhc",
    "www.austlii.edu.au/cgi-bin/viewdoc/au/cases/cth/FCA/2024/1.html": "fca",
    "cases.justia.com/federal/district-courts/new-york/nysdce/1:2022cv01461/1/54/0.pdf": "nysd",
    "huggingface.co/blog/a": "",
    "github.com/topics/a": "",
    "medium.com/p/123": "",
    "open.substack.com/x": "",
    "www.gov.uk/government/a": "",
    "www.gov.br/anpd/a": "",
    "www.documentcloud.org/documents/1": "",
    "cases.justia.com/california/court-of-appeal/2019-1.pdf": "",
    "www.biorxiv.org/content/1": "",
}


@pytest.mark.parametrize("address", VOICE_OF)
def test_an_address_on_a_shared_host_names_its_voice_or_leaves_it_to_publisher(address: str, policy: Policy) -> None:
    claim = policy.hosts.claim(f"https://{address}")
    assert claim is not None
    assert claim.sort == "shared"
    assert policy.hosts.shared_voice(claim.name, f"https://{address}") == VOICE_OF[address]


JOINED = {
    "twins": (paper("https://www.bbc.com/a", "BBC News"), paper("https://www.bbc.co.uk/a", "BBC"), "publisher (BBC)"),
    "paper under two endings": (
        paper("https://www.derstandard.at/a", "A"),
        paper("https://www.derstandard.de/b", "B"),
        "websites of one publisher",
    ),
    "house": (
        paper("https://www.mirror.co.uk/a", "Mirror"),
        paper("https://www.express.co.uk/b", "Express"),
        "one owner at that time (Reach)",
    ),
    "house by the sources' dates": (
        paper("https://www.theverge.com/a", "The Verge", date="2023-02"),
        paper("https://www.polygon.com/b", "Polygon", date="2025-04-30"),
        "one owner at that time (Vox Media)",
    ),
    "agency in brackets": (
        paper("https://www.aljazeera.com/a", "Al Jazeera (Reuters)"),
        paper("https://a.example/b", "Times via Reuters"),
        "one agency (Reuters)",
    ),
    "agency behind a slash": (
        paper("https://a.example/a", "Reuters/AFP"),
        paper("https://b.example/b", "The Sample (AFP)"),
        "Agence France-Presse",
    ),
    "agency's own page": (
        paper("https://www.reuters.com/a", "R"),
        paper("https://finance.yahoo.com/b", "Yahoo via Reuters"),
        "one agency (Reuters)",
    ),
    "agency on a portal": (
        paper("https://apnews.com/a", "AP News"),
        paper("https://yahoo.com/b", "Associated Press (on Yahoo)"),
        "text of one agency",
    ),
    "agency in full width": (
        paper("https://a.example/a", "澎湃新闻（转央视）"),
        paper("https://news.cctv.com/b", "央视网"),
        "one agency (CCTV)",
    ),
    "copier of a paper": (
        paper("https://www.theguardian.com/a", "The Guardian"),
        paper("https://inkl.com/b", "Guardian (on inkl)"),
        "the same publisher (guardian)",
    ),
    "accounts of one owner": (
        paper("https://github.com/acme/a", "A"),
        paper("https://raw.githubusercontent.com/Acme/b/x.md", "B"),
        "the same repository (acme, on ",
    ),
    "issues in one repository": (
        paper("https://github.com/acme/a/issues/1", "A"),
        paper("https://github.com/acme/a/pull/2", "B"),
        "the same tracker (acme, on ",
    ),
    "docket and document": (
        paper("https://www.courtlistener.com/docket/63107798/mata-v-avianca/", "CourtListener", "court"),
        paper("https://storage.courtlistener.com/recap/gov.uscourts.nysd.575368/a.pdf", "S.D.N.Y.", "court"),
        "perhaps the same court",
    ),
    "docket and another copy": (
        paper("https://law.justia.com/cases/federal/district-courts/new-york/nysdce/1:2022cv01461/a/", "A", "court"),
        paper("https://www.courtlistener.com/docket/63107798/mata-v-avianca/", "B", "court"),
        "perhaps the same court",
    ),
    "one name, of which one page does not say whose it is": (
        paper("https://www.abc.net.au/news/a", "ABC News"),
        paper("https://www.msn.com/b", "ABC News (on MSN)"),
        "the same publisher (abc news)",
    ),
    "agency's copy on a paper's host": (
        paper("https://abcnews.go.com/Technology/wireStory/a-1", "ABC News"),
        paper("https://herald.example/b", "Herald (AP)"),
        "text of one agency",
    ),
    "blog under two addresses": (
        paper("https://medium.com/@jane/a-1", "A"),
        paper("https://jane.medium.com/b-2", "B"),
        "the same blog (jane",
    ),
    "court by its code": (
        paper("https://storage.courtlistener.com/recap/gov.uscourts.nysd.575368/a.pdf", "A", "court"),
        paper("https://www.govinfo.gov/content/pkg/USCOURTS-nysd-1_22-cv-01461/pdf/b.pdf", "B", "court"),
        "the same court (nysd",
    ),
    "one DOI": (
        paper("https://doi.org/10.1145/3531146.353", "A", "research"),
        paper("https://dl.acm.org/doi/pdf/10.1145/3531146.353", "B", "research"),
        "the same doi (3531146.353",
    ),
    "one headline": (
        paper("https://a.example/a", "A", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", title="A Chatbot Invented a Telescope Picture!"),
        "the same headline",
    ),
    "one headline with the sites' names": (
        paper("https://a.example/a", "A Tribune", title="A chatbot invented a telescope picture | A Tribune"),
        paper("https://b.example/b", "The B Courier", title="A chatbot invented a telescope picture - B Courier"),
        "the same headline",
    ),
    "one headline without spaces": (
        paper("https://a.example/a", "A", title="聊天机器人编造案例"),
        paper("https://b.example/b", "B", title="聊天机器人编造案例"),
        "the same headline",
    ),
    "one headline in look-alike letters": (
        paper("https://a.example/a", "A", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", title="A ch\u0430tbot invented a telesc\u03bfpe\u200b picture"),
        "the same headline",
    ),
    "one headline that an agency sent again": (
        paper("https://a.example/a", "A", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", title="UPDATE 1-A chatbot invented a telescope picture"),
        "the same headline",
    ),
    "publisher in another script": (
        paper("https://a.example/a", "Le Monde"),
        paper("https://b.example/b", "L\u0435 M\u043ende"),
        "the same publisher",
    ),
    "legal forms": (
        paper("https://www.anthropic.com/a", "Anthropic"),
        paper("https://a.example/b", "Anthropic, P.B.C."),
        "'s own ",
    ),
    "legal form and country": (
        paper("https://www.anthropic.com/a", "A"),
        paper("https://a.example/b", "Anthropic Ireland, Limited"),
        "'s own ",
    ),
    "letters that imitate": (
        paper("https://www.anthropic.com/a", "A"),
        paper("https://a.example/b", "Anthr0pic"),
        "'s own ",
    ),
    "a provider on a social network": (
        paper("https://openai.com/a", "OpenAI", "provider"),
        paper("https://x.com/somebody/status/1", "OpenAI via X", "provider"),
        "OpenAI's own word, by the name of the publisher",
    ),
    "a provider by its kind alone": (
        paper("https://openai.com/a", "OpenAI", "provider"),
        paper("https://herald.example/b", "The Herald", "provider"),
        "OpenAI's own word, by `kind: provider` alone; if somebody else wrote it, write their kind, such as `news`",
    ),
    "a provider by its kind alone, first": (
        paper("https://herald.example/b", "The Herald", "provider"),
        paper("https://openai.com/a", "OpenAI", "provider"),
        "OpenAI's own word, by `kind: provider` alone",
    ),
    "a provider's account under another address": (
        paper("https://openai.com/a", "OpenAI", "provider"),
        paper("https://openai.github.io/b", "Model docs"),
        "OpenAI's own pages",
    ),
    "a paper that prints a provider": (
        paper("https://www.theguardian.com/a", "OpenAI"),
        paper("https://www.theguardian.com/b", "The Guardian"),
        "the same domain (theguardian.com)",
    ),
    "another's text in brackets": (
        paper("https://kff.example/a", "KFF Health News"),
        paper("https://npr.example/b", "NPR (KFF Health News)"),
        "the publisher of one",
    ),
    "another's text by a word": (
        paper("https://verge.example/a", "The Verge"),
        paper("https://mirror.example/b", "Mirror X via The Verge"),
        "the publisher of one",
    ),
    "a copy on a mirror": (
        paper("https://verge.example/a", "The Verge"),
        paper("https://mirror.example/b", "The Verge (copy on Mirror X)"),
        "the publisher of one",
    ),
    "a copy before what it copies": (
        paper("https://mirror.example/b", "The Verge (copy on Mirror X)"),
        paper("https://verge.example/a", "The Verge"),
        "the publisher of one",
    ),
    "another's host on a portal": (
        paper("https://www.nytimes.com/a", "The New York Times"),
        paper("https://www.msn.com/b", "nytimes.com on MSN"),
        "the publisher of one",
    ),
    "an agency's host": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://mirror.example/b", "Mirror X (reuters.com)"),
        "the text of one agency",
    ),
    "two copies from a third": (
        paper("https://a.example/a", "A (text from \u77e5\u4ea7\u5b9d)", "court"),
        paper("https://b.example/b", "B (text from \u77e5\u4ea7\u5b9d)"),
        "a text of one publisher",
    ),
    "an agency behind a headline": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://b.example/b", "B", title="Two lawyers are fined over cases - Reuters"),
        "one agency (Reuters)",
    ),
    "one headline with an agency behind it": (
        paper("https://a.example/a", "A", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", title="A chatbot invented a telescope picture - Reuters"),
        "the same headline",
    ),
    "an agency in squares": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://b.example/b", "B (\U0001f181\U0001f174\U0001f184\U0001f183\U0001f174\U0001f181\U0001f182)"),
        "one agency (Reuters)",
    ),
    "an agency in letters that imitate": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://b.example/b", "B (\ua4e3\ua4f0\ua4f4\ua4d4\ua4f0\ua4e3\ua4e2)"),
        "one agency (Reuters)",
    ),
    "an agency struck through": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://b.example/b", "B avec Reu\u0336ters"),
        "one agency (Reuters)",
    ),
    "a court's document on a paper's host": (
        paper("https://www.courtlistener.com/docket/1/garcia/", "M.D. Fla.", "court"),
        paper("https://cdn.arstechnica.net/b.pdf", "Florida Middle District", "court"),
        "perhaps the same court",
    ),
    "a court's document that somebody shares": (
        paper("https://storage.courtlistener.com/recap/gov.uscourts.nysd.1/a.pdf", "A", "court"),
        paper("https://s3.documentcloud.org/documents/1/b.pdf", "B", "court"),
        "perhaps the same court",
    ),
    "a provider's release": (
        paper("https://blog.google/a", "Google"),
        paper("https://www.businesswire.com/b", "Google", "provider"),
        "'s own ",
    ),
    "copy in an archive": (
        paper("https://www.bbc.com/a", "BBC"),
        paper("https://web.archive.org/web/2023/https://www.bbc.com/b", "Internet Archive"),
        "the same domain (bbc.com)",
    ),
    "copy of a copy": (
        paper("https://www.bbc.com/a", "BBC"),
        paper("https://archive.ph/2023/https://web.archive.org/web/2023/https://www.bbc.com/b", "Archive"),
        "the same domain (bbc.com)",
    ),
    "cached article": (
        paper("https://www.bbc.com/a", "BBC"),
        paper("https://www.google.com/amp/s/www.bbc.com/b", "AMP"),
        "the same domain (bbc.com)",
    ),
    "translation": (
        paper("https://www.bbc.com/a", "BBC"),
        paper("https://www-bbc-com.translate.goog/b", "Google"),
        "the same domain (bbc.com)",
    ),
    "remover of paywalls": (
        paper("https://herald.example/a", "A"),
        paper("https://remove.example/https://herald.example/b", "B"),
        "the same domain (herald.example)",
    ),
    "percent-encoded in the path": (
        paper("https://herald.example/a", "A"),
        paper("https://remove.example/x/https%3A%2F%2Fherald.example%2Fb", "B"),
        "the same domain (herald.example)",
    ),
    "percent-encoded in the query": (
        paper("https://herald.example/a", "A"),
        paper("https://links.example/?url=https%3A%2F%2Fherald.example%2Fb", "B"),
        "the URL of S2 contains that of S1",
    ),
    "in the fragment": (
        paper("https://herald.example/a", "A"),
        paper("https://cached.example/#https://herald.example/b", "B"),
        "the URL of S2 contains that of S1",
    ),
    "the other way round": (
        paper("https://links.example/?url=https%3A%2F%2Fherald.example%2Fa", "A"),
        paper("https://herald.example/a", "B"),
        "the URL of S1 contains that of S2",
    ),
    "proxy of a library": (
        paper("https://www.herald.example/a", "A"),
        paper("https://www-herald-example.proxy.lib.example.edu/a", "B"),
        "the URL of S2 contains that of S1",
    ),
    "without a scheme": (
        paper("https://herald.example/a", "A"),
        paper("https://text.example/show?page=herald.example/a", "B"),
        "the URL of S2 contains that of S1",
    ),
}


@pytest.mark.parametrize("name", JOINED)
def test_what_is_one_voice_counts_once_and_its_line_is_named(name: str, archive: Place) -> None:
    first, second, line = JOINED[name]
    number, said = count(archive, first, second)
    assert number == 1, said
    assert line.replace("`", "") in said


APART = {
    "one name under two suffixes": (paper("https://www.news.com.au/a", "A"), paper("https://www.news.cn/a", "B")),
    "house before the sale": (
        paper("https://www.mirror.co.uk/a", "Mirror", date="2017-05"),
        paper("https://www.express.co.uk/b", "Express", date="2017-05"),
    ),
    "house in the year of the sale": (
        paper("https://www.mirror.co.uk/a", "Mirror", date="2018-05-01"),
        paper("https://www.express.co.uk/b", "Express", date="2018-05-01"),
    ),
    "house of which one title was sold": (
        paper("https://www.theverge.com/a", "A", date="2025-06-01"),
        paper("https://www.polygon.com/b", "B", date="2025-06-01"),
    ),
    "sold to another house": (
        paper("https://techcrunch.com/a", "A", date="2025-01-10"),
        paper("https://www.pcworld.com/b", "B", date="2025-01-10"),
    ),
    "two papers with one name": (
        paper("https://www.abc.net.au/news/a", "ABC News"),
        paper("https://abcnews.go.com/b", "ABC News"),
    ),
    "two papers with one name, one with an article": (
        paper("https://www.independent.ie/a", "Independent"),
        paper("https://www.independent.co.uk/b", "The Independent"),
    ),
    "headline that anybody could write": (
        paper("https://a.example/a", "A", title="ChatGPT: everything you need to know"),
        paper("https://b.example/b", "B", title="ChatGPT: everything you need to know"),
    ),
    "one headline in two years": (
        paper("https://a.example/a", "A", date="2022-02-08", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", date="2023-02-08", title="A chatbot invented a telescope picture"),
    ),
    "town and agency": (
        paper("https://a.example/a", "Courier (PA)"),
        paper("https://b.example/b", "Inquirer, Philadelphia, PA"),
    ),
    "association with an agency's letters": (
        paper("https://a.example/a", "Der Standard (APA)"),
        paper("https://b.example/b", "American Psychological Association (APA)"),
    ),
    "institute with an agency's name": (
        paper("https://www.reuters.com/a", "Reuters"),
        paper("https://reutersinstitute.example/b", "Reuters Institute"),
    ),
    "firm with an agency's letters": (
        paper("https://apnews.com/a", "Associated Press"),
        paper("https://ap.example/b", "AP Automation"),
    ),
    "word in another word": (
        paper("https://a.example/a", "Capital (AAP)"),
        paper("https://b.example/b", "Daily AP Tests"),
    ),
    "project beside an issue in it": (
        paper("https://gitlab.com/acme/a", "A"),
        paper("https://gitlab.com/acme/a/-/issues/1", "B"),
    ),
    "two owners of repositories": (paper("https://github.com/a/x", "A"), paper("https://github.com/b/x", "B")),
    "two courts": (
        paper("https://storage.courtlistener.com/recap/gov.uscourts.nysd.1/a.pdf", "A", "court"),
        paper("https://storage.courtlistener.com/recap/gov.uscourts.cand.2/b.pdf", "B", "court"),
    ),
    "two journals of one registrant": (
        paper("https://doi.org/10.1016/a", "The Lancet", "research"),
        paper("https://doi.org/10.1016/b", "Cell", "research"),
    ),
    "two authors on a server": (
        paper("https://arxiv.org/abs/2107.12173", "Ann Author", "research"),
        paper("https://doi.org/10.48550/arXiv.2408.12622", "Bob Author", "research"),
    ),
    "two papers on one portal": (
        paper("https://www.yahoo.com/a", "Yahoo (Android Central)"),
        paper("https://www.yahoo.com/b", "The Guardian (on Yahoo)"),
    ),
    "a name that begins with a provider's": (
        paper("https://openai.com/a", "OpenAI"),
        paper("https://a.example/b", "OpenAI Watch Foundation"),
    ),
    "a link back to where a reader came from": (
        paper("https://herald.example/a", "A"),
        paper("https://jane.example/b?from=https://herald.example/", "B"),
    ),
    "a headline with a word of its own before a colon": (
        paper("https://a.example/a", "A", title="A chatbot invented a telescope picture"),
        paper("https://b.example/b", "B", title="Denied: A chatbot invented a telescope picture"),
    ),
    "short headlines": (
        paper("https://a.example/a", "A", title="Chatbot invents cases"),
        paper("https://b.example/b", "B", title="Chatbot invents cases"),
    ),
    "form of an authority's title": (
        paper("https://a.example/a", "A", "regulator", title="Memorandum opinion and order on sanctions"),
        paper("https://b.example/b", "B", "regulator", title="Memorandum opinion and order on sanctions"),
    ),
    "one name of two courts that the addresses name": (
        paper("https://storage.courtlistener.com/recap/gov.uscourts.nysd.1/a.pdf", "U.S. District Court", "court"),
        paper("https://storage.courtlistener.com/recap/gov.uscourts.cand.2/b.pdf", "U.S. District Court", "court"),
    ),
    "two agencies of one state": (
        paper("https://www.dmv.ca.gov/a", "California DMV", "regulator"),
        paper("https://www.courts.ca.gov/b", "Supreme Court of California", "court"),
    ),
    "one name of agencies in two states": (
        paper("https://oag.ca.gov/a", "Attorney General (California)", "regulator"),
        paper("https://oag.ny.gov/b", "Attorney General (New York)", "regulator"),
    ),
    "a name that brackets tell apart": (
        paper("https://a.example/a", "The Star (Malaysia)"),
        paper("https://b.example/b", "The Star"),
    ),
    "one place in brackets": (
        paper("https://a.example/a", "The Courier (Washington)"),
        paper("https://b.example/b", "The Tribune (Washington)"),
    ),
    "a short form of its own name": (
        paper("https://a.example/a", "American Psychological Association (APA)"),
        paper("https://b.example/b", "APA"),
    ),
    "a paper on a provider": (
        paper("https://openai.com/a", "OpenAI"),
        paper("https://b.example/b", "The Herald on OpenAI"),
    ),
    "a known paper that checks a fact": (
        paper("https://herald.example/a", "A"),
        paper("https://www.wired.com/check?claim=https://herald.example/a", "B"),
    ),
    "a known paper whose source is called a provider's": (
        paper("https://openai.com/a", "OpenAI", "provider"),
        paper("https://www.theverge.com/b", "The Verge", "provider"),
    ),
    "an agency's letters behind a regulator's title": (
        paper("https://a.example/a", "Autoriteit", "regulator", title="Boete voor Clearview - AP"),
        paper("https://apnews.com/b", "AP"),
    ),
    "a host in the address that is no source's page": (
        paper("https://herald.example/a", "A"),
        paper("https://watch.example/companies/herald.example/report", "B"),
    ),
    "two courts in one collection": (
        paper("https://www.bailii.org/ew/cases/EWHC/Admin/2023/1.html", "High Court", "court"),
        paper("https://www.bailii.org/uk/cases/UKSC/2023/1.html", "Supreme Court", "court"),
    ),
    "one name on two services": (
        paper("https://alex.substack.com/p/a", "Alex Doe"),
        paper("https://alex.wordpress.com/a", "Alex Roe"),
    ),
    "two sites of one service": (
        paper("https://ann.substack.com/p/a", "A"),
        paper("https://bob.substack.com/p/a", "B"),
    ),
}


@pytest.mark.parametrize("name", APART)
def test_what_is_not_one_is_not_joined(name: str, archive: Place) -> None:
    number, said = count(archive, *APART[name])
    assert number == 2, said


# Of each provider: a page of its own, what it publishes as, and who only has its name.
SPEAKERS = {
    "OpenAI": (
        "https://openai.com/a",
        (
            "OpenAI OpCo, LLC",
            "OpenAI LP",
            "OpenAI, L.L.C.",
            "OpenAI G.K.",
            "OpenAI Japan 合同会社",
            "OpenAI Foundation",
            "the OpenAI team",
            "OpenAI's newsroom",
            "OpenAI (blog)",
            "OpenAI on LinkedIn",
            "Sam Altman, OpenAI",
            "openai.com",
        ),
        (
            "OpenAI Watch",
            "Inside OpenAI",
            "The Herald on OpenAI",
            "Interview with OpenAI",
            "Herald (ChatGPT)",
            "OpenAIs Kritiker",
        ),
    ),
    "Google": (
        "https://blog.google/a",
        (
            "Google Deutschland GmbH",
            "Google Asia Pacific Pte. Ltd.",
            "Google Security Blog",
            "Google Public Policy",
            "Alphabet Inc.",
            "YouTube Official Blog",
            "谷歌",
        ),
        ("Google News Initiative critic", "Herald (Google Translate)", "Herald (Google News)", "Herald (on Google)"),
    ),
    "Meta": (
        "https://about.fb.com/a",
        ("Facebook Ireland Ltd", "WhatsApp LLC", "Meta Platforms Ireland Limited", "Facebook"),
        ("Meta Vision Media", "Herald (Facebook)"),
    ),
    "Microsoft": (
        "https://microsoft.com/a",
        ("Microsoft Ireland Operations Limited", "GitHub, Inc.", "LinkedIn Corporation"),
        ("Microsoft Watch",),
    ),
    "Anthropic": ("https://anthropic.com/a", ("Anthropic Research", "Claude (Anthropic)"), ("Claude Martin",)),
    "Amazon": ("https://aboutamazon.com/a", ("Amazon.com, Inc.", "Amazon EU S.à r.l."), ("Amazon Watch",)),
    "Alibaba": ("https://alibaba.com/a", ("Alibaba Group Holding Limited", "阿里巴巴"), ("Alibaba Daily",)),
    "Tesla": ("https://tesla.com/a", ("Tesla, Inc.", "Tesla Germany GmbH"), ("Tesla Daily",)),
}


@pytest.mark.parametrize("provider", SPEAKERS)
def test_a_provider_is_heard_under_all_its_names(provider: str, archive: Place) -> None:
    page, own, others = SPEAKERS[provider]
    policy = archive.policy
    counted = {name: voices_of(policy, provider, (page, "A"), ("https://b.example/b", name)) for name in own + others}
    assert counted == dict.fromkeys(own, 1) | dict.fromkeys(others, 2)


AMBIGUOUS = {
    "Snap": ("https://snap.com/a", "SNAP UK"),
    "Cruise": ("https://getcruise.com/a", "Cruise News"),
    "Runway": ("https://runwayml.com/a", "Runway News"),
    "Gaggle": ("https://gaggle.net/a", "Gaggle"),
    "Luka": ("https://replika.com/a", "Luka"),
}


@pytest.mark.parametrize("provider", AMBIGUOUS)
def test_an_ambiguous_name_is_a_provider_only_in_a_wire_that_lists_it(provider: str, archive: Place) -> None:
    page, name = AMBIGUOUS[provider]
    for listed, number in (("unknown", 2), (provider, 1)):
        assert voices_of(archive.policy, listed, (page, provider), ("https://b.example/b", name)) == number


def voices_of(policy: Policy, provider: str, *sources: tuple[str, str]) -> int:
    """How many voices two articles have in a wire with this provider."""
    listed = [
        Source.model_construct(
            id=f"S{n}", url=url, publisher=publisher, kind="news", title=f"Title {n}", published=None
        )
        for n, (url, publisher) in enumerate(sources)
    ]
    return len(groups(Wire.model_construct(sources=listed, providers=[provider], occurred="2023-02-08"), policy)[0])


LINES = {
    "agency": (
        paper("https://a.example/a", "Herald (Reuters)"),
        "Reuters yes",
        "a text of the agency Reuters",
    ),
    "house": (
        paper("https://www.mirror.co.uk/a", "Mirror", date="2023-02"),
        "mirror.co.uk yes a title",
        "a title of Reach at that time",
    ),
    "twins": (paper("https://www.cnn.com/a", "CNN"), "cnn.com yes a website", "a website of CNN"),
    "provider": (paper("https://openai.com/a", "OpenAI"), "OpenAI yes OpenAI's", "OpenAI's own pages"),
    "domain": (paper("https://amp.herald.example/a", "A"), "A herald.example yes a website", "a website of its own"),
}


@pytest.mark.parametrize("name", LINES)
def test_the_first_source_of_a_voice_shows_its_lines_and_its_domain(name: str, archive: Place) -> None:
    source, voice, lines = LINES[name]
    _, said = count(archive, source)
    assert lines in said
    assert voice in said


def test_a_source_that_names_two_others_makes_them_no_one(archive: Place) -> None:
    two = [paper("https://a.example/a", "The Tribune"), paper("https://b.example/b", "ProPublica")]
    both = paper("https://c.example/c", "The Courier (The Tribune and ProPublica)")
    assert count(archive, *two)[0] == 2
    assert count(archive, *two, both)[0] == 2
    assert count(archive, both, two[1])[0] == 1


def test_a_copy_of_a_courts_document_is_one_with_another_that_somebody_repeats(archive: Place) -> None:
    copies = [paper("https://a.example/a", "A", "court"), paper("https://b.example/b", "B", "court")]
    text = wire(*copies, ("https://c.example/c", "C")).replace("kind: news,", "kind: news, origin: S1,")
    archive.put(BASE_NAME, text)
    assert "Voices: 1 counted" in archive.run("explain", BASE_NAME).stdout


AFP = ("Le Monde avec AFP", "Le Monde (avec AFP)", "Heute mit AFP und Material", "Le Soir avec AFP et Reuters")
DPA = ("FAZ mit Material von dpa", "heise online (dpa)", "SPIEGEL mit DPA", "wallstreet:online (dpa-AFX)")
CREDITS = [
    *((credit, "The Herald (AFP)") for credit in AFP),
    *((credit, "Herald (dpa)") for credit in DPA),
    ("环球时报 据新华社", "Herald (Xinhua)"),
    ("The Guardian (PA)", "PA Media"),
    ("CTV with The Canadian Press", "Canadian Press"),
    ("Der Standard (APA)", "Kurier (APA)"),
    ("Corriere (ANSA)", "Repubblica, ANSA"),
    ("SRF (Keystone-SDA)", "Blick / Keystone-SDA"),
    ("日本経済新聞（共同）", "Kyodo News"),
]


@pytest.mark.parametrize(("first", "second"), CREDITS)
def test_an_agency_is_named_in_the_words_of_each_language(first: str, second: str, archive: Place) -> None:
    number, said = count(archive, paper("https://a.example/a", first), paper("https://b.example/b", second))
    assert number == 1, said


def test_a_source_that_names_two_agencies_is_one_with_one_of_them_only(archive: Place) -> None:
    two = [paper("https://a.example/a", "Libération (AFP)"), paper("https://b.example/b", "heise online (dpa)")]
    both = paper("https://c.example/c", "tagesschau (dpa/AFP)")
    for sources in ([*two, both], [both, *two], [two[0], both, two[1]]):
        assert count(archive, *sources)[0] == 2
    assert count(archive, two[0], both)[0] == 1
    assert count(archive, both, paper("https://d.example/d", "Kurier (AFP/dpa)"))[0] == 1


ADDRESSES = [
    *(f"https://{host}/2025/07/{page}" for host in ("www.theguardian.com", "a.example", "b.example") for page in "ab"),
    "https://apnews.com/a",
    "https://www.mirror.co.uk/a",
    "https://www.express.co.uk/a",
    "https://www.abc.net.au/a",
    "https://abcnews.go.com/a",
    "https://www.msn.com/a",
    "https://x.com/somebody/status/1",
    "https://openai.com/a",
    "https://links.example/?url=https://a.example/b",
    "https://storage.courtlistener.com/recap/gov.uscourts.nysd.1/a.pdf",
    "https://storage.courtlistener.com/recap/gov.uscourts.cand.2/b.pdf",
    "https://www.courtlistener.com/docket/1/x/",
]
NAMES = ["The Guardian", "ABC News", "Herald", "The Associated Press", "KFF", "OpenAI", "unknown"]
LINE = st.builds(
    "{0}{1}".format,
    st.sampled_from(NAMES),
    st.sampled_from(
        ["", " (AP)", " (dpa/AFP)", " (KFF)", ", citing KFF", " via KFF", " (on MSN)", " (Herald and KFF)"]
    ),
)
ONE = st.builds(
    lambda url, publisher, kind, title, published, origin: {
        "url": url, "publisher": publisher, "kind": kind, "title": title, "published": published, "origin": origin
    },
    st.sampled_from(ADDRESSES),
    LINE,
    st.sampled_from(["news", "news", "court", "provider"]),
    st.sampled_from(["Short", "A chatbot invented a telescope picture", "Two lawyers cited invented opinions - AP"]),
    st.sampled_from([None, "2023-02-08", "2023-03-05", "2023-04-20"]),
    st.none() | st.integers(1, 6),
)  # fmt: skip


def counted(sources: list[Source], policy: Policy) -> int:
    wire = Wire.model_construct(sources=sources, providers=["OpenAI"], occurred="2023-02-08")
    return len(groups(wire, policy)[0])


@settings(max_examples=300, deadline=None)
@given(drawn=st.lists(ONE, min_size=2, max_size=7), place=st.integers(0, 6))
@pytest.mark.robustness
def test_a_source_that_is_added_never_lowers_the_count(drawn: list[dict[str, Any]], place: int, policy: Policy) -> None:
    sources = [
        Source.model_construct(**{**one, "id": f"S{number}", "origin": origin and f"S{origin}"})
        for number, (one, origin) in enumerate(((one, one["origin"]) for one in drawn), 1)
    ]
    added = sources[place % len(sources)]
    without = [source for source in sources if source is not added]
    if all(source.origin != added.id for source in without):  # else what is left would retell nothing
        assert counted(without, policy) <= counted(sources, policy)


BRIDGES = {
    "an agency's text beside a paper's own": (
        [("https://apnews.com/a", "The Associated Press"), ("https://www.theguardian.com/a", "The Guardian")],
        [("https://www.theguardian.com/b", "The Guardian (Associated Press)")],
    ),
    "one agency's text in two papers": (
        [("https://www.pbs.org/a", "PBS NewsHour"), ("https://www.latimes.com/a", "Los Angeles Times")],
        [("https://www.pbs.org/b", "PBS NewsHour (AP)"), ("https://www.latimes.com/b", "Los Angeles Times (AP)")],
    ),
    "a paper that cites another": (
        [("https://www.theguardian.com/a", "The Guardian"), ("https://www.latimes.com/a", "Los Angeles Times")],
        [
            ("https://www.theguardian.com/b", "The Guardian, citing BBC"),
            ("https://www.latimes.com/b", "Los Angeles Times, citing BBC"),
        ],
    ),
    "a house's headline in a paper of another": (
        [("https://a.example/a", "A"), ("https://b.example/a", "B")],
        [("https://b.example/b", "B (from A)")],
    ),
}


@pytest.mark.parametrize("name", BRIDGES)
def test_a_source_between_two_voices_is_one_with_either_and_makes_them_no_one(name: str, archive: Place) -> None:
    own, bridge = BRIDGES[name]
    for sources in ([*own, *bridge], [*bridge, *own], [own[0], *bridge, own[1]]):
        number, said = count(archive, *sources)
        assert number == 2, said
        assert "which counts with" not in said
    assert count(archive, own[0], own[0])[0] == 1


def test_who_repeats_is_one_with_whom_it_repeats_through_others_too(archive: Place) -> None:
    papers = [paper(f"https://{letter}.example/a", letter.upper()) for letter in "abc"]
    text = wire(*papers, paper("https://b.example/b", "B"))
    for number, origin in ((2, 1), (3, 2)):
        text = text.replace(f"id: S{number},", f"id: S{number}, origin: S{origin},")
    archive.put(BASE_NAME, text)
    said = " ".join(archive.run("explain", BASE_NAME, COLUMNS="120").stdout.split())
    assert "Voices: 2 counted" in said, said  # B's own page counts beside A
    assert said.count("the same report, that of S1") == 2


NO_OTHER = [
    ("Mail & Guardian", "The Guardian"),
    ("The News & Observer", "The Observer"),
    ("Test + Technik", "Technik"),
    ("Telegraph and Argus", "The Telegraph"),
    ("The Post and Courier", "The Post"),
    ("Press and Journal", "The Press"),
    ("Democrat and Chronicle", "The Chronicle"),
    ("The Independent on Saturday", "The Independent"),
    ("U.S. News & World Report", "World Report"),
    ("News From the States", "The States"),
    ("Business in Vancouver", "Vancouver"),
    ("On the Media", "The Media"),
    ("Mail & Guardian (South Africa)", "The Guardian"),
    ("Le Monde via Google News", "El País via Google News"),
]


@pytest.mark.parametrize(("first", "second"), NO_OTHER)
def test_a_name_within_a_papers_name_is_no_other_paper(first: str, second: str, policy: Policy) -> None:
    assert voices_of(policy, "OpenAI", ("https://a.example/a", first), ("https://b.example/b", second)) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("NOS via ANP", "AD via ANP"),
        ("NOS, quoting ANP", "AD, courtesy of ANP"),
        ("The Verge, with reporting by The Guardian", "The Guardian"),
        ("Mail & Guardian (on inkl)", "Mail & Guardian"),
        ("The Herald on mirror.example", "The Herald"),
        ("The Courier (The Tribune and ProPublica)", "ProPublica"),
    ],
)
def test_a_line_that_says_whose_text_it_is_joins(first: str, second: str, policy: Policy) -> None:
    assert voices_of(policy, "OpenAI", ("https://a.example/a", first), ("https://b.example/b", second)) == 1


def test_two_of_one_name_learn_how_they_are_distinguished(archive: Place) -> None:
    two = ("https://therecord.example/a", "The Record"), ("https://record.example/b", "The Record")
    archive.put(BASE_NAME, wire(*two))
    said = " ".join(archive.run("check").stdout.split())
    assert "if `S1` and `S2` are two publishers, distinguish them in `publisher`: `The Record (place)`" in said
    archive.put(BASE_NAME, wire(two[0], (two[1][0], "The Record (Canada)")))
    assert "too-few-sources" not in archive.run("check").stdout


def test_sources_that_are_made_to_take_long_are_counted_in_a_moment(policy: Policy) -> None:
    """Each shares the text of six others, by chance, so that no group is seen at once."""
    chance = random.Random(1)
    shares: list[set[str]] = [set() for _ in range(100)]
    for number in range(300):
        for one in chance.sample(range(100), 2):
            shares[one].add(f"n{number}")
    sources = [(f"https://a{n}.example/a", "P" + "".join(f" via {one}" for one in shares[n])) for n in range(100)]
    with within(30):
        number = voices_of(policy, "OpenAI", *sources)
    assert number > 30


RELEASES = {
    "of an agency's site": ("https://apnews.com/press-release/business-wire/a", "AP News"),
    "of a portal of money": ("https://www.morningstar.com/news/business-wire/a", "Morningstar"),
    "named on a portal": ("https://finance.yahoo.com/news/a", "Yahoo Finance (PR Newswire)"),
    "named on another": ("https://www.msn.com/a", "MSN (Business Wire)"),
    "named on a paper's host": ("https://tribune.example/a", "Tribune via BusinessWire"),
}


@pytest.mark.parametrize("name", RELEASES)
def test_a_press_release_under_another_roof_counts_for_nothing(name: str, archive: Place) -> None:
    number, said = count(archive, HERALD, RELEASES[name])
    assert number == 1, said
    assert "press-release-wire" in said


def test_a_column_is_wrapped_and_never_cut(archive: Place) -> None:
    long = "The Very Long Name of a Publisher that Nobody Could Shorten"
    _, said = count(archive, HERALD, (f"https://{'a' * 40}.example/a", long))
    assert "\u2026" not in said
    for word in long.split():
        assert word in said


@pytest.mark.parametrize(
    ("url", "kind", "why"),
    [
        ("https://medium.com/@court/54", "court", "its host belongs to others: blog"),
        ("https://www.reddit.com/r/a", "court", "it counts for nothing: forum (reddit.com)"),
        ("https://github.com/openai/codex/issues/1234", "provider", "anybody can write there: tracker"),
        ("https://herald.example/a", "provider", "its `publisher` is not a provider in `providers`"),
        ("https://herald.example/a", "news", "no source is of kind `court`"),
        ("https://www.theverge.com/a", "court", "its host belongs to others: Vox Media (houses)"),
        ("https://archive.ph/2023/https://herald.example/a", "provider", "it copies a page of herald.example"),
        ("https://www.anthropic.com/a", "provider", "`providers` does not list Anthropic, who publishes there"),
    ],
)
def test_it_is_said_why_no_source_is_a_primary_one(url: str, kind: str, why: str, archive: Place) -> None:
    archive.put(BASE_NAME, wire((url, "Somebody", kind), more="verified_by: primary-source\n"))
    assert why in " ".join(archive.run("check").stdout.split())


PRIMARY = {
    "court": ("https://court.example/54", "Court", "court", True),
    "court's copy": ("https://storage.courtlistener.com/recap/gov.uscourts.nysd.1/a.pdf", "S.D.N.Y.", "court", True),
    "regulator of the Union": ("https://edpb.europa.eu/a", "EDPB", "regulator", True),
    "court on a paper's host": ("https://www.nytimes.com/a", "The New York Times", "court", False),
    "court in a paper's archived copy": (
        "https://web.archive.org/web/2023/https://www.theverge.com/a",
        "Court",
        "court",
        False,
    ),
    "regulator on an agency's host": ("https://www.reuters.com/a", "Reuters", "regulator", False),
    "court on a provider's host": ("https://openai.com/a", "Court", "court", False),
    "provider on a paper's host": ("https://www.theguardian.com/a", "OpenAI", "provider", False),
    "provider as a paper's subject": ("https://herald.example/a", "The Herald on OpenAI", "provider", False),
    "provider's name in a paper's": ("https://herald.example/a", "OpenAI Watch", "provider", False),
    "provider's firm": ("https://herald.example/a", "OpenAI OpCo, LLC", "provider", True),
    "another provider": ("https://www.anthropic.com/a", "Anthropic", "provider", False),
    "cached page of a paper": ("https://www.google.com/amp/s/venture.example/a", "OpenAI", "provider", False),
    "archived page of a provider": ("https://web.archive.org/web/2023/https://openai.com/a", "A", "provider", True),
    "agency of a state": ("https://oag.ca.gov/a", "Attorney General", "regulator", True),
    "court on a blog": ("https://medium.com/@court/54", "Court", "court", False),
    "regulator in a document that somebody shares": ("https://docs.google.com/d/1", "Regulator", "regulator", False),
    "court on a portal": ("https://www.yahoo.com/news/54", "Court (on Yahoo)", "court", False),
    "court in a paste": ("https://pastebin.com/a", "Court", "court", False),
    "court on a site of anybody": ("https://court.pages.dev/54", "Court", "court", False),
    "court in a bucket": ("https://s3.amazonaws.com/court/54.pdf", "Court", "court", False),
    "court in a shared document": ("https://www.scribd.com/document/54", "Court", "court", False),
    "court in a collection": ("https://www.bailii.org/uk/cases/UKSC/2021/5.html", "UKSC", "court", True),
    "regulator on its country's host": ("https://www.gov.br/anpd/a", "ANPD", "regulator", True),
    "court in a post": ("https://x.com/court/status/1", "Court", "court", False),
    "provider": ("https://openai.com/a", "OpenAI", "provider", True),
    "provider in a post": ("https://x.com/somebody/status/1", "OpenAI", "provider", True),
    "stranger in a post": ("https://x.com/somebody/status/1", "A friend of OpenAI", "provider", False),
    "issue in a provider's repository": ("https://github.com/openai/codex/issues/1234", "OpenAI", "provider", False),
    "talk in a provider's repository": ("https://github.com/openai/codex/discussions/1", "OpenAI", "provider", False),
    "request to a provider's repository": ("https://github.com/openai/codex/pull/4", "OpenAI", "provider", False),
    "a provider's repository": ("https://github.com/openai/codex/blob/main/README.md", "OpenAI", "provider", True),
    "a provider's forum": ("https://forum.cursor.com/t/1", "Anysphere", "provider", False),
    "what a system posts": ("https://x.com/grok/status/1", "xAI", "provider", False),
    "stranger on a provider's service": ("https://sites.google.com/view/a", "Jane", "provider", False),
}


@pytest.mark.parametrize("name", PRIMARY)
def test_a_primary_source_speaks_where_it_can_be_heard(name: str, archive: Place) -> None:
    url, publisher, kind, speaks = PRIMARY[name]
    archive.put(BASE_NAME, wire((url, publisher, kind), more="verified_by: primary-source\n"))
    done = archive.run("check", "--format", "concise")
    assert ("no-primary-source" not in done.stdout) == speaks, done.stdout


def test_the_pages_of_a_provider_that_nobody_names_are_one(archive: Place) -> None:
    own = (("https://linagora.com/a", "Linagora", "provider"), ("https://lucie.chat/b", "Lucie", "provider"))
    archive.put(BASE_NAME, wire(*own, HERALD, more="providers: [unknown]\n"))
    said = " ".join(archive.run("explain", BASE_NAME).stdout.split())
    assert "Voices: 2 counted" in said
    assert "the pages of a provider that the wire" in said


def test_a_post_is_no_reproduction_and_a_blog_is_one(archive: Place) -> None:
    for url, found in (("https://www.reddit.com/r/a", True), ("https://medium.com/@jane/a", False)):
        archive.put(BASE_NAME, wire((url, "Jane", "reproduction"), more="verified_by: reproduction\n"))
        assert ("no-reproduction" in archive.run("check").stdout) == found


def test_the_finding_says_what_was_dropped_and_joined_by_which_line(archive: Place) -> None:
    archive.put(
        BASE_NAME,
        wire(
            ("https://www.mirror.co.uk/a", "Mirror"),
            ("https://www.express.co.uk/b", "Express"),
            ("https://incidentdatabase.ai/cite/1", "AI Incident Database"),
        ),
    )
    said = " ".join(archive.run("check").stdout.split())
    assert "`S1` and `S2` count as one: titles of one owner at that time (Reach)" in said
    assert "`S3` counts for nothing: incident-database (incidentdatabase.ai)" in said


def test_the_finding_says_which_source_is_a_providers_by_its_kind_alone(archive: Place) -> None:
    mislabelled = ("https://herald.example/a", "The Herald", "provider")
    archive.put(BASE_NAME, wire(mislabelled, ("https://openai.com/a", "OpenAI", "provider")))
    assert "`S1` and `S2` count as one: OpenAI's own word, by `kind: provider` alone; if somebody else wrote it" in (
        " ".join(archive.run("check").stdout.split())
    )


def test_a_list_of_the_first_edition_is_read(archive: Place) -> None:
    path = archive.root / "schema" / "evidence.yaml"
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"(?s)^kinds:.*?(?=^# The addresses)", "", text, flags=re.MULTILINE)
    path.write_text(f"{without}aggregators: [t.co]\n", encoding="utf-8")
    number, said = count(archive, HERALD, ("https://t.co/x", "Somebody"))
    assert (number, "aggregators (t.co)" in said) == (1, True)


@pytest.mark.parametrize("key", ["kinds", "shared", "houses", "agencies", "twins", "namesakes"])
def test_a_name_that_stands_twice_in_the_data_is_refused(key: str, archive: Place) -> None:
    path = archive.root / "schema" / "evidence.yaml"
    text = path.read_text(encoding="utf-8")
    first = re.search(rf"^{key}:\n((?:  - .*\n)(?:    .*\n)*)", text, re.MULTILINE)
    assert first
    path.write_text(text.replace(first[1], first[1] * 2, 1), encoding="utf-8")
    done = archive.run("check")
    assert done.returncode == 2
    assert "duplicate-item" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (" theonion.com,", " theonion.com, x.com,", "`x.com` is there twice"),
        ("hosts: [bbc.com, bbc.co.uk", "hosts: [bbc.com, wired.com, bbc.co.uk", "`wired.com` is there twice"),
        ('polygon.com, from: "2012"', 'polygon.com, from: "2012-02-30"', "a real date"),
        ('until: "2025-05-01"', 'until: "2011"', "a date that is not before `from`, which is 2012"),
        (" theonion.com,", " theonion.com, co.uk,", "help: write a registered host"),
        ("hosts: [bbc.com, bbc.co.uk", "hosts: [bbc.com, com.au, bbc.co.uk", "a registered host"),
        ("hosts: [bbc.com, bbc.co.uk", "hosts: [www.bbc.com, bbc.co.uk", "write `bbc.com`, without `www.`"),
        ("{host: mirror.co.uk,", "{host: www.mirror.co.uk,", "write `mirror.co.uk`, without `www.`"),
        ("{host: mirror.co.uk,", "{host: co.uk,", "a registered host"),
        ("{host: mirror.co.uk,", "{host: express.co.uk,", "`express.co.uk` is there twice"),
        ("{host: mirror.co.uk,", "{host: wsj.com,", "`wsj.com` is there twice"),
        ("{host: mirror.co.uk,", "{host: finance.yahoo.com,", "pages on `yahoo.com` count as"),
        ("houses:\n", 'houses:\n  - {name: X, hosts: [{host: waz.de, from: "2018"}]}\n', "two hosts or more"),
        ("agencies:\n", "agencies:\n  - {name: X, forms: [reuters]}\n", "is there twice"),
        (" theonion.com,", " theonion.com, medium.com,", "is there twice"),
    ],
)
def test_a_line_that_would_mean_nothing_is_refused(old: str, new: str, message: str, archive: Place) -> None:
    path = archive.root / "schema" / "evidence.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = archive.run("check")
    assert done.returncode == 2
    assert message in " ".join(done.stdout.split()), done.stdout


def test_no_shipped_wire_falls_below_its_need(archive: Place) -> None:
    policy = Place(REPOSITORY).policy
    assert policy.evidence.kinds
    done = Place(REPOSITORY).run("check", "--select", "too-few-sources")
    assert "nothing found" in done.stdout


def test_a_wire_that_is_none_can_not_be_counted(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("sources:", "source:"))
    done = archive.run("explain", BASE_NAME)
    assert done.returncode == 2
    assert "butfor check" in done.stderr


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://herald.example/a", "Anthropic " + "Inc " * 20_000),
        ("https://herald.example/a", "via " * 20_000),
        ("https://herald.example/a", "(" * 80_000),
        ("https://herald.example/" + "a.example/" * 8_000, "P"),
        ("https://herald.example/?" + "u=https://a.example&" * 4_000, "P"),
        ("https://archive.org/" + "https://archive.org/" * 4_000, "P"),
        ("https://courtlistener.com/recap/gov.uscourts." + "a-" * 40_000, "P"),
    ],
)
def test_no_source_takes_long(url: str, publisher: str, archive: Place) -> None:
    archive.put(BASE_NAME, wire((url, publisher), HERALD))
    with within(30):
        archive.run("check")


def test_many_sources_are_counted_in_a_moment(archive: Place) -> None:
    """Each is compared by its keys, none with every other."""
    many = [(f"https://a{n}.example/{'x/' * 20}{n}", f"Publisher {n}") for n in range(90)]
    number, _ = count(archive, *many)
    assert number == 90
