// Toasts: closed by a button, gone after a while unless they wait for an answer; a failed request can be tried again.
(() => {
  const SECONDS = 8;
  const region = document.getElementById("toasts");

  const leaveLater = (toast) => {
    let timer = 0;
    const start = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
    const stop = () => clearTimeout(timer);
    for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stop);
    for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, start);
    start();
  };

  const adopt = (toast, again) => {
    if (toast.dataset.adopted) return;
    toast.dataset.adopted = "yes";
    const close = toast.querySelector("[data-close]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    const retry = toast.querySelector("[data-retry]");
    if (retry && again) {
      retry.hidden = false;
      retry.addEventListener("click", () => { toast.remove(); again(); });
    }
    if (!("stay" in toast.dataset)) leaveLater(toast);
  };
  const adoptAll = (again) => { for (const toast of region.querySelectorAll("[data-toast]")) adopt(toast, again); };

  // The request that failed is sent again by the event that caused it.
  const repeat = ({ sourceElement: source, sourceEvent, request }) => () => {
    if (!source?.isConnected) location.reload();
    else if (source.matches("form")) source.requestSubmit(request.submitter || undefined);
    else htmx.trigger(source, sourceEvent?.type || "click");
  };
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => adoptAll(ctx?.response?.status >= 400 ? repeat(ctx) : undefined));
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (!ctx || ctx.response) return;
    region.append(document.getElementById("toast-offline").content.firstElementChild.cloneNode(true));
    adoptAll(repeat(ctx));
  });
  adoptAll();
})();
