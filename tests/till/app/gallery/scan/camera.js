// A camera that sees nothing, or none at all: ?camera=camera_refused

/** @param {HTMLVideoElement} _video */
export async function openCamera(_video) {
  const code = new URLSearchParams(location.search).get("camera");
  if (code) throw { code };
  return { stop: () => undefined, torch: null };
}
