import { CommandError } from './define-command.ts'
import { printable } from './terminal/printable.ts'

export type IntegerOption = { readonly name: string; readonly min: number; readonly max: number }

/** Reads an option that is a whole number within a range; `undefined` when it was not given. */
export function parseInteger(
  option: string | boolean | undefined,
  { name, min, max }: IntegerOption,
): number | undefined {
  if (option === undefined) return undefined
  const value = typeof option === 'string' && /^-?\d{1,9}$/.test(option) ? Number(option) : NaN
  if (value >= min && value <= max) return value
  const text = printable(String(option))
  throw new CommandError(`Cannot read ${name} "${text}": it must be ${min} to ${max}`, {
    exitCode: 64,
  })
}
