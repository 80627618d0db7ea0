/// The style of pages: one column beside a rail of contents, light and dark, narrow and wide, on paper.
///
/// Colours are pairs of ink and fill with a contrast of at least 4.5 to 1 in both schemes, and never the only sign:
/// states have letters, marks have words.
enum HTMLStyle {
  static var html: HTML { HTML(stringLiteral: text) }

  static let text: StaticString = #"""
    :root {
      color-scheme: light dark;
      --paper: #ffffff;
      --sunk: #f6f7f8;
      --line: #dfe2e6;
      --line-strong: #c3c8cf;
      --ink: #1b1f24;
      --soft: #59616b;
      --link: #0b57b0;
      --allow: #12652f;
      --allow-fill: #e0f3e5;
      --deny: #a8141b;
      --deny-fill: #fde5e4;
      --unknown: #7a4a00;
      --unknown-fill: #fdf0d0;
      --mixed: #5a3d99;
      --mixed-fill: #eee8fb;
      --idle-fill: #eef0f2;
      --mark: #fff3b8;
      --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
      --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15181c;
        --sunk: #1d2126;
        --line: #2f353c;
        --line-strong: #48505a;
        --ink: #e6e9ec;
        --soft: #a2abb5;
        --link: #86b7f5;
        --allow: #7fd69a;
        --allow-fill: #16331f;
        --deny: #ff9c97;
        --deny-fill: #43191b;
        --unknown: #f0c060;
        --unknown-fill: #3a2c0c;
        --mixed: #c4b0f5;
        --mixed-fill: #2d2448;
        --idle-fill: #262b31;
        --mark: #3a340e;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }
    a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
    a:hover { text-decoration-thickness: 2px; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
    code, pre, .code { font-family: var(--mono); font-size: 0.867em; unicode-bidi: isolate; }
    h1, h2, h3, p, ul, ol, dl, figure { margin: 0; }
    ul, ol { padding: 0; list-style: none; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .skip { position: absolute; left: -100vw; }
    .skip:focus { left: 1rem; top: 1rem; z-index: 9; background: var(--paper); padding: 0.5rem 1rem; }

    /* The page: a rail of contents beside one column. */
    .page { max-width: 1240px; margin: 0 auto; padding: 2.5rem 2rem 5rem; display: grid;
      grid-template-columns: 11rem minmax(0, 1fr); column-gap: 3rem; align-items: start; }
    .rail { position: sticky; top: 2.5rem; font-size: 0.867rem; }
    .rail .brand { color: var(--soft); margin-bottom: 1rem; font-weight: 600; letter-spacing: 0.01em; }
    .rail a { display: block; padding: 0.28rem 0 0.28rem 0.8rem; border-left: 2px solid var(--line);
      color: var(--soft); text-decoration: none; }
    .rail a:hover { color: var(--ink); border-color: var(--ink); }
    section { margin-top: 3.25rem; }
    section > h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
    section > h2 + .lead { margin-top: 0.25rem; }
    .lead { color: var(--soft); max-width: 46rem; }
    h3 { font-size: 1rem; line-height: 1.4; font-weight: 650; margin-top: 2rem; }
    .soft { color: var(--soft); }
    .small { font-size: 0.867rem; }
    strong { font-weight: 650; }
    .note { margin-top: 0.75rem; color: var(--soft); font-size: 0.867rem; }
    .left-out { margin-top: 0.75rem; padding: 0.5rem 0.75rem; font-size: 0.867rem; background: var(--unknown-fill);
      color: var(--unknown); border-radius: 6px; }
    .left-out ul { list-style: disc; padding-left: 1.2rem; }

    /* Verdict and counts. */
    .kicker { color: var(--soft); font-size: 0.867rem; }
    .kicker .tag { margin-right: 0.35rem; }
    h1 { font-size: 2rem; line-height: 1.2; font-weight: 680; letter-spacing: -0.02em; margin-top: 0.45rem; max-width: 42rem; }
    h1.long { font-size: 1.5rem; line-height: 1.3; letter-spacing: -0.012em; max-width: 48rem; }
    .counts { display: flex; flex-wrap: wrap; margin-top: 1.75rem; border: 1px solid var(--line); border-radius: 8px;
      overflow: hidden; }
    .counts > div { display: flex; flex-direction: column; justify-content: space-between; flex: 1 1 7rem; padding: 0.8rem 1rem 0.75rem; box-shadow: 1px 1px 0 var(--line); }
    .counts dt { color: var(--soft); font-size: 0.8rem; }
    .counts dd { margin: 0; white-space: nowrap; font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; }
    .counts .deny dd { color: var(--deny); } .counts .allow dd { color: var(--allow); }
    .counts .unknown dd { color: var(--unknown); } .counts .none dd { color: var(--soft); font-weight: 400; }
    .counts .plain dd { color: var(--ink); }
    .share { display: block; width: 100%; height: 8px; margin-top: 1rem; border-radius: 4px; }
    svg .allow { fill: var(--allow); } svg .deny { fill: var(--deny); } svg .unknown { fill: var(--unknown); }
    svg .rest { fill: var(--line); }

    /* Boxes that scroll by themselves, so that the page never does sideways. */
    .box { margin-top: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow: auto; max-height: 42rem;
      overscroll-behavior-x: contain; background: var(--paper); }
    .box.flat { max-height: none; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.9rem; line-height: 1.4; }
    th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.75rem; border-bottom: 1px solid var(--line); }
    tbody tr:last-child > * { border-bottom: 0; }
    thead th { position: sticky; top: 0; z-index: 2; background: var(--sunk); font-size: 0.8rem; font-weight: 600;
      color: var(--soft); white-space: nowrap; border-bottom: 1px solid var(--line-strong); }
    .number { text-align: right; white-space: nowrap; }
    th, td { overflow-wrap: break-word; }
    td.short, td.short code { white-space: nowrap; }
    td.wide { min-width: 12rem; overflow-wrap: anywhere; }
    td.widest { min-width: 18rem; overflow-wrap: anywhere; }
    .detail { white-space: pre-line; margin-top: 0.25rem; }
    td details { border: 0; }
    td summary { padding: 0.1rem 0; margin-left: 1rem; color: var(--soft); font-size: 0.867rem; }
    td details p { font-size: 0.867rem; margin-left: 1rem; }
    .command { margin-top: 0.75rem; padding: 0.75rem 1rem; background: var(--sunk); border-radius: 8px;
      white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55; max-height: 14rem; overflow: auto; }
    .box.inputs { max-height: 17rem; }
    .command::before { content: "$ "; color: var(--soft); user-select: none; }
    .digest { color: var(--soft); white-space: nowrap; }

    /* Letters of decisions. Colour repeats what the letter says. */
    .tag { display: inline-block; min-width: 1.55em; padding: 0 0.4em; border-radius: 4px; font-size: 0.8rem;
      font-weight: 650; line-height: 1.6; text-align: center; white-space: nowrap; }
    .allow { color: var(--allow); } .deny { color: var(--deny); } .unknown { color: var(--unknown); }
    .mixed { color: var(--mixed); }
    .tag.allow, .cell.allow { background: var(--allow-fill); } .tag.deny, .cell.deny { background: var(--deny-fill); }
    .tag.unknown, .cell.unknown { background: var(--unknown-fill); }
    .tag.mixed, .cell.mixed { background: var(--mixed-fill); }
    .tag.idle { background: var(--idle-fill); color: var(--soft); }
    .asked { box-shadow: inset 0 0 0 2px currentColor; }
    .legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; margin-top: 0.9rem; font-size: 0.867rem;
      color: var(--soft); }

    /* The matrix. */
    .matrix { width: auto; min-width: 100%; }
    .matrix thead th { text-align: left; vertical-align: bottom; }
    .matrix thead .soft { display: block; font-weight: 400; font-size: 0.75rem; }
    .matrix thead th:first-child { left: 0; z-index: 3; }
    .matrix tbody th { position: sticky; left: 0; z-index: 1; background: var(--paper); font-weight: 400;
      border-right: 1px solid var(--line-strong); min-width: 9rem; max-width: 19rem; }
    .matrix thead th:first-child { border-right: 1px solid var(--line-strong); }
    .matrix tbody th code { font-weight: 600; font-size: 0.9em; }
    .matrix tbody th .soft { display: block; font-size: 0.8rem; }
    .matrix td { padding: 0; border-left: 1px solid var(--paper); height: 1px; }
    .matrix td + td { border-left: 1px solid var(--line); }
    .cell { display: block; height: 100%; min-height: 2.9rem; min-width: 6.5rem; padding: 0.4rem 0.7rem;
      text-decoration: none; }
    a.cell:hover { box-shadow: inset 0 0 0 3px currentColor; }
    .cell:focus-visible { outline-offset: -2px; }
    .cell b { font-weight: 700; }
    .cell .fate { display: block; font-size: 0.8rem; color: var(--ink); }
    .cell.mixed .fate { white-space: nowrap; }
    .cell .fate.loss { font-weight: 650; color: var(--deny); }
    .cell.idle { color: var(--soft); }

    /* What folds. */
    details { border-bottom: 1px solid var(--line); }
    .folds { margin-top: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow: clip; }
    .folds > details:last-child { border-bottom: 0; }
    summary { padding: 0.5rem 0.75rem; cursor: pointer; list-style-position: outside; margin-left: 1.25rem;
      padding-left: 0.15rem; }
    summary::marker { color: var(--soft); }
    summary:hover { background: var(--sunk); }
    summary:focus-visible { outline-offset: -2px; }
    .inside { padding: 0.25rem 1rem 1rem 1.4rem; scroll-margin-top: 4rem; }
    .inside:target { box-shadow: inset 3px 0 0 var(--link); }
    .inside p + p, .inside pre + p { margin-top: 0.5rem; }
    .statement { margin: 0.5rem 0 0; padding: 0.6rem 0.75rem; background: var(--sunk); border-radius: 6px; overflow: auto;
      max-height: 18rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }

    /* Before and after. */
    .sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px; background: var(--line);
      border-bottom: 1px solid var(--line); }
    .side { background: var(--paper); padding: 0.8rem 1rem 1rem; min-width: 0; }
    .side h3 { margin: 0 0 0.4rem; font-size: 0.8rem; font-weight: 600; color: var(--soft); }
    .side h3.other { margin-top: 1rem; }
    .side p + p { margin-top: 0.3rem; }
    .change { margin-top: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow: clip; }
    .change > header { padding: 0.55rem 1rem; background: var(--sunk); border-bottom: 1px solid var(--line); }
    .change .box { border: 0; margin: 0; border-radius: 0; max-height: 22rem; }

