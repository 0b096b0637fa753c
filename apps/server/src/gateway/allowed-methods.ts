import { type Endpoint } from '@windvane/api'

/** The methods a path answers, `[]` for a path that does not exist. */
export type AllowedMethods = (path: string) => readonly string[]

export function createAllowedMethods(endpoints: readonly Endpoint[]): AllowedMethods {
  const patterns = endpoints.map(({ method, path }) => ({ method, segments: path.split('/') }))
  return (path) => {
    const segments = path.split('/')
    const matching = patterns.filter((pattern) => matches(pattern.segments, segments))
    return [...new Set(matching.map(({ method }) => method))].sort()
  }
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false
  return pattern.every((name, index) =>
    name.startsWith(':') ? segments[index] !== '' : name === segments[index],
  )
}
