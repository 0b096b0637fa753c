import { type Endpoint } from '@windvane/api'

/** What can be read can be asked for its headers alone (RFC 9110 section 9.3.2). */
export function methodsOf({ method }: Endpoint): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}
