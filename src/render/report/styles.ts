/** The one style sheet: light and dark as the reader's system has it, light on paper. */
export const STYLES = `
:root {
  --page: #f7f7f5; --card: #fff; --ink: #1b1d21; --soft: #575d66; --line: #e2e3e0; --rail: #ececea;
  --accent: #2b5cc4; --best: #2b5cc4; --best-back: #eaf0fc; --bad: #b3261e; --good: #136c3c;
  --top: #1a7a48; --on-top: #fff; --top-back: #e0f3e8; --top-ink: #0e5731;
  --mid1: #a9620a; --on-mid1: #fff; --mid1-back: #fdefd9; --mid1-ink: #7a4300;
  --mid2: #6547b8; --on-mid2: #fff; --mid2-back: #ece7f9; --mid2-ink: #4b2f9b;
  --mid3: #0b6e80; --on-mid3: #fff; --mid3-back: #dff1f4; --mid3-ink: #07515f;
  --archived: #7b8189; --on-archived: #fff; --archived-back: #ebeceb; --archived-ink: #50565d;
  --none: #9aa0a8; --none-ink: #50565d;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #111315; --card: #191c1f; --ink: #e8eaed; --soft: #a4abb4; --line: #2d3136; --rail: #24282c;
    --accent: #8ab0ff; --best: #8ab0ff; --best-back: #1d2740; --bad: #ff8d85; --good: #6fd39b;
    --top: #3fb173; --on-top: #04170c; --top-back: #12331f; --top-ink: #8fe0b2;
    --mid1: #dd9a3c; --on-mid1: #1d1100; --mid1-back: #38280f; --mid1-ink: #f2c480;
    --mid2: #a58bee; --on-mid2: #130829; --mid2-back: #2b2346; --mid2-ink: #cbbcf8;
    --mid3: #45b4c8; --on-mid3: #021317; --mid3-back: #0f3138; --mid3-ink: #90dbe8;
    --archived: #868d96; --on-archived: #0d0f11; --archived-back: #282c30; --archived-ink: #b6bcc4;
    --none: #6f767f; --none-ink: #b6bcc4;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
}
header, nav, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; letter-spacing: -.01em; margin: 0 0 14px; }
h3 { font-size: 1rem; margin: 26px 0 10px; overflow-wrap: anywhere; }
a { color: var(--accent); }
.kicker { margin: 0 0 4px; color: var(--soft); font-size: .75rem; font-weight: 600; letter-spacing: .09em; text-transform: uppercase; }
.ref, .made { margin: 6px 0 0; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: 1px; margin: 22px 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.facts > div { flex: 1 1 130px; padding: 12px 16px; background: var(--card); }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; z-index: 2; background: var(--page); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 18px 0 0; padding: 10px 0; list-style: none; border-bottom: 1px solid var(--line); }
nav a { color: var(--soft); text-decoration: none; font-size: .92rem; }
nav a:hover, nav a:focus { color: var(--ink); text-decoration: underline; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; z-index: 3; padding: 8px 12px; background: var(--card); }
section { margin-top: 34px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { position: relative; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: 12px; }
.tall { max-height: 760px; }
.tall thead th { position: sticky; top: 0; z-index: 1; box-shadow: 0 1px var(--line); }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: 8px 12px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th, thead td { border-top: 0; color: var(--soft); font-size: .8rem; font-weight: 600; vertical-align: bottom; background: var(--card); }
tbody th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number, td time, .short { white-space: nowrap; }
tbody tr:hover > * { background: color-mix(in srgb, var(--rail) 45%, transparent); }
th button { all: unset; cursor: pointer; }
th button:hover { color: var(--ink); }
th button:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
th[aria-sort] button { color: var(--ink); }
th[aria-sort=ascending] button::after { content: " ↑"; }
th[aria-sort=descending] button::after { content: " ↓"; }
.tools { display: flex; gap: 10px; align-items: center; margin-bottom: 10px; }
.tools:empty { display: none; }
.tools input, .tools select { font: inherit; font-size: .9rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 6px 10px; }
.tools input { width: min(280px, 50vw); }
.tools output, .cut, .hint { color: var(--soft); font-size: .87rem; }
.cut { margin: 0 0 10px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: .78rem; font-weight: 600; line-height: 1.55; white-space: nowrap; }
.badge.top { background: var(--top-back); color: var(--top-ink); }
.badge.mid1 { background: var(--mid1-back); color: var(--mid1-ink); }
.badge.mid2 { background: var(--mid2-back); color: var(--mid2-ink); }
.badge.mid3 { background: var(--mid3-back); color: var(--mid3-ink); }
.badge.archived { background: var(--archived-back); color: var(--archived-ink); }
.badge.none { color: var(--none-ink); box-shadow: inset 0 0 0 1px var(--line); }
.chip { display: inline-block; max-width: 100%; padding: 0 7px; border: 1px solid var(--line); border-radius: 5px; color: var(--soft); font-size: .78rem; font-weight: 400; overflow-wrap: anywhere; }
.chip.alias { color: var(--accent); border-color: currentColor; white-space: nowrap; }
.pairs { min-width: 210px; }
.reason { min-width: 190px; }
.pair { color: var(--soft); white-space: nowrap; margin-right: 8px; }
.pair b { color: var(--ink); font-weight: 500; }
.nothing { color: var(--soft); }
td.best { background: var(--best-back); font-weight: 600; }
.star { color: var(--best); }
td small { color: var(--soft); font-weight: 400; }
.about { min-width: 190px; max-width: 380px; overflow-wrap: anywhere; }
.text { white-space: pre-wrap; }
.damaged, .failed { color: var(--bad); font-weight: 600; }
.passed { color: var(--good); font-weight: 600; }
details > summary { cursor: pointer; color: var(--soft); font-size: .87rem; }
section > details { margin-top: 12px; }
section > details > summary { margin-bottom: 8px; }
.about dl { margin: 6px 0 2px; font-size: .85rem; }
.about dt, .about dd { display: inline; margin: 0; }
.about dt { color: var(--soft); }
.about dt::after { content: " "; }
.about dd { white-space: pre-wrap; }
.comparison tbody th { font-weight: 400; }
.comparison .group th { padding-top: 18px; color: var(--soft); font-size: .8rem; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; }
.legend svg { vertical-align: -2px; overflow: visible; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr)); gap: 16px; }
figure { margin: 0; padding: 14px 14px 8px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; break-inside: avoid; }
figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; margin-bottom: 4px; overflow-wrap: anywhere; }
.bests { margin-left: auto; color: var(--soft); font-size: .87rem; font-variant-numeric: tabular-nums; }
svg { display: block; font-family: inherit; }
.legend svg { display: inline-block; }
.chart { width: 100%; height: auto; }
.timeline { width: 100%; min-width: 700px; height: auto; }
.lineage { margin: 0 auto; }
.lineage.narrow { max-width: 100%; height: auto; }
.tick line { stroke: var(--line); }
.tick text, text.tick { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.line { fill: none; stroke: var(--soft); stroke-opacity: .55; stroke-width: 1.5; stroke-linejoin: round; }
.frontier { fill: none; stroke: var(--best); stroke-width: 1.5; stroke-dasharray: 2 3; }
.halo { fill: none; stroke: var(--best); stroke-width: 2; }
text.best { fill: var(--best); font-size: 11.5px; font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.mark { stroke: var(--card); stroke-width: 1.2; }
.mark.top { fill: var(--top); } .mark.mid1 { fill: var(--mid1); } .mark.mid2 { fill: var(--mid2); } .mark.mid3 { fill: var(--mid3); }
.mark.archived { fill: var(--archived); } .mark.none { fill: var(--card); stroke: var(--none); stroke-width: 2; }
.mark .halo { stroke: var(--best); stroke-width: 2; fill: none; }
.lane .label { fill: var(--ink); font-size: 13px; font-weight: 600; }
.lane .note { fill: var(--soft); font-size: 11px; }
.rail { stroke: var(--rail); stroke-width: 2; }
.bar text { font-size: 12px; font-weight: 600; }
.bar.top rect { fill: var(--top); } .bar.top text { fill: var(--on-top); }
.bar.mid1 rect { fill: var(--mid1); } .bar.mid1 text { fill: var(--on-mid1); }
.bar.mid2 rect { fill: var(--mid2); } .bar.mid2 text { fill: var(--on-mid2); }
.bar.mid3 rect { fill: var(--mid3); } .bar.mid3 text { fill: var(--on-mid3); }
.bar.archived rect, .bar.none rect { fill: var(--archived); } .bar.archived text, .bar.none text { fill: var(--on-archived); }
.edge { fill: none; stroke: var(--soft); stroke-opacity: .7; stroke-width: 1.5; }
#arrow path { fill: var(--soft); }
.node rect { fill: var(--card); stroke: var(--none); stroke-width: 1.5; }
.node text { fill: var(--ink); font-size: 12.5px; font-weight: 600; }
.node .note { fill: var(--soft); font-size: 11px; font-weight: 400; }
.node.top rect { fill: var(--top-back); stroke: var(--top); } .node.top .note { fill: var(--top-ink); }
.node.mid1 rect { fill: var(--mid1-back); stroke: var(--mid1); } .node.mid1 .note { fill: var(--mid1-ink); }
.node.mid2 rect { fill: var(--mid2-back); stroke: var(--mid2); } .node.mid2 .note { fill: var(--mid2-ink); }
.node.mid3 rect { fill: var(--mid3-back); stroke: var(--mid3); } .node.mid3 .note { fill: var(--mid3-ink); }
.node.archived rect { fill: var(--archived-back); stroke: var(--archived); } .node.archived .note { fill: var(--archived-ink); }
.node.missing rect { stroke-dasharray: 4 3; }
.history { margin: 0; padding: 0 0 0 18px; list-style: none; border-left: 2px solid var(--line); }
.history > li { position: relative; padding-bottom: 20px; break-inside: avoid; }
.history > li::before { content: ""; position: absolute; left: -24px; top: 7px; width: 10px; height: 10px; border-radius: 50%; background: var(--card); border: 2px solid var(--soft); }
.history p, .history ul { margin: 0; }
.history ul { padding-left: 0; list-style: none; overflow-wrap: anywhere; }
.history .cut { margin: 0; }
.when { color: var(--soft); font-size: .87rem; }
.when b { color: var(--ink); }
.command { margin: 0 6px; padding: 0 7px; border-radius: 5px; background: var(--rail); color: var(--ink); }
.by { margin-left: 6px; }
blockquote { margin: 6px 0 0; padding: 2px 0 2px 12px; border-left: 3px solid var(--line); color: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
.history .scroll { display: inline-block; max-width: 100%; margin-top: 8px; }
.gates { font-size: .85rem; }
.gates caption { padding: 8px 14px 0; color: var(--soft); font-size: .8rem; font-weight: 600; text-align: left; }
.gates th, .gates td { padding: 5px 14px; }
.gates tbody th { font-weight: 400; }
.override { margin-top: 6px; }
footer { margin-top: 40px; padding-bottom: 40px; color: var(--soft); font-size: .85rem; }
@media (max-width: 640px) { header, nav, main, footer { padding-left: 14px; padding-right: 14px; } nav { position: static; } }
@media print {
  @page { margin: 14mm; }
  body { background: #fff; font-size: 10.5pt; }
  header, nav, main, footer { max-width: none; padding: 0; }
  nav, .tools, .skip { display: none; }
  .scroll { overflow: visible; max-height: none; border-radius: 0; }
  .tall thead th { position: static; }
  thead { display: table-header-group; }
  tr, .card { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .lineage { max-width: 100%; height: auto; }
  .timeline { min-width: 0; }
  .history { margin-left: 6px; }
  summary { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .badge, .bar rect, .mark, td.best, .node rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
