"use strict";
// Searches and filters the archive where it is read: MiniSearch ranks and forgives, stemmer knows a word's other forms.
// Fetches this site's own lists and nothing from anywhere else, and builds everything from text, so that no wire can add
// markup. Without this script the page is links to plain lists.

const form = document.getElementById("filters");
const results = document.getElementById("results");
const line = document.getElementById("count");
const heading = document.getElementById("found");
const filters = document.getElementById("more-filters");
const more = document.getElementById("more");
const page = form.dataset.page;
const untouched = [...results.childNodes];
const [kinds, codes] = ["kind", "code"].map((name) => new Map([...form.elements[name].options].map((option) => [option.value, option.text])));
const schemes = new Map(Object.entries(JSON.parse(form.dataset.schemes)));
const STEP = 20;
const AROUND = 80; // letters of an excerpt before the first word found in it; twice as many after
const WORD = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])[\p{L}\p{M}\p{N}_])+/gu;
const COMPOUND = /(?<![\p{L}\p{M}\p{N}_])[\p{L}\p{M}\p{N}_]+(?:[-\u2010\u2011][\p{L}\p{M}\p{N}_]+)+/gu;
const ADDRESS = /\bhttps?:\/\/(?:www\.)?([^\s?#]*)\S*/gi; // its host and the words of its path are searched
const QUOTATION = /["\u201c\u201d\u201e\u00ab\u00bb]/;
const FIELDS = ["title", "provider", "text", "values", "parts"]; // where what is like a word may stand
const WAYS = [ // the first that finds a wire is taken
  [{}, ""],
  [{ prefix: true, fields: FIELDS }, " No wire has these words; these have words that begin so."],
  [{ prefix: true, fields: FIELDS, fuzzy: (term) => term.length > 3 && !/\p{N}/u.test(term) && 0.2 }, " No wire has these words; these have words like them."],
];
const memory = new Map();
const stemsOf = new Map();
let stem; // of a word, once the libraries are there
let run = 0;
let found = [];
let shown = 0;

function once(key, make) {
  if (!memory.has(key)) memory.set(key, make().catch((error) => { memory.delete(key); throw error; }));
  return memory.get(key);
}

function get(address) {
  return once(address, async () => {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  });
}

function wordsOf(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(WORD) || [];
}

function slug(text) { // as addresses of pages have a name, whatever its case
  return wordsOf(text).join("-");
}

function termsOf(text) {
  return wordsOf(text).map(stem);
}

function tokenize(text, field) { // "fine" stands in "fine-tuning", but as a part: what has the word itself comes first
  if (field === "addresses") return (text.match(ADDRESS) || []).flatMap(wordsOf);
  text = field ? text.replace(ADDRESS, " ") : text;
  if (field === "parts") return (text.match(COMPOUND) || []).flatMap(wordsOf);
  return wordsOf(field === "title" || field === "text" ? text.replace(COMPOUND, " ") : text);
}

function library() {
  return once("library", async () => {
    const [{ default: MiniSearch }, { stemmer }] = await Promise.all(
      ["minisearch", "stemmer"].map((name) => import(`./search/${name}.js`)));
    stem = (word) => stemsOf.get(word) || stemsOf.set(word, stemmer(word)).get(word);
    return new MiniSearch({
      fields: [...FIELDS, "addresses"], tokenize, processTerm: stem,
      extractField: (wire, name) => [name === "parts" ? wire.title : "", wire[name] || wire.text].flat().filter(Boolean).join("\n"),
      searchOptions: { combineWith: "AND", boost: { title: 3, provider: 2, values: 0.5, parts: 0.2, addresses: 0.2 } },
    });
  });
}

function valuesOf({ kind, code, mark, level }) { // the words of its card
  return [kinds.get(kind) || kind, ...code.map((id) => codes.get(id) || id), ...mark, level].join(", ");
}

function cards(shard) {
  return get(`${shard}cards.json`);
}

function indexed(shard) {
  return once(`index of ${shard}`, async () => {
    const [index, wires, texts] = await Promise.all([library(), cards(shard), get(`${shard}texts.json`)]);
    index.addAll(wires.map((wire, at) => Object.assign(wire, { text: texts[at], values: valuesOf(wire) })));
    return wires;
  });
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
  severity.append(shape, ` ${wire.level}`);
  const providers = make("span", "providers");
  wire.provider.forEach((name, at) => {
    const named = name === "unknown" ? make("span", "soft", "Provider not named") : make("bdi", "", name);
    providers.append(...(at ? [", "] : []), named);
  });
  over.append(severity, providers);
  const tag = wire.status === "retracted" ? "tag gone" : wire.basis === "bulk" ? "tag legacy" : "tag";
  over.append(...wire.mark.map((mark) => make("span", tag, mark)));
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

function mark(element, text, { stems }) {
  let end = 0;
  element.replaceChildren();
  for (const hit of text.matchAll(WORD)) {
    if (!termsOf(hit[0]).some((term) => stems.has(term))) continue;
    element.append(text.slice(end, hit.index), make("mark", "", hit[0]));
    end = hit.index + hit[0].length;
  }
  element.append(text.slice(end));
}

function excerpt({ wire, stems }) {
  const words = wire.text.map((text) => termsOf(text).filter((term) => stems.has(term)));
  const numbers = words.map((terms) => new Set(terms).size);
  const best = numbers.indexOf(Math.max(...numbers));
  const text = best + 1 < words.length ? wire.text[best] // the last holds the ids
    : wire.text[best].replace(/([^\s:]+):/g, (whole, scheme) => (schemes.has(scheme) ? `${schemes.get(scheme)} ` : whole));
  const at = [...text.matchAll(WORD)].find(([word]) => termsOf(word).some((term) => stems.has(term)))?.index;
  if (at === undefined) return wire.first; // the title has the words
  const from = at > AROUND ? Math.max(text.lastIndexOf(" ", at - AROUND) + 1, at - 2 * AROUND) : 0;
  const rest = text.length - from > 3 * AROUND;
  return (from ? "\u2026 " : "") + (rest ? text.slice(from, from + 3 * AROUND).replace(/ \S*$/, " \u2026") : text.slice(from));
}

function wanted() {
  return new Map([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
}

function compared(one, other) { // numbers as numbers, dates as far as the second is known
  if (typeof one === "number") return one - Number(other);
  const start = one.slice(0, other.length);
  return (start > other) - (start < other);
}

function labelOf(field) {
  return field.labels[0].textContent;
}

function isDate(value) { // that a calendar has
  const day = new Date(value);
  return !isNaN(day) && day.toISOString().startsWith(value);
}

function faults(query) { // what no wire can be compared with
  const messages = [];
  for (const from of form.elements) {
    const [name, end] = from.name.split("-");
    if (end !== "from") continue;
    const ends = [from, form.elements[`${name}-to`]];
    const isNumber = from.inputMode === "numeric";
    const wrong = ends.filter(({ name: key, pattern }) => query.has(key)
      && !(new RegExp(`^(?:${pattern})$`).test(query.get(key)) && (isNumber || isDate(query.get(key)))));
    for (const field of wrong.filter(({ name: key }, at) => !at || query.get(key) !== query.get(wrong[0].name))) {
      messages.push(`${labelOf(field)} is no ${isNumber ? "number: write 2" : "date: write 2023, 2023-05 or 2023-05-30"}.`);
    }
    const [first, last] = ends.map(({ name: key }) => query.get(key)).map((value) => (isNumber ? Number(value) : value));
    if (!wrong.length && first && last && compared(first, isNumber ? last : last.slice(0, first.length)) > 0) {
      messages.push(`${labelOf(from)} is after ${labelOf(ends[1])}.`);
    }
    ends.forEach((field) => field.setAttribute("aria-invalid", wrong.includes(field)));
  }
  return messages;
}

function fits(wire, query) {
  for (const [name, value] of query) {
    const [key, end] = name.split("-");
    const has = wire[key];
    if (key === "q" || key === "sort") continue;
    if (end) {
      const order = compared(has, value);
      if (end === "from" ? order < 0 : order > 0) return false;
    } else if (Array.isArray(has) ? !has.includes(value) : String(has) !== value) return false;
  }
  return true;
}

function show() {
  const list = results.querySelector("ul");
  const next = found.slice(shown, shown + STEP);
  for (const hit of next) {
    const item = list.appendChild(card(hit.wire));
    if (!hit.stems) continue;
    mark(item.querySelector("h3 a"), hit.wire.title, hit);
    mark(item.querySelector(".opening"), excerpt(hit), hit);
  }
  shown += next.length;
  more.hidden = shown >= found.length;
  return list.children[shown - next.length];
}

async function filter(query, strange, notes) {
  const mine = ++run;
  if (!query.size && !strange.length) {
    heading.textContent = "Newest";
    line.textContent = notes.join(" ");
    results.replaceChildren(...untouched);
    more.hidden = true;
    return;
  }
  heading.textContent = "Found";
  results.replaceChildren();
  more.hidden = true;
  const wrong = faults(query);
  if (strange.length || wrong.length) {
    line.textContent = ["Nothing was searched.", ...(strange.length ? strange : wrong), ...notes].join(" ");
    return;
  }
  line.textContent = "Searching";
  const words = query.get("q")?.replace(ADDRESS, "$1");
  const shards = await get("lists.json").catch(() => null); // this page may be older than the lists
  const lots = await Promise.allSettled((shards || []).map(words ? indexed : cards));
  if (mine !== run) return;
  const wires = new Map(lots.flatMap((lot) => lot.value || []).map((wire) => [wire.id, wire]));
  const failed = lots.filter((lot) => lot.status === "rejected").length;
  found = [...wires.values()].map((wire) => ({ wire }));
  let note = "";
  if (words) {
    const index = failed < lots.length && await library();
    found = [];
    for (const [way, said] of index ? WAYS : []) {
      found = index.search(words, way).sort((one, other) => other.score - one.score || (one.id < other.id) - (one.id > other.id)).map((hit) => ({ wire: wires.get(hit.id), stems: new Set(hit.terms) }));
      note = said;
      if (found.length) break;
    }
  }
  const ids = ({ code, severity }) => [...code, severity].map((id) => id.toLowerCase());
  const known = new Set([...wires.values()].flatMap(ids)); // of "SEV-2" no "2" elsewhere is meant
  const asked = (words || "").toLowerCase().split(/\s+/).filter((word) => known.has(word));
  found = found.filter(({ wire }) => fits(wire, query) && asked.every((id) => ids(wire).includes(id)));
  const order = query.get("sort") || (words ? "" : "published");
  if (order) found.sort(({ wire: one }, { wire: other }) => (one[order] < other[order]) - (one[order] > other[order]));
  const unknown = [...form.elements].filter(({ options, name }) => options && query.has(name))
    .filter(({ name, value }) => ![...wires.values()].some((wire) => fits(wire, new Map([[name, value]]))))
    .map((field) => `No wire has \u201c${field.value}\u201d as its ${labelOf(field).toLowerCase()}.`);
  shown = 0;
  results.replaceChildren(make("ul", "cards"));
  show();
  line.textContent = !shards ? "Nothing was searched. The lists could not be read: try again." : (found.length ? `${found.length} wire${found.length === 1 ? "" : "s"} found.${note}` : ["No wire found.", ...unknown].join(" "))
    + (failed ? ` ${failed} of ${lots.length} lists could not be read, so some may be missing.` : "")
    + (QUOTATION.test(words || "") ? " Quotation marks are ignored: wires have these words, in any order." : "")
    + ["", ...notes].join(" ");
}

function address(query) {
  const parameters = new URLSearchParams([...query]).toString();
  return location.pathname.replace(/^\/+/, "/") + (parameters ? `?${parameters}` : "");
}

function ask(keep, strange = [], notes = []) {
  const query = wanted();
  const set = [...query.keys()].filter((name) => name !== "q" && name !== "sort").length;
  filters.querySelector("summary").textContent = set ? `Filters (${set} set)` : "Filters";
  if (keep) history.replaceState(null, "", address(query));
  filter(query, strange, notes);
}

function read() {
  const given = new URLSearchParams(location.search);
  const names = new Set([...form.elements].flatMap(({ name }) => [name, name.split("-")[0]]));
  const notes = [...new Set(given.keys())].filter((name) => !names.has(name)).map((name) => `There is no filter \u201c${name}\u201d, for which the address asks.`);
  const strange = new Set();
  for (const field of form.elements) {
    const [name, end] = field.name.split("-"); // occurred=2023-05 is from then to then
    if (!name) continue;
    const [value = "", ...others] = new Set([...given.getAll(field.name), ...(end ? given.getAll(name) : [])].filter(Boolean));
    if (others.length) strange.add(`The address has \u201c${name}\u201d more than once, and only one can be asked for.`);
    field.value = value;
    const like = [...(field.options || [])].find((option) => option.value && slug(option.value) === slug(value));
    if (field.value !== value && like) field.value = like.value;
    if (like || field.value === value || !field.options || name === "sort") continue;
    field.append(new Option(value)); // the list of choices may be older than the wires, or hold the most frequent only
    field.value = value;
  }
  ask(false, [...strange], notes);
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
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select")) return;
  event.preventDefault();
  form.elements.q.focus();
});
window.addEventListener("popstate", read);
filters.open = matchMedia("(min-width: 30.01rem)").matches; // as the style sheet shows them there anyway
if (location.search) read();
