import { type Choice } from './eliminate.ts'

/**
 * Joins runs, each in the server's order, into the order of all. Where each run's last beats the next
 * run's first, as when the runs were guessed right, this takes one question a seam.
 */
export async function joinRuns<Item>(
  runs: readonly (readonly Item[])[],
  choose: (offer: readonly Item[]) => Promise<Choice<Item>>,
): Promise<readonly Item[]> {
  const [first = [], ...others] = runs.filter((run) => run.length > 0)
  const seams = await Promise.all(
    others.map(async (run, index) => await isInOrder([first, ...others][index] ?? [], run, choose)),
  )
  const joined = [first]
  for (const [index, run] of others.entries()) {
    if (seams[index]) joined.push([...(joined.pop() ?? []), ...run])
    else joined.push(run)
  }
  return await merge(joined, choose)
}

type Choose<Item> = (offer: readonly Item[]) => Promise<Choice<Item>>

async function isInOrder<Item>(
  before: readonly Item[],
  after: readonly Item[],
  choose: Choose<Item>,
): Promise<boolean> {
  const last = before.at(-1)
  const first = after[0]
  if (last === undefined || first === undefined) return true
  // The weaker of the guess stands first, so that only a server with an order of its own agrees.
  const choice = await choose([first, last])
  return typeof choice === 'object' && choice.item === last
}

/** Asks which of the runs' firsts comes next, until one run is left. */
async function merge<Item>(
  runs: readonly (readonly Item[])[],
  choose: Choose<Item>,
): Promise<readonly Item[]> {
  const merged: Item[] = []
  let left = runs
  while (left.length > 1) {
    const choice = await choose(left.flatMap((run) => run.slice(0, 1)))
    if (typeof choice !== 'object') break
    const { item } = choice
    if (!left.some((run) => run[0] === item)) break
    merged.push(item)
    left = left.map((run) => (run[0] === item ? run.slice(1) : run)).filter((run) => run.length > 0)
  }
  return [...merged, ...left.flat()]
}
