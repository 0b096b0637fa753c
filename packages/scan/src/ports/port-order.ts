import { topPorts } from './top-ports.ts'

/**
 * Orders ports for sending: a short head of the likeliest, so that the first results come at once,
 * then all others shuffled, so that the share of answers stays the same over time (the sweep takes a
 * fall of it as loss).
 */
export function orderPorts(ports: readonly number[], random: () => number): OrderedPorts {
  const wanted = new Set(ports)
  const head = topPorts.slice(0, headSize).filter((port) => wanted.has(port))
  const inHead = new Set(head)
  return {
    ports: [
      ...head,
      ...shuffle(
        [...wanted].filter((port) => !inHead.has(port)),
        random,
      ),
    ],
    headLength: head.length,
  }
}

/** Ports in sending order; from `headLength` on the order is random. */
export type OrderedPorts = { readonly ports: readonly number[]; readonly headLength: number }

const headSize = 32

// Fisher and Yates.
function shuffle(items: number[], random: () => number): readonly number[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a = 0, b = 0] = [items[last], items[other]]
    items[last] = b
    items[other] = a
  }
  return items
}
