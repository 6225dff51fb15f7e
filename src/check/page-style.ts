/** The one style sheet of the page. Contrast of every text is at least 4.5:1; a test in a browser checks it. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --surface: light-dark(#ffffff, #0f1318);
  --raised: light-dark(#f6f8fa, #161b22);
  --line: light-dark(#d8dee4, #2b333d);
  --edge: light-dark(#77828e, #7d8895);
  --text: light-dark(#1b1f24, #e6edf3);
  --muted: light-dark(#57606a, #9aa7b4);
  --blue: light-dark(#0063a8, #6cb6ff);
  --breach: light-dark(#b3261e, #ff8a80);
  --breach-soft: light-dark(#fdf1f0, #2a1917);
  --breach-firm: light-dark(#fbd9d5, #4a211d);
  --ok: light-dark(#00664f, #5fd3b0);
  --fault: light-dark(#8a5a00, #f2c063);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box }
body {
  max-width: 80rem; margin: 0 auto; padding: 1rem 1.5rem 2rem;
  background: var(--surface); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
}
h1 { margin: 0 0 .5rem; color: var(--muted); font-size: 14px; font-weight: 600 }
h2 { margin: 0 0 .4rem; font-size: 15px; font-weight: 600; overflow-wrap: anywhere }
h3 { margin: 1.6rem 0 .4rem; font-size: 15px; font-weight: 650 }
p { margin: 0 0 .5rem; overflow-wrap: anywhere }
a { color: var(--blue) }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px }
code { unicode-bidi: isolate }
code, pre { font-family: var(--mono); font-size: 13px; overflow-wrap: anywhere }
nav ul { margin: 0 0 1.2rem; padding: 0; list-style: none }
nav li { margin: .3rem 0; overflow-wrap: anywhere }
section { padding: 1rem 0 1.4rem; border-top: 1px solid var(--line) }
.badge { display: inline-block; margin-right: .4rem; padding: 0 .5rem; border-radius: 4px; color: var(--surface); font-size: 13px; font-weight: 650 }
.badge.valid { background: var(--ok) } .badge.invalid { background: var(--breach) } .badge.unknown { background: var(--fault) }
.because { margin: .5rem 0; font-size: 22px; font-weight: 620; line-height: 1.3; letter-spacing: -.01em; text-wrap: pretty }
.about, figcaption, .legend { color: var(--muted); font-size: 13.5px }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0 0 .6rem; padding: 0; list-style: none }
.legend li { display: inline-flex; align-items: center; gap: .4rem }
.legend svg { flex: none }
figure { margin: 0 }
.picture { display: flex; width: fit-content; max-width: 100%; padding: .4rem 0 .4rem .8rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px }
svg { display: block; direction: ltr }
.names { flex: none }
/* what broke is mostly at the end of the window: a box that is too narrow shows that first */
.scroll { overflow-x: auto; direction: rtl; flex: 1; min-width: 0 }
.scroll svg { margin-right: auto }
svg text { fill: var(--text); font-family: inherit }
svg .lane-name, .axis text, .skip text { fill: var(--muted) }
.axis path, .skip path { stroke: var(--muted) }
.axis .head { fill: var(--muted); stroke: none }
.lane, .divider { stroke: var(--line); stroke-opacity: 1 }
.divider { stroke: var(--edge) }
.span { fill: var(--breach); fill-opacity: .06 }
.span-edge { stroke: var(--breach); stroke-opacity: .7 }
.bar .body { fill: var(--surface); stroke: var(--edge) }
.bar.core .body { fill: var(--breach-soft); stroke: var(--breach) }
.bar.stuck .body { fill: var(--breach-firm); stroke: var(--breach) }
.bar .edge { stroke: var(--breach) }
.bar .call { font-family: var(--mono) }
.bar.other .call { fill: var(--muted) }
.bar .flag { fill: var(--text) }
.bar.stuck .flag { fill: var(--breach) }
.effect circle { fill: var(--surface); stroke: var(--text) }
.effect text { font-weight: 650 }
.cross circle { fill: var(--breach); stroke: var(--breach) }
.cross path { stroke: var(--surface) }
figcaption { margin-top: .6rem }
figcaption .state { color: var(--text); font-size: 15px }
.table { overflow-x: auto }
table { border-collapse: collapse; font-size: 14px }
th, td { padding: .3rem 1.4rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: anywhere }
th { min-width: 5.5rem } td { min-width: 16rem } .number { min-width: 4rem; white-space: nowrap }
tbody th { min-width: 9rem }
thead th { color: var(--muted); font-size: 13px }
strong { color: var(--breach); font-weight: 650 }
.proof { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .2rem .8rem; padding-left: .9rem; border-left: 3px solid var(--breach) }
.proof dt { color: var(--muted); font-weight: 600 }
.proof dd { margin: 0; overflow-wrap: anywhere }
details { margin-top: 1.4rem }
summary { cursor: pointer; color: var(--blue) }
pre { padding: .8rem; overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap }
footer { color: var(--muted); font-size: 13px }
@media (max-width: 40rem) { body { padding: .8rem } .because { font-size: 19px } .picture { padding-left: .4rem } }
@media print { :root { color-scheme: light } .scroll { overflow: visible } }
`
