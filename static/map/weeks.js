// The weeks under the map: a slider and a button that plays them, all in the browser.
(() => {
  "use strict";

  const PACE = 420;

  class Weeks {
    constructor(host, show, rest) {
      this.show = show;
      this.rest = rest;
      this.bar = L.DomUtil.create("div", "coverage-weeks", host);
      this.button = L.DomUtil.create("button", "coverage-play", this.bar);
      this.button.type = "button";
      this.slider = L.DomUtil.create("input", "coverage-slider", this.bar);
      this.slider.type = "range";
      this.slider.min = 0;
      this.day = L.DomUtil.create("output", "coverage-day", this.bar);
      this.bar.hidden = true;
      L.DomEvent.disableClickPropagation(this.bar);
      this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
      this.slider.addEventListener("input", () => { this.halt(); this.turn(Number(this.slider.value)); });
      this.slider.addEventListener("change", () => this.rest(this.at));
    }

    // `days` are the weeks' last days as people write them, the one the page itself shows at a place among them.
    set(days, words, at) {
      const key = days ? days.join() : "";
      [this.playWord, this.stopWord, this.name] = words;
      this.slider.setAttribute("aria-label", this.name);
      this.bar.hidden = !days;
      this.days = days;
      if (!days) { this.halt(); this.key = key; return; }
      this.face();
      this.slider.max = days.length - 1;
      if (this.key !== key) { this.halt(); this.key = key; }
      this.turn(this.timer ? this.at : at);
    }

    face() {
      this.button.textContent = this.timer ? "❚❚" : "▶";
      this.button.setAttribute("aria-label", this.timer ? this.stopWord : this.playWord);
      this.button.title = this.timer ? this.stopWord : this.playWord;
    }

    turn(at) {
      this.at = at;
      this.slider.value = at;
      this.day.textContent = this.days[at];
      this.slider.setAttribute("aria-valuetext", this.days[at]);
      this.show(at);
    }

    play() {
      if (this.at >= this.days.length - 1) this.turn(0);
      this.timer = setInterval(() => {
        if (this.at >= this.days.length - 1) this.stop();
        else this.turn(this.at + 1);
      }, PACE);
      this.face();
    }

    halt() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
      this.face();
    }

    stop() {
      this.halt();
      this.rest(this.at);
    }
  }

  window.coverageWeeks = { Weeks };
})();
