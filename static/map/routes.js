// What lies over the units of a plan's map: ways from bases to groups, a route with its order, circles of who is left.
(() => {
  "use strict";

  const INK = { way: "rgba(40, 48, 56, 0.5)", faint: "rgba(40, 48, 56, 0.14)", route: "#111111", paper: "#ffffff", low: "#3b0a45", lowly: "rgba(59, 10, 69, 0.55)" };
  const FAMILY = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
  const FONT = `700 10px ${FAMILY}`, SMALL = `700 8px ${FAMILY}`;
  const NEAR = 9.6; // zoom from which there is room for squares and circles in full size
  const TALL = 15, LOW = 11;
  const ROW = 4; // squares of bases at one place that stand side by side
  const RING = 3.2, DOT = 1.5;

  const boxAt = (at, half, tall = TALL) => ({ left: at.x - half, right: at.x + half, top: at.y - tall / 2, bottom: at.y + tall / 2 });
  const apart = (one, other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;

  class Routes {
    constructor([bases, links, selected, stops, hollow, words]) {
      Object.assign(this, { links, selected, stops, hollow, words });
      this.bases = bases.map(([lat, lon, mark, fill, slot]) => ({ place: L.latLng(lat, lon), mark, fill, slot }));
      this.numbered = new Set(stops);
    }

    // `placeOf` gives the pixels of a unit by its row, null where it is not drawn; the boxes that names must leave free are returned.
    draw(pen, map, placeOf) {
      const near = map.getZoom() >= NEAR, [wide, tall] = near ? [TALL + 3, TALL] : [LOW + 4, LOW];
      const spots = this.bases.map(({ place, slot }) => (
        map.latLngToContainerPoint(place).add([(slot % ROW) * wide, Math.floor(slot / ROW) * tall])));
      this.rings(pen, placeOf, near);
      this.ways(pen, spots, placeOf);
      const stops = this.route(pen, spots, placeOf);
      return [...stops, ...this.squares(pen, spots, near)];
    }

    ways(pen, spots, placeOf) {
      const { links, selected } = this;
      pen.lineWidth = 0.9;
      for (let i = 0; i < links.length; i += 2) {
        const own = links[i] === selected, end = placeOf(links[i + 1]);
        if (!end || (own && this.stops.length)) continue;
        pen.lineWidth = own ? 2.2 : 0.9;
        pen.strokeStyle = own ? INK.route : selected < 0 ? INK.way : INK.faint;
        this.line(pen, [spots[links[i]], end]);
      }
    }

    line(pen, points) {
      pen.beginPath();
      points.forEach(({ x, y }, number) => (number ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }

    rings(pen, placeOf, near) {
      pen.strokeStyle = near ? INK.low : INK.lowly;
      pen.lineWidth = near ? 1.1 : 0.8;
      for (const row of this.hollow) {
        const at = placeOf(row);
        if (!at) continue;
        pen.beginPath();
        pen.arc(at.x, at.y, near ? RING : DOT, 0, Math.PI * 2);
        pen.stroke();
      }
    }

    route(pen, spots, placeOf) {
      const ends = this.stops.map(placeOf).filter((at) => at);
      if (!ends.length) return [];
      const points = this.selected < 0 ? ends : [spots[this.selected], ...ends];
      pen.lineJoin = "round";
      for (const [color, width] of [[INK.paper, 5], [INK.route, 2.4]]) {
        pen.strokeStyle = color;
        pen.lineWidth = width;
        this.line(pen, points);
      }
      // A place that is visited twice has both of its numbers.
      const told = new Map();
      this.stops.forEach((row, number) => told.set(row, [...(told.get(row) ?? []), number + 1]));
      return [...told].map(([row, numbers]) => this.stop(pen, placeOf(row), numbers.join("·"))).filter((box) => box);
    }

    stop(pen, at, text) {
      if (!at) return null;
      pen.font = FONT;
      const half = Math.max(8, pen.measureText(text).width / 2 + 5), box = boxAt(at, half, 16);
      this.plate(pen, box, INK.route, INK.paper, 8);
      this.write(pen, at, text, INK.paper);
      return box;
    }

    squares(pen, spots, near) {
      const boxes = [];
      this.bases.map((base, number) => ({ ...base, at: spots[number], chosen: number === this.selected }))
        .sort((one, other) => one.chosen - other.chosen)
        .forEach(({ at, fill, mark, chosen }) => {
          const big = chosen || near, tall = big ? TALL : LOW;
          pen.font = big ? FONT : SMALL;
          const box = boxAt(at, Math.max(tall, pen.measureText(mark).width + (big ? 5 : 2)) / 2, tall);
          this.plate(pen, box, fill || INK.paper, chosen ? INK.route : "#2b2b2b", 2, chosen ? 2.4 : 0.8);
          if (chosen || boxes.every((other) => apart(box, other))) this.write(pen, at, mark, "#111111", fill);
          boxes.push(box);
        });
      return boxes;
    }

    plate(pen, { left, right, top, bottom }, fill, rim, round, width = 1) {
      pen.beginPath();
      pen.roundRect(left, top, right - left, bottom - top, round);
      pen.fillStyle = fill;
      pen.fill();
      pen.strokeStyle = rim;
      pen.lineWidth = width;
      pen.stroke();
    }

    write(pen, at, text, ink, halo = "") {
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      if (halo) {
        pen.strokeStyle = "rgba(255, 255, 255, 0.85)";
        pen.lineWidth = 2.5;
        pen.strokeText(text, at.x, at.y + 0.5);
      }
      pen.fillStyle = ink;
      pen.fillText(text, at.x, at.y + 0.5);
    }

    // Each line of the legend is a name with a small picture.
    legend(line) {
      const [team, base, route, low, fixed] = this.words;
      const picture = (label, draw) => draw(window.coverageInk.prepared(line(label), 22, 16));
      const number = (text) => (pen) => {
        this.plate(pen, { left: 1, right: 21, top: 1, bottom: 15 }, this.bases.find(({ fill }) => fill)?.fill ?? INK.paper, "#767676", 0);
        pen.font = FONT;
        this.write(pen, { x: 11, y: 8 }, text, "#111111", "halo");
      };
      picture(team, number("12"));
      if (fixed) picture(fixed, number("12*"));
      picture(base, (pen) => this.plate(pen, { left: 5, right: 17, top: 2, bottom: 14 }, "#e4e4e4", "#2b2b2b", 2));
      if (this.selected >= 0) {
        picture(route, (pen) => {
          pen.strokeStyle = INK.route;
          pen.lineWidth = 2.4;
          this.line(pen, [{ x: 1, y: 12 }, { x: 21, y: 4 }]);
        });
      }
      picture(low, (pen) => {
        pen.strokeStyle = INK.low;
        pen.lineWidth = 1.2;
        pen.beginPath();
        pen.arc(11, 8, RING, 0, Math.PI * 2);
        pen.stroke();
      });
    }
  }

  window.coverageRoutes = { Routes };
})();
