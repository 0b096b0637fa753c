import { palette } from './palette.ts'

/** The style sheet of the page. */
export const style = `
:root { color-scheme: light dark; ${toVariables(palette.light)} }
@media (prefers-color-scheme: dark) { :root { ${toVariables(palette.dark)} } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main, .top, nav ul { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1.02rem; overflow-wrap: anywhere; }
h4 { font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: var(--muted); margin: 1.25rem 0 .4rem; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
code, bdi { overflow-wrap: anywhere; }
pre { background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; margin: .4rem 0; overflow: auto; max-height: 24rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .82rem; line-height: 1.45; }
.muted { color: var(--muted); }
.small { font-size: .86em; }
.nowrap { white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 3; }

.banner { background: var(--card); border-bottom: 1px solid var(--line); padding: 1.75rem 0 1.25rem; }
.top { display: flex; gap: 1.5rem; justify-content: space-between; align-items: flex-start; }
.kicker { color: var(--muted); font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
.facts { color: var(--muted); margin-top: .5rem; }
.badge { text-align: center; flex: none; }
.badge .grade { font-size: 2.5rem; min-width: 5rem; padding: .5rem .8rem; border-radius: 12px; }
.badge p { font-size: .8rem; color: var(--muted); margin-top: .35rem; max-width: 9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; list-style: none; max-width: 72rem; margin: 1.25rem auto 0; padding: 0 1.25rem; }
.tiles li { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles .what { color: var(--muted); font-size: .86rem; }
nav { position: sticky; top: 0; background: var(--card); border-bottom: 1px solid var(--line); z-index: 2; }
nav ul { display: flex; gap: 1.25rem; list-style: none; overflow-x: auto; }
nav a { display: block; padding: .6rem 0; text-decoration: none; white-space: nowrap; font-size: .92rem; }
nav a:hover { text-decoration: underline; }
.notice { border-left: 4px solid var(--medium-ink); background: var(--medium); color: var(--medium-ink); border-radius: 6px; padding: .7rem 1rem; margin-top: 1.25rem; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.15rem; margin-bottom: .9rem; }
.card > header { display: flex; gap: .9rem; align-items: flex-start; }
.card > header > div { min-width: 0; flex: 1; }
.finding { border-left-width: 4px; }
.finding.critical { border-left-color: var(--critical-ink); }
.finding.high { border-left-color: var(--high-ink); }
.finding.medium { border-left-color: var(--medium-ink); }
.finding.low { border-left-color: var(--low-ink); }
.finding p { margin-top: .35rem; }
.finding ul { margin-top: .6rem; padding: 0; list-style: none; }
.finding li { border-top: 1px solid var(--line); padding: .35rem 0; display: flex; gap: .9rem; }
.finding li:last-child { padding-bottom: 0; }
.finding li > :first-child { flex: none; min-width: 9rem; }

a:has(> .chip), a:has(> .grade) { text-decoration: none; }
.chip, .grade { display: inline-block; border-radius: 5px; font-weight: 600; white-space: nowrap; }
.chip { padding: .06rem .45rem; font-size: .8rem; text-decoration: none; margin: .06rem .15rem .06rem 0; }
.grade { min-width: 2.1rem; text-align: center; padding: .1rem .4rem; font-variant-numeric: tabular-nums; }
.card > header .grade { font-size: 1.4rem; min-width: 3.2rem; padding: .3rem .5rem; border-radius: 8px; }
.critical-chip { background: var(--critical); color: var(--critical-ink); }
.high-chip { background: var(--high); color: var(--high-ink); }
.medium-chip { background: var(--medium); color: var(--medium-ink); }
.low-chip { background: var(--low); color: var(--low-ink); }
.info-chip { background: var(--info); color: var(--info-ink); }
.good-chip { background: var(--good); color: var(--good-ink); }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: .78rem; text-transform: uppercase; letter-spacing: .04em; color: var(--muted); white-space: nowrap; background: var(--card); }
tbody th { font-weight: 600; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th button::after { content: " ↕"; opacity: .45; }
th[aria-sort=ascending] button::after { content: " ↑"; opacity: 1; }
th[aria-sort=descending] button::after { content: " ↓"; opacity: 1; }
.group th { background: var(--page); color: var(--ink); text-transform: none; letter-spacing: 0; font-size: .9rem; }
.matrix td, .matrix thead th + th { text-align: center; white-space: nowrap; }
.matrix tbody th { font-weight: 400; }
.matrix code { overflow-wrap: normal; white-space: nowrap; }
.chips { margin-bottom: .5rem; }
.tools { display: flex; gap: .75rem; align-items: center; margin-bottom: .6rem; }
.tools[hidden] { display: none; }
.tools input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--muted); border-radius: 6px; padding: .35rem .6rem; width: min(22rem, 100%); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin-top: .6rem; }
dt { color: var(--muted); }
dd { min-width: 0; overflow-wrap: anywhere; }
dd ul, .plain { list-style: none; padding: 0; }
.columns h4:first-child, .card > :first-child > h4:first-child { margin-top: .2rem; }
.columns { margin-top: 1rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2rem; }
details { margin-top: .5rem; }
summary { cursor: pointer; color: var(--accent); overflow-wrap: anywhere; }
.card > details:first-child { margin-top: 0; }
.deductions { padding-left: 1.1rem; }

svg { display: block; width: 100%; overflow: visible; }
svg text { font: 12px system-ui, sans-serif; fill: var(--muted); }
svg .name { fill: var(--ink); }
svg .dates { fill: var(--muted); }
svg .track { fill: var(--info); }
svg .span { fill: var(--accent); }
svg .over { fill: var(--critical-ink); }
svg .tick { stroke: var(--line); stroke-width: 1; }
svg .now { stroke: var(--ink); stroke-width: 2; }
svg .rate { fill: none; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke; }
svg .window { fill: none; stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 4 3; vector-effect: non-scaling-stroke; }
meter { width: 8rem; height: .8rem; vertical-align: middle; }
footer { max-width: 72rem; margin: 2.5rem auto; padding: 0 1.25rem; color: var(--muted); font-size: .86rem; }

@media (max-width: 44rem) {
  body { font-size: 14.5px; }
  main, .top, nav ul, .tiles, footer { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.35rem; }
  .badge .grade { font-size: 1.9rem; min-width: 3.8rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .45rem; }
  .finding li > * { display: block; }
  .finding li { display: block; }
  .stack .group th { background: none; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack, .stack tbody, .stack tr, .stack th, .stack td { display: block; }
  .stack tr { border-top: 1px solid var(--line); padding: .45rem .8rem; }
  .stack tbody:first-of-type tr:first-child { border-top: 0; }
  .stack td, .stack th { border: 0; padding: .12rem 0; }
  .stack td:empty { display: none; }
  .stack [data-label] { display: grid; grid-template-columns: 6.5rem 1fr; gap: .5rem; }
  .stack [data-label]::before { content: attr(data-label); color: var(--muted); font-weight: 400; }
}
@media print {
  @page { margin: 12mm; }
  html { font-size: 12px; }
  body { background: #fff; font-size: 1rem; }
  main, .top, .tiles, footer { padding-left: 0; padding-right: 0; }
  .scroll { overflow: visible; }
  th, td { padding: .3rem .4rem; }
  .matrix code { white-space: normal; overflow-wrap: anywhere; }
  .nowrap { white-space: normal; }
  th button::after { content: none !important; }
  nav, .tools, .skip { display: none; }
  .card, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  pre { max-height: none; }
  .chip, .grade, .notice { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`

function toVariables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ')
}
