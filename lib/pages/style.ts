/** The look of all pages: no script, no font and no picture from anywhere else; light and dark, narrow and wide. */
export const style = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e6e8eb);
  --quiet: light-dark(#59626d, #9aa4b0);
  --line: light-dark(#d8dde3, #333a43);
  --back: light-dark(#ffffff, #14181d);
  --panel: light-dark(#f5f7f9, #1c2229);
  --link: light-dark(#0b57b0, #82b4f5);
  --up: light-dark(#1a7f37, #56c271);
  --degraded: light-dark(#8f5a00, #e0a63c);
  --down: light-dark(#c11f2d, #ff7b7b);
  --unknown: light-dark(#7a3fa8, #c79bf0);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 1.25rem clamp(1rem, 4vw, 2.5rem) 3rem;
  background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif;
}
:lang(ja) { line-break: strict; word-break: auto-phrase; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; border-bottom: 1px solid var(--line); padding-bottom: .6rem; }
header .name { font-weight: 650; text-decoration: none; color: inherit; }
header .now { margin-left: auto; color: var(--quiet); font-size: .875rem; }
.notice { background: var(--panel); border-left: .3rem solid var(--unknown); padding: .6rem .9rem; margin: 1rem 0 0; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 1.4rem 0 .4rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
a { color: var(--link); text-underline-offset: .15em; overflow-wrap: anywhere; }
p { max-width: 46rem; margin: .4rem 0; }
code, .id { font-family: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.verdict { font-weight: 650; white-space: nowrap; }
.up { color: var(--up); } .degraded { color: var(--degraded); } .down { color: var(--down); } .unknown { color: var(--unknown); }
.tag { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; white-space: nowrap; color: var(--quiet); }
.counts { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; list-style: none; padding: 0; margin: .4rem 0 1rem; }
.counts b { font-size: 1.25rem; margin-right: .2rem; }

table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .8125rem; font-weight: 600; color: var(--quiet); }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td .why { display: block; font-size: .875rem; color: var(--quiet); max-width: 22rem; }
.number { text-align: right; white-space: nowrap; padding-right: 1.5rem; }
time { white-space: nowrap; }

dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.25rem; margin: .6rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.remedy { background: var(--panel); border-left: .3rem solid var(--link); padding: .7rem 1rem; max-width: 46rem; margin: .8rem 0; }
.remedy p { margin: 0; }
.remedy p + p:has(b) { margin-top: .7rem; }
.steps td { padding-block: .3rem; vertical-align: middle; }
.steps .bar { width: 60%; padding-right: 0; }
.steps svg { display: block; width: 100%; height: .8rem; background: var(--panel); border-radius: .2rem; }
.steps rect { fill: var(--link); }
.screens { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; padding: 0; margin: .4rem 0; }
.screens li:not(:last-child)::after { content: "→"; color: var(--quiet); margin-left: .4rem; }
figure { margin: .6rem 0 1.2rem; }
figure img { display: block; max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: .3rem; }
figcaption { font-size: .875rem; color: var(--quiet); margin-top: .3rem; }

.film { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .8rem 1.2rem; margin: .8rem 0 1.6rem; }
.film figure { margin: 0 0 .5rem; } .film img { width: 100%; }
.film .end { grid-column: 1 / -1; display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem; order: -1; }
.film .end img { outline: .15rem solid var(--down); } .film .end figure + figure img { outline-color: var(--line); }
.film .none { min-height: 3rem; border: 1px dashed var(--line); border-radius: .3rem; }
.files { list-style: none; padding: 0; } .files li { margin: .15rem 0; }

@media (max-width: 46rem) {
  .status thead { display: none; }
  .status tr { display: grid; grid-template-columns: 1fr; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .status td { border: 0; padding: .1rem 0; text-align: left; display: grid; grid-template-columns: 8rem 1fr; gap: .5rem; }
  .status td::before { content: attr(data-label); color: var(--quiet); font-size: .875rem; }
  .status .tag { justify-self: start; }
  .status td.head::before { content: none; } .status td.head { display: block; }
  .steps .bar { width: 40%; }
  .film, .film .end { grid-template-columns: 1fr; }
  .film .place { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; align-items: start; }
  .film .end { grid-template-columns: 1fr; }
  header .now { margin-left: 0; width: 100%; }
}
`;
