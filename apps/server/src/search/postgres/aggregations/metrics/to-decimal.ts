/** A number as OpenSearch names members by it: whole ones end in `.0`. */
export function toDecimal(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 1e7 ? number.toFixed(1) : String(number)
}
