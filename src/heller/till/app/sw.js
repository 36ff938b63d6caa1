// The service worker: gives the chosen release out of its cache, so that the till starts with network and servers gone.
// It knows nothing of updates. The running page checks a release, keeps it and chooses it (shell/), so this file
// need not change from release to release, and a waiting worker never interrupts a sale.
// Loaded as a plain script: not every browser knows modules here. shell/store.js has the same two names.

(() => {
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const CHOICE = "heller-choice";
  const INDEX = "index.html";
  /** @type {Promise<string> | null} */
  let choice = null;

  worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    const isOurs = new URL(request.url).origin === worker.location.origin;
    // `reload` is how the page asks its host for a release: past every cache.
    if (isOurs && request.method === "GET" && request.cache !== "reload") event.respondWith(answer(request));
  });

  /** @param {Request} request */
  async function answer(request) {
    if (request.mode === "navigate") choice = null; // a page begins: which release is it now?
    const cacheName = await (choice ??= chosen());
    const path = new URL(request.url).pathname;
    const file = path.endsWith("/") ? path + INDEX : path;
    return (cacheName && (await caches.match(file, { cacheName }))) || fetch(request);
  }

  /** The name of the chosen release's cache; "" before there is one. */
  async function chosen() {
    const kept = await caches.match(new URL("choice", worker.registration.scope), { cacheName: CHOICE });
    return kept ? kept.text() : "";
  }
})();
