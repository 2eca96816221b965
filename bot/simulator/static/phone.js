// One phone: its screen, its field, the order in which its texts leave; the page decides when to look for new ones.
import { definitions, makeText } from "./text.js";
import { fill, languageName, standing, words } from "./words.js";

const IDEAS = {
  es: ["Hay un bache muy grande en mi calle", "ENCUESTA", "AYUDA", "ALTO"],
  en: ["There is a big pothole on my street", "SURVEY", "HELP", "STOP"],
};

const CAPTION = { es: "Mando una foto del bache", en: "Here is a photo of the pothole" };

export function makePhone(about, actions) {
  const element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  const find = (selector) => element.querySelector(selector);
  const phone = {
    ...about, element, find, actions, pending: [], texts: new Map(), times: new Map(), last: null, leaving: Promise.resolve(),
    looked: false, focus: () => find("textarea").focus(), show: (state) => show(phone, state),
  };
  label(phone);
  listen(phone);
  return phone;
}

function label({ element, find, index, number, language }) {
  element.setAttribute("aria-labelledby", `name-${index}`);
  find(".name").id = `name-${index}`;
  find(".name").textContent = fill(words.name, { n: index });
  find(".number").textContent = number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");
  find(".remove").setAttribute("aria-label", fill(words.remove, { n: index }));
  find(".screen").setAttribute("aria-label", fill(words.screen, { n: index }));
  find("label .visually-hidden").textContent = fill(words.field, { n: index });
  find(".empty p").textContent = words.empty;
  find("textarea").lang = language;
  for (const idea of IDEAS[language] ?? IDEAS.en) {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = language;
    button.textContent = idea;
    button.addEventListener("click", () => {
      find("textarea").value = idea;
      find("textarea").focus();
    });
    const item = document.createElement("li");
    item.append(button);
    find(".ideas").append(item);
  }
}

function listen(phone) {
  const field = phone.find("textarea");
  phone.find("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const body = field.value;
    field.value = "";
    field.focus();
    if (body.trim()) write(phone, body);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      phone.find("form").requestSubmit();
    }
  });
  phone.find(".photo").addEventListener("click", () => {
    const body = field.value.trim() || (CAPTION[phone.language] ?? CAPTION.en);
    field.value = "";
    field.focus();
    write(phone, body, true);
  });
  phone.find(".again").addEventListener("click", () => inOrder(phone, () => deliverAgain(phone)));
  phone.find(".remove").addEventListener("click", () => phone.actions.remove(phone));
}

// Texts of one phone leave one after another, as from a real one.
function inOrder(phone, step) {
  phone.leaving = phone.leaving.then(step).catch(() => {});
}

function write(phone, body, photo = false) {
  const text = { photo, id: crypto.randomUUID?.() ?? `local-${performance.now()}`, from: "resident", body, at: new Date().toISOString(), status: "sending-here" };
  phone.pending.push(text);
  draw(phone);
  toEnd(phone);
  inOrder(phone, () => leave(phone, text));
}

async function leave(phone, text) {
  const city = phone.find("select")?.value ?? phone.city;
  try {
    const signed = await phone.actions.sign(phone.number, city, text.body, text.photo);
    rename(phone, text, signed.form.MessageSid);
    phone.last = signed;
    text.trouble = await phone.actions.deliver(signed);
  } catch (error) {
    text.trouble = error.status ? fill(words.refused, { status: error.status }) : words.away;
  }
  text.status = text.trouble ? "unsent" : "taken";
  if (!text.trouble) phone.times.set(text.id, 1);
  phone.find(".again").disabled = phone.last === null;
  draw(phone);
  phone.actions.lookSoon();
}

async function deliverAgain(phone) {
  const { MessageSid: id } = phone.last.form;
  const trouble = await phone.actions.deliver(phone.last);
  const waiting = phone.pending.find((text) => text.id === id);
  if (!trouble) phone.times.set(id, (phone.times.get(id) ?? 0) + 1);
  if (waiting) Object.assign(waiting, { trouble, status: trouble ? "unsent" : "taken" });
  draw(phone);
  phone.actions.lookSoon();
}

// From now on the text is known by the id the carrier gives it; its element stays the same.
function rename(phone, text, id) {
  const made = phone.texts.get(text.id);
  phone.texts.delete(text.id);
  text.id = id;
  if (made) {
    made.element.dataset.id = id;
    phone.texts.set(id, made);
  }
}

// Takes what the city and the carrier say of this phone; tells whether anything was new.
function show(phone, state) {
  const news = JSON.stringify(state);
  if (news === phone.news) return false;
  phone.news = news;
  phone.state = state;
  const known = new Set(state.texts.map((text) => text.id));
  phone.pending = phone.pending.filter((text) => !known.has(text.id));
  const arrived = state.texts.filter((text) => text.from === "city" && !phone.texts.has(text.id));
  draw(phone);
  if (arrived.length || !phone.looked) toEnd(phone);
  if (phone.looked && arrived.length) {
    const body = arrived.map((text) => text.body).join("\n");
    phone.actions.announce(fill(words.arrived, { n: phone.index, body }));
  }
  phone.looked = true;
  return true;
}

function draw(phone) {
  const list = phone.find(".texts");
  const texts = [...(phone.state?.texts ?? []), ...phone.pending];
  texts.forEach((text, index) => {
    if (!phone.texts.has(text.id)) phone.texts.set(text.id, makeText(text, phone.language));
    const made = phone.texts.get(text.id);
    made.update({ ...text, times: phone.times.get(text.id) ?? 0 });
    if (list.children[index] !== made.element) list.insertBefore(made.element, list.children[index] ?? null);
  });
  phone.find(".empty").hidden = texts.length > 0;
  coming(phone);
  known(phone);
}

function coming({ find, state }) {
  const name = ({ status, error_code: code }) => (words.status[status] ?? status) + (code ? ` (${code})` : "");
  const tell = (text, found) => (found?.length ? fill(text, { what: found.map(name).join(", ") }) : "");
  const said = [tell(words.lost, state?.lost), tell(words.coming, state?.on_the_way)].filter(Boolean).join(" ");
  find(".coming").textContent = said;
  find(".coming").hidden = said === "";
}

function known({ find, state }) {
  if (!state?.texts.length) return;
  const source = words.source[state.language_source];
  const session = state.texts.findLast((text) => text.why?.session)?.why.session;
  find(".known").replaceChildren(...definitions([
    [words.label.language, languageName(state.language) + (source ? ` (${source})` : "")],
    [words.label.texts, state.left ? words.welcome.out : words.welcome.in],
    [words.label.session, standing(session)],
  ]));
}

function toEnd(phone) {
  const screen = phone.find(".screen");
  screen.scrollTop = screen.scrollHeight;
}
