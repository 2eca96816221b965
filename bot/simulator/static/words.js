// The page's words and settings, and how moments and prices are written; no element is touched here.
const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const words = read("words");
export const settings = read("settings");

const zoned = (options) => new Intl.DateTimeFormat(settings.language, { timeZone: settings.timeZone, ...options });
const SHORT = zoned({ weekday: "short", hour: "numeric", minute: "2-digit" });
const LONG = zoned({ dateStyle: "full", timeStyle: "short" });

export const shortMoment = (iso) => SHORT.format(new Date(iso));
export const longMoment = (iso) => LONG.format(new Date(iso));

// Fills {names} in a text; a name without a value stays as it is.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function price({ parts, encoding }) {
  return fill(parts === 1 ? words.onePart : words.parts, { n: parts, encoding });
}

export const languageName = (code) => (code ? words.languages[code] ?? code : words.unknown);

// Where a session stands, in words.
export function standing(session) {
  if (!session) return words.session.none;
  const step = session.step ? `${session.flow}.${session.step}` : session.flow;
  return fill(words.session[session.status] ?? session.status, { step, turn: session.turn });
}

const LINES = [
  [/^say (?<step>\S+) \((?<language>\w+)\)$/, "say"],
  [/^do (?<verb>\w+)$/, "do"],
  [/^finished: (?<how>\w+)$/, "finished"],
  [/^language (?<language>\w+) \((?<source>\w+)\)$/, "language"],
  [/^(?<step>\S+): (?<kind>answered|skipped|refused|unclear|withdrawn) (?<words>[^]*)$/, ""],
];

// A line of what was decided, as a sentence in the reader's language; unknown ones as they are.
export function explained(line) {
  for (const [pattern, kind] of LINES) {
    const found = pattern.exec(line)?.groups;
    if (found) {
      const language = words.languages[found.language] ?? found.language;
      const source = words.source[found.source] ?? found.source;
      const how = (words.session[found.how] ?? found.how ?? "").replace(/^.*?: /, "");
      return fill(words.decided[kind || found.kind], { ...found, language, source, how });
    }
  }
  return words.decided[line] ?? line;
}
