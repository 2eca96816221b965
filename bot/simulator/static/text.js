// One text on a phone's screen: its words, price, status, and what the city decided; it fetches nothing.
import { explained, fill, languageName, price, shortMoment, standing, words } from "./words.js";

// Makes the element of a text; `update` brings it up to date and leaves what has not changed alone.
export function makeText(text, language) {
  const element = document.getElementById("text").content.firstElementChild.cloneNode(true);
  const who = document.createElement("span");
  who.className = "visually-hidden";
  who.textContent = `${text.from === "city" ? words.city : words.resident} `;
  const said = document.createElement("span");
  said.textContent = text.body;
  said.lang = text.language ?? language;
  element.querySelector(".body").append(who, said);
  element.classList.add(`from-${text.from}`);
  element.dataset.id = text.id;
  let before = "";
  return {
    element,
    update(now) {
      const seen = JSON.stringify(now);
      if (seen === before) return;
      before = seen;
      show(element, now);
    },
  };
}

function show(element, text) {
  element.dataset.status = text.status;
  const time = element.querySelector("time");
  time.dateTime = text.at;
  time.textContent = shortMoment(text.at);
  const code = text.error_code ? ` (${text.error_code})` : "";
  element.querySelector(".status").textContent = (words.status[text.status] ?? text.status) + code;
  element.querySelector(".price").textContent = text.encoding ? price(text) : "";
  note(element.querySelector(".dear"), text.dear?.length ? fill(words.dear, { letters: text.dear.join(" ") }) : "");
  note(element.querySelector(".twice"), text.trouble || (text.times > 1 ? fill(words.twice, { n: text.times }) : ""));
  why(element.querySelector(".why"), text.why);
}

function note(element, said) {
  element.textContent = said;
  element.hidden = said === "";
}

function why(element, reasons) {
  element.hidden = !reasons;
  if (!reasons) return;
  const lines = reasons.lines.length ? reasons.lines.map(explained) : [words.decided.nothing];
  element.querySelector(".lines").replaceChildren(...lines.map((line) => item("li", line)));
  const { label } = words;
  const pairs = [
    [label.purpose, reasons.purpose && (words.purpose[reasons.purpose] ?? reasons.purpose)],
    [label.step, reasons.flow && `${reasons.flow}.${reasons.step}${reasons.version ? ` @ ${reasons.version}` : ""}`],
    [label.language, reasons.flow && languageName(reasons.language)],
    [label.session, standing(reasons.session)],
    [label.wake, reasons.session?.wake_at && shortMoment(reasons.session.wake_at)],
    [label.answers, Object.entries(reasons.session?.answers ?? {}).map(([step, given]) => `${step} = ${given}`).join("; ")],
  ];
  element.querySelector("dl").replaceChildren(...definitions(pairs));
}

function item(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

// Rows of a definition list for the pairs that have something to say.
export function definitions(pairs) {
  return pairs.filter(([, value]) => value).map(([name, value]) => {
    const row = document.createElement("div");
    row.append(item("dt", name), item("dd", value));
    return row;
  });
}
