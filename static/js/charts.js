// Draws the figures of a page: plotly JSON in a <script type="application/json">, in the house look and the current theme.
(() => {
  const root = document.documentElement;
  const drawn = new Map();
  const NARROW = 480;
  let loading = null;
  const FRENCH = {
    moduleType: "locale", name: "fr", dictionary: {},
    format: {
      days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
      shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
      months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
      shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
      date: "%d/%m/%Y", decimal: ",", thousands: "\u202f",
    },
  };

  const load = () => (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.plotly;
    script.onload = () => { window.Plotly.register(FRENCH); resolve(window.Plotly); };
    script.onerror = () => { loading = null; reject(new Error("plotly did not load")); };
    document.head.append(script);
  }));

  // "var(--good)" is resolved when drawing, so the same JSON serves light, dark and print.
  const resolve = (value, style) => {
    if (typeof value === "string") {
      const name = value.startsWith("var(--") && value.match(/^var\((--[\w-]+)\)$/);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((one) => resolve(one, style));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, style)]));
    return value;
  };

  const look = (style) => {
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
      gridcolor: colour("--line"), linecolor: colour("--line-strong"), zerolinecolor: colour("--line-strong"), ticks: "",
      tickfont: { color: colour("--muted") }, title: { font: { color: colour("--muted"), size: 12 } }, automargin: true, fixedrange: true,
    };
    return {
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--text") },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", colorway: [1, 2, 3, 4, 5, 6].map((i) => colour(`--series-${i}`)),
      margin: { l: 8, r: 12, t: 8, b: 8, pad: 4 }, xaxis: axis, yaxis: axis,
      hoverlabel: { bgcolor: colour("--surface"), bordercolor: colour("--line-strong"), font: { color: colour("--text"), size: 12 } },
      legend: { orientation: "h", x: 0, y: 1.02, xanchor: "left", yanchor: "bottom", font: { color: colour("--muted") } },
      polar: { bgcolor: "rgba(0,0,0,0)", radialaxis: { gridcolor: colour("--line") }, angularaxis: { gridcolor: colour("--line") } },
      separators: root.lang === "fr" ? ",\u202f" : ".,", hovermode: "closest", dragmode: false, showlegend: false,
    };
  };

  // The figure's own layout wins over the house look, key by key; layout.meta.narrow and narrow_data win on a phone.
  const isPlain = (value) => value && typeof value === "object" && !Array.isArray(value);
  const merge = (base, own) => {
    const result = { ...base };
    for (const [key, value] of Object.entries(own || {})) result[key] = isPlain(value) && isPlain(base[key]) ? merge(base[key], value) : value;
    return result;
  };
  const layoutOf = (plot, element) => {
    const style = getComputedStyle(root);
    const base = look(style);
    const own = resolve(plot.layout || {}, style);
    let layout = merge(base, own);
    if (element.clientWidth < NARROW) layout = merge(layout, own.meta?.narrow);
    for (const key of Object.keys(layout)) if (/^[xy]axis\d+$/.test(key)) layout[key] = merge(base.xaxis, layout[key]);
    return { height: Number(element.dataset.height) || 320, ...layout, width: element.clientWidth };
  };

  const draw = async (element) => {
    const plotly = await load();
    if (!element.isConnected || !element.clientWidth) return;
    const plot = JSON.parse(document.getElementById(element.dataset.plot).textContent);
    drawn.set(element, element.clientWidth);
    const layout = layoutOf(plot, element);
    const narrow = element.clientWidth < NARROW ? plot.layout?.meta?.narrow_data : null;
    const data = resolve(plot.data, getComputedStyle(root)).map((trace) => ({ ...trace, ...narrow }));
    await plotly.react(element, data, layout, { displayModeBar: false, locale: root.lang, responsive: false });
    element.dataset.drawn = "yes";
    width.observe(element);
  };

  // Drawn when about to be seen: a figure in a closed tab costs nothing.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target).catch((error) => { target.dataset.failed = "yes"; console.error(error); });
    }
  }, { rootMargin: "200px" });

  const width = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.clientWidth && target.clientWidth !== drawn.get(target)) draw(target);
  });

  const sweep = () => {
    for (const element of [...drawn.keys()].filter((one) => !one.isConnected)) {
      width.unobserve(element);
      window.Plotly.purge(element);
      drawn.delete(element);
    }
    for (const element of document.querySelectorAll("[data-plot]:not([data-waiting])")) {
      element.dataset.waiting = "yes";
      seen.observe(element);
    }
  };
  const redraw = () => { for (const element of drawn.keys()) draw(element); };

  document.addEventListener("htmx:after:swap", sweep);
  root.addEventListener("portal:theme", redraw);
  // Paper is light whatever the screen is.
  let before = "";
  addEventListener("beforeprint", () => { before = root.dataset.bsTheme; root.dataset.bsTheme = "light"; redraw(); });
  addEventListener("afterprint", () => { root.dataset.bsTheme = before; redraw(); });
  sweep();
})();
