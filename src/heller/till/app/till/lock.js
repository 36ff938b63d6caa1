// One writer: the tab that holds the till's Web Lock. The browser frees it when the tab ends, however it ends.

/** @typedef {() => Promise<void>} Free frees the lock, and ends when it is free */

/**
 * Take the lock at once if it is free.
 * @param {string} name
 * @returns {Promise<Free | null>} null when another tab has it
 */
export function takeLock(name) {
  return request(name, { ifAvailable: true });
}

/**
 * Wait until the lock is free, and take it.
 * @param {string} name
 * @returns {Promise<Free | null>}
 */
export function waitForLock(name) {
  return request(name, {});
}

/**
 * @param {string} name
 * @param {LockOptions} options
 * @returns {Promise<Free | null>}
 */
function request(name, options) {
  return new Promise((resolve, reject) => {
    /** @type {Promise<void>} */
    const held = navigator.locks.request(name, options, (lock) => {
      if (lock) return new Promise((free) => resolve(() => (free(undefined), held)));
      resolve(null);
      return undefined;
    });
    held.catch(reject);
  });
}
