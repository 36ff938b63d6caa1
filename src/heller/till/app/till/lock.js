// One writer: the tab that holds the till's Web Lock. The browser frees it when the tab ends, however it ends.

/**
 * Take the lock at once if it is free.
 * @param {string} name
 * @returns {Promise<(() => void) | null>} what frees it; null when another tab has it
 */
export function takeLock(name) {
  return request(name, { ifAvailable: true });
}

/**
 * Wait until the lock is free, and take it.
 * @param {string} name
 * @returns {Promise<(() => void) | null>}
 */
export function waitForLock(name) {
  return request(name, {});
}

/**
 * @param {string} name
 * @param {LockOptions} options
 * @returns {Promise<(() => void) | null>}
 */
function request(name, options) {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(name, options, (lock) => {
      if (lock) return new Promise((free) => resolve(() => free(undefined)));
      resolve(null);
      return undefined;
    });
    held.catch(reject);
  });
}
