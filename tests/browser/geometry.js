// What a reader would stumble over on a page: texts that are cut, things that lie on each other, a focus that is not seen.
window.geometry = (() => {
  "use strict";

  const CONTROLS = "button, input:not([tabindex='-1']), textarea, a[href], [role=combobox], [role=slider], iframe, [data-testid=stDataFrame]";
  // What only a screen reader has, the shadow of a canvas, and what waits outside the window: a closed menu, a skip link.
  const APART = "canvas, style, script, [data-testid=stIconMaterial], [inert]";
  const outside = ({ left, right, top, bottom }) => right <= 1 || bottom <= 1 || left >= innerWidth - 1 || top >= innerHeight;
  const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !node.closest(APART) && !outside(node.getBoundingClientRect());
  const told = (node) => (node.textContent || node.getAttribute("aria-label") || node.outerHTML).trim().slice(0, 60);

  // Every piece of text with the boxes of its lines.
  function texts() {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !shown(node)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const lines = [...range.getClientRects()].filter(({ width, height }) => width > 2 && height > 2);
      if (lines.length) found.push({ node, lines });
    }
    return found;
  }

  // How much of a box its ancestors let be seen.
  function cut(node, box) {
    for (let up = node; up && up !== document.body; up = up.parentElement) {
      const { overflowX, overflowY, position, clipPath } = getComputedStyle(up);
      if (clipPath !== "none") return null;
      const edge = up.getBoundingClientRect();
      if (overflowX !== "visible" && overflowX !== "auto" && overflowX !== "scroll") {
        if (box.right > edge.right + 1.5 || box.left < edge.left - 1.5) return up;
      }
      if (overflowY === "hidden" || overflowY === "clip") {
        if (edge.height < 2) return null;
        if (box.bottom > edge.bottom + 3 || box.top < edge.top - 3) return up;
      }
      if (position === "fixed") return null;
    }
    return null;
  }

  function clipped(meant) {
    return texts().filter(({ node }) => !meant || !node.closest(meant))
      .filter(({ node, lines }) => lines.some((box) => cut(node, box))).map(({ node }) => told(node));
  }

  function overlapping() {
    const boxes = texts().flatMap(({ node, lines }) => lines.map((box) => [node, box]));
    document.querySelectorAll(CONTROLS).forEach((node) => {
      const box = node.getBoundingClientRect();
      if (shown(node) && box.width > 2 && box.height > 2) boxes.push([node, box]);
    });
    const found = [];
    boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
      if (one.contains(other) || other.contains(one)) return;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && tall > 4 && !together(one, other)) found.push(`${told(one)} | ${told(other)}`);
    }));
    return [...new Set(found)];
  }

  // The parts of one control lie in each other by design: the value of a list over its field.
  const WHOLE = "[data-baseweb=select], [data-baseweb=input], [data-testid=stFileUploaderDropzone], [data-testid=stDateInputField], svg, label";
  const together = (one, other) => {
    const whole = one.closest(WHOLE);
    return whole !== null && whole === other.closest(WHOLE);
  };

  function sideways() {
    return [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
      .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => `${node.scrollWidth} in ${node.clientWidth}`);
  }

  const LOOKS = ["outlineStyle", "outlineColor", "boxShadow", "borderTopColor", "borderBottomColor", "backgroundColor", "textDecorationLine"];
  const looksOf = (node) => {
    const seen = [];
    for (let up = node, steps = 0; up && steps < 5; up = up.parentElement, steps += 1) {
      const style = getComputedStyle(up);
      seen.push(...LOOKS.map((name) => style[name]), up.firstElementChild ? getComputedStyle(up.firstElementChild).boxShadow : "");
    }
    return seen.join();
  };

  // A widget answers to the focus after the event, so each is given a turn of its own.
  const turn = () => new Promise((resolve) => { setTimeout(resolve); });

  async function unfocused() {
    const still = document.head.appendChild(document.createElement("style")), found = [];
    still.textContent = "* {transition: none !important; animation: none !important}";
    const able = [...document.querySelectorAll("a[href], button, input, textarea, [tabindex='0']")]
      .filter((node) => shown(node) && !node.disabled && node.tabIndex >= 0);
    for (const node of able) {
      document.activeElement?.blur();
      await turn();
      const before = looksOf(node);
      node.focus({ preventScroll: true });
      await turn();
      if (document.activeElement === node && looksOf(node) === before) found.push(node.outerHTML.slice(0, 160));
    }
    document.activeElement?.blur();
    still.remove();
    return found;
  }

  return { clipped, overlapping, sideways, unfocused };
})();
