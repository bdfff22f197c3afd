##! The page's style sheet.

pub fn text() -> String do
  """
  :root {
    color-scheme: light dark;
    --back: #f5f6f8; --panel: #fff; --text: #1d2330; --soft: #667085; --line: #e4e7ec; --accent: #4f46e5;
    --fatal: #b42318; --error: #e5484d; --warning: #d97706; --info: #2563eb; --debug: #8590a2; --good: #12a150;
  }
  @media (prefers-color-scheme: dark) {
    :root { --back: #12151c; --panel: #1a1f29; --text: #e6e9ef; --soft: #97a1b3; --line: #2b3240; --accent: #8b85ff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: .75rem 1.5rem; background: var(--panel); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 1; }
  h1 { font-size: 1.15rem; margin: 0; letter-spacing: -.01em; }
  h1::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .5rem; border-radius: .2rem; background: var(--accent); transform: rotate(45deg); }
  h2 { font-size: .95rem; margin: 0; padding: .85rem 1rem; border-bottom: 1px solid var(--line); }
  .project { color: var(--soft); }
  .state { display: inline-flex; align-items: center; gap: .4rem; padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8rem; color: var(--soft); }
  .state::before { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: var(--warning); }
  .state.live::before { background: var(--good); }
  .state.lost::before { background: var(--error); }
  form { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin-left: auto; }
  label { display: inline-flex; align-items: center; gap: .4rem; color: var(--soft); font-size: .85rem; }
  select, input, button { font: inherit; font-size: .85rem; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .55rem; }
  input { width: 9rem; }
  button { cursor: pointer; }
  button:hover { border-color: var(--accent); color: var(--accent); }
  button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: #fff; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
  main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.25rem; padding: 1.25rem 1.5rem; align-items: start; }
  @media (max-width: 60rem) { main { grid-template-columns: minmax(0, 1fr); } }
  section { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; }
  .badge { margin-left: .35rem; padding: .05rem .5rem; border-radius: 1rem; background: var(--accent); color: #fff; font-size: .75rem; font-weight: 600; }
  .badge.quiet { background: var(--line); color: var(--soft); }
  table { width: 100%; border-collapse: collapse; table-layout: fixed; }
  th { text-align: left; font-size: .75rem; font-weight: 600; color: var(--soft); padding: .5rem 1rem; border-bottom: 1px solid var(--line); }
  td { padding: .55rem 1rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  tbody tr:last-child td { border-bottom: 0; }
  th:nth-child(1) { width: 6.5rem; } th:nth-child(3) { width: 5rem; } th:nth-child(4) { width: 7.5rem; } th:nth-child(5) { width: 11rem; }
  .number { text-align: right; font-variant-numeric: tabular-nums; }
  .title { overflow-wrap: anywhere; font-weight: 500; }
  .time { color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
  .actions { text-align: right; white-space: nowrap; }
  .actions button { margin-left: .35rem; padding: .15rem .5rem; font-size: .78rem; }
  .level { display: inline-block; min-width: 4.8rem; padding: .05rem .5rem; border-radius: .35rem; font-size: .75rem; font-weight: 600; text-align: center; color: #fff; background: var(--debug); }
  .level.fatal { background: var(--fatal); } .level.error { background: var(--error); } .level.warning { background: var(--warning); } .level.info { background: var(--info); }
  tr.changed td { animation: flash 1.2s ease-out; }
  @keyframes flash { from { background: color-mix(in srgb, var(--accent) 18%, transparent); } }
  @media (prefers-reduced-motion: reduce) { tr.changed td { animation: none; } }
  ol { list-style: none; margin: 0; padding: 0; max-height: 75vh; overflow-y: auto; }
  li { display: grid; align-items: start; grid-template-columns: auto minmax(0, 1fr) auto; gap: .2rem .75rem; padding: .55rem 1rem; border-bottom: 1px solid var(--line); }
  li .detail { grid-column: 2 / 4; color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
  li .mark { color: var(--accent); font-weight: 600; }
  .empty { color: var(--soft); margin: 0; padding: 1.5rem 1rem; text-align: center; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  [hidden] { display: none; }
  """
end
