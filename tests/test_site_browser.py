"""The site in a real Chromium: what readers can do, see and hear, and what nobody can do to them."""

import fcntl
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from conftest import REPOSITORY, new_archive, run_butfor, run_process
from site_archive import DRAFT, HOSTILE, LONG, RETRACTED, RIGHT_TO_LEFT, SEED, fill, wire

pytestmark = pytest.mark.browser

SECONDS = 15
SHIPPED = len(list(REPOSITORY.glob("incidents/*/*.yaml")))
PAGES = (
    "", "archive/", "archive/2023/", "archive/2023/1/", f"wire/{SEED}/", f"wire/{RETRACTED}/", f"wire/{HOSTILE}/",
    f"wire/{RIGHT_TO_LEFT}/", "wire/01GWQX0T00ZK58P4A1RN4WHB21/", "code/", "code/mit-3.1/", "code/m1/", "provider/",
    "provider/openai/", "severity/", "severity/sev-3/", "kind/", "tier/standard/", "ledger/", "statistics/", "rules/",
    "rules/too-few-sources/", "format/", "guide/", "data/", "404.html",
)  # fmt: skip


def tool(name: str, *aliases: str) -> str:
    """Where a program is; without it the test is skipped, or fails where the browser must be there."""
    path = next(filter(None, map(shutil.which, (name, *aliases))), None)
    if path is None:
        must = bool(os.environ.get("BUTFOR_TESTS_IN_CI")) and os.environ.get("BUTFOR_REQUIRE_BROWSER") == "1"
        (pytest.fail if must else pytest.skip)(f"`{name}` is missing: install Debian's chromium and chromium-driver")
    return path


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


class Shown:
    """A built site behind a plain server, which sends no headers of its own, and a browser that looks at it."""

    def __init__(self, folder: Path, address: str, profile: Path, scripts: bool = True) -> None:
        self.folder, self.address = folder, address
        options = webdriver.ChromeOptions()
        options.binary_location = tool("chromium", "chromium-browser", "google-chrome")
        for flag in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", f"--user-data-dir={profile}",
        ):  # fmt: skip
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.browser = webdriver.Chrome(options, webdriver.ChromeService(tool("chromedriver")))
        self.size(1280, 1000)

    def size(self, width: int, height: int) -> None:
        view = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", view)

    def media(self, **features: str) -> None:
        listed = [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items() if name != "type"
        ]
        wanted = {"features": listed, "media": features.get("type", "")}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)

    def go(self, page: str) -> None:
        self.browser.get(self.address + page)

    def js(self, script: str, *arguments: object) -> Any:
        return self.browser.execute_script(script, *arguments)

    def element(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def elements(self, selector: str) -> list[Any]:
        return list(self.browser.find_elements(By.CSS_SELECTOR, selector))

    def until(self, what: str, condition: Any) -> Any:
        return WebDriverWait(self.browser, SECONDS, poll_frequency=0.02).until(lambda _: condition(), what)

    def results(self) -> list[str]:
        """Ids of the wires that a filter has found, when it has."""
        self.until("an answer", lambda: "found" in self.element("#count").text)
        links = self.elements("#results .card a")
        return [link.get_attribute("href").rstrip("/").rpartition("/")[2] for link in links]

    def complaints(self) -> list[str]:
        """What the browser has refused or failed since the last call, and every address asked for that is not ours."""
        complaints = [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] != "INFO"]
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked = message["params"]["request"]["url"]
                if not asked.startswith((self.address, "file:", "data:,", "about:", "chrome")):
                    complaints.append(f"asked for {asked}")
        return complaints


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """(folder, address) of the built site."""
    place = new_archive(tmp_path_factory.mktemp("site") / "archive")
    fill(place)
    for number in range(60):
        place.put(*wire(number))
    out = place.root.parent / "out"
    out.mkdir()
    handler = functools.partial(Quiet, directory=str(out))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    address = f"http://127.0.0.1:{server.server_port}/"
    done = place.run_process("site", "build", "--out", str(out), "--base-url", address)
    assert done.returncode == 0, done.stderr
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield out, address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def shown(site: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    started = Shown(*site, tmp_path_factory.mktemp("profile"))
    yield started
    started.browser.quit()


@pytest.fixture(autouse=True)
def plain(request: pytest.FixtureRequest) -> None:
    """Each test begins in the light, at a desk."""
    if "shown" in request.fixturenames:
        page = request.getfixturevalue("shown")
        page.size(1280, 1000)
        page.media()
        page.complaints()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, as tests/browser pins it."""
    return (npm(tmp_path_factory) / "axe-core/axe.min.js").read_text(encoding="utf-8")


def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages that tests/browser pins, installed once for all workers of a run."""
    for name in ("node", "npm"):
        if shutil.which(name) is None:
            (pytest.fail if os.environ.get("BUTFOR_TESTS_IN_CI") else pytest.skip)(
                f"`{name}` is missing: install Node.js 20 or later"
            )
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    home = shared / "browser-tools"
    with (shared / "browser-tools.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "installed").is_file():
            home.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(REPOSITORY / "tests/browser" / name, home)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, f"`npm ci` in tests/browser fails:\n{done.stderr}"
            (home / "installed").touch()
    return home / "node_modules"


# -- filters and search ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity", "SEV-4"), ("kind", "official-finding"), ("code", "mit:7.3"), ("provider", "xAI"),
        ("tier", "<i>tier</i>"), ("status", "retracted"),
    ],
)  # fmt: skip
def test_each_filter_finds_what_has_it_and_nothing_else(name: str, value: str, shown: Shown) -> None:
    cards = [card for path in shown.folder.glob("archive/**/cards.json") for card in json.loads(path.read_bytes())]
    expected = {card["id"] for card in cards if value in (card[name] if name in ("code", "provider") else [card[name]])}
    assert expected
    shown.go("archive/")
    Select(shown.element(f"#f-{name}")).select_by_value(value)
    results = shown.results()
    assert set(results) == expected
    assert len(results) == len(expected)
    assert shown.element("#count").text == f"{len(expected)} wire{'' if len(expected) == 1 else 's'} found."
    assert shown.browser.current_url.endswith(f"archive/?{name}={quote(value, safe='')}")


