/** Holds items until a moment; one for thousands of timeouts instead of a timer for each. */
export class ExpiryWheel<Item> {
  readonly #slots: Item[][] = Array.from({ length: slotCount }, () => [])
  #slot: number

  constructor(now: number) {
    this.#slot = toSlot(now)
  }

  /** Adds an item to be handed out at a moment, at most four seconds ahead. */
  add(item: Item, dueAt: number): void {
    const slot = Math.min(Math.max(toSlot(dueAt), this.#slot + 1), this.#slot + slotCount - 1)
    this.#slots[slot % slotCount]?.push(item)
  }

  /** Takes out every item whose moment has come. */
  takeDue(now: number): readonly Item[] {
    const due: Item[] = []
    const last = toSlot(now)
    for (let step = 0; this.#slot < last && step < slotCount; step++) {
      this.#slot += 1
      const slot = this.#slots[this.#slot % slotCount]
      if (slot !== undefined && slot.length > 0) due.push(...slot.splice(0))
    }
    this.#slot = last
    return due
  }
}

const slotMs = 4
const slotCount = 1024

function toSlot(time: number): number {
  return Math.floor(time / slotMs)
}
