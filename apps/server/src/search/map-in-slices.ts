import { setImmediate } from 'node:timers/promises'

/** How long one slice may hold up everything else in this process (reliability.md P28: 50 ms). */
const sliceMs = 10

/** Maps items a few milliseconds at a time: between slices other requests have their turn. */
export async function mapInSlices<Item, Result>(
  items: Iterable<Item>,
  map: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  let start = performance.now()
  for (const item of items) {
    results.push(map(item))
    if (performance.now() - start < sliceMs) continue
    await setImmediate()
    start = performance.now()
  }
  return results
}
