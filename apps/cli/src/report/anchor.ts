/** The id of a part of the page. Text of the target is reduced to what an id and a link may hold. */
export function anchor(kind: string, ...parts: readonly (string | number)[]): string {
  return [kind, ...parts].map((part) => String(part).replaceAll(/[^a-zA-Z0-9]/g, '-')).join('-')
}
