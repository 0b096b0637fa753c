import { isIP, isIPv6 } from 'node:net'
import { type AddressRecord, type ResolutionRecord } from '@windvane/model'
import { createDeadline } from '../budget/deadline.ts'
import { type Scope } from '../scope/scope.ts'
import { hasRoute } from './has-route.ts'
import { type Resolver } from './resolver.ts'

/** What a target stands for. Addresses without `skipped` are in scope and may be connected to. */
export type ResolvedTarget = {
  readonly addresses: readonly AddressRecord[]
  /** How a name became addresses, where that could be learned. */
  readonly resolution?: ResolutionRecord
  /** The name to ask for in TLS and HTTP; null when the target is an address. */
  readonly serverName: string | null
  /** Why the scope refuses the name; then it was not resolved. */
  readonly refusal?: string
  /** Why there is nothing to scan, when it is not the scope that says so. */
  readonly failure?: string
}

/** How a target is resolved, and by whom its addresses are judged. */
export type ResolveOptions = {
  readonly resolver: Resolver
  readonly scope: Scope
  /** `first`: one address of each family; `all`: up to eight. */
  readonly addresses: 'first' | 'all'
  readonly signal: AbortSignal
}

/**
 * Resolves a target once, for good: the scan connects to these addresses only, so a name that later
 * points elsewhere leads nowhere. Never rejects but for the signal.
 */
export async function resolveTarget(
  target: string,
  options: ResolveOptions,
): Promise<ResolvedTarget> {
  const isAddress = isIP(target) !== 0
  const serverName = isAddress ? null : target
  if (!isAddress && !isHostName(target)) {
    return { addresses: [], serverName, failure: 'Cannot resolve the target: it is no host name' }
  }
  const verdict = isAddress ? undefined : options.scope.checkName(target)
  if (verdict?.allowed === false) return { addresses: [], serverName, refusal: verdict.reason }
  try {
    const [found, resolution] = isAddress
      ? [[target]]
      : await Promise.all([resolveName(target, options), describeName(target, options)])
    const distinct = [...new Set(found)].slice(0, maxListed)
    const judged = await Promise.all(
      distinct.map(async (address) => await judgeAddress(address, options.scope)),
    )
    const addresses = choose(judged, options.addresses)
    const failure = addresses.length === 0 ? 'Cannot resolve the target: no address' : undefined
    return {
      addresses,
      serverName,
      ...(resolution === undefined ? {} : { resolution }),
      ...(failure === undefined ? {} : { failure }),
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { addresses: [], serverName, failure: `Cannot resolve the target: ${message}` }
  }
}

const maxScanned = 8
const maxListed = 64
const resolveTimeoutMs = 10_000

// RFC 1123, 2.1. The last label must not look like a number: getaddrinfo takes `127.1` or
// `0x7f000001` for an address.
function isHostName(text: string): boolean {
  const labels = text.split('.')
  const lastLabel = labels.at(-1) ?? ''
  return (
    text.length <= 253 &&
    labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^(\d+|0x[0-9a-f]*)$/i.test(lastLabel)
  )
}

async function resolveName(
  name: string,
  { resolver, signal }: { readonly resolver: Resolver; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  using deadline = createDeadline(resolveTimeoutMs, signal)
  const { promise, reject } = Promise.withResolvers<never>()
  deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason), { once: true })
  // getaddrinfo cannot be cancelled; its late answer is dropped.
  return await Promise.race([resolver.resolve(name), promise])
}

const describeTimeoutMs = 3000

/** Nothing depends on it, so trouble and a slow name server are silence. */
async function describeName(
  name: string,
  { resolver, signal }: { readonly resolver: Resolver; readonly signal: AbortSignal },
): Promise<ResolutionRecord | undefined> {
  using deadline = createDeadline(describeTimeoutMs, signal)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  deadline.signal.addEventListener('abort', () => resolve(undefined), { once: true })
  const description = resolver.describe?.(name).catch(() => undefined)
  return await Promise.race([description, promise])
}

async function judgeAddress(address: string, scope: Scope): Promise<AddressRecord> {
  const record = { address, family: isIPv6(address) ? 6 : 4 } as const
  const verdict = scope.check(address)
  if (!verdict.allowed) return { ...record, skipped: verdict.reason }
  if (record.family === 6 && !(await hasRoute(address))) {
    return { ...record, skipped: 'no IPv6 route' }
  }
  return record
}

/** The others of a name usually are the same service: they are scanned when that is asked for. */
function choose(
  judged: readonly AddressRecord[],
  addresses: ResolveOptions['addresses'],
): readonly AddressRecord[] {
  const taken: AddressRecord[] = []
  return judged.map((record) => {
    if (record.skipped !== undefined) return record
    const isFirst = taken.every(({ family }) => family !== record.family)
    if (addresses === 'first' && !isFirst) {
      return { ...record, skipped: `not the first IPv${record.family} address of the name` }
    }
    if (taken.length >= maxScanned) {
      return { ...record, skipped: `more than ${maxScanned} addresses` }
    }
    taken.push(record)
    return record
  })
}
