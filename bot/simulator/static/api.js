// Talks to the city: signed texts to its webhook, and what the carrier has delivered; it knows no page.
import { settings } from "./words.js";

const PATIENCE = 10000;
const OWN = { "X-Cabildo-Simulator": "1" };

export class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function answered(request) {
  const response = await request;
  if (!response.ok) throw new Refused(response.status);
  return response;
}

async function post(path, body) {
  const headers = { ...OWN, "Content-Type": "application/json" };
  return (await answered(fetch(path, { method: "POST", headers, body: JSON.stringify(body) }))).json();
}

// The form of a text with the signature that the carrier would give it.
export function sign(phone, city, body, photo) {
  return post(settings.sign, { phone, city, body, photo });
}

// Posts the form where the carrier posts it: the city's own webhook.
export async function deliver({ path, form, signature }) {
  const headers = { "X-Twilio-Signature": signature };
  await answered(fetch(path, { method: "POST", headers, body: new URLSearchParams(form) }));
}

export function goToNextDay() {
  return post(settings.nextDay, {});
}

export async function lookAt(numbers) {
  const query = new URLSearchParams(numbers.map((number) => ["phone", number]));
  return (await answered(fetch(`${settings.state}?${query}`, { signal: AbortSignal.timeout(PATIENCE) }))).json();
}
