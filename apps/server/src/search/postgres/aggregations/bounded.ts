/** A number that can be squared, summed and divided without PostgreSQL refusing the result. */
export function bounded(sql: string): string {
  return `CASE WHEN abs(${sql}) < 1e150 THEN ${sql} ELSE sign(${sql}) * 1e150 END`
}
