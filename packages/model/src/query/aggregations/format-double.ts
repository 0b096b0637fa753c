/** A number as Java spells a double, which is how OpenSearch writes keys: `3.0`, `1.5`, `1.0E7`. */
export function formatDouble(number: number): string {
  const size = Math.abs(number)
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    return Number.isInteger(number) ? `${number}.0` : String(number)
  }
  const [digits = '', exponent = ''] = number.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`
}
