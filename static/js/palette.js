/* The palette: Ctrl-K or ⌘-K opens it, arrows walk through what it found, Escape closes it. Without it, /find/ is a page. */
(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");

  function open() {
    palette.showModal();
    input.select();
    input.dispatchEvent(new Event("palette-opened"));
  }

  function walk(step) {
    const stops = [input, ...palette.querySelectorAll("a[href]")];
    const next = stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length];
    next.focus();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.open ? palette.close() : open();
    } else if (palette.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens-palette]");
    if (opener) {
      event.preventDefault();
      open();
    } else if (event.target === palette) {
      palette.close();
    }
  });

  palette.querySelector("form").addEventListener("submit", (event) => {
    const first = palette.querySelector("a[href]");
    if (first) {
      event.preventDefault();
      first.click();
    }
  });
})();
