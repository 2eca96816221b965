// Where broadcasts are written: names that texts may hold go in where the cursor stood last. No words here.

const boxes = [...document.querySelectorAll("[data-words]")];
let last = boxes.find((each) => each.id.startsWith("text-")) ?? boxes[0];
for (const each of boxes) each.addEventListener("focus", () => { last = each; });

for (const each of document.querySelectorAll("[data-put]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "put";
  button.textContent = each.dataset.put;
  button.addEventListener("click", () => {
    if (!last) return;
    last.setRangeText(each.dataset.put, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
  each.replaceWith(button);
}

// What somebody has written is not lost by a wrong click: the browser asks before it leaves the page.
const form = document.querySelector("form.compose");
if (form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
