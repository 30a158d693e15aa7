/** The looks of the page: one column on a phone, cards beside each other where there is room; light and dark. */
export const pageStyle = String.raw`
:root {
  color-scheme: light dark;
  --paper: #f6f6f3; --card: #fff; --ink: #1c1e21; --quiet: #5d636b; --line: #e2e2dc;
  --accent: #0b6e69; --accent-ink: #fff; --good: #1a7f4b; --bad: #b3261e; --warn-paper: #fdeceb; --code: #f0f0ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --card: #1e2125; --ink: #e8e9ea; --quiet: #a0a7b0; --line: #32363c;
    --accent: #5cc8c0; --accent-ink: #0d2322; --good: #6fd39b; --bad: #ff8a80; --warn-paper: #3a2422; --code: #282c31;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.45;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%;
}
header { position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--line); }
.bar, main { max-width: 1180px; margin: 0 auto; padding: 12px 16px; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
h1 { font-size: 17px; margin: 0; }
h1 small { display: block; font-weight: 400; font-size: 12px; color: var(--quiet); }
#clock { margin-left: auto; font-variant-numeric: tabular-nums; font-weight: 600; font-size: 17px; }
#clock small { font-weight: 400; color: var(--quiet); margin-left: 6px; font-size: 12px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; width: 100%; }
button, select, input {
  font: inherit; min-height: 40px; padding: 6px 14px; border-radius: 8px; border: 1px solid var(--line);
  background: var(--card); color: var(--ink); cursor: pointer;
}
button:hover { border-color: var(--accent); }
button:focus-visible, select:focus-visible, input:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button.first { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
main { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; min-width: 0; }
h2 { font-size: 15px; margin: 0 0 10px; display: flex; gap: 8px; align-items: baseline; }
h2 span { font-weight: 400; color: var(--quiet); font-size: 13px; margin-left: auto; }
.scroll { overflow-x: auto; margin: 0 -16px; padding: 0 16px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 500; color: var(--quiet); font-size: 12px; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tbody tr:last-child td { border-bottom: 0; }
td { overflow-wrap: break-word; }
.name { overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.mono, .account { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }
.mono { display: inline-block; min-width: 7ch; overflow-wrap: anywhere; }
.account, .region { white-space: nowrap; }
.quiet, .empty { color: var(--quiet); }
.empty { margin: 4px 0; }
th.hour { font-weight: 600; font-size: 14px; color: var(--ink); padding-top: 14px; }
.total { display: flex; justify-content: space-between; gap: 12px; font-weight: 600; margin-top: 10px; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 9px; padding: 0 8px; font-size: 12px; margin: 1px 4px 1px 0; overflow-wrap: anywhere; }
.buttons + div { margin-top: 12px; }
.quiet td { color: var(--quiet); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warning { background: var(--warn-paper); border-radius: 8px; padding: 8px 12px; margin-top: 8px; font-size: 14px; }
details { border-bottom: 1px solid var(--line); }
details:last-child { border-bottom: 0; }
summary { cursor: pointer; padding: 9px 0; display: flex; flex-wrap: wrap; gap: 2px 10px; font-size: 14px; }
summary .number { margin-left: auto; }
pre {
  background: var(--code); border-radius: 8px; padding: 10px 12px; margin: 0 0 10px; overflow: auto; max-height: 320px;
  font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere;
}
.fold { color: var(--accent); }
.fold::before { content: "▸"; }
[open] > .fold::before { content: "▾"; }
.choice { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 15em); gap: 4px 12px; align-items: center; padding: 8px 0; border-bottom: 1px solid var(--line); }
.choice:last-child { border-bottom: 0; }
.choice .tag { margin-left: 8px; }
.choice select, .choice input { width: 100%; min-width: 0; font-size: 13px; }
.label { font-size: 12px; color: var(--quiet); margin: 2px 0; }
#problem { background: var(--warn-paper); color: var(--bad); }
#problem:empty { display: none; }
#problem p { max-width: 1180px; margin: 0 auto; padding: 8px 16px; }
@media (min-width: 900px) {
  .buttons { width: auto; }
  main { grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); align-items: start; }
  main > div { display: grid; gap: 16px; }
}
@media (max-width: 899px) {
  main > div { display: contents; }
  .choice { grid-template-columns: minmax(0, 1fr); }
  th, td { padding-right: 9px; }
  section { order: 2; }
  section.early { order: 1; }
}
`
