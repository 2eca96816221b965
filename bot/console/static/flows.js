// The phone beside a flow: its newest text is in sight, and the cursor stands where the next is written; a drawing opens
// at its first box. No words here.

const drawing = document.querySelector(".drawing");
const first = drawing?.querySelector("g rect[rx='16']");
if (first) {
  const box = first.getBoundingClientRect();
  drawing.scrollLeft = box.left - drawing.getBoundingClientRect().left + (box.width - drawing.clientWidth) / 2;
}

function toEnd(at) {
  const screen = at.querySelector(".phone-screen");
  if (screen) screen.scrollTop = screen.scrollHeight;
}

document.querySelectorAll(".phone").forEach(toEnd);

document.addEventListener("htmx:after:swap", () => {
  const phone = document.getElementById("phone");
  if (!phone) return;
  toEnd(phone);
  phone.querySelector("#phone-text")?.focus({ preventScroll: true });
});

document.addEventListener("submit", (event) => {
  event.target.closest(".phone")?.setAttribute("aria-busy", "true");
});
