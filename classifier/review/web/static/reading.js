// The reading view: the filter, and stepping from sentence to sentence.
"use strict";

(() => {
  const filter = document.getElementById("filter");
  const report = document.querySelector(".report");
  const out = filter.querySelector("output");
  const sentences = () => [...report.querySelectorAll(".s")];
  const visible = () => sentences().filter((each) => !each.classList.contains("off"));

  const apply = () => {
    const chosen = new FormData(filter);
    const labels = new Set(chosen.getAll("label"));
    const standard = chosen.get("standard");
    const codes = new Set(filter.elements.namedItem("standard").selectedOptions[0].dataset.codes?.split(" "));
    const state = chosen.get("state");
    const alone = chosen.has("alone");
    let count = 0;
    const all = sentences();
    for (const each of all) {
      const { label, standard: own, state: now } = each.dataset;
      const kept = (label ? labels.has(label) : labels.size === 4)
        && (!standard || codes.has(own)) && (!state || now === state);
      each.classList.toggle("off", !kept);
      each.classList.toggle("away", alone && !kept);
      count += kept;
    }
    for (const block of report.querySelectorAll(":scope > p, :scope > ul > li")) {
      block.classList.toggle("away", alone && !block.querySelector(".s:not(.off)"));
    }
    out.textContent = `${count.toLocaleString("en-GB")} of ${all.length.toLocaleString("en-GB")} sentences`;
  };

  // On a small screen the contents stand before the report: folded, so that the report comes first.
  const contents = document.querySelector(".contents details");
  const narrow = matchMedia("(max-width: 70rem)");
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  const current = () => report.querySelector(".s[aria-current]");

  const choose = (sentence) => {
    current()?.removeAttribute("aria-current");
    sentence?.setAttribute("aria-current", "true");
  };

  // One listener for all sentences: a long report is ready sooner than with an hx-get on each.
  const openPanel = (event, sentence) => {
    choose(sentence);
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in another tab or window, as any link
    event.preventDefault();
    htmx.ajax("GET", sentence.getAttribute("href"), { source: sentence, target: "#reading-target", swap: "outerHTML" });
  };

  // On a small screen the panel lies over the lower half.
  const bring = (sentence) =>
    sentence.scrollIntoView({ block: narrow.matches ? "start" : "center" });

  const step = (by) => {
    const all = visible();
    const at = all.indexOf(current());
    const next = at < 0 ? all[0] : all[at + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    bring(next);
    next.click();
  };

  document.addEventListener("click", (event) => {
    const sentence = event.target.closest(".s");
    if (sentence) openPanel(event, sentence);
    const stepper = event.target.closest("[data-step]");
    if (stepper) step(Number(stepper.dataset.step));
    if (event.target.closest("[data-close-panel]")) {
      const was = current();
      document.getElementById("reading-target").replaceChildren();
      choose(null);
      was?.focus();
    }
  });

  // A sentence that was changed comes back as a new element; the step to the next follows where it was decided.
  document.addEventListener("htmx:afterSettle", () => {
    const open = document.querySelector("#reading-target [data-item]");
    if (open && current()?.id !== `s${open.dataset.item}`) choose(document.getElementById(`s${open.dataset.item}`));
  });
  document.addEventListener("decided", () => step(1));
  document.addEventListener("htmx:oobAfterSwap", apply);

  filter.addEventListener("input", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.hidden = false;
  const open = document.querySelector("#reading-target [data-item]");
  if (open) {
    const sentence = document.getElementById(`s${open.dataset.item}`);
    choose(sentence);
    if (sentence) bring(sentence);
  }
  if (new URLSearchParams(location.search).has("state")) {
    filter.elements.namedItem("state").value = new URLSearchParams(location.search).get("state");
  }
  apply();
})();
