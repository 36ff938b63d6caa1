// No shell: nothing is kept, nothing updates.

export async function openShell() {
  return null;
}
