// Triage by keys: one report after the other, each decision sent a moment later so that it can be taken back. No words here.

const HELD_MS = 4000;
const list = document.getElementById("tickets");

if (list) {
  const tickets = [...list.querySelectorAll(".ticket")];
  const told = document.getElementById("told");
  const progress = document.getElementById("progress");
  const waiting = [];
  let current = -1;
  let decided = 0;
  document.documentElement.classList.add("triage-scripts");

  const tell = (words) => { told.textContent = ""; requestAnimationFrame(() => { told.textContent = words; }); };
  const isOpen = (ticket) => !ticket.classList.contains("is-decided");
  const part = (ticket, name) => ticket.querySelector(`[data-part="${name}"]`);
  const openPart = (ticket) => ticket.querySelector(".ticket-part[open]");
  const say = (element, words) => { element.textContent = words; element.hidden = !words; };

  // A part that is opened gets its form: the same for every report, but for its number and what it knows already.
  function fill(details) {
    if (details.dataset.filled) return;
    details.dataset.filled = "yes";
    const ticket = details.closest(".ticket");
    const { reference, seen } = ticket.dataset;
    const copy = document.getElementById(`part-${details.dataset.part}`).content.cloneNode(true);
    for (const each of copy.querySelectorAll("*")) {
      for (const name of ["id", "for", "aria-describedby", "action"]) {
        if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replaceAll("TICKET", reference));
      }
    }
    const form = copy.querySelector("form");
    const known = { seen, agency: details.dataset.usual ?? "" };
    for (const line of ticket.querySelectorAll(".gist dd")) known[`gist.${line.lang}`] = line.textContent;
    for (const [name, value] of Object.entries(known)) {
      const field = form.elements.namedItem(name);
      if (field && value) field.value = value;
    }
    details.querySelector("p").replaceWith(copy);
  }

  function go(index, focus = true) {
    if (index < 0 || index >= tickets.length) return;
    tickets[current]?.classList.remove("is-current");
    current = index;
    const ticket = tickets[current];
    ticket.classList.add("is-current");
    for (const mark of document.querySelectorAll(".map-mark")) {
      mark.classList.toggle("is-current", mark.dataset.of === ticket.dataset.reference);
    }
    if (focus) {
      ticket.focus({ preventScroll: true });
      ticket.scrollIntoView({ block: "nearest" });
    }
  }

  // The next that is still to be decided, going on from here; the one before when none follows.
  function next(by = 1) {
    for (let at = current + by; at >= 0 && at < tickets.length; at += by) {
      if (isOpen(tickets[at])) return go(at);
    }
    if (by > 0) document.getElementById("next-page")?.focus();
  }

  const count = () => {
    if (!progress) return;
    progress.hidden = false;
    progress.textContent = progress.dataset.words.replace("{done}", decided).replace("{all}", tickets.length);
  };

  // What is wrong is told beside its field, and the report is open again.
  function refused(ticket, form, wrong) {
    reopen(ticket);
    const general = ticket.querySelector(".ticket-wrong");
    for (const [place, words] of Object.entries(wrong)) {
      const field = form.elements.namedItem(place);
      const input = field instanceof RadioNodeList ? field[0] : field;
      const line = input && (input.id.includes("-outcome-")
        ? document.getElementById(`${ticket.dataset.reference}-outcome-wrong`)
        : document.getElementById(`${input.id}-wrong`));
      if (line) {
        say(line, words);
        form.closest("details")?.setAttribute("open", "");
      } else say(general, words);
    }
    if (general.hidden) say(general, Object.values(wrong)[0] ?? "");
    go(tickets.indexOf(ticket));
  }

  function reopen(ticket) {
    if (!isOpen(ticket)) decided -= 1;
    ticket.classList.remove("is-decided", "is-sent");
    ticket.querySelector(".ticket-result").hidden = true;
    count();
  }

  async function send(held) {
    const { ticket, form, body } = held;
    held.isSent = true;
    ticket.querySelector(".ticket-undo").hidden = true;
    const line = ticket.querySelector(".ticket-result span");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    } catch {
      return refused(ticket, form, { act: list.dataset.lost });
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) return refused(ticket, form, said.wrong ?? { act: list.dataset.lost });
    ticket.classList.add("is-sent");
    line.textContent = `${list.dataset.sent} ${said.said}`;
    tell(line.textContent);
  }

  function decide(ticket, form, button) {
    if (!isOpen(ticket)) return;
    for (const each of ticket.querySelectorAll(".usa-error-message")) say(each, "");
    const body = new URLSearchParams(new FormData(form, button?.name ? button : undefined));
    const held = { ticket, form, body, isSent: false };
    ticket.classList.add("is-decided");
    decided += 1;
    const line = ticket.querySelector(".ticket-result");
    line.hidden = false;
    line.querySelector(".ticket-undo").hidden = false;
    line.querySelector("span").textContent = `${list.dataset.sending} ${ticket.dataset.reference} ${labelOf(form, button)}`;
    held.timer = setTimeout(() => send(held), HELD_MS);
    waiting.push(held);
    openPart(ticket)?.removeAttribute("open");
    count();
    next();
  }

  function labelOf(form, button) {
    const chosen = form.querySelector("input[name=outcome]:checked");
    const words = chosen ? form.querySelector(`label[for="${chosen.id}"]`) : button ?? form.querySelector("button");
    const copy = words.cloneNode(true);
    for (const key of copy.querySelectorAll("kbd")) key.remove();
    const other = form.querySelector("select[name=department]");
    return form.dataset.act === "assign" && other ? other.selectedOptions[0].text : copy.textContent.trim();
  }

  function takeBack(held) {
    if (!held || held.isSent) return;
    clearTimeout(held.timer);
    waiting.splice(waiting.indexOf(held), 1);
    reopen(held.ticket);
    tell(list.dataset.back);
    go(tickets.indexOf(held.ticket));
  }

  const lastHeld = () => waiting.filter((each) => !each.isSent).at(-1);

  list.addEventListener("submit", (event) => {
    const form = event.target.closest(".ticket-form");
    const ticket = event.target.closest(".ticket");
    if (!form || !ticket) return;
    event.preventDefault();
    current = tickets.indexOf(ticket);
    if (form.dataset.act === "gist" || form.dataset.act === "known") keep(ticket, form, event.submitter);
    else decide(ticket, form, event.submitter);
  });

  // A gist decides nothing: it is kept at once, and the report stays.
  async function keep(ticket, form, button) {
    for (const each of ticket.querySelectorAll(".usa-error-message")) say(each, "");
    const body = new URLSearchParams(new FormData(form, button?.name ? button : undefined));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const said = (await answer?.json().catch(() => ({}))) ?? {};
    if (!answer?.ok) return refused(ticket, form, said.wrong ?? { act: list.dataset.lost });
    tell(said.said);
    openPart(ticket)?.removeAttribute("open");
    if (form.dataset.act === "known") form.remove();
    go(current);
  }

  list.addEventListener("toggle", (event) => { if (event.target.open) fill(event.target); }, true);
  list.addEventListener("click", (event) => {
    const ticket = event.target.closest(".ticket");
    if (event.target.closest(".ticket-undo")) takeBack(waiting.find((each) => each.ticket === ticket && !each.isSent));
  });
  list.addEventListener("focusin", (event) => {
    const at = tickets.indexOf(event.target.closest(".ticket"));
    if (at >= 0 && at !== current) go(at, false);
  });
  for (const mark of document.querySelectorAll(".map-mark")) {
    mark.addEventListener("click", () => go(tickets.findIndex((each) => each.dataset.reference === mark.dataset.of)));
  }

  // What is on its way when somebody leaves is sent, not lost.
  addEventListener("pagehide", () => {
    for (const held of waiting.filter((each) => !each.isSent)) {
      clearTimeout(held.timer);
      send(held);
    }
  });
  // A page that is shown again from memory shows what was so, and no longer is.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Several at once.
  const several = document.getElementById("several");
  const chosen = document.getElementById("chosen");
  const boxes = [...list.querySelectorAll(".ticket-choose")];
  const countChosen = () => {
    const many = boxes.filter((each) => each.checked).length;
    chosen.hidden = many === 0;
    chosen.textContent = many;
    if (many) several.open = true;
  };
  list.addEventListener("change", (event) => { if (event.target.matches(".ticket-choose")) countChosen(); });
  countChosen();

  // Single keys work only for who has turned them on (WCAG 2.1.4), and never while somebody types.
  const keys = document.getElementById("keys");
  const keysOn = document.getElementById("keys-on");
  keys.hidden = false;
  keysOn.checked = localStorage.getItem("cabildo.keys") === "on";
  keysOn.addEventListener("change", () => localStorage.setItem("cabildo.keys", keysOn.checked ? "on" : "off"));

  const BUTTONS = { b: "begin", d: "finish" };
  const PARTS = { Enter: "answer", m: "assign", h: "hand_over", g: "gist" };

  document.addEventListener("keydown", (event) => {
    if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && tickets[current] && openPart(tickets[current])) {
      openPart(tickets[current]).open = false;
      go(current);
      return event.preventDefault();
    }
    const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (typing || (event.key === "Enter" && event.target.closest("a, button, summary, input"))) return;
    if (press(event.key)) event.preventDefault();
  });

  // Whether the key did something here.
  function press(key) {
    const ticket = tickets[current];
    if (key === "?") {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    } else if (key === "j") next(1);
    else if (key === "k") next(-1);
    else if (key === "u" && lastHeld()) takeBack(lastHeld());
    else if (!ticket || !isOpen(ticket)) return false;
    else if (key === "x") ticket.querySelector(".ticket-choose").click();
    else if (key === "o") ticket.querySelector(".ticket-open").click();
    else if (PARTS[key]) return opened(ticket, PARTS[key]);
    else if (BUTTONS[key]) return pressed(ticket.querySelector(`.ticket-move button[value="${BUTTONS[key]}"]`));
    else if (/^[1-9]$/.test(key)) return numbered(ticket, key);
    else return false;
    return true;
  }

  function opened(ticket, name) {
    const details = part(ticket, name);
    if (!details) return false;
    const other = openPart(ticket);
    if (other && other !== details) other.open = false;
    fill(details);
    details.open = true;
    details.querySelector("input:not([type=hidden]), select").focus();
    return true;
  }

  function pressed(button) {
    if (!button) return false;
    button.click();
    return true;
  }

  // A number is an answer while the answer is open, with the cursor where that answer goes on; otherwise a department.
  function numbered(ticket, key) {
    const answer = part(ticket, "answer");
    if (!answer?.open) return pressed(ticket.querySelector(`.ticket-department[data-number="${key}"]`));
    const radio = answer.querySelectorAll("input[name=outcome]")[Number(key) - 1];
    if (!radio) return false;
    radio.checked = true;
    const field = ["yes", "later"].includes(radio.value) ? "input[name=promised_on]" : "input[name^='words.']";
    answer.querySelector(field).focus();
    return true;
  }

  const asked = tickets.findIndex((each) => each.querySelector(".ticket-wrong:not([hidden])"));
  go(asked >= 0 ? asked : 0, asked >= 0);
}
