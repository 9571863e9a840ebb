"use strict";
(() => {
  const form = document.getElementById("filter");
  const marks = Array.from(document.querySelectorAll(".text mark"));
  const texts = document.querySelectorAll(".text");

  function matches(mark, chosen) {
    const { label, standard, domain, review, recommendation } = mark.dataset;
    if (chosen.review && review === undefined) return false;
    if (chosen.recommendation && recommendation === undefined) return false;
    if (label !== "none" && !chosen.labels.includes(label)) return false;
    if (!chosen.standard) return true;
    return chosen.standard === standard || chosen.standard === "domain " + domain;
  }

  // From the end: a heading stays while something stays that is below it and not below its next equal.
  function hideRest(text, alone) {
    let below = 0;
    for (const block of Array.from(text.querySelectorAll(":scope > :not(ul), li")).reverse()) {
      const kept = block.querySelector("mark:not(.off)") !== null;
      const level = /^H[1-6]$/.test(block.tagName) ? Number(block.tagName[1]) : 0;
      const heads = level > 0 && level < below;
      block.hidden = alone && !kept && !heads;
      if (level > 0 && (heads || kept)) below = level;
      else if (kept) below = 7;
    }
  }

  function apply() {
    const data = new FormData(form);
    const chosen = {
      labels: data.getAll("label"),
      standard: data.get("standard"),
      review: data.has("review"),
      recommendation: data.has("recommendation"),
    };
    let count = 0;
    for (const mark of marks) {
      const on = matches(mark, chosen);
      mark.classList.toggle("off", !on);
      count += on;
    }
    texts.forEach((text) => hideRest(text, data.has("alone")));
    form.querySelector("output").value = count + " of " + marks.length + " marked";
  }

  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.hidden = false;
  apply();
})();
