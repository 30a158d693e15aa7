import { hash } from "node:crypto"
import { pageScript } from "./pageScript.ts"
import { pageStyle } from "./pageStyle.ts"

// On a phone these come first.
const early: ReadonlySet<string> = new Set(["invoice", "ledger"])

const section = (id: string, title: string, controls = ""): string =>
  `<section${early.has(id) ? ' class="early"' : ""} aria-labelledby="${id}-title"><h2 id="${id}-title">${title}<span id="${id}-count"></span></h2>` +
  `${controls}<div id="${id}"></div></section>`

const options = (...values: ReadonlyArray<string>): string =>
  values.map((value) => `<option>${value}</option>`).join("")

const faultControls = `<div class="buttons">
<select id="operation" aria-label="Operation"></select>
<select id="kind" aria-label="Fault"></select>
<button id="inject">Next call</button>
<select id="profile-name" aria-label="Profile">${options("lossy-network", "throttled", "month-end-outage")}</select>
<button id="profile">Bad day</button>
<button id="clear">No faults</button>
</div>`

// Long, and rarely needed: folded away until somebody asks for it.
const choiceSection = `<section aria-labelledby="choices-title"><h2 id="choices-title">Choices<span id="choices-count"></span></h2>
<p class="empty">What AWS does not document, and what the emulator does.</p>
<details><summary class="fold">Show and change them</summary><div id="choices"></div></details></section>`

/** The page, which holds nothing of the emulator: what it shows it asks the control interface for. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AWS Marketplace metering emulator</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header><div class="bar"><h1>Metering emulator<small>AWS Marketplace, on this machine</small></h1>
<div class="buttons"><button id="hour" class="first">+1 h</button><button id="month">Next month end</button><button id="freeze">Freeze</button></div>
<div id="clock" aria-live="off"></div></div><div id="problem" role="alert"></div></header>
<main>
<div>${section("ledger", "Ledger by hour")}${section("calls", "Last calls")}</div>
<div>${section("invoice", "Invoice")}${section("buyers", "Buyers")}${section("products", "Products")}${section("faults", "Faults", faultControls)}${choiceSection}</div>
</main>
<script>${pageScript}</script>
</body>
</html>
`

const sourceOf = (text: string): string => `'sha256-${hash("sha256", text, "base64")}'`

/** What the page may do: its own script and style, and calls to where it came from; nobody may frame it. */
export const pagePolicy = [
  "default-src 'none'",
  `script-src ${sourceOf(pageScript)}`,
  `style-src ${sourceOf(pageStyle)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")
