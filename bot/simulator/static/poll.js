// Decides when to look again: at once after a text, each second while it is lively, rarely when idle, and later and
// later while the city is away.
const AT_ONCE = 250;
const QUICK = 1000;
const IDLE = 4000;
const LATEST = 30000;
const EXPECTANT_FOR = 3000;
const BUSY_FOR = 60000;

// `look` resolves to whether anything was new; `tell` hears whether the city is away.
export function keepLooking(look, tell) {
  let timer = 0;
  let failures = 0;
  let looking = false;
  let again = false;
  let lastNews = performance.now();
  let lastAsked = lastNews;

  function wait() {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(once, failures ? Math.min(QUICK * 2 ** failures, LATEST) : pace());
  }

  function pace() {
    const now = performance.now();
    if (now - lastAsked < EXPECTANT_FOR) return AT_ONCE;
    return now - lastNews < BUSY_FOR ? QUICK : IDLE;
  }

  async function once() {
    clearTimeout(timer);
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      if (await look()) lastNews = performance.now();
      failures = 0;
    } catch {
      failures += 1;
    }
    looking = false;
    tell(failures > 1);
    if (again) {
      again = false;
      once();
    } else {
      wait();
    }
  }

  function soon() {
    lastNews = lastAsked = performance.now();
    once();
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : soon()));
  return { soon };
}