def test_a_bar_of_the_statistics_finds_what_it_counts(shown: Shown) -> None:
    for plot in ("status", "independent_sources", "occurred", "published", "rationale", "legacy"):
        shown.go("statistics/")
        rows = shown.elements(f"section[aria-labelledby='n-{plot}'] .bars li")
        row = next(row for row in rows if row.find_elements(By.TAG_NAME, "a") and row.text.split()[-1] != "0")
        number = int(row.find_element(By.CSS_SELECTOR, ".count").text)
        row.find_element(By.TAG_NAME, "a").click()
        shown.results()
        found = int(shown.element("#count").text.split()[0])
        assert found == number, plot


def test_on_a_phone_a_search_shows_its_answer(shown: Shown) -> None:
    shown.size(375, 812)
    shown.go("archive/")
    assert not shown.element("#f-kind").is_displayed(), "filters are folded away"
    shown.element("#f-q").send_keys("pizza", Keys.ENTER)
    shown.results()
    assert shown.js("return document.querySelector('#results .card').getBoundingClientRect().top") < 700
    shown.element("#more-filters summary").click()
    assert shown.element("#f-kind").is_displayed()
    shown.go("archive/?kind=hallucination")
    shown.results()
    assert shown.js("return document.querySelector('#results .card').getBoundingClientRect().top") < 700
    assert shown.element("#more-filters summary").text == "Filters (1 set)"


def test_no_citation_stands_at_the_beginning_of_a_line(shown: Shown) -> None:
    shown.size(375, 812)
    broken = "return [...document.querySelectorAll('.glued')].some(e => e.getClientRects().length > 1)"
    for wire_id in ("01GWQX0T00ZK58P4A1RN4WHB21", SEED, RETRACTED):
        shown.go(f"wire/{wire_id}/")
        shown.until("each on one line", lambda: not shown.js(broken))
        assert shown.elements(".glued .cite")


def test_the_count_of_voices_breaks_no_word_and_says_what_a_voice_is(shown: Shown) -> None:
    broken = """
    const broken = [], texts = document.createTreeWalker(document.querySelector(".counted"), NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());) for (const word of text.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) broken.push(word[0]);
    }
    return [texts.root.open, broken]"""
    for width in (1280, 375):
        shown.size(width, 1000)
        shown.go("wire/01GWQX0T00ZK58P4A1RN4WHB21/")
        assert shown.js(broken) == [True, []]
    assert "A voice is whoever speaks" in shown.element("#counted").text
    assert shown.element("#counted a").get_attribute("href").endswith("/guide/#evidence")


