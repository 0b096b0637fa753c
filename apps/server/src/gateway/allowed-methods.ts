import { type Endpoint } from '@windvane/api'
import { methodsOf } from './methods-of.ts'

/** The methods a path answers, `[]` for a path that does not exist. */
export type AllowedMethods = (path: string) => readonly string[]

export function createAllowedMethods(endpoints: readonly Endpoint[]): AllowedMethods {
  const patterns = endpoints.map((endpoint) => ({
    methods: methodsOf(endpoint),
    segments: endpoint.path.split('/'),
  }))
  return (path) => {
    const segments = path.split('/')
    const matching = patterns.filter((pattern) => matches(pattern.segments, segments))
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort()
  }
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false
  return pattern.every((name, index) =>
    name.startsWith(':') ? segments[index] !== '' : name === segments[index],
  )
}
