// Starts the page: the phones that stand on it, the looks at the city, the city's clock; no phone's inside.
import { deliver, goToNextDay, lookAt, sign, Refused } from "./api.js";
import { makePhone } from "./phone.js";
import { keepLooking } from "./poll.js";
import { fill, longMoment, settings, words } from "./words.js";

const KEPT = "cabildo.phones";
const MADE_UP = /^\+150555501\d\d$/;
const at = (id) => document.getElementById(id);
const phones = new Map();

const looks = keepLooking(async () => {
  const numbers = [...phones.keys()];
  const state = await lookAt(numbers);
  at("now").dateTime = state.now;
  at("now").textContent = longMoment(state.now);
  let changed = false;
  for (const number of numbers) {
    changed = (phones.get(number)?.show(state.phones[number]) ?? false) || changed;
  }
  return changed;
}, (away) => trouble(away ? words.away : ""));

function trouble(text) {
  if (at("trouble").textContent !== text) at("trouble").textContent = text;
  at("trouble").hidden = text === "";
}

function say(text) {
  at("news").textContent = text;
}

const actions = {
  sign,
  announce: say,
  lookSoon: () => looks.soon(),
  remove: (phone) => {
    phones.delete(phone.number);
    phone.element.remove();
    keep();
    say(fill(words.removed, { n: phone.index }));
    at("add").focus();
  },
  // Whether the city took it; a refusal is told in the phone's own bubble.
  async deliver(signed) {
    try {
      await deliver(signed);
      return "";
    } catch (error) {
      return error instanceof Refused ? fill(words.refused, { status: error.status }) : words.away;
    }
  },
};

function add(number, language) {
  const index = Number(number.slice(-2));
  const phone = makePhone({ number, language, index, city: settings.city }, actions);
  phones.set(number, phone);
  at("phones").append(phone.element);
  at("add").disabled = phones.size >= settings.most;
  return phone;
}

function keep() {
  at("add").disabled = phones.size >= settings.most;
  try {
    localStorage.setItem(KEPT, JSON.stringify([...phones.values()].map((phone) => [phone.number, phone.language])));
  } catch { /* A browser that keeps nothing still has its phones until it is closed. */ }
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    const good = found.filter(([number, language]) => MADE_UP.test(number) && language in words.languages);
    if (good.length) return good.slice(0, settings.most);
  } catch { /* What cannot be read is as good as absent. */ }
  return settings.phones;
}

function nextNumber() {
  for (let last = 1; last < 100; last += 1) {
    const number = `+150555501${String(last).padStart(2, "0")}`;
    if (!phones.has(number)) return number;
  }
  return "";
}

at("add").addEventListener("click", () => {
  const phone = add(nextNumber(), settings.language);
  keep();
  say(fill(words.added, { n: phone.index }));
  phone.focus();
  looks.soon();
});

at("next-day").addEventListener("click", async () => {
  at("next-day").disabled = true;
  try {
    const { now } = await goToNextDay();
    say(fill(words.movedTo, { when: longMoment(now) }));
    looks.soon();
  } catch {
    trouble(words.away);
  } finally {
    at("next-day").disabled = false;
    at("next-day").focus();
  }
});

for (const [number, language] of kept()) add(number, language);
looks.soon();
