/// The script of pages: filters, and folds that open for the links that lead into them. Pages are whole without it.
enum HTMLScript {
  static var html: HTML { HTML(stringLiteral: text) }

  static let text: StaticString = #"""
    "use strict";
    // A filter shows the rows that hold every word. An address can carry it: #filter-ID=words for one table, #filter=words
    // for all of them.
    const filters = [...document.querySelectorAll(".filter")].map((box) => {
      const table = document.getElementById(box.dataset.table);
      const input = box.querySelector("input");
      const output = box.querySelector("output");
      const buttons = [...box.querySelectorAll("button")];
      const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
      let choice = "";
      const apply = () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const [row, text] of rows) {
          const fits = (!choice || row.dataset.is === choice) && words.every((word) => text.includes(word));
          row.hidden = !fits;
          if (fits) shown += 1;
        }
        const all = rows.length === 1 ? "1 row" : `${rows.length} rows`;
        output.value = words.length || choice ? `${shown} of ${all}` : all;
      };
      for (const button of buttons) {
        button.addEventListener("click", () => {
          choice = button.value;
          for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
          apply();
        });
      }
      let waiting = 0;
      input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          apply();
          const words = input.value.trim();
          const address = words ? `#filter-${table.id}=${encodeURIComponent(words)}` : "#" + table.closest("section").id;
          try { history.replaceState(null, "", address); } catch { /* An address that cannot change loses nothing. */ }
        }, 100);
      });
      box.hidden = false;
      apply();
      return { id: table.id, box, set(words) { input.value = words; apply(); } };
    });

    // What an address asks for: a filter, or something folded, which opens.
    const follow = () => {
      const parts = /^#filter(?:-([a-z-]+))?=(.*)$/.exec(location.hash);
      if (parts) {
        let words = "";
        try { words = decodeURIComponent(parts[2].replace(/\+/g, " ")); } catch { return; }
        const asked = filters.filter((filter) => !parts[1] || filter.id === parts[1]);
        for (const filter of asked) filter.set(words);
        if (asked.length) asked[0].box.scrollIntoView();
        return;
      }
      const target = document.getElementById(location.hash.slice(1));
      const fold = target && target.closest("details:not([open])");
      if (!fold) return;
      fold.open = true;
      target.scrollIntoView();
    };
    follow();
    addEventListener("hashchange", follow);

    // Paper cannot unfold.
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = [...document.querySelectorAll("details:not([open])")];
      for (const fold of folded) fold.open = true;
    });
    addEventListener("afterprint", () => {
      for (const fold of folded) fold.open = false;
    });
    """#
}
