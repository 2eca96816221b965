// Where staff answer people: keys, the thread kept at its end, ready answers put in, no reply sent twice. No words here.

const box = document.getElementById("thread");
const words = document.getElementById("body");
const list = document.getElementById("list");

// The thread stays at its end while somebody reads there, and does not jump while they read further up.
const NEAR = 80;
let atEnd = true;
if (box) {
  const toEnd = () => { box.scrollTop = box.scrollHeight; };
  if (!new URLSearchParams(location.search).has("before")) {
    toEnd();
    // On a phone the page scrolls, not the thread.
    if (getComputedStyle(box).overflowY === "visible") document.querySelector(".desk-talk").scrollIntoView({ block: "end" });
  }
  box.addEventListener("scroll", () => { atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR; });
  box.addEventListener("htmx:after:swap", () => { if (atEnd) toEnd(); });
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

// Single keys work only for who has turned them on (WCAG 2.1.4), and never while somebody types.
const KEPT = "cabildo.keys";
const keysOn = document.getElementById("keys-on");
if (keysOn) {
  keysOn.closest(".keys").hidden = false;
  keysOn.checked = localStorage.getItem(KEPT) === "on";
  keysOn.addEventListener("change", () => localStorage.setItem(KEPT, keysOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!keysOn.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (list && (event.key === "j" || event.key === "k")) move(event.key === "j" ? 1 : -1);
    else if (words && event.key === "r") { event.preventDefault(); words.focus(); }
    else if (box && event.key === "n") document.querySelector(".desk-next")?.click();
    else if (box && event.key === "u") document.querySelector(".desk-back").click();
  });
}

function move(by) {
  const links = [...list.querySelectorAll(".line-link")];
  const next = links[Math.min(Math.max(links.indexOf(document.activeElement) + by, 0), links.length - 1)];
  next?.focus();
}
