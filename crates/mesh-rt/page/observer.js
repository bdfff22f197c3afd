"use strict";
// Everything that a program made (names, types, messages) goes into the page as text, never as markup.

const token = location.hash.slice(1);
const view = { sort: "mailbox", limit: 100, find: "", actor: 0, trace: false };
const columns = [
  ["pid", "Pid", "pid"],
  ["title", "Name", null],
  ["mailbox", "Mailbox", "mailbox"],
  ["rate", "Messages/s", "messages"],
  ["memory", "Memory", "memory"],
  ["work", "Reductions/s", "reductions"],
  ["age", "Since", "waiting"],
  ["doing", "Does / waits for", null],
];
let socket = null;
let before = { at: 0, actors: new Map() };

const by = (id) => document.getElementById(id);
const pidText = (pid) => `<0.${pid}>`;

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function bytes(count) {
  if (count < 10240) return `${count} B`;
  return count < 10485760 ? `${Math.round(count / 1024)} KiB` : `${Math.round(count / 1048576)} MiB`;
}

function time(millis) {
  if (millis < 10000) return `${millis} ms`;
  return millis < 600000 ? `${Math.round(millis / 1000)} s` : `${Math.round(millis / 60000)} min`;
}

function doing(actor) {
  const { what, of, left_ms: left } = actor.doing;
  if (what === "message") return left === undefined ? "a message" : `a message, ${time(left)} more`;
  if (what === "reply") return `the reply of ${pidText(of)}`;
  return { runs: "runs", time: "time to pass", outside: "the outside" }[what] ?? what;
}

const title = (actor) => actor.names.join(", ") || actor.function || actor.message_type;

function choose(pid) {
  if (pid !== view.actor) by("trace").replaceChildren();
  [view.actor, view.trace] = [pid, view.trace && pid === view.actor];
  by("tracing").checked = view.trace;
  by("told").textContent = "";
  ask();
}

function pidLink(pid) {
  const link = make("a", pidText(pid), { class: "pid", role: "button", tabindex: "0" });
  link.addEventListener("click", (event) => { event.stopPropagation(); choose(pid); });
  link.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(pid); });
  return link;
}

function facts(list, all) {
  list.replaceChildren();
  for (const [name, value] of all) {
    const shown = make("dd");
    shown.append(...[value].flat().flatMap((part) => [part, " "]));
    list.append(make("dt", name), shown);
  }
}

function showOverview(seen) {
  const all = seen.overview;
  const pairs = [
    ["process", seen.process], ["up", time(seen.uptime_ms)], ["actors", all.actors], ["ready", all.queued],
    ["messages waiting", all.messages], ["timers", seen.timers], ["heaps", bytes(all.heap_bytes)],
    ["resident", bytes(all.resident_bytes)], ["workers", all.workers], ["I/O tasks", all.io_tasks],
  ];
  by("overview").replaceChildren(...pairs.map(([name, value]) => {
    const pair = make("div");
    pair.append(make("dt", name), make("dd", String(value)));
    return pair;
  }));
}

function showHead() {
  const row = document.querySelector("#actors thead tr");
  row.replaceChildren(...columns.map(([, name, sort]) => {
    const cell = make("th", sort ? undefined : name, sort === view.sort ? { "aria-sort": "descending" } : {});
    if (sort) {
      const button = make("button", name, { type: "button" });
      button.addEventListener("click", () => { view.sort = sort; showHead(); ask(); });
      cell.append(button);
    }
    return cell;
  }));
}

function showActors(seen) {
  const now = seen.uptime_ms;
  const seconds = (now - before.at) / 1000;
  // Counts of messages begin anew behind 2^32.
  const rate = (actor, what) => {
    const last = before.actors.get(actor.pid);
    if (!last || seconds < 0.1 || seconds > 10) return "";
    const grown = actor[what] - last[what];
    return String(Math.round((grown < 0 ? grown + 4294967296 : grown) / seconds));
  };
  const rows = seen.actors.map((actor) => {
    const row = make("tr", undefined, { tabindex: "0" });
    if (actor.pid === view.actor) row.className = "chosen";
    row.addEventListener("click", () => choose(actor.pid));
    row.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(actor.pid); });
    const number = (text) => make("td", text, { class: "number" });
    const name = make("td", title(actor), { title: title(actor) });
    row.append(
      make("td", pidText(actor.pid)), name, number(String(actor.mailbox)), number(rate(actor, "messages")),
      number(bytes(actor.memory)), number(rate(actor, "reductions")), number(time(actor.age_ms)), make("td", doing(actor)),
    );
    return row;
  });
  document.querySelector("#actors tbody").replaceChildren(...rows);
  by("found").textContent = `${seen.actors.length} of ${seen.found} actors`;
  if (seconds >= 0.5) before = { at: now, actors: new Map(seen.actors.map((actor) => [actor.pid, actor])) };
}

