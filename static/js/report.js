/* The report page: where the reader is, tables that open when linked to, and charts on request.
   Without this file everything is still there: pictures, tables, links. */
(() => {
  "use strict";
  const script = document.currentScript;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* --- the page the reader is on ------------------------------------------------------------------ */
  const links = [...document.querySelectorAll(".report-bar__nav a")];
  const pages = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
  const mark = () => {
    const line = window.innerHeight / 3;
    const passed = pages.filter((page) => page.getBoundingClientRect().top <= line);
    const current = passed.at(-1) ?? pages[0];
    for (const link of links) {
      const here = link.hash === `#${current?.id}`;
      if (here && !link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        keepInView(link);
      } else if (!here) {
        link.removeAttribute("aria-current");
      }
    }
  };
  const keepInView = (link) => {
    const strip = link.closest("nav");
    const place = link.getBoundingClientRect().left - strip.getBoundingClientRect().left;
    if (place < 0 || place + link.offsetWidth > strip.clientWidth) strip.scrollLeft += place - 16;
  };
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; mark(); });
  }, { passive: true });

  /* --- evidence opens when it is followed, and for print ------------------------------------------- */
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target && target.closest("details");
    if (!box || box.open) return;
    box.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details.numbers")) box.open = true;
  });
  reveal();
  mark();

  /* --- squares of a heatmap: one stop for the tab key, arrows from there ------------------------------ */
  const grid = (table) => {
    const ways = [...table.querySelectorAll(".heat__way")];
    if (!ways.length) return;
    const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector(".heat__way")));
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const turned = getComputedStyle(table).direction === "rtl";
    let stop = ways[0];
    const move = (way) => { stop.tabIndex = -1; stop = way; stop.tabIndex = 0; };
    table.setAttribute("role", "grid");
    for (const way of ways) way.tabIndex = way === stop ? 0 : -1;
    table.addEventListener("focusin", (event) => {
      const way = event.target.closest(".heat__way");
      if (way) move(way);
    });
    table.addEventListener("keydown", (event) => {
      const way = event.target.closest(".heat__way");
      if (!way || !step[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      const [down, across] = step[event.key];
      let row = way.closest("tr").rowIndex, column = way.closest("td").cellIndex;
      do {
        row += down;
        column += turned ? -across : across;
      } while (rows[row]?.[column] === null && column > 0);
      event.preventDefault();
      rows[row]?.[column]?.focus();
    });
  };
  document.querySelectorAll("table.heat").forEach(grid);

  /* --- charts on request ---------------------------------------------------------------------------- */
  let plotly = null;
  const load = () => plotly ??= new Promise((done, failed) => {
    /* plotly writes its style rules into an element of this id unless it is a style sheet already */
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.id = "plotly.js-style-global";
    style.className = "no-inline-styles";
    style.href = script.dataset.plotlyStyle;
    /* its maps, which we do not draw, would write rules too, unless something bears this id */
    const maps = document.createElement("meta");
    maps.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
    const library = document.createElement("script");
    library.src = script.dataset.plotly;
    library.onload = () => done(window.Plotly);
    library.onerror = () => { plotly = null; failed(new Error("plotly")); };
    document.head.append(style, maps, library);
  });

  const font = () => ({ family: token("--sans"), size: 13, color: token("--ink") });
  const axis = () => ({ gridcolor: token("--rule"), zeroline: false, linecolor: token("--rule"), fixedrange: true });
  const base = (height) => ({
    height, font: font(), paper_bgcolor: token("--paper"), plot_bgcolor: token("--paper"),
    margin: { l: 8, r: 8, t: 12, b: 8 }, hovermode: "closest", showlegend: false, dragmode: false,
    hoverlabel: { bgcolor: token("--card"), bordercolor: token("--rule"), font: font() },
  });

  /* Scores by function: one function in color, the others behind it in grey. */
  const scores = (data, chosen) => {
    const trace = (row, lit) => ({
      type: "scatter", mode: lit ? "markers+lines" : "markers", name: row.label,
      x: row.values, y: data.columns, connectgaps: false,
      customdata: row.notes.map((note) => [row.label, note]),
      marker: lit
        ? { size: 12, color: token("--accent") }
        : { size: 9, color: token("--dot"), line: { width: 1, color: token("--paper") } },
      line: { color: token("--accent"), width: 2 },
      hovertemplate: "<b>%{customdata[0]}</b>: %{x}<br>%{y}<br>%{customdata[1]}<extra></extra>",
    });
    const others = data.rows.filter((_, index) => index !== chosen).map((row) => trace(row, false));
    const one = data.rows[chosen] ? [trace(data.rows[chosen], true)] : [];
    return {
      traces: [...others, ...one],
      layout: {
        ...base(90 + 34 * data.columns.length),
        xaxis: { ...axis(), range: [-3, 103], title: { text: data.axis }, automargin: true },
        yaxis: { ...axis(), autorange: "reversed", automargin: true },
      },
    };
  };

  const bars = (data) => ({
    traces: [{
      type: "scatter", mode: "markers", x: data.values, y: data.labels,
      customdata: data.labels.map((_, i) => [data.low[i], data.high[i], data.notes[i]]),
      marker: { size: 12, color: token("--accent") },
      error_x: {
        type: "data", symmetric: false, color: token("--ink-soft"), thickness: 2, width: 5,
        array: data.values.map((value, i) => data.high[i] - value),
        arrayminus: data.values.map((value, i) => value - data.low[i]),
      },
      hovertemplate: "<b>%{y}</b>: %{x} (%{customdata[0]}–%{customdata[1]})<br>%{customdata[2]}<extra></extra>",
    }],
    layout: {
      ...base(90 + 40 * data.labels.length),
      xaxis: { ...axis(), range: [-3, 103], title: { text: data.axis }, automargin: true },
      yaxis: { ...axis(), autorange: "reversed", automargin: true },
    },
  });

  /* Shares of ordered options, stacked; the shades are those of the picture beside it. */
  const shadeOf = (number) => {
    const probe = document.createElement("span");
    probe.className = `shade-${number}`;
    document.body.append(probe);
    const mixed = getComputedStyle(probe).backgroundColor;
    probe.remove();
    /* Plotly reads rgb() only, and a mixed color is said as oklab(): one painted pixel tells. */
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = mixed;
    canvas.fillRect(0, 0, 1, 1);
    return `rgb(${canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).join(", ")})`;
  };
  const spread = (data) => ({
    traces: data.options.map((option, i) => ({
      type: "bar", orientation: "h", name: option,
      x: data.rows.map((row) => row.values[i] ?? null), y: data.rows.map((row) => row.label),
      customdata: data.rows.map((row) => row.note),
      marker: { color: shadeOf(data.shades[i]), line: { width: 1, color: token("--edge") } },
      hovertemplate: `<b>%{y}</b>: %{x}${data.percent}<br>%{fullData.name}<br>%{customdata}<extra></extra>`,
    })),
    layout: {
      ...base(110 + 34 * data.rows.length), barmode: "stack", showlegend: true,
      legend: { orientation: "h", traceorder: "normal", y: -0.2, font: font() },
      xaxis: { ...axis(), range: [0, 101], title: { text: data.axis }, automargin: true },
      yaxis: { ...axis(), autorange: "reversed", automargin: true },
    },
  });
  const kinds = { scores, bars, spread };

  /* A name may hold what Plotly would read as markup; in a chart it is text. */
  const plain = (value) => typeof value === "string"
    ? value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;

  const chooser = (data, redraw) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    label.className = "explore__choice";
    label.append(`${data.choice} `, select);
    data.rows.forEach((row, index) => select.append(new Option(row.label, index)));
    select.addEventListener("change", () => redraw(Number(select.value)));
    return label;
  };

  const open = async (box) => {
    const place = box.querySelector(".explore__chart");
    const wait = box.querySelector(".explore__wait");
    const raw = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const data = plain(raw);
    const draw = (Plotly, chosen) => {
      const { traces, layout } = kinds[raw.kind](data, chosen);
      return Plotly.react(place, traces, layout, { displayModeBar: false, responsive: true, scrollZoom: false });
    };
    try {
      const Plotly = await load();
      await draw(Plotly, 0);
      if (raw.kind === "scores") place.before(chooser(raw, (chosen) => draw(Plotly, chosen)));
      wait.remove();
    } catch {
      wait.textContent = wait.dataset.sorry;
    }
  };
  for (const box of document.querySelectorAll("details.explore")) {
    box.addEventListener("toggle", () => {
      if (box.open && !box.dataset.drawn) {
        box.dataset.drawn = "yes";
        open(box);
      }
    });
  }
})();
