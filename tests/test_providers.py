"""Providers and their products: of whom a text speaks, whose page an address is, and that nobody is guessed."""

import random
import string

import pytest

from butfor.edit.fix import apply, plan
from butfor.policy.policy import Policy
from butfor.text.names import mentions
from conftest import BASE_NAME, Place, merged

TEXTS = {
    "OpenAI": (
        "OpenAI",
        "OpenAI's model",
        "OPENAI",
        "OpenAI的模型",
        "使用OpenAI编造",
        "OpenAI가",
        "โดยOpenAIใน",
        "OpenAIом",
    ),
    "GPT-4": ("GPT-4", "GPT 4", "GPT4", "gpt-4-turbo", "GPT-4o", "GPT‑4"),
    "Tesla": ("Tesla", "two Teslas", "Tesla, Inc.", "«Tesla»"),
    "Roomba": ("Roombas", "roomba", "Roomba-Roboter"),
    "Stability AI": ("Stability\nAI", "stability-ai", "StabilityAI"),
    "Character.AI": ("Character.ai", "Character AI"),
    "Яндекс": ("Яндекс", "Яндекса", "от Яндексом"),
    "百度": ("用百度搜索", "百度"),
    "小米SU7": ("一辆小米SU7撞", "小米 SU7"),
}
OTHER_TEXTS = {
    "OpenAI": ("ReopenAI", "OpenAIs5x", "OpenAir", "open air"),
    "GPT-4": ("GPT-40", "GPT-4.2", "GPT4All", "GPT-3", "XGPT-4", "I use GPT. 4 people do"),
    "Tesla": ("Teslar", "Nikolatesla"),
    "Яндекс": ("неЯндекс", "Яндексоподобный"),
}
EXACT = {
    "Meta": (("Meta said", "said Meta.", "Meta的模型"), ("metadata", "a meta analysis", "META", "Metas1x")),
    "Face++": (("Face++ erred", "by Face++."), ("a face", "Face", "Face+")),
    "Le Chat": (("Le Chat said", "Le\nChat"), ("le chat", "Le chat")),
    "X": (("on X.", "X's"), ("x", "XX", "Xs1")),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_name_is_found_beside_any_script(name: str) -> None:
    assert [text for text in TEXTS[name] if not mentions(text, name)] == []


@pytest.mark.parametrize("name", OTHER_TEXTS)
def test_a_part_of_another_word_is_no_name(name: str) -> None:
    assert [text for text in OTHER_TEXTS[name] if mentions(text, name)] == []


@pytest.mark.parametrize("name", EXACT)
def test_an_ordinary_word_is_no_name(name: str) -> None:
    names, words = EXACT[name]
    assert [text for text in names if not mentions(text, name, exact=True)] == []
    assert [text for text in words if mentions(text, name, exact=True)] == []


OWNERS = {
    "ChatGPT invented a ruling": {"OpenAI"},
    "Google's Bard invented a ruling": {"Google"},
    "Bard, the poet": set(),
    "Claude Monet's heirs sue": set(),
    "Claude Code deleted a folder": {"Anthropic"},
    "Stable Diffusion drew it": {"CompVis LMU", "Runway", "Stability AI"},
    "A film on YouTube, Facebook and X": set(),
    "GitHub Copilot wrote it": {"Microsoft"},
    "A cruise ship, an apple and a ring": set(),
    "OpenAI and xAI": {"OpenAI", "xAI"},
    "GPT-3.5 erred. We asked GPT-4.": {"OpenAI"},
    "GPT-3.14 insulted users": {"OpenAI"},
    "Grok 4, Veo3 and Claude-3 insulted users": {"xAI", "Google", "Anthropic"},
    "A grok of 4, the bard's 3 plays": set(),
    "Sora's restaurant, a ferry called Cortana, the town of Suno, FSD Africa, a job on Lensa": set(),
    "OpenAI's Sora made it": {"OpenAI"},
    "A film on YouTube Kids": set(),
    "谷歌、百度、阿里巴巴和腾讯": {"Google", "Baidu", "Alibaba", "Tencent"},
    "通义千问和文心一言编造": {"Alibaba", "Baidu"},
    "一个豆包": set(),
    "字节跳动的豆包": {"ByteDance"},
    "네이버가 만든 챗봇": {"NAVER"},
    "律师使用ChatGPT编造": {"OpenAI"},
}


@pytest.mark.parametrize("text", OWNERS)
def test_a_text_names_providers_by_their_products(text: str, home: Place) -> None:
    assert home.policy.names.owners(text) == OWNERS[text]


ADDRESSES = {
    "https://openai.com/index/x": "OpenAI",
    "https://chatgpt.com/": "OpenAI",
    "https://chatgpt.com/share/1": None,
    "https://CHATGPT.com/x/../share/1": None,
    "https://chatgpt.com/shared": "OpenAI",
    "https://community.openai.com/t/1": None,
    "https://blog.google/x": "Google",
    "https://www.google.com/about": "Google",
    "https://www.google.com/search?q=x": None,
    "https://docs.google.com/document/1": None,
    "https://sites.google.com/view/x": None,
    "https://www.facebook.com/somebody/posts/1": None,
    "https://about.fb.com/news": "Meta",
    "https://x.com/OpenAI/status/1": "OpenAI",
    "https://x.com/somebody/status/1": None,
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_others_speak_on_a_providers_domain_too(address: str, home: Place) -> None:
    claim = home.policy.hosts.claim(address)
    assert (claim.name if claim is not None and claim.sort == "provider" else None) == ADDRESSES[address]


FAULTS = {
    "a product with another provider's name": ("products: [{name: openai}]", "duplicate-item"),
    "an alias that reads as another's name": ("aliases: [OpenAl]", "duplicate-item"),
    "a product that reads as another's name": ("products: [{name: 0penAI}]", "duplicate-item"),
    "one product twice": ("products: [{name: P, also: [Q]}, {name: q}]", "duplicate-item"),
    "another's domain": ("domains: [p.example], not_its_word: [{domain: openai.com, why: x}]", "wrong-format"),
    "a domain that another has": ("domains: [openai.com]", "duplicate-item"),
    "a domain on another's": ("domains: [news.openai.com]", "duplicate-item"),
    "a path on another's": ("domains: [openai.com/zebra]", "duplicate-item"),
    "a domain that holds another's": ("domains: [x.com]", "duplicate-item"),
    "one domain twice": ("domains: [p.example, p.example]", "duplicate-item"),
    "everybody's domain": ("domains: [co.uk]", "wrong-format"),
    "a domain with www.": ("domains: [www.p.example]", "wrong-format"),
    "an alias that is nobody's": ("aliases: [Unknown]", "wrong-format"),
    "its own whole domain": ("domains: [p.example], not_its_word: [{domain: p.example, why: x}]", "wrong-format"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_policy_gives_nobody_what_is_anothers(case: str, archive: Place) -> None:
    keys, rule = FAULTS[case]
    path = archive.root / "schema/providers.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {{name: Zebra, {keys}}}\n", encoding="utf-8")
    done = archive.run("check")
    assert (done.returncode, f"error[{rule}]" in done.stdout, "Traceback" in done.stderr) == (2, True, False)


def test_a_provider_can_not_be_called_unknown(archive: Place) -> None:
    path = archive.root / "schema/providers.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "  - name: unknown\n", encoding="utf-8")
    done = archive.run("check")
    assert (done.returncode, "means that no source names a provider" in " ".join(done.stdout.split())) == (2, True)


def test_where_others_speak_another_provider_may_have_its_pages(archive: Place) -> None:
    path = archive.root / "schema/providers.yaml"
    path.write_text(
        "schema: 1\nproviders:\n"
        "  - {name: OpenAI, domains: [openai.com], not_its_word: [{domain: community.openai.com, why: a forum}]}\n"
        "  - {name: Zebra, domains: [community.openai.com/u/zebra]}\n"
    )
    assert "policy" not in archive.run("check").stderr


def test_a_policy_without_products_is_valid(archive: Place) -> None:
    path = archive.root / "schema/providers.yaml"
    path.write_text("schema: 1\nproviders:\n  - {name: OpenAI, aliases: [ChatGPT], domains: [openai.com]}\n")
    assert archive.rules_found(merged("providers: [OpenAI]\n")) == []
    assert archive.rules_found(merged("providers: [ChatGPT]\n")) == ["unknown-provider"]


# Companies that are like others by name, as real records have them.
COMPANIES = [
    "AI", "AlphaSense", "Appen", "Apollo", "Coherent", "Clova", "Evolver", "Face", "Googol", "GitLab", "Groq",
    "Inflection", "Metaphysic", "Metadata", "Minstral", "Moltbook", "Nvida", "Opera", "OpenEvidence", "OpenAl",
    "0penAI", "Goog1e", "Rnicrosoft", "Replika", "Replicate", "Runaway", "Snapdragon", "Sun", "Tesler", "Uberall",
    "Volvo", "Xiaomi", "X", "You",
]  # fmt: skip


def test_no_fix_writes_another_company(archive: Place) -> None:
    policy = archive.policy
    spellings = [spelling.text for spelling in policy.names]
    random_ = random.Random(16)
    for name in [*COMPANIES, *(slip(name, random_) for name in spellings)]:
        archive.put(BASE_NAME, merged(f"providers: ['{name}']\n"))
        changed = fixed_provider(archive, policy)
        assert changed in (name, policy.names.provider(name)), name


def slip(name: str, random_: random.Random) -> str:
    """Return a name with one letter more, one less, or another."""
    at, letter = random_.randrange(len(name)), random_.choice(string.ascii_letters)
    after = name[at + random_.randrange(2) :]
    return name[:at] + random_.choice((letter, "")) + after or "A"


def fixed_provider(archive: Place, policy: Policy) -> str:
    """Return the provider of the base wire when every fix was made, unsafe ones too."""
    for result in plan(archive.root, policy, unsafe=True).results:
        apply(archive.root, result)
    text = (archive.root / BASE_NAME).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("providers:"))
    return line.partition("[")[2].rpartition("]")[0].strip("'\"")
