/** What the server takes in one request (1 MiB), with room for what is around the values. */
const maxValues = 10_000
const maxBytes = 900_000

/** Values in portions that fit into one request each. */
export function listBatches(values: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = []
  let sizeBytes = Infinity
  for (const value of values) {
    const valueBytes = Buffer.byteLength(JSON.stringify(value)) + 1
    if (sizeBytes + valueBytes > maxBytes || batches.at(-1)?.length === maxValues) {
      batches.push([])
      sizeBytes = 0
    }
    batches.at(-1)?.push(value)
    sizeBytes += valueBytes
  }
  return batches
}
