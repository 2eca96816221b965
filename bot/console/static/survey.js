// Writing a survey: what the check says while somebody writes, the fields of another kind, the phone. No words here.

const form = document.getElementById("draft");
const PART = { "X-Part": "1" };

async function asked(address, extra) {
  const said = new FormData(form);
  for (const [name, value] of Object.entries(extra ?? {})) said.set(name, value);
  const answer = await fetch(address, { method: "POST", body: said, headers: PART, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

if (form) {
  // Beside each text, a moment after the last letter; an older answer never overwrites a newer one.
  let timer = 0;
  let asks = 0;
  const check = async () => {
    const mine = ++asks;
    try {
      const page = await asked(form.dataset.check);
      if (mine !== asks) return;
      for (const note of page.querySelectorAll("[id]")) {
        const there = document.getElementById(note.id);
        if (there && there.innerHTML !== note.innerHTML) there.replaceWith(note);
      }
    } catch { /* The check waits for the next letter; saving tells everything again. */ }
  };
  form.addEventListener("input", (event) => {
    if (event.target.closest("#phone")) return;
    clearTimeout(timer);
    timer = setTimeout(check, 600);
  });

  // Another kind of question has other fields: the page is asked for them, and keeps everything that was written.
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-kind]")) return;
    const button = document.createElement("button");
    button.name = "act";
    button.value = `kind:${event.target.closest(".question").id}`;
    button.hidden = true;
    form.append(button);
    button.click();
  });

  // The phone answers in its place.
  const side = document.querySelector(".builder-side");
  const send = async (what) => {
    try {
      const page = await asked(form.dataset.trial, { phone: what });
      side.replaceChildren(page.getElementById("phone"));
      const screen = side.querySelector(".phone-screen");
      screen.scrollTop = screen.scrollHeight;
      side.querySelector("#phone-text")?.focus();
    } catch {
      location.reload();
    }
  };
  side.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=phone]");
    if (!button) return;
    event.preventDefault();
    send(button.value);
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "phone-text") return;
    event.preventDefault();
    send("text");
  });

  // What is not saved is not left by mistake.
  let changed = false;
  form.addEventListener("input", (event) => { if (!event.target.closest("#phone")) changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
