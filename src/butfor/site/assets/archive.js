"use strict";
// Filters the archive where it is read: fetches the lists' own data from this site and nothing from anywhere else, and
// builds everything from text, so that no wire can add markup. Without this script the page is links to plain lists.

const form = document.getElementById("filters");
const results = document.getElementById("results");
const line = document.getElementById("count");
const heading = document.getElementById("found");
const filters = document.getElementById("more-filters");
const more = document.getElementById("more");
const page = form.dataset.page;
const untouched = [...results.childNodes];
const shards = [...document.querySelectorAll("a[data-shard]")].map((link) => new URL(".", link.href).href);
const names = [
  "severity", "kind", "code", "provider", "tier", "status", "basis", "mark", "sources", "occurred", "published",
];
const several = new Map([["code", "codes"], ["provider", "providers"], ["mark", "marks"]]);
const STEP = 50;
const AT_ONCE = 6;
const kinds = new Map([...form.elements.kind.options].map((option) => [option.value, option.text]));
const loaded = new Map();
let run = 0;
let found = [];
let shown = 0;

function get(address) {
  if (!loaded.has(address)) {
    const asked = fetch(address, { credentials: "omit", cache: "no-cache" }).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return answer.json();
    });
    asked.catch(() => loaded.delete(address));
    loaded.set(address, asked);
  }
  return loaded.get(address);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function card(wire) {
  const item = make("li", "card");
  const over = make("p", "over");
  const severity = make("span", `severity rank-${Number(wire.rank)}`);
  severity.dir = "auto";
  const shape = make("span", "shape", wire.shape);
  shape.setAttribute("aria-hidden", "true");
  severity.append(shape, ` ${wire.severity}`);
  const providers = make("span", "providers");
  wire.providers.forEach((name, at) => {
    const named = name === "unknown" ? make("span", "soft", "Provider not named") : make("bdi", "", name);
    providers.append(...(at ? [", "] : []), named);
  });
  over.append(severity, providers);
  const tag = wire.status === "retracted" ? "tag gone" : wire.basis === "bulk" ? "tag legacy" : "tag";
  over.append(...wire.marks.map((mark) => make("span", tag, mark)));
  const title = make("h3");
  title.dir = "auto";
  title.lang = wire.language;
  const link = make("a", "", wire.title);
  link.href = `../wire/${encodeURIComponent(wire.id)}/${page}`;
  title.append(link);
  const opening = make("p", "opening", wire.first);
  opening.dir = "auto";
  opening.lang = wire.language;
  const under = make("p", "under");
  const dates = [make("span", "", wire.event)];
  if (wire.day) dates.push(" ", make("span", "", `Published ${wire.day}`));
  const evidence = make("span", "", wire.evidence);
  evidence.dir = "auto";
  under.append(...dates, " ", make("span", "", kinds.get(wire.kind) || wire.kind), " ", evidence);
  item.append(over, title, opening, under);
  return item;
}

function wanted() {
  const query = new Map();
  for (const name of ["q", ...names]) {
    const value = form.elements[name].value.trim();
    if (value) query.set(name, value);
  }
  return query;
}

function fits(wire, words, query, searched) {
  for (const [name, value] of query) {
    if (several.has(name)) {
      if (!wire[several.get(name)].includes(value)) return false;
    } else if (name === "occurred" || name === "published") {
      if (!wire[name].startsWith(value)) return false;
    } else if (name !== "q" && String(wire[name]) !== value) return false;
  }
  return searched.every((word) => words.includes(word));
}

function show() {
  const list = results.querySelector("ul");
  const next = found.slice(shown, shown + STEP);
  list.append(...next.map(card));
  shown += next.length;
  more.hidden = shown >= found.length;
  return list.children[shown - next.length];
}

function count(number) {
  return `${number} wire${number === 1 ? "" : "s"}`;
}

async function filter(query) {
  const mine = ++run;
  if (!query.size) {
    heading.textContent = "Newest";
    line.textContent = "";
    results.replaceChildren(...untouched);
    more.hidden = true;
    return;
  }
  const searched = fold(query.get("q") || "").match(/[\p{L}\p{N}_]+/gu) || [];
  heading.textContent = "Found";
  line.textContent = "Searching";
  found = [];
  shown = 0;
  results.replaceChildren(make("ul", "cards"));
  more.hidden = true;
  let failed = 0;
  // Some lists at a time, in their order, so that the newest are there first.
  for (let at = 0; at < shards.length; at += AT_ONCE) {
    const lots = await Promise.all(shards.slice(at, at + AT_ONCE).map(async (shard) => {
      try {
        const [cards, words] = await Promise.all([get(`${shard}cards.json`), searched.length ? get(`${shard}words.json`) : []]);
        if (query.has("q") && !searched.length) return [];
        return cards.filter((wire, number) => fits(wire, words[number] || "", query, searched));
      } catch {
        failed += 1;
        return [];
      }
    }));
    if (mine !== run) return;
    found.push(...lots.flat());
    if (shown < STEP) {
      results.querySelector("ul").replaceChildren();
      shown = 0;
      show();
    }
  }
  more.hidden = shown >= found.length;
  line.textContent = (found.length ? `${count(found.length)} found.` : "No wire found.")
    + (failed ? ` ${failed} of ${shards.length} lists could not be read, so some may be missing.` : "");
}

function address(query) {
  const parameters = new URLSearchParams([...query]).toString();
  return location.pathname.replace(/^\/+/, "/") + (parameters ? `?${parameters}` : "");
}

function ask(keep) {
  const query = wanted();
  const set = names.filter((name) => query.has(name)).length;
  filters.querySelector("summary").textContent = set ? `Filters (${set} set)` : "Filters";
  if (keep) history.replaceState(null, "", address(query));
  filter(query);
}

function read() {
  const given = new URLSearchParams(location.search);
  for (const name of ["q", ...names]) form.elements[name].value = given.get(name) || "";
  ask(false);
}

let waiting;
for (const kind of ["input", "change"]) {
  form.addEventListener(kind, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(true), 200);
  });
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  history.pushState(null, "", address(wanted()));
  ask(false);
  if (heading.getBoundingClientRect().top > innerHeight / 2) heading.scrollIntoView();
});
form.addEventListener("reset", () => setTimeout(() => ask(true)));
more.addEventListener("click", () => {
  const first = show();
  if (first) first.querySelector("a").focus();
});
window.addEventListener("popstate", read);
filters.open = matchMedia("(min-width: 30.01rem)").matches; // as the style sheet shows them there anyway
if (location.search) read();
