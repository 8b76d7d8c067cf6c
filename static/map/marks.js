// Names and circles over the shapes, on a canvas of their own: circles by people, names that never lie on each other.
(() => {
  "use strict";

  const FONT = '700 11px "Be Vietnam Pro Tabular", system-ui, "Noto Sans", sans-serif';
  const LINE = 13;
  const STEPS = 9;
  const SPRAWL = 1.35;
  const SHORT = 3; // letters of a number: it fits where no name does
  const INK = { fill: "rgba(11, 92, 138, 0.62)", rim: "#ffffff", name: "#16202a", halo: "rgba(255, 255, 255, 0.92)" };

  const ringsOf = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : []);

  function area(ring) {
    let sum = 0;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
    return Math.abs(sum);
  }

  // How far a point lies inside rings, squared; negative outside (W. R. Franklin's crossing test).
  function depth(x, y, rings, shrink) {
    let inside = false, nearest = Infinity;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [ax, ay] = ring[i], [bx, by] = ring[j];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
        const dx = (bx - ax) * shrink, dy = by - ay, px = (x - ax) * shrink, py = y - ay;
        const at = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
        nearest = Math.min(nearest, (px - at * dx) ** 2 + (py - at * dy) ** 2);
      }
    }
    return inside ? nearest : -nearest;
  }

  // The point of a coarse grid that lies deepest inside the largest part.
  function anchorOf(geometry) {
    if (geometry.type === "Point") return L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
    const rings = ringsOf(geometry).reduce((best, part) => (!best || area(part[0]) > area(best[0]) ? part : best), null);
    if (!rings) return null;
    const xs = rings[0].map(([x]) => x), ys = rings[0].map(([, y]) => y);
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
    let best = [(west + east) / 2, (south + north) / 2], deepest = -Infinity;
    for (let i = 1; i < STEPS; i++) {
      for (let j = 1; j < STEPS; j++) {
        const x = west + ((east - west) * i) / STEPS, y = south + ((north - south) * j) / STEPS;
        const found = depth(x, y, rings, shrink);
        if (found > deepest) { deepest = found; best = [x, y]; }
      }
    }
    return L.latLng(best[1], best[0]);
  }

  // A name takes one line where it fits, else two, broken at the space nearest its middle.
  function waysOf(text) {
    if (!text.includes(" ")) return [[text]];
    const middle = text.length / 2;
    const gaps = [...text.matchAll(/ /g)].map(({ index }) => index);
    const cut = gaps.reduce((best, gap) => (Math.abs(gap - middle) < Math.abs(best - middle) ? gap : best));
    return [[text], [text.slice(0, cut), text.slice(cut + 1)]];
  }

  const apart = (one, other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;

  class Marks extends L.Layer {
    constructor(owner) {
      super();
      this.owner = owner;
      this.placed = [];
    }

    onAdd(map) {
      map.createPane("marks").style.cssText += "z-index: 455; pointer-events: none;";
      this.canvas = L.DomUtil.create("canvas", "coverage-marks leaflet-zoom-hide", map.getPane("marks"));
      map.on("moveend zoomend viewreset resize", this.draw, this);
      document.fonts.addEventListener("loadingdone", () => this.draw()); // a canvas does not wait for its typeface
    }

    onRemove(map) {
      map.off("moveend zoomend viewreset resize", this.draw, this);
      this.canvas.remove();
    }

    draw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize(), dense = window.devicePixelRatio || 1;
      const { canvas } = this;
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      canvas.width = size.x * dense;
      canvas.height = size.y * dense;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      const pen = canvas.getContext("2d");
      pen.scale(dense, dense);
      const seen = this.seen(size);
      this.circles(pen, seen);
      const { routes } = this.owner;
      const taken = routes ? routes.draw(pen, map, (row) => this.placeOf(row)) : [];
      this.names(pen, seen, size, taken);
    }

    // Where in the view a unit lies, by its place in the style; null where it is not drawn.
    placeOf(row) {
      const layer = this.owner.layers.get(this.owner.base.ids[row]);
      if (!layer) return null;
      layer.anchor ??= anchorOf(layer.feature.geometry);
      return layer.anchor && this._map.latLngToContainerPoint(layer.anchor);
    }

    // Every drawn unit that lies in the view, with its place and its size in pixels.
    seen(size) {
      const map = this._map, found = [];
      this.owner.layers.forEach((layer, id) => {
        const row = this.owner.table.get(id);
        if (!row) return;
        layer.anchor ??= anchorOf(layer.feature.geometry);
        if (!layer.anchor) return;
        const at = map.latLngToContainerPoint(layer.anchor);
        if (at.x < -40 || at.y < -40 || at.x > size.x + 40 || at.y > size.y + 40) return;
        let width = 90, height = 40;
        if (layer.getBounds) {
          const box = layer.getBounds();
          const low = map.latLngToContainerPoint(box.getSouthWest()), high = map.latLngToContainerPoint(box.getNorthEast());
          [width, height] = [high.x - low.x, low.y - high.y];
        }
        found.push({ id, row, at, width, height });
      });
      return found;
    }

    circles(pen, seen) {
      const sized = seen.filter(({ row }) => row.radius > 0).sort((one, other) => other.row.radius - one.row.radius);
      pen.fillStyle = INK.fill;
      pen.strokeStyle = INK.rim;
      pen.lineWidth = 1;
      for (const { at, row } of sized) {
        pen.beginPath();
        pen.arc(at.x, at.y, row.radius * this.owner.shrink, 0, Math.PI * 2);
        pen.fill();
        pen.stroke();
      }
    }

    names(pen, seen, size, drawn) {
      const taken = [...this.owner.obstacles(), ...drawn];
      const order = seen.filter(({ row }) => row.label);
      order.sort((one, other) => (other.id === this.owner.selected) - (one.id === this.owner.selected)
        || other.width * other.height - one.width * one.height);
      pen.font = FONT;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      pen.lineWidth = 3.5;
      pen.strokeStyle = INK.halo;
      pen.fillStyle = INK.name;
      this.placed = [];
      for (const { id, at, row, width, height } of order) {
        const [least, low] = row.label.length <= SHORT ? [12, 10] : [26, 14];
        if (id !== this.owner.selected && (width < least || height < low)) continue;
        const chosen = id === this.owner.selected;
        const shift = row.radius ? row.radius * this.owner.shrink + 2 : 0;
        const free = (box) => box.left >= 0 && box.top >= 0 && box.right <= size.x && box.bottom <= size.y
          && [...taken, ...this.placed].every((other) => apart(box, other));
        const ways = waysOf(row.label).map((lines) => {
          const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + 2, tall = (lines.length * LINE) / 2;
          const middle = at.y + (shift ? shift + tall : 0);
          return { lines, half, box: { left: at.x - half, right: at.x + half, top: middle - tall, bottom: middle + tall } };
        });
        const way = ways.find(({ half, box }) => (chosen || half * 2 <= width * SPRAWL) && free(box));
        if (!way) continue;
        const { lines, box } = way;
        this.placed.push(box);
        lines.forEach((line, number) => {
          const y = box.top + LINE * (number + 0.5);
          pen.strokeText(line, at.x, y);
          pen.fillText(line, at.x, y);
        });
      }
    }
  }

  window.coverageMarks = { Marks, circle: INK.fill };
})();
