// What a reader takes along: links, citations, the table and the chart, as the page shows them.
(() => {
  const byId = (id) => document.getElementById(id);
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => !one.closest("[hidden]"));
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();

  /** Says what became of a click, beside its button. */
  function tell(button, words) {
    button.closest(".actions").querySelector(".told").textContent = words;
  }

  async function copy(button, words) {
    try {
      await navigator.clipboard.writeText(words);
      tell(button, "Copied.");
    } catch {
      // Without the right to write, the reader copies by hand.
      prompt("Copy this:", words);
    }
  }

  function download(button, name, type, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    tell(button, `Saved as ${name}.`);
  }

  /** Returns the address; of a file on disk only its name, as folders mean nothing to others. */
  function address() {
    if (location.protocol !== "file:") return location.href;
    return decodeURI(location.pathname.split("/").at(-1)) + location.hash;
  }

  // --- the table -------------------------------------------------------------------------

  /** Returns a field that no spreadsheet takes for a formula. */
  function field(value) {
    const safe = /^\s*[=+\-@]/.test(value) && !/^-?\d+$/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function table() {
    const lines = [
      ["date", "topic", "label", "proposition", "verdict", "actor", "name", "status", "stance", "score", "period", "marks", "position", "claims"],
    ];
    for (const row of shown("#positions tr[data-topic]")) {
      const part = (name) => text(row.querySelector(name));
      const topic = [byId("day").dateTime, row.dataset.topic, part(".topic"), part(".proposition"), row.querySelector(".verdict").dataset.verdict];
      for (const cell of row.querySelectorAll(".position")) {
        const { actor, label, status, stance, score, period, marks, claims } = cell.dataset;
        const said = [...cell.children].map(text).join("; ");
        lines.push([...topic, actor, label, status, stance, score, period, marks, said, claims]);
      }
    }
    return lines.map((line) => line.map(field).join(",") + "\r\n").join("");
  }

  // --- the chart -------------------------------------------------------------------------

  const [WIDTH, LABELS, MARGIN, LINE] = [1000, 400, 24, 20];

  function chart() {
    const root = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    root.setAttribute("class", "picture");
    const ruler = document.createElement("canvas").getContext("2d");
    let at = MARGIN;
    const add = (tag, attributes, parent = root) => {
      const made = document.createElementNS(root.namespaceURI, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      parent.append(made);
      return made;
    };
    /** Writes words below the height `at` in lines that fit; returns where the last one ends. */
    const write = (words, x, width, size, weight = 400) => {
      ruler.font = `${weight} ${size}px sans-serif`;
      const lines = [""];
      for (const word of words.split(" ")) {
        const longer = `${lines.at(-1)} ${word}`.trim();
        if (ruler.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
        else lines.push(word);
      }
      lines.forEach((line, index) => {
        const y = at + size + index * size * 1.3;
        add("text", { x, y, "font-size": size, "font-weight": weight, fill: "currentColor" }).textContent = line;
      });
      return at + lines.length * size * 1.3;
    };
    add("style", {}).textContent = JSON.parse(byId("data").textContent).chart_style;
    const full = WIDTH - 2 * MARGIN;
    at = write(text(byId("finding")), MARGIN, full, 24, 600) + 4;
    at = write(text(byId("positions-title")), MARGIN, full, 16) + 8;
    const track = { x: MARGIN + LABELS, width: full - LABELS };
    let x = MARGIN;
    for (const entry of document.querySelectorAll(".shapes span")) {
      const copy = entry.querySelector("svg").cloneNode(true);
      ruler.font = "400 13px sans-serif";
      const wide = 42 + ruler.measureText(text(entry)).width + 16;
      if (x + wide > WIDTH - MARGIN) [x, at] = [MARGIN, at + LINE];
      copy.setAttribute("x", x);
      copy.setAttribute("y", at - 1);
      root.append(copy);
      write(text(entry), x + 34, WIDTH, 13);
      x += wide;
    }
    at += LINE + 12;
    const steps = [...document.querySelectorAll(".steps span")];
    const ends = steps.map((step, index) => {
      const wide = track.width / steps.length;
      const middle = track.x + (index + 0.5) * wide;
      const before = root.children.length;
      const end = write(text(step), middle, wide - 8, 12);
      for (const line of [...root.children].slice(before)) line.setAttribute("text-anchor", "middle");
      return end;
    });
    at = Math.max(at, ...ends) + 4;
    for (const band of shown(".band")) {
      at = write([...band.querySelector("h3").children].map(text).join(": "), MARGIN, full, 15, 600) + 6;
      for (const item of shown(`.band[data-verdict="${band.dataset.verdict}"] li`)) {
        const drawing = item.querySelector("svg").cloneNode(true);
        const end = write(text(item.querySelector("a")), MARGIN, LABELS - 16, 15);
        for (const [name, value] of Object.entries({ ...track, y: at })) drawing.setAttribute(name, value);
        root.append(drawing);
        at = Math.max(end, at + Number(drawing.getAttribute("height"))) + 4;
      }
      at += 6;
    }
    at = write(`${text(document.querySelector("header .sources"))} · policykb`, MARGIN, full, 12) + MARGIN;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${WIDTH} ${at}`, width: WIDTH, height: at })) root.setAttribute(name, value);
    return new XMLSerializer().serializeToString(root);
  }

  // --- events ----------------------------------------------------------------------------

  const name = () => `policykb-${document.body.dataset.actors}-${byId("day").dateTime}`;
  byId("csv").addEventListener("click", (event) => download(event.target, `${name()}.csv`, "text/csv;charset=utf-8", table()));
  byId("svg").addEventListener("click", (event) => download(event.target, `${name()}.svg`, "image/svg+xml", chart()));
  byId("link").addEventListener("click", (event) => copy(event.target, `${text(byId("finding"))}\n${address()}`));
  byId("share").addEventListener("click", (event) => {
    const said = [byId("dialog-title"), byId("dialog-who"), byId("dialog-cell").firstElementChild].map(text);
    copy(event.target, `${said[0]}: ${said[1]}: ${said[2]}\n${address()}`);
  });
  byId("dialog").addEventListener("click", (event) => {
    const { text: words } = event.target.dataset;
    if (words) copy(event.target, words);
  });
})();
