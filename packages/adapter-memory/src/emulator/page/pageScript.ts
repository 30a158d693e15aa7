import { pageChoices } from "./pageChoices.ts"
import { pageSections } from "./pageSections.ts"

/**
 * What the page does: asks for the overview every two seconds or so, shows it, and calls the control function of a button.
 *
 * Whatever comes from a seller or a buyer is shown as text of a node and never as markup.
 */
export const pageScript = String.raw`"use strict";
const byId = (id) => document.getElementById(id);
const el = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) node.append(child instanceof Node ? child : String(child));
  }
  return node;
};
const two = (number) => String(number).padStart(2, "0");
const instantText = (seconds) => {
  const at = new Date(seconds * 1000);
  return at.getUTCFullYear() + "-" + two(at.getUTCMonth() + 1) + "-" + two(at.getUTCDate()) + " " +
    two(at.getUTCHours()) + ":" + two(at.getUTCMinutes()) + ":" + two(at.getUTCSeconds());
};
const hourText = (seconds) => instantText(seconds).slice(0, 16) + " UTC";
const shortLicense = (arn) => {
  const id = arn.slice(arn.lastIndexOf(":") + 1);
  return el("span", { class: "mono", title: arn }, id.length > 14 ? id.slice(0, 5) + "…" + id.slice(-6) : id);
};

const control = async (name, body) => {
  const response = await fetch("/__control/" + name, {
    body: JSON.stringify(body || {}),
    headers: { "Content-Type": "application/json" },
    method: "POST"
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || "status " + response.status);
  return answer;
};
${pageSections}
${pageChoices}
let shown = "";
let latest;
const opened = new Set();

const clockText = () => {
  byId("clock").replaceChildren(
    instantText(latest.now + (latest.frozen ? 0 : (Date.now() - latest.receivedAt) / 1000)),
    el("small", null, latest.frozen ? "UTC, frozen" : "UTC, running")
  );
};

const show = (overview) => {
  latest = { ...overview, receivedAt: Date.now() };
  clockText();
  byId("freeze").textContent = overview.frozen ? "Let it run" : "Freeze";
  const { now, ...rest } = overview;
  const text = JSON.stringify(rest);
  // What has not changed stays, so that a text being read or selected does not move.
  if (text === shown) return;
  shown = text;
  for (const [id, [count, nodes]] of Object.entries(sections(overview, opened))) {
    byId(id).replaceChildren(...nodes);
    byId(id + "-count").textContent = count;
  }
  if (byId("operation").options.length === 0) {
    byId("operation").append(...overview.operations.map((name) => el("option", null, name)));
    fillKinds();
  }
  showChoices(overview.choices_changed).catch(() => { shownChoices = ""; });
  document.body.dataset.ready = "yes";
};

// Not every operation can meet every fault.
const fillKinds = () =>
  byId("kind").replaceChildren(...latest.faults_of[byId("operation").value].map((name) => el("option", null, name)));

const problem = (text) => byId("problem").replaceChildren(...(text === "" ? [] : [el("p", null, text)]));

const refresh = async () => {
  try {
    show(await control("overview"));
    problem("");
  } catch (cause) {
    problem("No answer from the emulator: " + cause.message);
  }
};

const act = (name, bodyOf) => async () => {
  try {
    await control(name, bodyOf());
    await refresh();
  } catch (cause) {
    problem("Refused: " + cause.message);
  }
};

const emulatorNow = () => latest.now + (latest.frozen ? 0 : (Date.now() - latest.receivedAt) / 1000);
const nextMonth = () => {
  const at = new Date(emulatorNow() * 1000);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / 1000;
};
const onClick = (id, action) => byId(id).addEventListener("click", action);
onClick("hour", act("set_time", () => ({ now: emulatorNow() + 3600, frozen: latest.frozen })));
onClick("month", act("set_time", () => ({ now: nextMonth(), frozen: latest.frozen })));
onClick("freeze", act("set_time", () => ({ now: emulatorNow(), frozen: !latest.frozen })));
onClick("inject", act("inject_fault", () => ({
  operation: byId("operation").value,
  kind: byId("kind").value,
  ...(byId("kind").value === "latency" ? { ms: 3000 } : {})
})));
byId("operation").addEventListener("change", fillKinds);
onClick("profile", act("fault_profile", () => ({ name: byId("profile-name").value, seed: "page" })));
onClick("clear", act("fault_profile", () => ({ name: "none" })));
document.addEventListener("toggle", (event) => {
  const id = event.target.dataset && event.target.dataset.id;
  if (id) opened[event.target.open ? "add" : "delete"](id);
}, true);

// A large ledger takes the emulator a while to sum up, and its clients come first.
const keepFresh = async () => {
  const started = performance.now();
  if (!document.hidden) await refresh();
  setTimeout(keepFresh, Math.max(2000, 10 * (performance.now() - started)));
};
keepFresh();
setInterval(() => latest && clockText(), 1000);
`
