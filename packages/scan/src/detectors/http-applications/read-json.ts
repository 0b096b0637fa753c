/** The text or number at a path of members, as text; undefined where there is none. */
export function textAt(json: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(json, ...path)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.length <= maxText ? value : undefined
}

/** The value at a path of members; undefined where there is none. */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null
    // The key was just found, so the index signature is right.
    return isObject && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined
  }, json)
}

const maxText = 300
