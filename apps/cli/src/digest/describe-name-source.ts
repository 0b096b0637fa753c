import { type HostName } from '@windvane/model'

/** Where a name of a host comes from, in words. */
export function describeNameSource({ source, isConfirmed }: HostName): string {
  if (source !== 'ptr') return sources[source]
  if (isConfirmed === undefined) return 'PTR'
  return isConfirmed ? 'PTR, confirmed' : 'PTR, does not resolve back'
}

const sources: Readonly<Record<Exclude<HostName['source'], 'ptr'>, string>> = {
  target: 'target',
  certificate: 'certificate',
  service: 'told by a service',
  redirect: 'redirect',
}