def test_filters_and_search_together_are_kept_in_the_address(shown: Shown) -> None:
    shown.go("archive/")
    Select(shown.element("#f-provider")).select_by_value("Google")
    shown.element("#f-q").send_keys("GLUE pizza", Keys.ENTER)
    results = shown.results()
    assert results == ["01HZ3CQQ004WZF3C655N4RZMVD"]
    address = shown.browser.current_url
    shown.go("")
    shown.browser.get(address)
    assert shown.results() == results
    assert shown.element("#f-q").get_attribute("value") == "GLUE pizza"
    shown.element("button[type=reset]").click()
    shown.until("the beginning", lambda: shown.element("#found").text == "Newest")
    assert shown.browser.current_url.endswith("archive/")
    assert len(shown.elements("#results .card")) == 25


@pytest.mark.parametrize(
    ("words", "wire_id"),
    [
        ("Moffatt", "01HPJEKH00VNYQGT3ZJACN1J7B"),  # body
        ("misstatement", "01HPJEKH00VNYQGT3ZJACN1J7B"),  # rationale
        ("bereavement", "01HPJEKH00VNYQGT3ZJACN1J7B"),  # title
        ("moffatt MISSTATEMENT", "01HPJEKH00VNYQGT3ZJACN1J7B"),  # two places
        ("misstatements", "01HPJEKH00VNYQGT3ZJACN1J7B"),  # another form
        ("garanteprivacy", "01GWQX0T00ZK58P4A1RN4WHB21"),  # a source's host
        ("Avianca 541", "01H3G6D60088JDPVJMJQV9BE1W"),  # an id elsewhere
        ("avianca aiid:541", "01H3G6D60088JDPVJMJQV9BE1W"),
        ("https://law360.ca/ca/articles/1804075?utm=x#top", "01HPJEKH00VNYQGT3ZJACN1J7B"),
        ("01hpjekh00vnyqgt3zjacn1j7b", "01HPJEKH00VNYQGT3ZJACN1J7B"),
    ],
)  # fmt: skip
def test_search_finds(words: str, wire_id: str, shown: Shown) -> None:
    shown.go("archive/")
    shown.element("#f-q").send_keys(words)
    assert wire_id in shown.results()
    assert len(shown.results()) <= 3
    assert shown.element("#count").text.endswith("found.")
    assert shown.js("return document.activeElement.id") == "f-q", "who types is not interrupted"


def test_search_finds_other_forms_and_marks_them(shown: Shown) -> None:
    shown.go("archive/?q=fines")
    results = shown.results()
    shown.go("archive/?q=fine")
    assert set(shown.results()) == set(results) > {"01GWQX0T00ZK58P4A1RN4WHB21"}
    for item in shown.elements("#results .card"):
        marks = {mark.text.lower() for mark in item.find_elements(By.TAG_NAME, "mark")}
        assert marks and marks <= {"fine", "fines", "fined"}, "each excerpt shows why"
    shown.go("archive/?q=hallucinated")
    results = shown.results()
    shown.go("archive/?q=hallucination")
    assert shown.results() == results != []
    assert "hallucinated" in {mark.text for mark in shown.elements("#results mark")}


def test_the_words_of_a_card_are_found(shown: Shown) -> None:
    cards = [card for path in shown.folder.glob("archive/**/cards.json") for card in json.loads(path.read_bytes())]
    for words, has in (
        ("mit:3.2", lambda card: "mit:3.2" in card["code"]), ("sev-2", lambda card: card["severity"] == "SEV-2"),
        ("retracted", lambda card: "Retracted" in card["mark"]),
        ("judicial finding", lambda card: card["kind"] == "official-finding"),
    ):  # fmt: skip
        shown.go(f"archive/?q={words}")
        shown.results()
        found = int(shown.element("#count").text.split()[0])
        least = sum(map(has, cards))
        assert found == least if words[-1].isdigit() else found >= least > 0, words


def test_a_word_itself_comes_before_a_part_of_a_compound(shown: Shown) -> None:
    shown.go("archive/?q=fines")
    shown.results()
    marked = [mark.find_element(By.XPATH, "..").text for mark in shown.elements("#results .card mark")]
    assert marked and "fine-tun" not in marked[0]


