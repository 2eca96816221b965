// Decides when to look again: each second while something happens, rarely when idle, later and later when the city is away.
const QUICK = 1000;
const IDLE = 4000;
const LATEST = 30000;
const BUSY_FOR = 60000;

// `look` resolves to whether anything was new; `tell` hears whether the city is away.
export function keepLooking(look, tell) {
  let timer = 0;
  let failures = 0;
  let looking = false;
  let again = false;
  let lastNews = performance.now();

  function wait() {
    clearTimeout(timer);
    if (document.hidden) return;
    const calm = performance.now() - lastNews > BUSY_FOR ? IDLE : QUICK;
    timer = setTimeout(once, failures ? Math.min(QUICK * 2 ** failures, LATEST) : calm);
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
    lastNews = performance.now();
    once();
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : soon()));
  return { soon };
}