function showTree(seen) {
  const known = new Set(seen.tree.map((one) => one.pid));
  const groups = new Map();
  for (const one of seen.tree) {
    const parent = known.has(one.parent) ? one.parent : 0;
    groups.set(parent, [...(groups.get(parent) ?? []), one]);
  }
  const list = (parent) => (groups.get(parent) ?? []).map((one) => {
    const entry = make("li");
    const kind = one.is_supervisor ? "supervisor " : "";
    entry.append(`${one.child ? `${one.child}: ` : ""}${kind}`, pidLink(one.pid), ` ${one.names.join(", ")}`);
    const below = list(one.pid);
    if (below.length > 0) {
      const inner = make("ul");
      inner.append(...below);
      entry.append(inner);
    }
    return entry;
  });
  by("tree").replaceChildren(...list(0));
  if (!seen.tree_is_whole) by("tree").append(make("li", "and more"));
}

function showDetails(actor) {
  by("details").hidden = view.actor === 0;
  if (view.actor === 0) return;
  const [heading, list] = [document.querySelector("#details h2"), document.querySelector("#details dl")];
  if (!actor) {
    heading.textContent = `${pidText(view.actor)} has ended`;
    list.replaceChildren();
    return;
  }
  heading.textContent = `${pidText(actor.pid)} ${title(actor)}`;
  const links = (pids) => pids.map(pidLink);
  const all = [
    ["does", `${doing(actor)}, since ${time(actor.age_ms)}`], ["function", actor.function],
    ["receives", actor.message_type],
    ["mailbox", actor.bound === null ? String(actor.mailbox) : `${actor.mailbox} of ${actor.bound}, ${actor.dropped} dropped`],
    ["messages", String(actor.messages)], ["heap", bytes(actor.memory)], ["stack", bytes(actor.stack)],
    ["reductions", String(actor.reductions)],
    ["started by", links(actor.starter === null ? [] : [actor.starter])],
    ["supervisor", links(actor.supervisor === null ? [] : [actor.supervisor])],
    ["links", links(actor.links)], ["monitors", links(actor.monitors)], ["monitored by", links(actor.monitored_by)],
    ["last message", actor.last_message ?? ""],
    ...actor.set_timers.map((timer) => ["timer", `a ${timer.what} in ${time(timer.left_ms)}`]),
    ...(actor.waiting ?? []).map((message) => ["waits", message]),
  ];
  facts(list, all.filter(([, value]) => value.length > 0));
}

// The latest entries, of which a thousand stay.
function showTrace({ missed, entries }) {
  const list = by("trace");
  const down = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
  if (missed > 0) list.append(make("li", `${missed} more`));
  for (const { ms, what, from, to, text } of entries) {
    const entry = make("li", `${(ms / 1000).toFixed(3)} s ${what} `);
    if (from !== null) entry.append("from ", pidLink(from), ": ");
    if (to !== null) entry.append("sent to ", pidLink(to), ": ");
    entry.append(text);
    list.append(entry);
  }
  while (list.childElementCount > 1000) list.firstElementChild.remove();
  if (down) list.scrollTop = list.scrollHeight;
}

function ask() {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(view));
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/api/live`);
  socket.addEventListener("open", () => {
    by("state").textContent = "live";
    socket.send(token);
    ask();
  });
  socket.addEventListener("message", (event) => {
    if (by("pause").checked) return;
    const { seen, actor, trace } = JSON.parse(event.data);
    if (trace) showTrace(trace);
    if (!seen) return;
    showOverview(seen);
    showActors(seen);
    showTree(seen);
    showDetails(actor);
  });
  socket.addEventListener("close", (event) => {
    by("state").textContent = event.reason || "the program has ended, or is not reached";
    if (event.code !== 1008) setTimeout(connect, 2000);
  });
}

async function act(what) {
  const answer = await fetch(`/api/${what}?pid=${view.actor}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  const told = await answer.json();
  by("told").textContent = told.error ?? (what === "kill" ? "killed" : `${bytes(told.before - told.after)} given back`);
  ask();
}

by("record").addEventListener("click", async () => {
  const answer = await fetch("/api/record", { headers: { authorization: `Bearer ${token}` } });
  const link = make("a", "", { href: URL.createObjectURL(await answer.blob()), download: "mesh.trace.json" });
  link.click();
  URL.revokeObjectURL(link.href);
});
by("kill").addEventListener("click", () => {
  if (confirm(`End ${pidText(view.actor)} as Process.exit(pid, Killed) does?`)) act("kill");
});
by("tidy").addEventListener("click", () => act("tidy"));
by("tracing").addEventListener("change", () => { view.trace = by("tracing").checked; ask(); });
by("close").addEventListener("click", () => choose(0));
by("find").addEventListener("input", () => { view.find = by("find").value; ask(); });
by("limit").addEventListener("change", () => { view.limit = Number(by("limit").value); ask(); });
by("view").addEventListener("submit", (event) => event.preventDefault());
showHead();
if (token === "") {
  by("state").textContent = "the token is missing: it stands behind the # of the observer's URL";
} else {
  connect();
}