def test_a_misspelt_word_finds_what_is_like_it_and_says_so(shown: Shown) -> None:
    shown.go("archive/?q=anulled")
    assert "01GWQX0T00ZK58P4A1RN4WHB21" in shown.results()
    assert "No wire has these words; these have words like them." in shown.element("#count").text
    assert "annulled" in {mark.text for mark in shown.elements("#results mark")}
    shown.go("archive/?q=aiid:540")
    shown.until("no wire", lambda: shown.element("#count").text == "No wire found.")


def test_the_best_match_comes_first_or_the_newest(shown: Shown) -> None:
    shown.go("archive/?q=court&status=published")
    shown.results()
    assert "court" in shown.element("#results h3").text.lower(), "a word of the title weighs more"
    cards = [card for path in shown.folder.glob("archive/**/cards.json") for card in json.loads(path.read_bytes())]
    for order in ("occurred", "published"):
        day = {card["id"]: card[order] for card in cards}
        shown.go(f"archive/?q=court&sort={order}")
        found = [day[wire_id] for wire_id in shown.results()]
        assert found == sorted(found, reverse=True) and len(set(found)) > 2


def test_a_range_of_dates(shown: Shown) -> None:
    cards = [card for path in shown.folder.glob("archive/**/cards.json") for card in json.loads(path.read_bytes())]
    shown.go("archive/?occurred-from=2023-06&occurred-to=2024-05")
    shown.results()
    expected = [c for c in cards if len(c["occurred"]) > 4 and "2023-06" <= c["occurred"][:7] <= "2024-05"]
    assert shown.element("#count").text == f"{len(expected)} wires found."
    shown.go("archive/?occurred=2024-05")
    shown.results()
    assert shown.element("#f-occurred-to").get_attribute("value") == "2024-05"
    assert shown.element("#more-filters summary").get_attribute("textContent") == "Filters (2 set)"


