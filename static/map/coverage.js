// The coverage map: shapes come once by URL, every later call only restyles them.
(() => {
  "use strict";

  const HATCH_INK = "#4a4a4a";
  const TILE = 8;
  const WIDE = 560;
  const CROWD = 300;
  const BORDER = { color: "#5c5c5c", weight: 0.6, opacity: 1 };
  const ABSENT = { fill: false, color: "#b0b0b0", weight: 0.5, interactive: false };

  // The frame lies at <base>/component/<name>/, so a path of the app starts two folders up.
  const appUrl = (path) => new URL(`../..${path}`, document.baseURI).href;

  const strokes = {
    diagonal: [[-2, 2, 2, -2], [-2, 10, 10, -2], [6, 10, 10, 6]],
    cross: [[-2, 2, 2, -2], [-2, 10, 10, -2], [6, 10, 10, 6], [-2, 6, 2, 10], [-2, -2, 10, 10], [6, -2, 10, 2]],
    dots: [[1, 2, 3, 2], [5, 6, 7, 6]],
  };

  function inkOf(fill, hatch) {
    if (!hatch) return fill;
    const tile = document.createElement("canvas");
    tile.width = tile.height = TILE * 2;
    const pen = tile.getContext("2d");
    pen.scale(2, 2);
    pen.fillStyle = fill;
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = HATCH_INK;
    pen.lineWidth = hatch === "dots" ? 2 : 1;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of strokes[hatch]) { pen.moveTo(x1, y1); pen.lineTo(x2, y2); }
    pen.stroke();
    const pattern = pen.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(0.5));
    return pattern;
  }

  function element(name, parent, text) {
    const node = L.DomUtil.create("div", name, parent);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function swatch(ink, parent) {
    const canvas = L.DomUtil.create("canvas", "coverage-swatch", parent);
    canvas.width = 40; canvas.height = 28;
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.fillStyle = ink;
    pen.fillRect(0, 0, 20, 14);
  }

  function pane(map, name, level) {
    const made = map.createPane(name);
    made.style.zIndex = level;
    made.style.pointerEvents = "none";
    return L.canvas({ pane: name, padding: 0.3 });
  }

  class CoverageMap {
    constructor(map) {
      this.map = map;
      this.table = new Map();
      this.layers = new Map();
      this.inks = [];
      this.loaded = {};
      this.renderers = { units: L.canvas({ padding: 0.3 }), outline: pane(map, "outline", 450), chosen: pane(map, "chosen", 460) };
      this.chosen = L.layerGroup().addTo(map);
      this.legend = element("coverage-legend", map.getContainer());
      this.notice = element("coverage-notice", map.getContainer());
      L.DomEvent.disableClickPropagation(this.legend);
      L.DomEvent.disableScrollPropagation(this.legend);
      this.watch();
    }

    watch() {
      const { map } = this;
      if (L.Browser.mobile) map.dragging.disable();
      map.scrollWheelZoom.disable();
      map.on("click", () => map.scrollWheelZoom.enable());
      map.on("mouseout", () => map.scrollWheelZoom.disable());
      map.on("dragstart zoomstart", () => { if (!this.fitting) this.moved = true; });
      // The style sheet may arrive after the map, a hidden tab may open, a phone may turn.
      const sized = new ResizeObserver(() => { if (!this.moved) this.fit(); });
      [map.getContainer(), this.legend].forEach((node) => sized.observe(node));
    }

    update(geometry, outline, bounds, notice, failure, classes, ids, codes, tips, selected) {
      this.table = new Map(ids.map((id, row) => [id, { code: parseInt(codes[row], 36), tip: tips[row] }]));
      this.inks = classes.map(([fill, hatch]) => inkOf(fill, hatch));
      this.selected = selected;
      this.failure = failure;
      this.bounds = bounds;
      this.drawLegend(classes);
      this.notice.textContent = this.said = notice;
      if (String(bounds) !== this.fitted) { this.moved = false; this.fit(); }
      this.show("units", geometry, (topology) => this.drawUnits(topology));
      this.show("outline", outline, (topology) => this.drawOutline(topology));
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

    drawUnits(topology) {
      if (this.units) this.map.removeLayer(this.units);
      this.layers = new Map();
      const crowded = topology && topology.objects.units.geometries.length > CROWD;
      const dot = { renderer: this.renderers.units, radius: crowded ? 3.5 : 6 };
      this.units = L.geoJSON(topology && topojson.feature(topology, topology.objects.units), {
        renderer: this.renderers.units,
        smoothFactor: 0.4,
        style: (feature) => this.styleOf(feature.id),
        pointToLayer: (feature, place) => L.circleMarker(place, dot),
        onEachFeature: (feature, layer) => this.layers.set(feature.id, layer),
      });
      this.units.on("mouseover", ({ layer }) => this.lift(layer));
      this.units.on("mouseout", ({ layer }) => layer.setStyle(this.styleOf(layer.feature.id)));
      this.units.on("click", ({ layer }) => this.choose(layer.feature.id));
      this.units.bindTooltip((layer) => this.tipOf(layer.feature.id), { sticky: true, opacity: 1, className: "coverage-tip" });
      this.units.addTo(this.map);
      this.mark();
    }

    drawOutline(topology) {
      if (this.outline) this.map.removeLayer(this.outline);
      this.outline = null;
      if (!topology) return;
      const lines = topojson.mesh(topology, topology.objects.units);
      const style = { color: "#2b2b2b", weight: 1.6, opacity: 0.85, interactive: false };
      this.outline = L.geoJSON(lines, { ...style, renderer: this.renderers.outline, pane: "outline", smoothFactor: 0.4 });
      this.outline.addTo(this.map);
    }

    styleOf(id) {
      const row = this.table.get(id);
      if (!row) return ABSENT;
      return { ...BORDER, fill: true, fillColor: this.inks[row.code], fillOpacity: 1, interactive: true };
    }

    tipOf(id) {
      const row = this.table.get(id);
      return element("coverage-tip-text", undefined, row ? row.tip : "");
    }

    restyle() {
      this.layers.forEach((layer, id) => layer.setStyle(this.styleOf(id)));
      this.mark();
    }

    lift(layer) {
      layer.setStyle({ color: "#111111", weight: 2 });
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
      Object.assign(this.map.getContainer().dataset, { drawn: this.layers.size, selected: this.selected ?? "" });
    }

    choose(id) {
      if (id === this.selected || !this.table.has(id)) return;
      this.selected = id;
      this.mark();
      window.Streamlit.setComponentValue({ unit_id: id, at: Date.now() });
    }

    drawLegend(classes) {
      this.legend.replaceChildren();
      classes.forEach(([, , label, count], index) => {
        const line = element("coverage-class", this.legend);
        swatch(this.inks[index], line);
        element("coverage-label", line, label);
        element("coverage-count", line, count);
      });
    }

    // Leave room for the legend: beside the shapes where the frame is wide, below them where it is narrow.
    fit() {
      const { map, legend, notice } = this;
      map.invalidateSize({ pan: false });
      const size = map.getSize();
      if (!this.bounds) return;
      const wide = size.x >= WIDE;
      map.getContainer().classList.toggle("coverage-narrow", !wide);
      notice.style.bottom = wide ? "" : `${legend.offsetHeight}px`;
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

  window.coverageMap = {
    mount(map) { map.coverage = new CoverageMap(map); },
    update(map, ...values) { map.coverage.update(...values); },
  };
})();
