// Dialogs, the person's menu, the theme switch, tables under figures, and tabs. The pages work without any of them.
(() => {
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    target.closest("[data-close-dialog]")?.closest("dialog")?.close();
    const copier = target.closest("[data-copy]");
    if (copier) copy(copier);
    const toggle = target.closest("[data-toggle-table]");
    if (toggle) toggleTable(toggle);
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // The link stands in a field for who copies it by hand; the button appears where a clipboard can be written.
  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    source.select();
    await navigator.clipboard.writeText(source.value);
    button.querySelector(".icon use").setAttribute("href", button.querySelector(".icon use").getAttribute("href").replace("#copy", "#check"));
  };

  const toggleTable = (button) => {
    const table = document.getElementById(button.dataset.toggleTable);
    table.hidden = !table.hidden;
    button.setAttribute("aria-expanded", String(!table.hidden));
  };

  // The theme changes at once; the server is told, and remembers.
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!submitter || !form.matches("[data-theme-switch]")) return;
    event.preventDefault();
    window.portalTheme(submitter.value);
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === submitter));
    fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers: { "HX-Request": "true" } });
  });

  const choose = (tabs, chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.hash.slice(1)).hidden = tab !== chosen;
    }
  };
  // Tabs are links to sections one below the other until this turns them into tabs.
  const makeTabs = (list) => {
    list.dataset.ready = "yes";
    list.setAttribute("role", "tablist");
    const tabs = [...list.querySelectorAll("a")];
    for (const tab of tabs) {
      const panel = document.getElementById(tab.hash.slice(1));
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("a");
      if (!tab) return;
      event.preventDefault();
      history.replaceState(history.state, "", tab.hash);
      choose(tabs, tab);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      choose(tabs, next);
      next.focus();
    });
    choose(tabs, tabs.find((tab) => tab.hash === location.hash) || tabs[0]);
  };

  const enhance = () => {
    for (const list of document.querySelectorAll("[data-tabs]:not([data-ready])")) makeTabs(list);
    if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
    for (const button of document.querySelectorAll("[data-toggle-table][hidden]")) {
      button.hidden = false;
      document.getElementById(button.dataset.toggleTable).hidden = true;
    }
  };
  document.addEventListener("htmx:after:swap", enhance);
  enhance();
})();
