// A column copied from a spreadsheet and pasted into a value fills the values below it; two columns are code and value.
(() => {
  document.addEventListener("paste", (event) => {
    const first = event.target.closest?.("[data-paste-column]");
    const text = event.clipboardData?.getData("text") ?? "";
    if (!first || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const inputs = [...first.form.querySelectorAll("[data-paste-column]")];
    const byCode = new Map(inputs.map((input) => [input.dataset.code.toLowerCase(), input]));
    let next = inputs.indexOf(first);
    let last = first;
    for (const line of text.split(/\r?\n/).filter((one) => one.trim())) {
      const cells = line.split("\t").map((cell) => cell.trim());
      const named = cells.length > 1 ? byCode.get(cells.slice(0, -1).join(" · ").toLowerCase()) : undefined;
      const input = named ?? inputs[next++];
      if (!input) break;
      input.value = cells.at(-1);
      last = input;
    }
    last.focus();
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
