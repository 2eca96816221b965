// The frame's only behaviour: the menu of screens on a phone. Without scripts the menu is simply open.
document.documentElement.classList.add("has-scripts");

const menu = document.querySelector(".frame-menu");
menu?.addEventListener("click", () => {
  const open = menu.getAttribute("aria-expanded") !== "true";
  menu.setAttribute("aria-expanded", String(open));
  document.getElementById(menu.getAttribute("aria-controls")).classList.toggle("is-open", open);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.getAttribute("aria-expanded") === "true") {
    menu.click();
    menu.focus();
  }
});
