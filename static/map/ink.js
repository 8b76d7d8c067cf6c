// What shapes are painted with: plain fills, hatches, and the lighter dotted fill of an uncertain figure.
(() => {
  "use strict";

  const TONES = {
    light: { edge: "#5c5c5c", point: "#6b6b6b", outline: "#2b2b2b", lifted: "#111111", ghost: "#0b5c8a", hatch: "#4a4a4a", paper: "#ffffff" },
    dark: { edge: "#8a96a3", point: "#a4b1bd", outline: "#cfd8df", lifted: "#ffffff", ghost: "#7fc3ea", hatch: "#c2ccd6", paper: "#1d262f" },
  };
  const root = document.documentElement;
  const TILE = 8;
  const PALE = 0.5;
  const strokes = {
    diagonal: [[-2, 2, 2, -2], [-2, 10, 10, -2], [6, 10, 10, 6]],
    cross: [[-2, 2, 2, -2], [-2, 10, 10, -2], [6, 10, 10, 6], [-2, 6, 2, 10], [-2, -2, 10, 10], [6, -2, 10, 2]],
    dots: [[1, 2, 3, 2], [5, 6, 7, 6]],
    unsure: [[1, 2, 2.6, 2], [5, 6, 6.6, 6]],
  };
  const kept = new Map();

  const channels = (fill) => [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
  const paler = (fill) => `rgb(${channels(fill).map((one) => Math.round(255 - (255 - one) * PALE)).join()})`;

  // On a dark sheet the ground of a hatch sinks, so that what is not known never shines out.
  const sunk = (fill) => `rgb(${channels(fill).map((one, at) => Math.round(one * 0.16 + 8 + at * 6)).join()})`;

  const isDark = () => root.style.colorScheme === "dark";
  const tone = () => TONES[isDark() ? "dark" : "light"];

  // Streamlit's frame writes the background of the page's theme on the root of this one; true where the theme is new.
  function followTheme() {
    const before = root.style.colorScheme;
    const [, ground] = /^(#[0-9a-f]{6})$/i.exec(getComputedStyle(root).getPropertyValue("--background-color").trim()) ?? [null, "#ffffff"];
    root.style.colorScheme = Math.max(...channels(ground)) < 128 ? "dark" : "light";
    return before !== root.style.colorScheme;
  }

  function inkOf(fill, hatch) {
    if (!hatch) return fill;
    const name = fill + hatch + root.style.colorScheme;
    if (!kept.has(name)) kept.set(name, pattern(fill, hatch));
    return kept.get(name);
  }

  function pattern(fill, hatch) {
    const unsure = hatch === "unsure";
    const tile = document.createElement("canvas");
    tile.width = tile.height = TILE * 2;
    const pen = tile.getContext("2d");
    pen.scale(2, 2);
    pen.fillStyle = unsure ? paler(fill) : isDark() ? sunk(fill) : fill;
    pen.fillRect(0, 0, TILE, TILE);
    pen.strokeStyle = unsure ? fill : tone().hatch;
    pen.lineWidth = unsure ? 1.6 : hatch === "dots" ? 2 : 1;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of strokes[hatch]) { pen.moveTo(x1, y1); pen.lineTo(x2, y2); }
    pen.stroke();
    const made = pen.createPattern(tile, "repeat");
    made.setTransform(new DOMMatrix().scale(0.5));
    return made;
  }

  function prepared(canvas, width, height) {
    canvas.className = "coverage-swatch";
    canvas.width = width * 2;
    canvas.height = height * 2;
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    return pen;
  }

  function swatch(canvas, ink, dash = [], rim = "#767676") {
    const pen = prepared(canvas, 20, 14);
    pen.fillStyle = ink;
    pen.fillRect(0, 0, 20, 14);
    pen.setLineDash(dash);
    pen.strokeStyle = rim;
    pen.lineWidth = dash.length ? 1.5 : 1;
    pen.strokeRect(0.5, 0.5, 19, 13);
  }

  function circle(canvas, radius, ink) {
    const side = Math.max(14, Math.ceil(radius * 2 + 2));
    const pen = prepared(canvas, Math.max(20, side), side);
    pen.fillStyle = ink;
    pen.beginPath();
    pen.arc(Math.max(20, side) / 2, side / 2, radius, 0, Math.PI * 2);
    pen.fill();
  }

  window.coverageInk = { inkOf, swatch, circle, prepared, tone, followTheme };
})();