    /* The organization. */
    .tree { margin-top: 1rem; font-size: 0.933rem; }
    .tree ul ul { margin-left: 0.55rem; padding-left: 1.1rem; border-left: 1px solid var(--line-strong); }
    .tree li { padding: 0.1rem 0; }
    .node { display: flex; flex-wrap: wrap; gap: 0.1rem 0.6rem; align-items: baseline; padding: 0.25rem 0.5rem;
      border-radius: 6px; border-left: 3px solid transparent; }
    .node.denies { background: var(--deny-fill); border-left-color: var(--deny); }
    .node .kind { color: var(--soft); font-size: 0.8rem; }
    .node .policies { flex-basis: 100%; font-size: 0.8rem; color: var(--soft); }
    .node.denies .policies, .node.denies .kind { color: var(--ink); }

    /* Policy source. */
    .policy { border: 0; margin-top: 1rem; }
    .policy > summary { padding: 0.2rem 0; margin-left: 1rem; }
    .policy > summary:hover { background: none; }
    .policy h3 { display: inline; margin: 0; }
    .policy > .box { margin-top: 0.5rem; }
    .source { font-family: var(--mono); font-size: 0.8rem; line-height: 1.6; width: auto; min-width: 100%;
      unicode-bidi: isolate; }
    .source td { border: 0; padding: 0 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
    .source tr:first-child td { padding-top: 0.5rem; } .source tr:last-child td { padding-bottom: 0.5rem; }
    .source td:last-child { width: 100%; }
    .source .n { color: var(--soft); text-align: right; user-select: none; white-space: nowrap; padding-right: 0.25rem; }
    .source .h { text-align: right; white-space: nowrap; user-select: none; font-weight: 650; min-width: 4.5rem;
      border-right: 3px solid transparent; }
    .source .decisive .h { border-right-color: var(--ink); }
    .source .matched .h { border-right-color: var(--line-strong); }
    .source .never .h, .source .dead .h { color: var(--unknown); font-weight: 400; }
    .source .never .h { border-right-color: var(--unknown-fill); }
    .source .never td:last-child, .source .dead td:last-child { color: var(--soft); }

    /* Rankings. */
    .ranks { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.5rem; }
    .rank li { padding: 0.4rem 0; border-bottom: 1px solid var(--line); font-size: 0.9rem; }
    .rank .line > span { white-space: nowrap; }
    .rank .line { display: flex; justify-content: space-between; gap: 1rem; }
    .rank svg { display: block; width: 100%; height: 4px; margin-top: 0.3rem; border-radius: 2px; }

    /* The filter. */
    .filter { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; margin-top: 1rem; }
    .filter[hidden] { display: none; }
    .filter input { flex: 1 1 16rem; min-width: 0; font: inherit; color: inherit; background: var(--paper);
      border: 1px solid var(--line-strong); border-radius: 6px; padding: 0.4rem 0.7rem; }
    .filter input::placeholder { color: var(--soft); opacity: 1; }
    .filter button { font: inherit; font-size: 0.867rem; color: inherit; background: var(--paper); padding: 0.4rem 0.75rem;
      border: 1px solid var(--line-strong); border-radius: 6px; cursor: pointer; }
    .filter button[aria-pressed="true"] { background: var(--ink); color: var(--paper); border-color: var(--ink); }
    .filter output { color: var(--soft); font-size: 0.867rem; flex: 1 0 100%; }
    tr[hidden] { display: none; }
    tr:target > * { background: var(--mark); }
    .esc { color: var(--unknown); background: var(--unknown-fill); border-radius: 3px; padding: 0 0.1em; }
    footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft);
      font-size: 0.867rem; }

    @media (max-width: 900px) {
      .page { display: block; padding: 1.5rem 1rem 4rem; }
      .rail { position: static; margin-bottom: 1.75rem; padding-bottom: 0.75rem; border-bottom: 1px solid var(--line); }
      .rail .brand { margin-bottom: 0.4rem; }
      .rail ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; }
      .rail a { border: 0; padding: 0.15rem 0; color: var(--link); }
      h1 { font-size: 1.6rem; }
      section { margin-top: 2.5rem; }
      .sides, .ranks { grid-template-columns: minmax(0, 1fr); }
      .box { max-height: 34rem; }
      .matrix tbody th { min-width: 7.5rem; max-width: 9.5rem; }
      th, td { padding: 0.4rem 0.6rem; }
      .cell { padding: 0.4rem 0.6rem; min-width: 5.75rem; }
      h1.long { font-size: 1.25rem; }
      .source td { padding: 0 0.4rem; white-space: pre; }
      .source .h { min-width: 2.5rem; }
      .counts > div { flex-basis: 6rem; padding: 0.6rem 0.75rem; }
    }
    @media print {
      :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --line-strong: #888; --sunk: #f2f2f2;
        --allow: #12652f; --allow-fill: #e0f3e5; --deny: #a8141b; --deny-fill: #fde5e4; --unknown: #7a4a00;
        --unknown-fill: #fdf0d0; --mixed: #5a3d99; --mixed-fill: #eee8fb; --link: #000; --mark: #fff; }
      body { font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
      .page { display: block; padding: 0; max-width: none; }
      .rail, .filter, .skip { display: none; }
      details::details-content { content-visibility: visible; }
      .box, .box.inputs, .change .box, .statement, .command { max-height: none; overflow: visible; }
      .matrix.wide thead { display: none; }
      .matrix.wide, .matrix.wide tbody { display: block; }
      .matrix.wide tr { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line-strong); }
      .matrix.wide tbody th { flex: 1 0 100%; max-width: none; border-right: 0; }
      .matrix.wide td { flex: 0 0 16.6%; height: auto; border-left: 0; }
      .matrix.wide td::before { content: attr(data-column); display: block; padding: 0.3rem 0.7rem 0;
        font-size: 0.75rem; color: var(--soft); overflow-wrap: anywhere; }
      .matrix.wide .cell { height: auto; min-height: 0; min-width: 0; }
      thead th, .matrix tbody th { position: static; }
      tr, .change, .node, .rank li { break-inside: avoid; }
      h2, h3 { break-after: avoid; }
      a { text-decoration: none; }
    }
    """#
}
