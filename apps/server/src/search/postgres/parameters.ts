import { AppError } from '@windvane/model'

/** What the protocol counts in 16 bits. */
const maxValues = 65_535

/** The values of a statement that is written piece by piece; no value ever becomes part of the text. */
export class Parameters {
  readonly values: unknown[]

  constructor(first: readonly unknown[] = []) {
    this.values = [...first]
  }

  /**
   * Takes a value in and gives the mark that stands for it, such as `$3`. Databases keep no U+0000, so
   * a text with one becomes a text that nobody stored.
   */
  add(value: unknown): string {
    if (this.values.length === maxValues) {
      const reason = 'query too complex: its patterns and values are too many for one statement'
      throw new AppError('query_too_complex', { reason })
    }
    this.values.push(Array.isArray(value) ? value.map(storable) : storable(value))
    return `$${this.values.length}`
  }
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffe') : value
}