@pytest.mark.parametrize(
    ("query", "reported"),
    [
        ("occurred-from=May", "Event from is no date: write 2023, 2023-05 or 2023-05-30."),
        ("published-to=2023-02-30", "Published to is no date: write 2023, 2023-05 or 2023-05-30."),
        ("occurred=1/2024", "Nothing was searched. Event from is no date: write 2023, 2023-05 or 2023-05-30."),
        ("occurred=2023&occurred=x", "searched. The address has \u201coccurred\u201d more than once"),
        ("occurred=2023-13", "Event from is no date"),
        ("occurred-from=2024-05&occurred-to=2024-04", "Event from is after Event to."),
        ("sources=two", "Independent sources at least is no number: write 2."),
        ("severity=SEV-3&severity=SEV-4", "The address has \u201cseverity\u201d more than once"),
        ("provider=Tencent", "No wire found. No wire has \u201cTencent\u201d as its provider."),
        ("mark=withdrawn&q=court", "No wire found. No wire has \u201cwithdrawn\u201d as its mark."),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_for_is_reported_and_finds_nothing(query: str, reported: str, shown: Shown) -> None:
    shown.go(f"archive/?{query}")
    shown.until("an answer", lambda: reported in shown.element("#count").text)
    assert len(re.findall(r"(?<=\.) The address| is no (?:date|number)", shown.element("#count").text)) <= 1
    assert shown.elements("#results .card") == []
    assert not shown.element("#more").is_displayed()
    shown.element("#f-q").send_keys(" ")
    shown.element("button[type=reset]").click()
    shown.until("the beginning", lambda: shown.element("#found").text == "Newest")


@pytest.mark.parametrize("name", ["fbclid", "sevrity"])
def test_an_unknown_parameter_is_named_and_hides_no_wire(name: str, shown: Shown) -> None:
    reported = f"There is no filter \u201c{name}\u201d, for which the address asks."
    shown.go(f"archive/?{name}=x")
    shown.until("a notice", lambda: shown.element("#count").text == reported)
    assert shown.element("#found").text == "Newest" and len(shown.elements("#results .card")) == 25
    shown.go(f"archive/?q=%22moffatt%22&{name}=x")
    assert shown.results() == ["01HPJEKH00VNYQGT3ZJACN1J7B"]
    assert (
        shown.element("#count").text
        == f"1 wire found. Quotation marks are ignored: wires have these words, in any order. {reported}"
    )


def test_a_filter_takes_a_name_as_the_address_of_its_page_has_it(shown: Shown) -> None:
    for given, value in (("provider=openai", "OpenAI"), ("code=mit-3.1", "mit:3.1"), ("severity=sev-4", "SEV-4")):
        shown.go(f"archive/?{given}")
        assert shown.results()
        assert shown.element(f"#f-{given.split('=')[0]}").get_attribute("value") == value


def test_an_id_elsewhere_is_shown_with_the_name_of_its_owner(shown: Shown) -> None:
    shown.go("archive/?q=aiid:541")
    shown.results()
    assert "AI Incident Database 541" in shown.element("#results .opening").text


def test_no_other_wire_stands_under_a_search_that_runs(shown: Shown) -> None:
    shown.go("archive/")
    shown.js("window.fetch = () => new Promise(() => {}); form.elements.q.value = 'pizza'; form.requestSubmit();")
    assert shown.element("#found").text == "Found" and not shown.elements("#results .card")


def test_independent_sources_are_compared_as_numbers(shown: Shown) -> None:
    cards = [card for path in shown.folder.glob("archive/**/cards.json") for card in json.loads(path.read_bytes())]
    for query, low, high in (("sources-from=3", 3, 99), ("sources-to=10", 0, 10), ("sources=2", 2, 2)):
        shown.go(f"archive/?{query}")
        shown.results()
        found = int(shown.element("#count").text.split()[0])
        assert found == sum(low <= card["sources"] <= high for card in cards) > 0


def test_the_first_page_leads_to_the_search(shown: Shown) -> None:
    shown.size(375, 812)
    shown.go("")
    shown.element("#q").send_keys("pizza", Keys.ENTER)
    shown.until("the archive", lambda: "archive/?q=pizza" in shown.browser.current_url)
    assert shown.results()
    assert 0 <= shown.js("return document.querySelector('#results .card').getBoundingClientRect().top") < 700
    webdriver.ActionChains(shown.browser).send_keys("/").perform()
    assert shown.js("return document.activeElement.id") == "f-q"
    assert shown.element("#f-q").get_attribute("value") == "pizza"
    assert shown.complaints() == []


def test_search_in_another_script_and_without_a_result(shown: Shown) -> None:
    shown.go("archive/")
    shown.element("#f-q").send_keys("\u05e4\u05e1\u05d9\u05e7\u05d4")
    assert shown.results() == [RIGHT_TO_LEFT]
    shown.element("#f-q").send_keys(" nowhere")
    shown.until("no wire", lambda: shown.element("#count").text == "No wire found.")
    assert shown.elements("#results .card") == []
    assert shown.element("#count").get_attribute("role") == "status"


def test_a_long_result_comes_in_pieces(shown: Shown) -> None:
    shown.go("archive/?kind=hallucination")
    assert len(shown.results()) == 20
    total = int(shown.element("#count").text.split()[0])
    shown.element("#more").click()
    assert shown.js("return document.activeElement === document.querySelectorAll('#results .card a')[20]")
    while shown.element("#more").is_displayed():
        shown.element("#more").click()
    assert len(shown.elements("#results .card")) == total > 60


def test_lists_that_are_gone_are_reported(shown: Shown) -> None:
    path = shown.folder / "archive/2023/1/cards.json"
    moved = path.rename(path.with_suffix(".away"))
    try:
        shown.go("archive/?status=published")
        shown.results()
        assert "1 of 6 lists could not be read" in shown.element("#count").text
    finally:
        moved.rename(path)


def test_a_page_that_is_older_than_the_lists_finds_every_wire(shown: Shown) -> None:
    """As a browser that keeps the page shows it, when a list has since become two."""
    page = shown.folder / "archive/index.html"
    text = page.read_text(encoding="utf-8")
    try:
        page.write_text(text.replace('href="1/', 'href="gone/').replace('href="2023/1/', 'href="2023/'))
        shown.go("archive/?status=published&sort=published")
        shown.results()
        assert shown.element("#count").text == f"{SHIPPED + 2 + 60} wires found."
        shown.go("archive/lists.json")
        lists = shown.folder / "archive/lists.json"
        lists.rename(lists.with_suffix(".away"))
        shown.go("archive/?q=court")
        shown.until("what failed", lambda: "The lists could not be read" in shown.element("#count").text)
    finally:
        page.write_text(text, encoding="utf-8")
        lists.with_suffix(".away").rename(lists)


# -- without a mouse, without scripts, in the dark, on paper ---------------------------------------------------------


def test_everything_can_be_reached_by_keyboard(shown: Shown) -> None:
    shown.go("archive/")

    def press(*keys: str) -> str:
        webdriver.ActionChains(shown.browser).send_keys(*keys).perform()
        return str(shown.js("const e = document.activeElement; return e.id || e.textContent.trim() || e.tagName"))

    assert press(Keys.TAB) == "Skip to the text"
    assert shown.element(".skip").rect["x"] >= 0, "the skip link shows where it is"
    assert press(Keys.ENTER) == "main"
    assert press(Keys.TAB) == "f-q"
    press("pizza", Keys.ENTER)
    assert shown.results() == ["01HZ3CQQ004WZF3C655N4RZMVD"]
    seen = []
    while len(seen) < 40 and not (seen and seen[-1].startswith("Google's AI Overviews")):
        seen.append(press(Keys.TAB))
        outline = shown.js("return getComputedStyle(document.activeElement).outlineStyle")
        assert outline not in ("none", ""), f"{seen[-1]} does not show that it has the focus"
    assert [name for name in seen if name.startswith("f-")] == [
        "f-severity", "f-kind", "f-code", "f-provider", "f-tier", "f-status", "f-basis", "f-mark", "f-sources-from",
        "f-sources-to", "f-occurred-from", "f-occurred-to", "f-published-from", "f-published-to", "f-sort",
    ]  # fmt: skip
    press(Keys.ENTER)
    shown.until("the wire", lambda: "/wire/01HZ3CQQ004WZF3C655N4RZMVD/" in shown.browser.current_url)


def test_without_scripts_every_wire_is_on_plain_lists(
    site: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    bare = Shown(*site, tmp_path_factory.mktemp("bare"), scripts=False)
    try:
        bare.go("archive/")
        assert "needs JavaScript" in bare.element("noscript").text
        lists = {link.get_attribute("href") for link in bare.elements("nav.years a")}
        reached = set()
        for address in sorted(lists):
            bare.browser.get(address)
            links = [link.get_attribute("href") for link in bare.elements(".card a")]
            reached |= {link.rstrip("/").rpartition("/")[2] for link in links}
        assert reached == {path.name for path in (site[0] / "wire").iterdir()}
        assert len(reached) == SHIPPED + 3 + 60
        assert DRAFT not in reached
    finally:
        bare.browser.quit()


def test_light_and_dark(shown: Shown) -> None:
    shown.go("")
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = shown.js(paper)
    shown.media(prefers_color_scheme="dark")
    assert shown.js(paper) != light
    assert sum(map(int, shown.js(paper)[4:-1].split(","))) < 150


def test_on_paper(shown: Shown) -> None:
    shown.go(f"wire/{RETRACTED}/")
    shown.media(type="print")
    assert not shown.element("nav").is_displayed()
    assert shown.element(".retraction").is_displayed()
    after = shown.js("return getComputedStyle(document.querySelector('.sources a'), '::after').content")
    assert "https://court.example/opinion-54.pdf" in after


# -- every kind of page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_shut_out(page: str, scheme: str, shown: Shown, axe: str) -> None:
    """axe-core finds nothing, the browser refuses nothing, and nothing is asked for elsewhere."""
    shown.media(prefers_color_scheme=scheme)
    shown.go(page)
    shown.js(axe + "; window.axe = axe")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    audit = shown.browser.execute_async_script(
        "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(done)", rules
    )
    wrong = [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in audit["violations"]]
    assert wrong == []
    assert len(audit["passes"]) > 10
    assert shown.complaints() == []


@pytest.mark.parametrize("page", PAGES)
def test_narrow_pages_do_not_scroll_sideways(page: str, shown: Shown) -> None:
    shown.size(320, 800)
    shown.go(page)
    assert shown.js("return document.documentElement.scrollWidth") <= 320
    assert (
        shown.js(
            "return [...document.querySelectorAll('table, pre')].map((one) => one.closest('.wide, pre, .counted'))"
            ".filter((box) => !box || (box.scrollWidth > box.clientWidth && !['auto', 'scroll'].includes("
            "getComputedStyle(box).overflowX))).length"
        )
        == 0
    ), "what is wider than the page scrolls in a box of its own"


def test_nothing_jumps(shown: Shown) -> None:
    shown.go("archive/?severity=SEV-4")
    shown.results()
    time.sleep(0.2)
    shift = shown.browser.execute_async_script(
        "const done = arguments[0]; let sum = 0;"
        "new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; })"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 200)"
    )
    assert shift < 0.02


# -- hostile wires ---------------------------------------------------------------------------------------------------


def test_a_hostile_wire_is_inert_and_legible(shown: Shown) -> None:
    shown.go(f"wire/{HOSTILE}/")
    assert shown.js("return typeof window.pwned") == "undefined"
    assert shown.elements("main img, main script, main iframe, main svg, main style, main form") == []
    handlers = (
        "return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
        ".filter(a => /^on|^style$/.test(a.name)).length"
    )
    assert shown.js(handlers) == 0
    links = [link.get_attribute("href") for link in shown.elements("main a")]
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []
    assert not any("evil.example" in link for link in links), "prose holds no links but citations"
    text = shown.element("main").text
    assert "<script>pwned()</script>" in shown.element("h1").text
    assert "<U+202E>gnp.elif" in shown.element("h1").text
    assert "hid<U+200B>den" in text
    assert '[https://court.example](https://evil.example/phish "pwned")' in text, "prose shows where it would lead"
    assert "(xn--pple-43d.example)" in text, "a look-alike host is spelt out"
    assert "not linked because it is unusual: https://evil.example\\@court.example/" in text
    assert LONG in text
    assert shown.complaints() == []


def test_a_hostile_wire_is_inert_where_scripts_show_it(shown: Shown) -> None:
    shown.go("archive/?q=pwned")
    assert shown.results() == [HOSTILE]
    assert shown.js("return typeof window.pwned") == "undefined"
    assert shown.elements("#results script, #results img, #results svg, #results b") == []
    assert "<script>pwned()</script>" in shown.element("#results h3").text
    assert shown.complaints() == []


def test_right_to_left_titles_run_right_to_left(shown: Shown) -> None:
    shown.go(f"wire/{RIGHT_TO_LEFT}/")
    assert shown.js("return getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert shown.js("return getComputedStyle(document.querySelector('.body p')).direction") == "ltr"


def test_a_retraction_can_not_be_overlooked(shown: Shown) -> None:
    shown.size(375, 700)
    shown.go(f"wire/{RETRACTED}/")
    banner = shown.element(".retraction")
    assert shown.element("h1").rect["y"] < 200
    assert banner.rect["y"] + 100 < 700, "it begins on the first screen"
    assert banner.rect["y"] < shown.element(".state").rect["y"]
    assert "Retracted" in banner.text
    assert shown.element("h1").text.startswith("Retracted:")
    assert shown.browser.title.startswith("Retracted:")
    shown.go("code/mit-3.2/")
    card = next(
        card for card in shown.elements(".card") if card.find_elements(By.CSS_SELECTOR, f"a[href*='{RETRACTED}']")
    )
    assert "Retracted" in card.text


# -- elsewhere -------------------------------------------------------------------------------------------------------


def test_one_file_stands_alone(shown: Shown, tmp_path: Path) -> None:
    """`butfor render --format html`: its style passes its own policy, and it loads nothing."""
    done = run_butfor(REPOSITORY, "render", SEED, "--format", "html")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "wire.html"
    path.write_text(done.stdout, encoding="utf-8")
    shown.browser.get(path.as_uri())
    assert "serif" in shown.js("return getComputedStyle(document.body).fontFamily")
    assert shown.complaints() == []


def test_the_site_can_be_read_from_a_folder(shown: Shown, site: tuple[Path, str], tmp_path: Path) -> None:
    """Without --base-url links name the page, so that they lead somewhere without a server."""
    done = run_process(site[0].parent / "archive", "site", "build", "--out", str(tmp_path / "folder"))
    assert done.returncode == 0, done.stderr
    shown.browser.get((tmp_path / "folder/index.html").as_uri())
    shown.element(".card a").click()
    shown.until("a wire", lambda: shown.elements(".wire"))
    shown.element(".first:nth-child(2) a").click()
    shown.until("the archive", lambda: shown.elements("nav.years"))
    shown.element("nav.years a").click()
    assert shown.elements(".card")
    assert "serif" in shown.js("return getComputedStyle(document.body).fontFamily")
