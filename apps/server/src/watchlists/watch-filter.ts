import { setImmediate } from 'node:timers/promises'
import { isIpv4, parseAddress } from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'
import { listKeys, type Subject } from './batch-subjects.ts'

/**
 * What a process remembers of all watches: bits that tell for certain that nobody watches something,
 * and never that somebody does.
 */
export type WatchFilter = {
  /** Learns what was added up to a version; what was deleted stays until all is read anew. */
  readonly update: (db: Queryable, version: number) => Promise<void>
  readonly mayMatch: (subject: Subject) => boolean
}

/** Two million keys set a quarter of them. */
const bitCount = 2 ** 24

/** So many keys that are perhaps gone are forgotten by reading all anew. */
const maximumAdded = 100_000

/** A few milliseconds of work: between pages other requests have their turn. */
const pageSize = 5_000

/** Behind every kind: the first page begins with the next version. */
const afterAll = '~'

export function createWatchFilter(): WatchFilter {
  let memory = forgetAll()

  /** A batch that looks meanwhile finds what was known before, or more. */
  async function update(db: Queryable, version: number): Promise<void> {
    if (version <= memory.known) return
    const next = memory.added > maximumAdded ? forgetAll() : memory
    const isNew = next.known === 0
    let last: KeyRow = { version: next.known, kind: afterAll, key: '' }
    for (;;) {
      const rows = await db.query(selectKeys, [last.version, last.kind, last.key, pageSize])
      for (const { kind, key } of rows) remember(next, kind, key)
      next.added += isNew ? 0 : rows.length
      last = rows.at(-1) ?? last
      if (rows.length < pageSize) break
      await setImmediate()
    }
    next.known = Math.max(version, last.version)
    memory = next
  }

  return Object.freeze({
    update,
    mayMatch: (subject) =>
      listKeys(subject).some(([kind, key]) => has(memory, `${kind} ${key}`)) ||
      hasNetwork(memory, subject),
  } satisfies WatchFilter)
}

type Memory = {
  readonly bits: Uint8Array
  /** Lengths of the prefixes of networks. */
  readonly prefixes: Set<number>
  /** The version up to which all is in it. */
  known: number
  /** Keys added since it was begun. */
  added: number
}

function forgetAll(): Memory {
  return { bits: new Uint8Array(bitCount / 8), prefixes: new Set(), known: 0, added: 0 }
}

function remember({ bits, prefixes }: Memory, kind: string, key: string): void {
  const network = kind === 'cidr' ? toNetwork(key) : undefined
  if (network !== undefined) prefixes.add(network.prefix)
  const text = network === undefined ? `${kind} ${key}` : networkKey(network.bytes, network.prefix)
  for (const place of toPlaces(text)) {
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7))
  }
}

function has({ bits }: Memory, text: string): boolean {
  return toPlaces(text).every((place) => ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0)
}

function hasNetwork(memory: Memory, { network: text }: Subject): boolean {
  const network = text === undefined ? undefined : toNetwork(text)
  if (network === undefined) return false
  for (const prefix of memory.prefixes) {
    if (prefix <= network.prefix && has(memory, networkKey(network.bytes, prefix))) return true
  }
  return false
}

type Network = { readonly bytes: Uint8Array; readonly prefix: number }

/** IPv4 lies within IPv6 (RFC 4291 2.5.5.2), and so do the lengths of its prefixes. */
function toNetwork(text: string): Network | undefined {
  const [address = '', length] = text.split('/')
  const bytes = parseAddress(address)
  if (bytes === undefined) return undefined
  if (length === undefined) return { bytes, prefix: 128 }
  return { bytes, prefix: Number(length) + (isIpv4(bytes) ? 96 : 0) }
}

function networkKey(bytes: Uint8Array, prefix: number): string {
  const masked = bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8))
    return byte & (0xff00 >> kept)
  })
  return `cidr ${prefix} ${masked.join('.')}`
}

/** Two places by FNV-1a (draft-eastlake-fnv), from two beginnings. */
function toPlaces(text: string): readonly number[] {
  return [0x81_1c_9d_c5, 0x05_0c_5d_1f].map((offset) => {
    let hash = offset
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93)
    }
    return (hash ^ (hash >>> 15)) & (bitCount - 1)
  })
}

type KeyRow = { readonly kind: string; readonly key: string; readonly version: number }

const selectKeys = defineStatement<KeyRow>(
  'watch-filter-keys',
  `SELECT kind, key, version::float8 AS version FROM watch_keys
   WHERE version >= $1::bigint AND (version, kind, key) > ($1::bigint, $2::text COLLATE "C", $3::text COLLATE "C")
   ORDER BY version, kind COLLATE "C", key COLLATE "C" LIMIT $4`,
)
