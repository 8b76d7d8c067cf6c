// The coverage map: shapes come once by URL, every later call only restyles them.
(() => {
  "use strict";

  const { inkOf, swatch, circle, tone, followTheme } = window.coverageInk;
  const { Marks } = window.coverageMarks;
  const { Weeks } = window.coverageWeeks;
  const { Routes } = window.coverageRoutes;
  const WIDE = 560;
  const CROWD = 300;
  const UNSURE = 18;
  const FOOT = 44;
  const STACKED = 0.8; // the height of each of two maps over each other, of one alone
  const AMPLE = 300_000; // square pixels of a map on which circles have their full size
  const BORDERS = {
    s: { ink: "edge", weight: 0.6, opacity: 1, dashArray: null },
    c: { ink: "edge", weight: 0.8, opacity: 1, dashArray: null },
    p: { ink: "point", weight: 1, opacity: 1, dashArray: "2 3" },
  };
  const FADED = 0.72;
  const THIN = { weight: 0.4, opacity: 0.7 }; // borders where shapes are many and small
  const ABSENT = { fill: false, color: "#b0b0b0", weight: 0.5, interactive: false };

  // The frame lies at <base>/component/<name>/, so a path of the app starts two folders up.
  const appUrl = (path) => new URL(`../..${path}`, document.baseURI).href;

  function element(name, parent, text, kind = "div") {
    const node = L.DomUtil.create(kind, name, parent);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function pane(map, name, level) {
    const made = map.createPane(name);
    made.style.zIndex = level;
    made.style.pointerEvents = "none";
    return L.canvas({ pane: name, padding: 0.3 });
  }

  // One character of a unit's cell is its class, uncertain ones 18 higher; two more are its radius in tenths of a pixel.
  function cellOf(cell) {
    const code = parseInt(cell[0], 36);
    return { code: code % UNSURE, unsure: code >= UNSURE, radius: cell.length > 1 ? parseInt(cell.slice(1), 36) / 10 : 0 };
  }

  class CoverageMap {
    constructor(map, choose) {
      this.map = map;
      this.choose = choose;
      this.table = new Map();
      this.layers = new Map();
      this.inks = [];
      this.loaded = {};
      this.renderers = {
        units: L.canvas({ padding: 0.3 }), outline: pane(map, "outline", 450), ghost: pane(map, "ghost", 448), chosen: pane(map, "chosen", 460),
      };
      this.chosen = L.layerGroup().addTo(map);
      this.marks = new Marks(this).addTo(map);
      const box = map.getContainer();
      this.legend = element("coverage-legend", box);
      this.notice = element("coverage-notice", box);
      this.legend.setAttribute("role", "list");
      box.setAttribute("role", "region");
      L.DomEvent.disableClickPropagation(this.legend);
      L.DomEvent.disableScrollPropagation(this.legend);
      this.tools();
      this.watch();
    }

    tools() {
      const bar = element("leaflet-bar leaflet-control coverage-tools");
      const tool = (sign, act) => {
        const link = element("", bar, sign, "a");
        link.href = "#";
        link.setAttribute("role", "button");
        L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); act(); });
        return link;
      };
      this.wholeTool = tool("⤢", () => { this.moved = false; this.fit(); });
      this.nearTool = tool("◎", () => this.near());
      const control = L.control({ position: "topleft" });
      control.onAdd = () => bar;
      control.addTo(this.map);
    }

    watch() {
      const { map } = this;
      if (L.Browser.mobile) map.dragging.disable();
      map.scrollWheelZoom.disable();
      map.on("click", () => map.scrollWheelZoom.enable());
      map.on("mouseout", () => map.scrollWheelZoom.disable());
      map.on("dragstart zoomstart", () => { if (!this.fitting) this.moved = true; });
      // The style sheet may arrive after the map, a hidden tab may open, a phone may turn.
      const sized = new ResizeObserver(() => {
        if (this.base && this.scale() && this.referees.length) this.drawLegend();
        if (this.moved) this.arrange(); else this.fit();
        this.marks.draw();
      });
      [map.getContainer(), this.legend].forEach((node) => sized.observe(node));
    }

    update(base, panel) {
      this.base = base;
      const [title, classes, width, cells, tips, referees, notice, frames, routes] = panel;
      this.routes = routes && new Routes(routes);
      Object.assign(this, { title, classes, width, frames, referees, selected: base.selected, failure: base.failure });
      const tipOf = (row) => tips[row] ?? "";
      this.table = new Map(base.ids.map((id, row) => [id, {
        ...cellOf(cells.slice(row * width, (row + 1) * width)), tip: tipOf(row), grade: base.grades[row] ?? "s",
        label: base.labels === null ? tipOf(row).split("\n", 1)[0] : base.labels[row] ?? "",
      }]));
      this.inks = classes.map(([fill, hatch]) => [inkOf(fill, hatch), inkOf(fill, "unsure")]);
      this.map.getContainer().setAttribute("aria-label", `${title}. ${base.words.table}`);
      this.legend.setAttribute("aria-label", base.words.legend);
      this.wholeTool.title = this.wholeTool.ariaLabel = base.words.whole;
      this.nearTool.title = this.nearTool.ariaLabel = base.words.near;
      ["in", "out"].forEach((way) => {
        const link = this.map.getContainer().querySelector(`.leaflet-control-zoom-${way}`);
        if (link) link.title = link.ariaLabel = base.words[way];
      });
      this.scale();
      this.drawLegend();
      this.notice.textContent = notice;
      if (String(base.bounds) !== this.fitted) { this.moved = false; this.bounds = base.bounds; this.fit(); }
      this.drawTiles(base.tiles);
      this.show("units", base.geometry, (topology) => this.drawUnits(topology));
      this.show("outline", base.outline, (topology) => this.drawLines("outline", topology, { color: tone().outline, weight: 1.6, opacity: 0.85 }));
      this.show("ghost", base.ghost, (topology) => this.drawLines("ghost", topology, { color: tone().ghost, weight: 1.3, opacity: 0.9, dashArray: "6 4" }));
    }

    show(name, path, draw) {
      if (this.loaded[name] === path) { if (name === "units") this.restyle(); return; }
      this.loaded[name] = path;
      if (!path) { draw(null); return; }
      fetch(appUrl(path), { cache: "force-cache" })
        .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then((topology) => { if (this.loaded[name] === path) draw(topology); })
        .catch(() => { if (this.loaded[name] === path) { this.loaded[name] = null; this.notice.textContent = this.failure; } });
    }

    drawTiles(address) {
      if (address === this.tiled) return;
      this.tiled = address;
      if (this.tiles) this.map.removeLayer(this.tiles);
      this.tiles = address && L.tileLayer(address.startsWith("/") ? appUrl(address) : address, { maxNativeZoom: 14, maxZoom: 18 }).addTo(this.map);
      if (this.layers.size) this.restyle();
    }

    drawUnits(topology) {
      if (this.units) this.map.removeLayer(this.units);
      this.layers = new Map();
      this.crowded = topology !== null && topology.objects.units.geometries.length > CROWD;
      const dot = { renderer: this.renderers.units, radius: this.crowded ? 3.5 : 6 };
      this.units = L.geoJSON(topology && topojson.feature(topology, topology.objects.units), {
        renderer: this.renderers.units,
        smoothFactor: 0.4,
        style: (feature) => this.styleOf(feature.id),
        pointToLayer: (feature, place) => L.circleMarker(place, dot),
        onEachFeature: (feature, layer) => this.layers.set(feature.id, layer),
      });
      this.units.on("mouseover", ({ layer }) => this.lift(layer));
      this.units.on("mouseout", ({ layer }) => layer.setStyle(this.styleOf(layer.feature.id)));
      this.units.on("click", ({ layer }) => { if (this.table.has(layer.feature.id)) this.choose(layer.feature.id); });
      this.units.bindTooltip((layer) => this.tipOf(layer.feature.id), { sticky: true, opacity: 1, className: "coverage-tip" });
      this.units.addTo(this.map);
      this.mark();
    }

    drawLines(name, topology, style) {
      if (this[name]) this.map.removeLayer(this[name]);
      this[name] = null;
      if (!topology) return;
      const lines = topojson.mesh(topology, topology.objects.units);
      this[name] = L.geoJSON(lines, { ...style, interactive: false, renderer: this.renderers[name], pane: name, smoothFactor: 0.4 });
      this[name].addTo(this.map);
    }

    styleOf(id) {
      const row = this.table.get(id);
      if (!row) return ABSENT;
      const fillOpacity = this.tiled ? 0.6 : row.grade === "p" ? FADED : 1;
      return { ...BORDERS[row.grade], color: tone()[BORDERS[row.grade].ink], ...(this.crowded ? THIN : {}), fill: true, fillColor: this.inks[row.code][row.unsure ? 1 : 0], fillOpacity, interactive: true };
    }

    tipOf(id) {
      const row = this.table.get(id);
      const label = row && this.classes[row.code][2];
      const text = !row ? "" : label ? `${row.tip}\n${this.title}: ${label}` : row.tip;
      return element("coverage-tip-text", undefined, text);
    }

    // Another week: only the cells that differ from the week before are known, so they are laid on one by one.
    turn(at) {
      if (!this.frames) return;
      const [first, changes] = this.frames, { width } = this;
      const cells = this.base.ids.map((_, row) => first.slice(row * width, (row + 1) * width));
      for (const change of changes.slice(0, at)) for (let i = 0; i < change.length; i += 2) cells[change[i]] = change[i + 1];
      this.base.ids.forEach((id, row) => Object.assign(this.table.get(id), cellOf(cells[row])));
      const counts = this.classes.map(() => 0);
      this.table.forEach(({ code }) => { counts[code] += 1; });
      this.counts.forEach((node, index) => { node.textContent = counts[index].toLocaleString(this.base.words.code); });
      if (this.layers.size) this.restyle();
    }

    restyle() {
      this.layers.forEach((layer, id) => layer.setStyle(this.styleOf(id)));
      this.mark();
    }

    lift(layer) {
      layer.setStyle({ color: tone().lifted, weight: 2, dashArray: null });
      layer.bringToFront();
    }

    mark() {
      this.chosen.clearLayers();
      const layer = this.layers.get(this.selected);
      for (const [color, weight] of layer ? [["#ffffff", 7], ["#111111", 3.5]] : []) {
        const line = { color, weight, opacity: 1, fill: false, interactive: false, radius: 8 };
        const options = { ...line, renderer: this.renderers.chosen, pane: "chosen", smoothFactor: 0.4 };
        const copy = layer.feature.geometry.type === "Point"
          ? L.circleMarker(layer.getLatLng(), options) : L.polygon(layer.getLatLngs(), options);
        this.chosen.addLayer(copy);
      }
      this.nearTool.hidden = !layer;
      this.marks.draw();
      const codes = [...this.table.values()].reduce((sum, { code, radius }, row) => (sum * 31 + code * 7 + radius + row) % 1e9, 7);
      Object.assign(this.map.getContainer().dataset, { drawn: this.layers.size, selected: this.selected ?? "", styled: codes });
    }

    near() {
      const layer = this.layers.get(this.selected);
      if (!layer) return;
      if (layer.getBounds) this.map.fitBounds(layer.getBounds(), { maxZoom: 14, padding: [40, 40] });
      else this.map.setView(layer.getLatLng(), 13);
    }

    // On a small map circles are smaller, in the legend too.
    scale() {
      const { x, y } = this.map.getSize(), before = this.shrink;
      this.shrink = Math.min(1, Math.sqrt((x * y) / AMPLE));
      return Math.abs(this.shrink - (before ?? 0)) > 0.02;
    }

    drawLegend() {
      this.legend.replaceChildren();
      element("coverage-title", this.legend, this.title);
      const line = (label, count) => {
        const node = element("coverage-class", this.legend);
        node.setAttribute("role", "listitem");
        const canvas = element("", node, undefined, "canvas");
        element("coverage-label", node, label);
        if (count !== undefined) this.counts.push(element("coverage-count", node, count));
        return canvas;
      };
      this.counts = [];
      this.classes.forEach(([, , label, count], index) => { if (label) swatch(line(label, count), this.inks[index][0]); });
      if (this.routes) this.routes.legend(line);
      const rows = [...this.table.values()];
      if (rows.some(({ unsure }) => unsure)) swatch(line(this.base.words.unsure), inkOf("#cf4a3c", "unsure"));
      if (rows.some(({ grade }) => grade === "p")) swatch(line(this.base.words.approximate), tone().paper, [2, 3]);
      if (this.base.ghost) swatch(line(this.base.words.ghost), tone().paper, [5, 3], tone().ghost);
      this.referees.forEach(([radius, label]) => circle(line(label), radius * this.shrink, window.coverageMarks.circle));
    }

    // What names must not lie under: the legend and the tools.
    obstacles() {
      const frame = this.map.getContainer().getBoundingClientRect();
      const over = [this.legend, this.notice, ...this.map.getContainer().querySelectorAll(".leaflet-control")];
      return over.map((node) => node.getBoundingClientRect()).filter(({ width }) => width).map(({ left, right, top, bottom }) => (
        { left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top }));
    }

    arrange() {
      this.map.invalidateSize({ pan: false });
      const wide = this.map.getSize().x >= WIDE;
      this.map.getContainer().classList.toggle("coverage-narrow", !wide);
      this.notice.style.bottom = wide ? "" : `${this.legend.offsetHeight}px`;
      return wide;
    }

    // Leave room for the legend: beside the shapes where the frame is wide, below them where it is narrow.
    fit() {
      const { map, legend, notice } = this;
      const wide = this.arrange(), size = map.getSize();
      if (!this.bounds) return;
      const left = wide ? 48 : 6;
      const right = wide ? legend.offsetWidth + 20 : 6;
      const foot = 6 + (wide ? 24 : legend.offsetHeight + notice.offsetHeight);
      if (size.x < left + right + 40 || size.y < foot + 46) return;
      this.fitting = true;
      map.fitBounds(this.bounds, { animate: false, paddingTopLeft: [left, 6], paddingBottomRight: [right, foot] });
      this.fitting = false;
      this.fitted = String(this.bounds);
    }
  }

  // One frame: a map, beside it a second one in step where two things are compared, and the weeks below both.
  class Board {
    constructor(map) {
      const choose = (id) => this.choose(id);
      this.choices = choose;
      this.first = new CoverageMap(map, choose);
      this.host = document.getElementById("parent");
      window.addEventListener("resize", () => { if (this.days !== undefined) this.stretch(); });
      this.weeks = new Weeks(document.body, (at) => this.all.forEach((one) => one.turn(at)), (at) => this.rest(at));
    }

    get all() { return this.second && !this.single ? [this.first, this.second] : [this.first]; }

    get maps() { return this.all.map(({ map }) => map); }

    update(geometry, outline, ghost, tiles, bounds, failure, words, ids, grades, labels, selected, panels, days, at) {
      const [code, table, legend, play, stop, weeks, unsure, approximate, ghostWord, whole, near, zoomIn, zoomOut] = words;
      const base = {
        geometry, outline, ghost, tiles, bounds, failure, ids, grades, labels, selected,
        words: { code, table, legend, unsure, approximate, ghost: ghostWord, whole, near, in: zoomIn, out: zoomOut },
      };
      document.documentElement.lang = code;
      followTheme();
      this.days = days;
      this.place(panels.length > 1, days !== null);
      this.all.forEach((one, number) => one.update(base, panels[number]));
      this.weeks.set(days && days.map(([, written]) => written), [play, stop, weeks], at);
    }

    place(two, weeks) {
      this.single = !two;
      document.body.classList.toggle("coverage-two", two);
      document.body.classList.toggle("coverage-timed", weeks);
      this.host.classList.toggle("single", !two);
      this.host.classList.toggle("double", two);
      if (two && !this.second) this.twin();
      this.stretch();
    }

    // The frame's height is shared: two maps lie beside each other, on a phone one over the other.
    stretch() {
      const foot = this.days ? FOOT : 0, tall = window.__GLOBAL_DATA__.height - foot;
      const stacked = !this.single && document.documentElement.clientWidth < WIDE * 1.4;
      document.body.classList.toggle("coverage-stacked", stacked);
      for (const map of this.maps) {
        const height = Math.floor(stacked ? tall * STACKED : tall);
        map.getContainer().style.setProperty("height", `${height}px`, "important");
        map.invalidateSize({ pan: false });
      }
      // The frame's own script sets the height of one map after every run.
      const whole = foot + (stacked ? tall * STACKED * 2 : tall);
      if (stacked || this.grown) setTimeout(() => window.Streamlit.setFrameHeight(Math.ceil(whole)), 0);
      this.grown = stacked;
    }

    twin() {
      const node = document.getElementById("map_div2");
      const { options } = this.first.map;
      const map = L.map(node, { zoomSnap: options.zoomSnap, attributionControl: false, preferCanvas: true, center: [0, 0], zoom: 9 });
      this.second = new CoverageMap(map, this.choices);
      const follow = (one, other) => one.map.on("move", () => {
        if (this.single || this.following) return;
        this.following = other.fitting = true;
        other.map.setView(one.map.getCenter(), one.map.getZoom(), { animate: false });
        this.following = other.fitting = false;
        other.moved = one.moved;
      });
      follow(this.first, this.second);
      follow(this.second, this.first);
    }

    choose(id) {
      if (id === this.first.selected) return;
      this.all.forEach((one) => { one.selected = id; one.mark(); });
      window.Streamlit.setComponentValue({ unit_id: id, at: Date.now() });
    }

    // When the slider comes to rest the page follows, so that its table is of the same day.
    rest(at) {
      window.Streamlit.setComponentValue({ day: this.days[at][0], at: Date.now() });
    }
  }

  window.coverageMap = {
    mount(map) {
      map.board = new Board(map);
      map.coverage = map.board.first;
      // The page may turn dark without having anything new to say; the frame hears of it as of any other run.
      window.addEventListener("message", ({ data }) => {
        if (data?.type !== "streamlit:render") return;
        setTimeout(() => { if (map.board.values && followTheme()) map.board.update(...map.board.values); });
      });
    },
    update(map, ...values) { map.board.values = values; map.board.update(...values); },
  };
})();
