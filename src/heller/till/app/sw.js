// The service worker: gives the chosen release out of its cache, so that the till starts with network and servers gone.
// It knows nothing of updates. The running page checks a release, keeps it and chooses it (shell/), so this file
// need not change from release to release, and a waiting worker never interrupts a sale.
// Loaded as a plain script: not every browser knows modules here. shell/store.js has the same two names.

(() => {
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const CHOICE = "heller-choice";
  const INDEX = "index.html";
  /** @type {Promise<Cache | null> | null} */
  let release = null;

  worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    const isOurs = new URL(request.url).origin === worker.location.origin;
    // `reload` is how the page asks its host for a release: past every cache.
    if (isOurs && request.method === "GET" && request.cache !== "reload") event.respondWith(answer(request));
  });

  /** @param {Request} request */
  async function answer(request) {
    if (request.mode === "navigate") release = null; // a page begins: which release is it now?
    const cache = await (release ??= chosen());
    const path = new URL(request.url).pathname;
    return (await cache?.match(path.endsWith("/") ? path + INDEX : path)) ?? fetch(request);
  }

  /** The files of the chosen release; null before there is one. */
  async function chosen() {
    const kept = await caches.match(new URL("choice", worker.registration.scope), { cacheName: CHOICE });
    return kept ? caches.open(await kept.text()) : null;
  }
})();
