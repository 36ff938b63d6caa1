// A photo on which there is nothing.

export async function readPhoto() {
  return [];
}
