// Around the swaps of htmx: short addresses, aria-busy, announcements, focus; filters that need no button.
(() => {
  const live = document.getElementById("live");
  const say = (words) => {
    live.textContent = "";
    setTimeout(() => { live.textContent = words; }, 50);
  };

  // An empty filter does not belong in the address.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { method, body } = ctx.request;
    if (method !== "GET" || !body) return;
    for (const [name, value] of [...body.entries()]) if (value === "") body.delete(name);
  });

  const busy = (ctx, state) => { if (ctx?.target instanceof Element) ctx.target.setAttribute("aria-busy", state); };
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => busy(ctx, "true"));
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => busy(ctx, "false"));

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const words = [...document.querySelectorAll("[data-announce]")].map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(" ");
    if (words) say(words);
    if (ctx?.response?.status === 422) document.querySelector(".field-wrong :is(input, select, textarea):not([type=hidden])")?.focus();
    else if (document.activeElement === document.body) hold(ctx?.target);
  });

  // Where the focused control went away with the old part, the new part takes the focus.
  const hold = (target) => {
    const part = target?.id && document.getElementById(target.id);
    if (!part) return;
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  };

  document.addEventListener("change", ({ target }) => target.closest("form[data-submit-on-change]")?.requestSubmit());

  document.addEventListener("click", ({ target }) => {
    const copy = target.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(new URL(copy.dataset.copy, location.href).href).then(() => say(copy.dataset.copied));
  });
})();
