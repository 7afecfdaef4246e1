"use strict";
// The page holds templates of all rows and summaries; this script clones those of the chosen date.
(() => {
  const byId = (id) => document.getElementById(id);
  const page = JSON.parse(byId("data").textContent);
  const rows = new Map(page.rows.map((row) => [row.topic, { ...row, line: byId(`row-${row.topic}`) }]));
  const boxes = [...document.querySelectorAll("input[name=only]")];
  const dialog = byId("dialog");
  const initialState = () => ({
    date: page.day,
    only: page.only.length ? [...page.only] : [...page.verdicts],
    topic: "",
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

  function drawRow(row, stop) {
    const change = lastChange(row.changes, stop);
    if (change === row.drawn) return;
    const [, verdict, cells] = change;
    const focused = row.line.contains(document.activeElement) && document.activeElement.closest("td");
    const place = focused ? focused.cellIndex : -1;
    row.line.classList.toggle("changed", row.drawn !== undefined);
    row.drawn = change;
    row.verdict = null;
    while (row.line.children.length > 1) row.line.lastElementChild.remove();
    if (verdict !== null) {
      row.line.append(clone(`verdict-${verdict}`), ...cells.map((cell) => clone(`cell-${cell}`)));
      row.verdict = row.line.children[1].dataset.verdict;
    }
    for (const link of row.line.querySelectorAll("a.open")) link.setAttribute("aria-haspopup", "dialog");
    row.line.children[place]?.querySelector("a.open")?.focus();
  }

  function draw() {
    const stop = stopOf(state.date);
    const dateChanged = byId("day").dateTime !== state.date;
    if (dateChanged) for (const row of rows.values()) row.line.classList.remove("changed");
    const asked = normalize(state.topic).split(/\s+/).filter(Boolean);
    let shown = 0;
    let total = 0;
    for (const row of rows.values()) {
      drawRow(row, stop);
      const words = normalize(row.line.dataset.words);
      const matches = state.only.includes(row.verdict) && asked.every((word) => words.includes(word));
      row.line.hidden = !matches;
      shown += matches;
      total += row.verdict !== null;
    }
    byId("shown").textContent = `Shown: ${shown} of ${total} topics.`;
    byId("empty").hidden = shown > 0;
    const summary = lastChange(page.summaries, stop)[1];
    if (byId("summary").dataset.drawn !== String(summary)) {
      byId("summary").dataset.drawn = summary;
      byId("summary").replaceChildren(clone(`summary-${summary}`));
    }
    drawControls(stop);
    drawDialog();
  }

  function drawControls(stop) {
    byId("day").dateTime = state.date;
    byId("day").textContent = inWords(state.date);
    byId("stop").value = stop;
    byId("stop").setAttribute("aria-valuetext", page.stops[stop][2]);
    if (byId("date").value !== state.date) byId("date").value = state.date;
    byId("previous").setAttribute("aria-disabled", stop === 0);
    byId("next").setAttribute("aria-disabled", stop === page.stops.length - 1);
    if (byId("topic").value !== state.topic) byId("topic").value = state.topic;
    for (const box of boxes) box.checked = state.only.includes(box.value);
    const [first, last] = page.axis.map(Date.parse);
    const part = (Date.parse(state.date) - first) / (last + 864e5 - first);
    byId("timeline").style.setProperty("--at", String(Math.min(Math.max(part, 0), 1)));
    byId("timeline").classList.toggle("outside", part < 0 || part > 1);
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
    byId("dialog-title").textContent = cell.parentElement.querySelector(".topic").textContent;
    byId("dialog-who").textContent = `${cell.dataset.label} on ${inWords(state.date)}`;
    const copy = [...cell.children].map((part) => part.cloneNode(true));
    for (const link of copy.flatMap((part) => [...part.querySelectorAll("a")])) link.replaceWith(...link.childNodes);
    byId("dialog-cell").replaceChildren(...copy);
    byId("dialog-claims").replaceChildren(
      ...claims("What this rests on", cell.dataset.claims),
      ...claims("Also counted, not on this date", cell.dataset.others),
    );
    shownCell = cell;
    if (!dialog.open) dialog.showModal();
  }

  function claims(title, ids) {
    if (!ids) return [];
    const heading = document.createElement("h3");
    heading.textContent = title;
    const copies = ids.split(" ").map((id) => byId(`claim-${id}`).cloneNode(true));
    for (const copy of copies) copy.removeAttribute("id");
    return [heading, ...copies];
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
    if (state.topic) hash.set("topic", state.topic);
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
    state.topic = hash.get("topic") ?? "";
    state.open = hash.get("open") ?? "";
  }

  const isDate = (text) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) && text >= "0001-01-01" ? new Date(`${text}T00:00Z`) : NaN;
    return !Number.isNaN(Number(day)) && day.toISOString().startsWith(text);
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
  byId("topic").addEventListener("input", (event) => set({ topic: event.target.value }));
  for (const box of boxes) {
    box.addEventListener("change", () => set({ only: boxes.filter((one) => one.checked).map((one) => one.value) }));
  }
  byId("matrix").addEventListener("click", (event) => {
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
  document.querySelector(".linked").hidden = false;
  if (isAnchor()) follow();
  else read();
  draw();
})();
