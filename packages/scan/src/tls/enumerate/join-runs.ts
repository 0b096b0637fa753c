import { type Choice } from './eliminate.ts'

/** How a server is asked for its order, and what that may be. */
export type JoinOptions<Item> = {
  readonly choose: (offer: readonly Item[]) => Promise<Choice<Item>>
  /** Many servers go by this first, highest first, and only then by the order of the runs. */
  readonly weigh: (item: Item) => number
}

/**
 * Joins runs, each in the server's order, into the order of all. An order that is guessed right costs
 * a question for each pair of neighbours from two runs, all at once; any other is asked step by step.
 */
export async function joinRuns<Item>(
  runs: readonly (readonly Item[])[],
  options: JoinOptions<Item>,
): Promise<readonly Item[]> {
  const filled = runs.filter((run) => run.length > 0)
  const straight = filled.flat()
  if (await isOrder(straight, filled, options)) return straight
  const weighed = straight.toSorted((a, b) => options.weigh(b) - options.weigh(a))
  const isOther = weighed.some((item, index) => item !== straight[index])
  if (isOther && filled.every((run) => keepsOrder(run, weighed))) {
    if (await isOrder(weighed, filled, options)) return weighed
  }
  return await merge(filled, options)
}

/** Whether each item beats the next; within a run that is known. */
async function isOrder<Item>(
  items: readonly Item[],
  runs: readonly (readonly Item[])[],
  { choose }: JoinOptions<Item>,
): Promise<boolean> {
  const pairs = items.slice(1).map((item, index) => [items[index] ?? item, item] as const)
  const unknown = pairs.filter(
    (pair) => !runs.some((run) => pair.every((item) => run.includes(item))),
  )
  const verdicts = await Promise.all(
    unknown.map(async ([before, after]) => {
      // The weaker of the guess stands first, so that only a server with an order of its own agrees.
      const choice = await choose([after, before])
      return typeof choice === 'object' && choice.item === before
    }),
  )
  return verdicts.every(Boolean)
}

function keepsOrder<Item>(run: readonly Item[], order: readonly Item[]): boolean {
  const kept = order.filter((item) => run.includes(item))
  return kept.every((item, index) => item === run[index])
}

/** Asks which of the runs' firsts comes next, until one run is left. */
async function merge<Item>(
  runs: readonly (readonly Item[])[],
  { choose }: JoinOptions<Item>,
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
