// A consumer of Cabildo's events, small and whole: it verifies, stores once, purges, and catches up after an outage.
//
//   npm install standardwebhooks
//   WEBHOOK_SECRET=whsec_... node consumer.mjs 8080 events.json
//   CITY=https://text.city.example API_KEY=cbd_... node consumer.mjs catch-up events.json
//
// Put TLS in front of it. What it keeps is one file: in earnest it is a table whose key is the id of the event.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

// As `import { Webhook } from "standardwebhooks"`, and also where NODE_PACKAGES names the folder of the packages.
const from = process.env.NODE_PACKAGES ? join(process.env.NODE_PACKAGES, "index.js") : import.meta.url;
const { Webhook } = createRequire(from)("standardwebhooks");

const [what, path] = process.argv.slice(2);
const kept = new Map(existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).map((each) => [each.id, each]) : []);

/** Keep an event, once however often it comes; forget what is held about somebody who is gone. */
function store(event) {
  if (kept.has(event.id)) return;
  kept.set(event.id, event);
  if (event.type === "person.erased" || event.type === "consent.revoked") {
    for (const each of kept.values()) {
      if (each.subject === event.subject && each.sequence < event.sequence) each.data = {};
    }
  }
  writeFileSync(path, JSON.stringify([...kept.values()]));
}

/** Read everything after what is stored, to the last; how many came. */
async function catchUp(city, key) {
  let count = 0;
  let after = Math.max(0, ...[...kept.values()].map((each) => each.sequence));
  for (;;) {
    const answer = await fetch(`${city}/api/v1/events?after=${after}&limit=200`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const page = await answer.json();
    page.data.forEach(store);
    count += page.data.length;
    after = page.after;
    if (after >= page.last) return count;
  }
}

/** What answers the city: 401 to what is not signed, 204 to what is stored. */
function listen(port, secret) {
  const webhook = new Webhook(secret);
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    // The body as it came: the signature is over its bytes.
    const body = Buffer.concat(parts).toString("utf8");
    try {
      store(webhook.verify(body, request.headers));
      response.writeHead(204).end();
    } catch {
      response.writeHead(401).end();
    }
  });
  server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
}

if (what === "catch-up") {
  console.log(`${await catchUp(process.env.CITY, process.env.API_KEY)} events`);
} else {
  listen(Number(what), process.env.WEBHOOK_SECRET);
}
