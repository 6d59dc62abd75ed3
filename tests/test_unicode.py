"""What readers can't see or tell apart: real texts of many scripts pass; what hides or imitates is found."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from butfor.findings import Finding, Level
from conftest import BASE_NAME, Place, merged

ZWSP, ZWNJ, ZWJ, SHY, LRM, RLM = "\u200b", "\u200c", "\u200d", "\u00ad", "\u200e", "\u200f"
LRI, RLI, FSI, PDI, RLO, PDF = "\u2066", "\u2067", "\u2068", "\u2069", "\u202e", "\u202c"
VS15, VS16, KEYCAP = "\ufe0e", "\ufe0f", "\u20e3"
RULES = {"invisible-character", "bidi-control", "mixed-script", "look-alike-host"}


def tags(text: str) -> str:
    """ASCII as tag characters."""
    return "".join(chr(0xE0000 + ord(char)) for char in text)


REAL = {
    "no-break hyphen": "ChatGPT cited non\u2011existent opinions",
    "no-break spaces": "ChatGPT\u00a0: 10\u202f000\u00a0€, 5\u2007000",
    "ideographic space": "ChatGPTが架空の\u3000判例を生成",
    "curly quotes and dashes": "“ChatGPT” – the lawyers’ tool — invented ‘cases’…",
    "family": f"👨{ZWJ}👩{ZWJ}👧{ZWJ}👦 and 👩🏽{ZWJ}❤{VS16}{ZWJ}💋{ZWJ}👨🏿",
    "skin tones": f"👍🏽 👩🏿{ZWJ}⚖{VS16} 🧑🏻{ZWJ}🦰",
    "gender": f"🏃🏾{ZWJ}♀{VS16}{ZWJ}➡{VS16} 🤷{ZWJ}♂{VS16}",
    "keycaps": f"1{VS16}{KEYCAP} #{VS16}{KEYCAP} *{KEYCAP}",
    "presentation": f"☎{VS15} ☎{VS16} ™{VS16} ↔{VS16} ㊙{VS16} 〰{VS16}",
    "flags": f"🇩🇪 🏳{VS16}{ZWJ}🌈 🏴{ZWJ}☠{VS16}",
    "flags of nations": f"🏴{tags('gbeng')}\U000e007f 🏴{tags('gbsct')}\U000e007f 🏴{tags('gbwls')}\U000e007f",
    "Turkish": "İstanbul’da ılık bir ışık, Iğdır ve İzmir",
    "Thai": f"ศาล{ZWSP}แพ่ง{ZWSP}ยก{ZWSP}ฟ้อง",
    "Khmer": f"តុលាការ{ZWSP}កំពូល{ZWSP}",
    "Burmese": f"တရား{ZWSP}ရုံး",
    "Persian": f"وکلا می{ZWNJ}خواهند کتاب{ZWNJ}ها و PDF{ZWNJ}ها را؛ سال ۱۴۰۲ ه{ZWJ}.ش.",
    "Urdu": "عدالت نے وکیلوں پر جرمانہ عائد کیا ہے",
    "Hindi": f"न्यायालय ने कहा: क्{ZWJ}ष, र्{ZWJ}य और श्{ZWNJ}व",
    "Malayalam": f"കോടതി: അവന്{ZWJ}, അല്{ZWJ}{ZWNJ}ല",
    "Sinhala": f"ශ්{ZWJ}රී ලංකා",
    "Bengali": f"র{ZWJ}্যাব",
    "Hebrew": f"בית המשפט (C++{LRM}) קנס את עורכי הדין{RLM}!",
    "Hebrew with isolates": f"בית המשפט קנס את {LRI}ChatGPT{PDI} ואת {FSI}{RLI}עורכי הדין{PDI}{PDI}",
    "Arabic": f"غرّمت المحكمة \u061c٢٠٪ المحاميين{RLM}: {LRI}ChatGPT{PDI}",
    "Yiddish": "דאָס געריכט האָט געשטראָפֿט די אַדוואָקאַטן",
    "Chinese": "法院因律师引用ＣｈａｔＧＰＴ编造的判例而罚款",
    "Chinese variants": "葛\U000e0100飾区と葛\U000e0101城市の裁判所",
    "Japanese": "ＯｐｅｎＡＩのＣｈａｔＧＰＴが架空の判例を作り、弁護士が提出",
    "Japanese, full width alone": "弁護士が架空の判例（ＯｐｅｎＡＩ）を提出、ＣｈａｔＧＰＴ",
    "Korean": "변호사들이 ChatGPT가 지어낸 판례를 제출했다",
    "Vietnamese": "Tòa án phạt luật sư vì dẫn án lệ do ChatGPT bịa ra",
    "combining accents": "\u0190\u0300vegbe m\u0304 l\u0325 \u014b\u0301",
    "Latin": "naïve Straße Łódź Ørsted œuvre Þórr ĳsberg ŋ ə",
    "Greek": "Το δικαστήριο επέβαλε πρόστιμο· ΝΑΤΟ, ΑΒΑ, το ΟΝΟΜΑ",
    "Russian": "Суд оштрафовал адвокатов: ОН, САХАР, МЕТА, Мета и ОРЕХ",
    "Russian with Latin": "IT-компания спросила у ChatGPTа, ответил ChatGPTшный бот",
    "Ukrainian": "Суд оштрафував адвокатів; Україна, її ім'я",
    "Serbian": "Суд је казнио адвокате: љубав, џеп",
    "Armenian": "Դատարանը տուգանեց փաստաբաններին ChatGPT-ի համար",
    "Georgian": "სასამართლომ დააჯარიმა ადვოკატები",
    "Cherokee": "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ, ᎠᎴ",
    "units": "5 μm, 5 µm, 3 kΩ, 3 kΩ, 20 °C, 1 Å, Nº 1, 1ª, №5",
    "formulas": "Δt, Δx, TNFα, αB-crystallin, ρg, πr², x ∈ ℝ, 𝑥 + 𝑦",
    "apostrophes": "Hawaiʻi, Qurʼān, O’Brien",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u180b ᠬᠠᠨ\u180eᠠ",
}


MARKED = {
    "Vietnamese": "Tòa án phạt luật sư vì dẫn những án lệ không hề tồn tại mà ChatGPT đã bịa đặt ra",
    "Thai": "ศาลสั่งปรับทนายความที่อ้างคำพิพากษาซึ่งไม่มีอยู่จริง น้ำ ที่ ผู้ ปู่ กี่ ป้ำ ซื้อ เนื้อที่",
    "Hebrew with points": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים אֵ֥ת הַשָּׁמַ֖יִם וְאֵ֥ת הָאָֽרֶץ׃ שָּׁ֑",
    "Arabic with points": "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ ٱلَّذِىٓ أَنْعَمَ ضَآلِّينَ",
    "IPA": "ˈt͡ʃæt d͡ʒiːˌpʰiːˈtʰiː ɔ̃́ː ɛ̤̃ n̪̊ ŋ̟̊ ɹ̠̊˔ k͡p̚ ɫ s̪̻ ã̰́",
    "Hindi": "न्यायालय ने उन वकीलों पर जुर्माना लगाया जिन्होंने ह्रीं स्त्री र्क्ष्य ॐ श्रद्धाञ्जलि",
    "Tibetan": "བོད་སྐད་ བསྒྲུབས་ རྐྱེན་ ཧཱུྃ་ ཨོཾ་ སྭཱ་ཧཱ་ བརྒྱད་ ཀྵྨླྻཱུྃ",
    "Burmese": "တရားရုံးက မြွှို့ ကျွန်ုပ် ဩဂုတ် ဖြစ်ပါသည် ကြွက် မြို့ တွဲ့",
    "Yoruba": "Ilé-ẹjọ́ ní àwọn agbẹjọ́rò ṣẹ̀ ń̄ ọ̀rọ̀ ẹ̀ṣẹ̀ ọ́",
    "Polytonic Greek": "Ἐν ἀρχῇ ἦν ὁ λόγος, ᾧ ᾄδω ὑψηλοῖς ᾗ",
    "Church Slavonic": "Вꙿ нача́лѣ бѣ̀ сло́во, бг҃ъ гдⷭ҇ь ст҃ъ",
    "Tamil": "நீதிமன்றம் வழக்கறிஞர்களுக்கு ஸ்ரீ க்ஷௌ",
    "Khmer": "តុលាការ ស្ត្រី ព្រះ ក្ស័យ ជំនុំ",
}


@given(st.sampled_from(sorted(MARKED)), st.data())
@settings(deadline=None, max_examples=60)
def test_words_of_scripts_with_many_marks_pass(home: Place, script: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(unicodedata.normalize("NFC", MARKED[script]).split()), min_size=1))
    text = " ".join(words)
    found = home.rules_found(merged(f"body: |\n  ChatGPT: {text} [S1][S2][S3].\n"))
    assert not {"stacked-marks", "invisible-character", "private-character", "mixed-script"} & set(found), text


@pytest.mark.parametrize("text", REAL.values(), ids=REAL)
@pytest.mark.parametrize("field", ["title", "body"])
def test_real_texts_pass(text: str, field: str, home: Place) -> None:
    if field == "title":
        snippet = f'title: "ChatGPT: {text}"\n'
    else:
        snippet = f"body: |\n  {text} [S1][S2].\n\n  ChatGPT: {text} [S3].\n"
    assert home.rules_found(merged(snippet)) == []


@pytest.mark.parametrize("text", REAL.values(), ids=REAL)
def test_real_texts_pass_as_escapes(text: str, home: Place) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in text)
    assert home.rules_found(merged(f'title: "ChatGPT: {escaped}"\n')) == []


HIDDEN = {
    "in a name": ('title: "Open{}AI and ChatGPT invented case law"\n', ZWSP, "U+200B, zero width space, is invisible"),
    "in a provider": ('providers: ["Open{}AI"]\n', ZWSP, "U+200B, zero width space, is invisible"),
    "soft hyphen": ('title: "ChatGPT invented opi{}nions"\n', SHY, "U+00AD, soft hyphen, is invisible"),
    "in a comment": ("# reviewed{} by us\n", "\u2060", "U+2060, word joiner, is invisible"),
    "in a key": ('"x_no{}te": 1\n', "\u034f", "U+034F, combining grapheme joiner, is invisible"),
    "in a block": ("body: |\n  ChatGPT{} [S1][S2][S3].\n", ZWJ, "U+200D, zero width joiner, is invisible"),
    "behind wide letters": ('title: "漢字😀 ChatGPT{} invented"\n', "\u3164", "U+3164, hangul filler, is invisible"),
    "a mark without its script": ('title: "ChatGPT{} invented"\n', RLM, "U+200F, right-to-left mark, is invisible"),
    "a run": ('title: "ChatGPT{} invented"\n', ZWSP * 3, "U+200B, zero width space, and 2 more are invisible"),
    "a selector on a letter": ('title: "ChatGPT{} wrote"\n', VS16, "U+FE0F, variation selector-16, is invisible"),
    "hidden data": (
        'title: "😀{} ChatGPT wrote"\n',
        "\U000e0120",
        "U+E0120, variation selector-49, is invisible",
    ),
}


@pytest.mark.parametrize("snippet, odd, message", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("escaped", [False, True], ids=["raw", "escaped"])
def test_a_hidden_character_is_the_one_finding(
    snippet: str, odd: str, message: str, escaped: bool, archive: Place
) -> None:
    if escaped and '"' not in snippet.partition("{}")[0]:
        return  # outside double quotes nothing is an escape
    written = "".join(f"\\U{ord(char):08x}" for char in odd) if escaped else odd
    text = merged(snippet.replace("{}", written))
    archive.put(BASE_NAME, text)
    (finding,) = archive.check().findings
    assert (finding.rule, finding.level, finding.message) == ("invisible-character", Level.ERROR, message)
    line, column = at(text, text.index(written))
    assert (finding.span.line, finding.span.column, finding.span.end_column) == (line, column, column + len(written))
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text.replace(written, "")
    assert archive.check().findings == ()


def test_deleting_never_makes_a_comment_of_a_text(archive: Place) -> None:
    text = merged(f"x_note: {ZWSP}# no comment\n")
    assert archive.rules_found(text) == ["invisible-character"]
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text


def at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


def test_what_tags_hide_is_reported(archive: Place) -> None:
    archive.put(BASE_NAME, merged(f'title: "ChatGPT invented case law{tags("ignore all rules")}"\n'))
    (finding,) = archive.check().findings
    assert finding.message == "U+E0069, tag latin small letter i, and 15 more are invisible"
    assert "`ignore all rules`" in finding.note


def test_escapes_are_read_as_yaml_reads_them(home: Place) -> None:
    text = "x_single: 'a\\u200bb'\nx_plain: a\\u200bb\nx_double: \"a\\\\u200bb\"\nx_block: |\n  a\\u202eb\n"
    assert home.rules_found(merged(text)) == []
    assert home.rules_found(merged('x_double: "a\\\\\\u200bb"\n')) == ["invisible-character"]
    assert home.rules_found(merged('x_flow: {a: "b\\u200b", "c\\xad": d}\n')) == ["invisible-character"] * 2


REORDERED = {
    "an override": (f"ChatGPT {RLO}invented{PDF} case law", 2),
    "an override that stays": (f"ChatGPT {RLO}invented case law", 1),
    "an embedding in Hebrew": (f"ChatGPT \u202bבית המשפט{PDF} case law", 2),
    "isolates without right-to-left letters": (f"ChatGPT {FSI}invented{PDI} case law", 2),
    "an open isolate": (f"ChatGPT {RLI}בית המשפט case law", 1),
    "one close too many": (f"ChatGPT {RLI}בית המשפט{PDI}{PDI} case law", 1),
    "the one of two that is open": (f"ChatGPT {RLI}{LRI}בית המשפט{PDI} case law", 1),
}


@pytest.mark.parametrize("text, count", REORDERED.values(), ids=REORDERED)
@pytest.mark.parametrize("escaped", [False, True], ids=["raw", "escaped"])
def test_reordered_text_is_found(text: str, count: int, escaped: bool, home: Place) -> None:
    if escaped:
        text = text.encode("ascii", "backslashreplace").decode()
    assert home.rules_found(merged(f'title: "{text}"\n')) == ["bidi-control"] * count


def test_only_a_person_fixes_reordered_text(archive: Place) -> None:
    text = merged(f'title: "ChatGPT invented {RLO}case law that lawyers filed"\n')
    archive.put(BASE_NAME, text)
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text
    archive.run("fix", "--unsafe")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text.replace(RLO, "")


def source(publisher: str, title: str, url: str = "https://court.example/54") -> str:
    return (
        f'sources:\n  - {{id: S1, url: "{url}", publisher: "{publisher}", kind: court, title: "{title}"}}\n'
        "  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases}\n"
        "body: |\n  OpenAI's ChatGPT invented opinions [S1][S2].\n"
    )


# A Cyrillic O, е, р, а, А, І; a Greek omicron; full width; the words as they are read.
IMITATED = {
    "provider": ("providers: [\u041epenAI]\n", "\u041epenAI", "OpenAI", Level.ERROR),
    "provider, all Cyrillic": (
        "providers: [\u041e\u0440\u0435\u043f\u0410\u0406]\n", "\u041e\u0440\u0435\u043f\u0410\u0406", "OpenAI",
        Level.ERROR,
    ),
    "system": ('systems: ["Chat\u0420ilot 5"]\n', "Chat\u0420ilot", "ChatPilot", Level.ERROR),
    "version": ('systems: ["GPT-4\u043e"]\n', "GPT-4\u043e", "GPT-4o", Level.ERROR),
    "known name in the title": ('title: "\u041epenAI built ChatGPT"\n', "\u041epenAI", "OpenAI", Level.ERROR),
    "in full width": ('title: "ＯｐｅｎＡＩ built ChatGPT"\n', "ＯｐｅｎＡＩ", "OpenAI", Level.ERROR),
    "in mathematical letters": ('title: "𝗢𝗽𝗲𝗻𝗔𝗜 built ChatGPT"\n', "𝗢𝗽𝗲𝗻𝗔𝗜", "OpenAI", Level.ERROR),
    "two words": ('title: "Open \u0410\u0406 built ChatGPT"\n', "\u0410\u0406", "AI", Level.ERROR),
    "system of the wire": ('title: "C\u04bbatGPT invented case law"\n', "C\u04bbatGPT", "ChatGPT", Level.ERROR),
    "letter that only resembles": ('title: "Cl\u03b1ude or ChatGPT"\n', "Cl\u03b1ude", "Claude", Level.ERROR),
    "palochka": ('title: "M\u0456stra\u04cf or ChatGPT"\n', "M\u0456stra\u04cf", "Mistral", Level.ERROR),
    "capital I for l": ('title: "C\u0406aude or ChatGPT"\n', "C\u0406aude", "Claude", Level.ERROR),
    "body": ("body: |\n  \u041epenAI and OpenAI [S1][S2][S3].\n", "\u041epenAI", "OpenAI", Level.ERROR),
    "in Russian": ("body: |\n  Суд и \u041epenAI, ChatGPT [S1][S2][S3].\n", "\u041epenAI", "OpenAI", Level.ERROR),
    "publisher": (source("Th\u0435 Court", "Opinion"), "Th\u0435", "The", Level.ERROR),
    "title of a source": (source("Court", "On \u041epenAI"), "\u041epenAI", "OpenAI", Level.ERROR),
    "prose": ("body: |\n  L\u0430wyers filed ChatGPT's [S1][S2][S3].\n", "L\u0430wyers", "Lawyers", Level.WARNING),
    "prose of a source": (source("Court", "\u039fpinion"), "\u039fpinion", "Opinion", Level.WARNING),
    "beside another script": (
        "body: |\n  ChatGPTと漢字の\u0421hatGPTは [S1][S2][S3].\n", "\u0421hatGPT", "ChatGPT", Level.ERROR,
    ),
    "across lines of a quotation": (
        "body: |\n  > ChatGPT was not Open\n  > A\u0406 at all [S1][S2][S3].\n", "A\u0406", "AI", Level.ERROR,
    ),
    "by-line": ('submitted_by: "J\u043ehn"\n', "J\u043ehn", "John", Level.WARNING),
}  # fmt: skip


@pytest.mark.parametrize("snippet, word, latin, level", IMITATED.values(), ids=IMITATED)
def test_an_imitation_is_the_one_finding(snippet: str, word: str, latin: str, level: Level, archive: Place) -> None:
    text = merged(snippet)
    archive.put(BASE_NAME, text)
    (finding,) = archive.check().findings
    assert (finding.rule, finding.level) == ("mixed-script", level)
    assert (finding.span.line, finding.span.column) == at(text, text.index(word))
    assert f"U+{next(ord(char) for char in word if not char.isascii()):04X}" in finding.message
    assert f"`{latin}`" in finding.help
    assert ("guess" in finding.note) == (level is Level.WARNING)
    archive.run("fix")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text
    archive.run("fix", "--unsafe")
    assert (archive.root / BASE_NAME).read_text(encoding="utf-8") == text.replace(word, latin)


def test_an_imitated_provider_hides_no_other(archive: Place) -> None:
    text = merged("providers: [\u041epenAI, Nobody Inc]\n")
    assert archive.rules_found(text) == ["mixed-script", "unknown-provider"]
    with (archive.root / "butfor.toml").open("a", encoding="utf-8") as config:
        config.write('mixed-script = "off"\n')
    assert archive.rules_found(text) == ["unknown-provider"] * 2


def test_a_word_of_its_own_language_is_no_imitation(home: Place) -> None:
    assert home.rules_found(merged(source("\u041c\u0415\u0422\u0410", "Суд відхилив позов"))) == []
    assert home.rules_found(merged(source("\u041c\u0415\u0422\u0410", "Court rejects claim"))) == ["mixed-script"]


IMITATING_HOSTS = {
    "https://\u043epenai.com/x": "openai.com",
    "https://xn--penai-iye.com/x": "openai.com",
    "https://www.xn--penai-iye.com/x": "openai.com",
    "https://\u0445.ai/x": "x.ai",
    "https://0penai.com/x": "openai.com",
    "https://blog.opena1.com/x": "openai.com",
    "https://openal.com/x": "openai.com",
    "https://www.rneta.com/x": "meta.com",
    "https://op\u00e9nai.com/x": "openai.com",
    "https://openai.com.evil.example/x": "openai.com",
    "https://www.openai.com.evil.example/x": "openai.com",
    "https://openai-com.evil.example/x": "openai.com",
    "https://openai.com-login.example/x": "openai.com",
    "https://\u043epenai.com.evil.example/x": "openai.com",
    "https://mistral.ai.evil.example/x": "mistral.ai",
    "https://her\u0430ld.example/x": "her\u0430ld.example",
}


@pytest.mark.parametrize("url, shown", IMITATING_HOSTS.items(), ids=map(ascii, IMITATING_HOSTS))
@pytest.mark.parametrize("field", ["url", "archive_url"])
def test_a_host_that_imitates_is_found(url: str, shown: str, field: str, home: Place) -> None:
    text = source("Court", "Opinion", url)
    if field == "archive_url":
        text = source("Court", "Opinion").replace("kind: court", f'archive_url: "{url}", kind: court')
    home.put(BASE_NAME, merged(text))
    *more, finding = sorted(home.check().findings, key=lambda finding: finding.rule == "look-alike-host")
    assert (finding.rule, finding.level) == ("look-alike-host", Level.ERROR)
    assert [other.rule for other in more] == ["unknown-archive"] * (field == "archive_url")
    assert finding.path == ("sources", 0, field)
    assert f"`{shown}`" in finding.message + finding.note


@pytest.mark.parametrize(
    "hosts",
    [
        ["münchen.de", "пример.рф", "日本語.jp", "xn--e1afmkfd.xn--p1ai", "ılıca.com", "παράδειγμα.gr", "한국.kr"],
        ["openai.com", "help.openai.com", "www.openai.com", "chatgpt.com", "x.com", "x.ai", "about.fb.com"],
        ["www.google.com.br", "google.co.uk", "microsoft.com.cn", "blog.google", "googleblog.com"],
        ["x.ai.example.edu", "notopenai.com", "openai.fandom.com", "openai.github.io", "stability-ai.github.io"],
        ["bbc.co.uk", "news.bbc.co.uk", "independent.co.uk", "gov.uk", "www.gov.uk", "web.archive.org"],
        ["s1.herald.example", "sl.herald.example", "herald.example", "openai-com.translate.goog"],
    ],
)
def test_hosts_that_imitate_nobody_pass(hosts: list[str], home: Place) -> None:
    lines = [
        f"  - {{id: S{n}, url: 'https://{host}/{n}', publisher: P{n}, kind: news, title: Cases}}\n"
        for n, host in enumerate(hosts, 1)
    ]
    cites = "".join(f"[S{n}]" for n in range(1, len(hosts) + 1))
    home.put(BASE_NAME, merged(f"sources:\n{''.join(lines)}body: OpenAI's ChatGPT invented opinions {cites}.\n"))
    assert [finding for finding in home.check().findings if finding.rule in RULES] == []


@pytest.mark.parametrize(
    "host, imitation", [("mirror.example", "rnirror.example"), ("guardian.co.uk", "www.guard1an.co.uk")]
)
def test_two_hosts_that_look_the_same_are_found_once(host: str, imitation: str, home: Place) -> None:
    text = source("Court", "Opinion", f"https://{imitation}/a").replace("news.example", host)
    home.put(BASE_NAME, merged(text))
    (finding,) = home.check().findings
    assert finding.rule == "look-alike-host"
    assert f"`{host}`" in finding.message
    assert f"`{imitation}`" in finding.message


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from([ZWSP, ZWNJ, ZWJ, SHY, LRM, RLM, LRI, RLI, FSI, PDI, RLO, PDF, VS15, VS16, KEYCAP, "\u034f"]),
        st.sampled_from(["\u115f", "\u1160", "\u180b", "\u180e", "\u3164", "\ufe00", "\U000e0100", "\U000e0001"]),
        st.sampled_from(["🏴", *tags("gbeng"), "\U000e007f", "👩", "🏽", "⚖", "1", "葛", "ก", "م", "א", "क", "्", "ᠮ"]),
        st.sampled_from([*"OpenAI 4-", "\u041e", "\u0430", "\u0406", "\u04cf", "\u03bf", "Ｏ", "𝐀", "ı", "\u0301"]),
        st.characters(min_codepoint=0xA0, exclude_categories=["Cs", "Cn"], exclude_characters="\u2028\u2029\ufeff"),
    ),
    min_size=1,
    max_size=30,
)


def messages(findings: tuple[Finding, ...], *rules: str) -> list[str]:
    return [finding.message for finding in findings if finding.rule in rules]


@given(ODD)
@example("\u200bO\u041e")
@settings(deadline=None)
def test_raw_and_escaped_say_the_same(home: Place, text: str) -> None:
    reported = []
    for written in (text, "".join(f"\\U{ord(char):08x}" for char in text)):
        whole = merged(f'title: "ChatGPT made up: {written}."\n')
        home.put(BASE_NAME, whole)
        report = home.check()
        lines = whole.split("\n")
        for finding in report.findings:
            span = finding.span
            assert 1 <= span.column <= span.end_column <= len(lines[span.line - 1]) + 1
            assert len(finding.message) <= 80
            assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]", finding.message)
        reported.append(sorted(messages(report.findings, "invisible-character", "bidi-control", "mixed-script")))
    assert reported[0] == reported[1]  # in another order, perhaps: an escaped letter has no column of its own


@given(st.lists(ODD, min_size=3, max_size=3), st.data())
@settings(deadline=None)
def test_whatever_stands_anywhere_ends_in_findings(home: Place, texts: list[str], data: st.DataObject) -> None:
    host = data.draw(st.sampled_from(["{}penai.com", "xn--{}.com", "{}.openai.com-{}.example", "{}"]))
    url = "https://" + re.sub(r"[\s/?#\\@]", "", host.replace("{}", texts[0]))
    text = merged(source(texts[1], texts[2], url.replace('"', "")))
    home.put(BASE_NAME, text + f'# {texts[0]}\n"x_{texts[1]}": ["{texts[2]}"]\n')
    assert home.check().checked == 1


LARGE = {
    "one run": ZWSP * 60_000,
    "many runs": f"a{ZWSP}" * 45_000,
    "marks on one line": "א" + f"a{LRM}" * 45_000,
    "isolates open": RLI * 60_000,
    "isolates nested": "א" + LRI * 30_000 + PDI * 30_000,
    "joined emoji": f"👩{ZWJ}" * 28_000,
    "unfinished flags": f"🏴{tags('gb')}" * 16_000,
    "one mixed word": "\u0430b" * 65_000,
    "many mixed words": " ".join(f"\u0430{number:x}b" for number in range(22_000)),
    "half a name": "Open \u0410\u0406 open " * 12_000,
    "hyphens and digits": "\u0430-1" * 45_000,
    "accents": "\u0430\u0301" * 45_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_hostile_texts_end(text: str, home: Place) -> None:
    home.put(BASE_NAME, merged(f"body: |\n  ChatGPT [S1][S2][S3]: {text}.\n"))
    report = home.check()
    assert report.checked == 1
    assert len(report.findings) <= 50 * len(RULES)


@pytest.mark.parametrize(
    "unit", ["\\u200b", "a\\u200b", "\\u05d0\\u2066\\u2069", "\\u2066\\n", "\\\\u200b", "\\u0430b "]
)
def test_large_hostile_escapes_end(unit: str, home: Place) -> None:
    home.put(BASE_NAME, merged(f'x_note: "{unit * (200_000 // len(unit))}"\n'))
    report = home.check()
    assert report.checked == 1
    assert {finding.rule for finding in report.findings} <= RULES


def test_words_that_are_wrapped_are_found_and_marked_where_they_begin(archive: Place) -> None:
    text = merged(
        "body: |\n  > ChatGPT filed [S1,\n  > S2], and\n  > <b\n  > x='y'> [S3].\n\n  And 漢\n  [S1,\n    S2] too.\n"
        "conflicts:\n  - point: 'Call +44 20\n      7946 0958 at once'\n    sources: [S1, S2]\n"
    )
    archive.put(BASE_NAME, text)
    places = {(found.rule, found.span.line, found.span.column) for found in archive.check().findings}
    assert places == {
        ("malformed-citation", *at(text, text.index("[S1,\n  >"))),
        ("markup-in-text", *at(text, text.index("<b"))),
        ("private-data", *at(text, text.index("+44"))),
    }
