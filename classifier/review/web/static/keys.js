// Keys: whatever can be pressed and has data-key is pressed by that key; two digits choose a standard.
"use strict";

(() => {
  const SWITCH = "findings-single-keys";
  const WAIT = 1500; // milliseconds between the two digits of a standard
  let digit = "";
  let forget = 0;
  let busy = 0;

  const on = () => localStorage.getItem(SWITCH) !== "off";
  const dialog = () => document.querySelector("dialog[open]");

  // While an answer is under way the old sentence is still to be seen: a key then would be meant for it.
  const waited = (event) => !event.detail.elt.closest("[data-background]");
  document.addEventListener("htmx:beforeRequest", (event) => { if (waited(event)) busy += 1; });
  document.addEventListener("htmx:afterRequest", (event) => { if (waited(event)) busy = Math.max(0, busy - 1); });

  const writing = (element) =>
    element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])") || element.isContentEditable;

  const nameOf = (event) => {
    if (event.key === "Escape") return "Escape";
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return "Control+Enter";
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") return event.shiftKey ? "r" : "u";
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") return "r";
    if (event.ctrlKey || event.metaKey || event.altKey) return "";
    return event.key.length === 1 ? event.key.toLowerCase() : "";
  };

  const find = (key) =>
    [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
      (element) => !element.disabled && element.offsetParent !== null);

  const press = (element) => {
    if (element.type === "radio") {
      element.checked = true;
      element.dispatchEvent(new Event("change", { bubbles: true }));
      announce(element);
    } else {
      element.click();
    }
  };

  const announce = (radio) => {
    const said = document.getElementById("said");
    const title = radio.closest("label").querySelector("span").firstChild.textContent.trim();
    said.textContent = `Standard: ${radio.value} ${title}`;
  };

  const standard = (key) => {
    clearTimeout(forget);
    if (!digit) {
      digit = key;
      forget = setTimeout(() => { digit = ""; }, WAIT);
      return;
    }
    const radio = document.querySelector(`input[data-digits="${digit}${key}"]`);
    digit = "";
    if (radio) press(radio);
    else document.getElementById("said").textContent = "There is no standard of these two keys.";
  };

  document.addEventListener("keydown", (event) => {
    const key = nameOf(event);
    if (!key || event.repeat || event.defaultPrevented || dialog()) return;
    const special = key.length > 1 || event.ctrlKey || event.metaKey;
    if (writing(event.target) ? key.length === 1 : !special && !on()) return;
    if (busy) {
      event.preventDefault();
      return;
    }
    if (/^\d$/.test(key) && document.querySelector("input[data-digits]")) {
      event.preventDefault();
      standard(key);
      return;
    }
    const element = find(key);
    if (!element) return;
    event.preventDefault();
    digit = "";
    press(element);
  });

  // The card of keys tells what the page at hand can do.
  const list = () => {
    const rows = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const key = element.dataset.key;
      if (key === "?" || element.offsetParent === null) continue;
      const said = element.dataset.says || element.innerText.replace(/\s+\S+$/, "").trim().toLowerCase();
      if (!rows.has(key)) rows.set(key, said);
    }
    if (document.querySelector("input[data-digits]")) rows.set("2 1", "standard 2.1, and so on: two digits");
    if (rows.has("u")) rows.set("Ctrl Z", "undo, as in other programs");
    if (rows.has("r")) rows.set("Ctrl Shift Z", "redo, as in other programs");
    document.getElementById("keys-about").hidden = !rows.has("2 1");
    document.getElementById("keys-none").hidden = rows.size > 0;
    const items = [...rows].map(([key, said]) => {
      const item = document.createElement("li");
      const keys = document.createElement("span");
      for (const one of key.replace("Control+", "Ctrl ").replace("Escape", "Esc").split(" ")) {
        const cap = document.createElement("kbd");
        cap.textContent = one.length === 1 ? one.toUpperCase() : one;
        keys.append(cap, " ");
      }
      const words = document.createElement("span");
      words.textContent = said;
      item.append(keys, words);
      return item;
    });
    document.getElementById("keys-list").replaceChildren(...items);
  };

  const show = () => {
    document.body.classList.toggle("no-keys", !on());
    document.getElementById("keys-on").checked = on();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (!opener) return;
    list();
    document.getElementById(opener.dataset.open).showModal();
  });
  document.getElementById("keys-on").addEventListener("change", (event) => {
    localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
    show();
  });
  show();
})();
