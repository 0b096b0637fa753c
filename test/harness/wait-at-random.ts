/** Waits for the moment of a kill, which is random on purpose: there is nothing to wait on. */
export async function waitAtRandom(longestMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs))
}
