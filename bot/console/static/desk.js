// Where staff answer people: keys, the thread kept at its end, ready answers put in, no reply sent twice. No words here.

const box = document.getElementById("thread");
const words = document.getElementById("body");
const list = document.getElementById("list");

// The thread stays at its end while somebody reads there, and does not jump while they read further up.
const NEAR = 80;
let atEnd = true;
if (box) {
  const fresh = document.getElementById("thread-new");
  const newest = () => box.querySelector(".thread > li:last-child")?.id;
  let seen = newest();
  const toEnd = () => { box.scrollTop = box.scrollHeight; };
  if (!new URLSearchParams(location.search).has("before")) {
    toEnd();
    // On a phone the page scrolls, not the thread.
    if (getComputedStyle(box).overflowY === "visible") document.querySelector(".desk-talk").scrollIntoView({ block: "end" });
  }
  box.addEventListener("scroll", () => {
    atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (atEnd) fresh.hidden = true;
  });
  box.addEventListener("htmx:after:swap", () => {
    if (atEnd) toEnd();
    else if (newest() !== seen) fresh.hidden = false;
    seen = newest();
  });
  fresh.addEventListener("click", () => { toEnd(); fresh.hidden = true; box.focus(); });
}

// A ready answer goes in where the cursor stands.
const canned = document.getElementById("canned");
if (canned && words) {
  canned.hidden = false;
  canned.addEventListener("change", () => {
    if (!canned.value) return;
    words.setRangeText(canned.value, words.selectionStart, words.selectionEnd, "end");
    canned.selectedIndex = 0;
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  });
}

// A second click while the first is on its way sends nothing; with Ctrl or Command, Enter sends.
const reply = document.getElementById("reply");
if (reply) {
  let sent = false;
  reply.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) reply.requestSubmit();
  });
  // What somebody has begun to write is there again when they come back in this tab; sent, it is gone.
  const draft = `cabildo.draft${location.pathname}`;
  if (!words.value) words.value = sessionStorage.getItem(draft) ?? "";
  sessionStorage.removeItem(draft);
  addEventListener("pagehide", () => { if (!sent && words.value.trim()) sessionStorage.setItem(draft, words.value); });
}

// What somebody has chosen in the list stays chosen while the list changes under it; the bar shows once something is.
const together = document.getElementById("together");
if (together) {
  const chosen = new Set();
  const told = document.getElementById("chosen");
  const tell = () => {
    const boxes = [...list.querySelectorAll(".line-choose")];
    for (const each of boxes) each.checked = chosen.has(each.value);
    for (const each of chosen) if (!boxes.some((one) => one.value === each)) chosen.delete(each);
    together.hidden = chosen.size === 0;
    told.textContent = chosen.size || "";
  };
  list.addEventListener("change", (event) => {
    if (!event.target.matches(".line-choose")) return;
    chosen[event.target.checked ? "add" : "delete"](event.target.value);
    tell();
  });
  list.addEventListener("htmx:after:swap", tell);
  addEventListener("pageshow", () => { chosen.clear(); tell(); });
  tell();
}

// How many wait is in the tab's name, so that somebody who works elsewhere sees it.
if (list) {
  const title = document.title;
  const count = document.getElementById("count");
  const tell = () => {
    const waiting = document.getElementById("waiting-now")?.value ?? "0";
    document.title = waiting === "0" ? title : `(${waiting}) ${title}`;
    if (count) count.textContent = waiting;
  };
  list.addEventListener("htmx:after:swap", tell);
  tell();
}

// Single keys work only for who has turned them on (WCAG 2.1.4), and never while somebody types.
const KEPT = "cabildo.keys";
const PLACES = { r: "body", l: "label", m: "note", "/": "q" };
const BUTTONS = { t: "act-t", g: "act-g", a: "act-a" };
const LINKS = { n: ".desk-next", u: ".desk-back" };
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
if (keys) {
  keys.hidden = false;
  keysOn.checked = localStorage.getItem(KEPT) === "on";
  keysOn.addEventListener("change", () => localStorage.setItem(KEPT, keysOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!keysOn.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key)) event.preventDefault();
  });
}

// Whether the key did something here.
function press(key) {
  const place = document.getElementById(PLACES[key] ?? "");
  const button = document.getElementById(BUTTONS[key] ?? "") ?? (LINKS[key] && document.querySelector(LINKS[key]));
  if (key === "?") {
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  } else if (list && (key === "j" || key === "k")) move(key === "j" ? 1 : -1);
  else if (list && key === "x") document.activeElement.closest(".line")?.querySelector(".line-choose")?.click();
  else if (place) place.focus();
  else if (button) button.click();
  else return false;
  return true;
}

function move(by) {
  const links = [...list.querySelectorAll(".line-link")];
  const next = links[Math.min(Math.max(links.indexOf(document.activeElement) + by, 0), links.length - 1)];
  next?.focus();
}
