/**
 * Works something out once for each object and name, as comparing with thousands of records asks the
 * same again and again.
 */
export function remember<Value>(
  made: object,
  [object, name]: readonly [object: object, name: string],
  make: () => Value,
): Value {
  const byObject = known.get(made) ?? new WeakMap<object, Map<string, unknown>>()
  known.set(made, byObject)
  const byName = byObject.get(object) ?? new Map<string, unknown>()
  byObject.set(object, byName)
  if (!byName.has(name)) byName.set(name, make())
  // What the same function made for the same object and name.
  return byName.get(name) as Value
}

const known = new Map<object, WeakMap<object, Map<string, unknown>>>()
