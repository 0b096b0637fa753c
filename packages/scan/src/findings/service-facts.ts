import { type ServiceRecord } from '@windvane/model'

/** How a finding looks at a service: the evidence, or undefined where there is nothing to tell. */
export type Look = (service: ServiceRecord) => string | undefined

/** Looks at services of one name; a name that was guessed from the port number is none. */
export function whereNamed(names: string | readonly string[], look: Look): Look {
  const wanted = typeof names === 'string' ? [names] : names
  return (service) =>
    service.method !== 'port' && wanted.includes(service.name) ? look(service) : undefined
}

/** The services of one name that work without a login. */
export function whereAnonymous(name: string): Look {
  return whereNamed(name, ({ isAnonymousAllowed, evidence }) =>
    isAnonymousAllowed === true ? evidence : undefined,
  )
}

/** The texts of a list among the protocol facts. */
export function listTexts(facts: unknown, key: string): readonly string[] {
  const value = readFact(facts, key)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** One protocol fact, which may be of any kind. */
export function readFact(facts: unknown, key: string): unknown {
  const isObject = typeof facts === 'object' && facts !== null && Object.hasOwn(facts, key)
  // A plain object with this member of its own.
  return isObject ? (facts as Readonly<Record<string, unknown>>)[key] : undefined
}
