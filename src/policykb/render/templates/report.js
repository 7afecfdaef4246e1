"use strict";
// The page holds templates of all rows and summaries; this script clones those of the chosen date.
(() => {
  const byId = (id) => document.getElementById(id);
  const page = JSON.parse(byId("data").textContent);
  const rows = new Map(page.rows.map((row) => [row.topic, { ...row, line: byId(`row-${row.topic}`) }]));
  for (const item of document.querySelectorAll("#chart li")) rows.get(item.dataset.topic).item = item;
  const boxes = [...document.querySelectorAll("input[name=only]")];
  const choices = ["words", "topic", "actor"];
  const dialog = byId("dialog");
  const initialState = () => ({
    date: page.day,
    only: page.only.length ? [...page.only] : [...page.verdicts],
    words: "",
    topic: "",
    actor: "",
    open: "", // topic.actor of the cell whose sentences are shown
  });
  let state = initialState();
  let shownCell = null; // the cell whose sentences are or were last shown

  // --- drawing ---------------------------------------------------------------------------

  const MONTHS = [
    ...["January", "February", "March", "April", "May", "June"],
    ...["July", "August", "September", "October", "November", "December"],
  ];

  /** Returns an ISO date in words: 4 July 2025. */
  function inWords(date) {
    const [year, month, day] = date.split("-").map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  }

  const stopOf = (date) => page.stops.findLastIndex(([first]) => first <= date);
  const lastChange = (changes, stop) => changes.findLast(([from]) => from <= stop);
  const clone = (id) => byId(id).content.cloneNode(true);
  const normalize = (text) => text.normalize("NFKC").toLowerCase();

  /** Shows the row and the chart of a topic as they are from a stop on. */
  function drawRow(row, stop) {
    const change = lastChange(row.changes, stop);
    if (change === row.drawn) return;
    const [, verdict, cells, chart] = change;
    const head = row.line.firstElementChild;
    const focused = row.line.contains(document.activeElement) && document.activeElement.closest("td");
    const place = focused ? focused.cellIndex : -1;
    row.line.classList.toggle("changed", row.drawn !== undefined);
    row.drawn = change;
    head.querySelector(".verdict")?.remove();
    while (row.line.children.length > 1) row.line.lastElementChild.remove();
    row.verdict = null;
    if (verdict !== null) {
      head.firstElementChild.after(" ", clone(`verdict-${verdict}`));
      row.verdict = head.querySelector(".verdict").dataset.verdict;
      row.line.append(...cells.map((cell) => clone(`cell-${cell}`)));
    }
    row.item.lastElementChild.replaceChildren(...(chart === null ? [] : [clone(`chart-${chart}`)]));
    for (const link of row.line.querySelectorAll("a.open")) link.setAttribute("aria-haspopup", "dialog");
    row.line.children[place]?.querySelector("a.open")?.focus();
  }

  /** Returns true if the choices of the reader let a row be seen. */
  function matches(row, asked) {
    const words = normalize(`${row.line.dataset.words} ${row.line.textContent}`);
    const cell = state.actor && row.line.querySelector(`[data-actor="${CSS.escape(state.actor)}"]`);
    return (
      state.only.includes(row.verdict) &&
      (!state.topic || state.topic === row.topic) &&
      (!state.actor || (cell && cell.dataset.status !== "silent")) &&
      asked.every((word) => words.includes(word))
    );
  }

  function draw() {
    const stop = stopOf(state.date);
    if (byId("day").dateTime !== state.date) for (const row of rows.values()) row.line.classList.remove("changed");
    const asked = normalize(state.words).split(/\s+/).filter(Boolean);
    const shown = new Set();
    let total = 0;
    for (const row of rows.values()) {
      drawRow(row, stop);
      total += row.verdict !== null;
      if (matches(row, asked)) shown.add(row.topic);
    }
    sort();
    filter(shown);
    const narrowed = shown.size < total;
    for (const one of document.querySelectorAll(".sentences li")) {
      one.hidden = narrowed && !one.querySelector(".claim:not([hidden])");
    }
    const folded = [...rows.values()].filter(({ topic, verdict }) => shown.has(topic) && page.folded.includes(verdict));
    byId("folded").hidden = folded.length === 0;
    byId("folded-count").textContent = folded.length;
    if (narrowed) for (const one of document.querySelectorAll(".folded")) one.open = true;
    byId("shown").textContent = `Shown: ${shown.size} of ${total} topics.`;
    byId("empty").hidden = shown.size > 0;
    drawSummary(lastChange(page.summaries, stop)[1]);
    drawControls(stop);
    drawDialog();
  }

  /** Moves rows under the heading of their verdict, in the order of the topics. */
  function sort() {
    for (const [parts, place] of [["#positions tbody", "line"], ["#chart ol", "item"]]) {
      const homes = new Map();
      for (const part of document.querySelectorAll(parts)) {
        homes.set(part.closest("[data-verdict]")?.dataset.verdict ?? "", part);
      }
      const wanted = new Map([...homes.values()].map((home) => [home, []]));
      for (const row of rows.values()) {
        const seen = place === "line" || row.item.querySelector("svg");
        const home = homes.get((seen && row.verdict) || "") ?? homes.get("");
        wanted.get(home).push(row[place]);
      }
      for (const [home, items] of wanted) {
        const found = [...home.children].filter((one) => one.dataset.topic);
        if (found.length !== items.length || found.some((one, at) => one !== items[at])) home.append(...items);
      }
    }
  }

  /** Hides whatever is about other topics than those shown, and headings without any. */
  function filter(shown) {
    for (const one of document.querySelectorAll("[data-topic]")) one.hidden = !shown.has(one.dataset.topic);
    for (const part of document.querySelectorAll("main [data-verdict]:not(.verdict)")) {
      part.hidden = !part.querySelector("[data-topic]:not([hidden])");
    }
  }

  function drawSummary(summary) {
    if (byId("summary").dataset.drawn === String(summary)) return;
    const open = byId("summary").querySelector("details").open;
    byId("summary").dataset.drawn = summary;
    byId("summary").replaceChildren(clone(`summary-${summary}`));
    byId("summary").querySelector("details").open = open;
    document.title = byId("finding").textContent = byId("summary").firstElementChild.dataset.finding;
  }

  function drawControls(stop) {
    byId("day").dateTime = state.date;
    byId("day").textContent = inWords(state.date);
    byId("stop").value = stop;
    byId("stop").setAttribute("aria-valuetext", page.stops[stop][2]);
    if (byId("date").value !== state.date) byId("date").value = state.date;
    byId("previous").setAttribute("aria-disabled", stop === 0);
    byId("next").setAttribute("aria-disabled", stop === page.stops.length - 1);
    for (const name of choices) if (byId(name).value !== state[name]) byId(name).value = state[name];
    for (const box of boxes) box.checked = state.only.includes(box.value);
    for (const strips of document.querySelectorAll(".strips")) {
      const [first, last] = [strips.dataset.first, strips.dataset.last].map(Date.parse);
      const part = (Date.parse(state.date) - first) / (last + 864e5 - first);
      strips.style.setProperty("--at", String(Math.min(Math.max(part, 0), 1)));
      strips.classList.toggle("outside", part < 0 || part > 1);
    }
  }

  // --- the sentences of a cell -----------------------------------------------------------

  const cellOf = (open) => {
    const [topic, actor] = open.split(".");
    return rows.get(topic)?.line.querySelector(`td.position[data-actor="${CSS.escape(actor ?? "")}"]`);
  };

  function drawDialog() {
    const cell = state.open && cellOf(state.open);
    if (!cell || !cell.querySelector("a.open")) {
      state.open = "";
      if (dialog.open) dialog.close();
      return;
    }
    const row = cell.parentElement;
    byId("dialog-title").textContent = row.querySelector(".topic").textContent;
    byId("dialog-proposition").textContent = row.querySelector(".proposition").textContent;
    byId("dialog-who").textContent = `${cell.dataset.label} on ${inWords(state.date)}`;
    const copy = [...cell.children].map((part) => part.cloneNode(true));
    for (const link of copy.flatMap((part) => [...part.querySelectorAll("a")])) link.replaceWith(...link.childNodes);
    byId("dialog-cell").replaceChildren(...copy);
    byId("dialog-claims").replaceChildren(
      ...evidence("What this rests on", cell.dataset.claims),
      ...evidence("Also counted, not on this date", cell.dataset.others),
      ...others(cell.dataset.more, cell.dataset.actor, row.dataset.topic),
    );
    for (const told of dialog.querySelectorAll(".told")) told.textContent = "";
    shownCell = cell;
    if (!dialog.open) dialog.showModal();
  }

  /** Returns a heading and the sentences of claims, each once, with its document and its claims. */
  function evidence(title, ids) {
    if (!ids) return [];
    const heading = document.createElement("h3");
    heading.textContent = title;
    const found = new Map();
    for (const claim of ids.split(" ").map((id) => byId(`claim-${id}`))) {
      const key = claim.dataset.sentences || claim.id;
      if (!found.has(key)) found.set(key, cited(claim));
      const copy = claim.cloneNode(true);
      copy.hidden = false;
      copy.removeAttribute("id");
      copy.querySelector("blockquote")?.remove();
      found.get(key).append(copy);
    }
    return [heading, ...found.values()];
  }

  /** Returns a line about the counted claims for which the page has no room, if there are any. */
  function others(number, actor, topic) {
    if (!number) return [];
    const told = document.createElement("p");
    told.className = "hint";
    told.textContent = `${number} more claims count, for which this page has no room: policykb explain ${actor} ${topic} lists all.`;
    return [told];
  }

  /** Returns the sentences of a claim between their neighbours, with the document they are from. */
  function cited(claim) {
    const made = clone("cited").firstElementChild;
    const source = claim.closest(".source");
    const items = claim.dataset.sentences.split(" ").filter(Boolean).map(byId);
    const said = items.length ? items.map((item) => item.querySelector("q").textContent).join(" ") : claim.querySelector("q").textContent;
    const sentence = document.createElement("b");
    sentence.textContent = said;
    const beside = (item) => {
      if (item?.classList.contains("is-apart")) item = null;
      const text = document.createElement("span");
      text.className = "beside";
      text.textContent = item?.querySelector("q").textContent ?? "";
      return text;
    };
    const [before, behind] = [items[0]?.previousElementSibling, items.at(-1)?.nextElementSibling];
    made.querySelector("p").append(beside(before), " ", sentence, " ", beside(behind));
    made.querySelector(".reference").append(...source.querySelector(".reference").cloneNode(true).childNodes);
    made.querySelector(".copy").dataset.text = `“${said}” ${source.dataset.reference}`;
    return made;
  }

  // --- the address -----------------------------------------------------------------------

  const sameItems = (one, other) => one.length === other.length && one.every((word) => other.includes(word));
  const isAnchor = () => location.hash.length > 1 && !location.hash.includes("=");

  /** Returns the state as a URL fragment, without the values that are initial. */
  function address() {
    const first = initialState();
    const hash = new URLSearchParams();
    if (state.date !== first.date) hash.set("date", state.date);
    if (!sameItems(state.only, first.only)) hash.set("only", state.only.join(","));
    for (const name of choices) if (state[name]) hash.set(name, state[name]);
    if (state.open) hash.set("open", state.open);
    return hash.toString().replaceAll("%2C", ",");
  }

  function write() {
    const hash = address();
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  }

  /** Sets the state from the URL fragment; values that are missing or invalid are initial. */
  function read() {
    const hash = new URLSearchParams(location.hash.slice(1));
    state = initialState();
    const date = hash.get("date") ?? "";
    if (isDate(date)) state.date = date;
    if (hash.has("only")) {
      const asked = hash.get("only").split(",");
      state.only = page.verdicts.filter((verdict) => asked.includes(verdict));
    }
    state.words = hash.get("words") ?? "";
    for (const name of ["topic", "actor"]) {
      const known = [...byId(name).options].some((option) => option.value === hash.get(name));
      if (known) state[name] = hash.get(name);
    }
    state.open = hash.get("open") ?? "";
  }

  const isDate = (text) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) && text >= "0001-01-01" ? new Date(`${text}T00:00Z`) : NaN;
    return !Number.isNaN(Number(day)) && day.toISOString().startsWith(text) && text <= page.last;
  };

  /** Follows an anchor: opens the details around it, and keeps the state in the address. */
  function follow() {
    byId(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
    if (address()) write();
  }

  function set(change) {
    Object.assign(state, change);
    draw();
    write();
  }

  // --- events ----------------------------------------------------------------------------

  const goTo = (stop) => page.stops[stop] && set({ date: page.stops[stop][1] });
  byId("stop").addEventListener("input", (event) => goTo(Number(event.target.value)));
  byId("next").addEventListener("click", () => goTo(stopOf(state.date) + 1));
  byId("previous").addEventListener("click", () => {
    const stop = stopOf(state.date);
    goTo(stop > 0 && state.date > page.stops[stop][0] ? stop : stop - 1);
  });
  byId("date").addEventListener("input", (event) => isDate(event.target.value) && set({ date: event.target.value }));
  // An invalid or missing date is replaced by the one that is shown.
  byId("date").addEventListener("blur", () => drawControls(stopOf(state.date)));
  for (const name of choices) byId(name).addEventListener("input", (event) => set({ [name]: event.target.value }));
  for (const box of boxes) {
    box.addEventListener("change", () => set({ only: boxes.filter((one) => one.checked).map((one) => one.value) }));
  }
  byId("positions").addEventListener("click", (event) => {
    const cell = event.target.closest("td.position");
    if (!cell?.querySelector("a.open") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Selecting text in a cell does not open its sentences.
    const marked = getSelection();
    if (!event.target.closest("a.open") && !marked.isCollapsed && marked.containsNode(cell, true)) return;
    event.preventDefault();
    // Going back then closes the sentences, and changes nothing else.
    history.pushState(null, "");
    set({ open: `${cell.parentElement.dataset.topic}.${cell.dataset.actor}` });
  });
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    const cell = shownCell;
    if (state.open) set({ open: "" });
    cell?.querySelector("a.open")?.focus({ preventScroll: true });
  });
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
  addEventListener("hashchange", () => {
    if (isAnchor()) return follow();
    read();
    draw();
    write();
  });

  document.documentElement.classList.add("scripted");
  byId("controls").hidden = false;
  for (const one of document.querySelectorAll(".actions")) one.hidden = false;
  if (isAnchor()) follow();
  else read();
  draw();
})();
