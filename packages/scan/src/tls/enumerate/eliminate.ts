/** What the server chose of an offer: one of it, none, or nobody knows. */
export type Choice<Item> = { readonly item: Item } | 'none' | 'unknown'

/** What the server accepts of an offer, in the order in which it chose. */
export type Elimination<Item> = {
  readonly accepted: readonly Item[]
  /** False when a question found no answer. */
  readonly isComplete: boolean
}

/** Offers again and again what has not been chosen yet, until the server chooses nothing. */
export async function eliminate<Item>(
  offer: readonly Item[],
  choose: (offer: readonly Item[]) => Promise<Choice<Item>>,
): Promise<Elimination<Item>> {
  const accepted: Item[] = []
  let left = offer
  while (left.length > 0) {
    const choice = await choose(left)
    if (choice === 'unknown') return { accepted, isComplete: false }
    // A server that chooses what was not offered would go on so for ever.
    if (choice === 'none' || !left.includes(choice.item)) break
    accepted.push(choice.item)
    left = left.filter((item) => item !== choice.item)
  }
  return { accepted, isComplete: true }
}

/** Eliminates from several offers side by side. */
export async function eliminateAll<Item>(
  offers: readonly (readonly Item[])[],
  choose: (offer: readonly Item[]) => Promise<Choice<Item>>,
): Promise<readonly Elimination<Item>[]> {
  return await Promise.all(offers.map(async (offer) => await eliminate(offer, choose)))
}
