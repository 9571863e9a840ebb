// What a card needs besides htmx: the seconds a person took, messages that are seen, and the page's picture in view.
"use strict";

(() => {
  const SEEN = 6000; // milliseconds that a message stays
  const said = document.getElementById("said");
  let shown = performance.now();
  let away = 0; // milliseconds since `shown` during which the page could not be seen
  let left = 0;
  let fade = 0;

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) left = performance.now();
    else if (left) { away += performance.now() - left; left = 0; }
  });

  const seconds = () => Math.max(0, (performance.now() - shown - away) / 1000).toFixed(2);

  const begin = () => {
    shown = performance.now();
    away = 0;
    const frame = document.querySelector(".frame[data-top]");
    const image = frame && frame.querySelector("img");
    if (!image) return;
    const place = () => {
      const points = Number(frame.dataset.top);
      const scale = image.clientWidth / (image.naturalWidth / 1.6);
      frame.scrollTop = Math.max(0, points * scale - frame.clientHeight / 3);
    };
    if (image.complete && image.naturalWidth) place();
    else image.addEventListener("load", place, { once: true });
  };

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.formData.has("seconds")) event.detail.formData.set("seconds", seconds());
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.elements.namedItem("seconds");
    if (field) field.value = seconds();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id.endsWith("-target")) begin();
    if (event.detail.target.id === "trail") event.detail.target.scrollIntoView({ block: "nearest" });
  });
  begin();

  // Messages: read out by screen readers, and seen for a while.
  new MutationObserver(() => {
    clearTimeout(fade);
    said.classList.remove("past");
    fade = setTimeout(() => said.classList.add("past"), SEEN);
  }).observe(said, { childList: true, characterData: true, subtree: true });

  const trouble = (event, words) => {
    if (event.detail.elt.closest("[data-background]")) return; // nothing was to be stored
    said.classList.add("bad");
    said.textContent = words;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asking = event.detail.elt;
    if (!asking.closest("[data-background]")) said.classList.remove("bad");
    else asking.addEventListener("htmx:beforeOnLoad", (answer) => {
      if (!asking.isConnected) answer.preventDefault(); // its card has gone; the words are not those of the next one
    }, { once: true });
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => trouble(event, "Not stored: the program does not answer. Is it still running?"));
  }
  document.addEventListener("htmx:responseError", (event) => {
    const lost = event.detail.xhr.status === 403;
    trouble(event, lost ? "Not stored: this page is of an earlier run. Open the new address." : "Not stored: that did not work.");
  });

  // Arrow keys among the words of a sentence.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const group = step && event.target.closest(".words");
    if (!group) return;
    const words = [...group.querySelectorAll("button")];
    const next = words[words.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // Labels of forms that are sent when something is chosen.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-send]")) event.target.form.requestSubmit();
  });
})();
