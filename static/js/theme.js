// Sets the theme before the first paint: the person's choice, or the system's.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const choice = root.dataset.theme;
    root.dataset.bsTheme = choice === "light" || choice === "dark" ? choice : system.matches ? "dark" : "light";
    root.dispatchEvent(new CustomEvent("portal:theme"));
  };
  window.portalTheme = (choice) => {
    root.dataset.theme = choice;
    apply();
  };
  system.addEventListener("change", apply);
  apply();
})();
