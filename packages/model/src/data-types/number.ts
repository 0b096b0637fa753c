import { type AttributeValue } from '../entity.ts'
import { defineDataType } from './data-type.ts'

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/** A 64-bit signed integer; beyond 2^53 it is kept as its decimal text. */
export const integer = defineDataType({
  name: 'Integer',
  jsonType: 'integer',
  maxLength: 20,
  parse(text) {
    if (!/^[+-]?[0-9]+$/.test(text)) return undefined
    const exact = BigInt(text.replace(/^\+/, ''))
    if (exact < int64.min || exact > int64.max) return undefined
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact.toString()
  },
})

/** A 64-bit floating point number. */
export const float = defineDataType({
  name: 'Float',
  jsonType: 'number',
  maxLength: 1_000,
  parse(text) {
    if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text)) return undefined
    // Adding zero turns -0 into 0.
    const value = Number(text) + 0
    return Number.isFinite(value) ? value : undefined
  },
  toText: formatFloat,
})

/** Shortest digits; exponent form below 1e-4 and from 1e6, its exponent of two digits or more. */
function formatFloat(value: AttributeValue): string {
  const [mantissa = '', exponent = ''] = Number(value).toExponential().split('e')
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(value)
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`
}
