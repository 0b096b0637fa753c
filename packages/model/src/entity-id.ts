import { sha3_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { findEntityType } from './entity-types.ts'
import { AppError } from './errors.ts'
import { escapeValue } from './parse-value.ts'

/** SHA3-256 of the UTF-8 bytes of a text, as 64 lower-case hexadecimal digits. */
export type Sha3 = (text: string) => string

/** The parts of an entity id. */
export type EntityIdParts = { readonly type: string; readonly hash: string }

/** The id of an entity: its type and the hash of its normalised value as text. */
export function entityId(type: string, text: string, sha3: Sha3 = sha3Hex): string {
  return `${type}-${sha3(text)}`
}

/**
 * Splits an entity id; anything but a known type, a hyphen and 64 digits is refused. `param` is the
 * member of the request that holds it.
 */
export function parseEntityId(id: string, param = 'id'): EntityIdParts {
  const parts = findEntityIdParts(id)
  if (parts !== undefined) return parts
  throw new AppError('invalid_entity_id', { param, value: escapeValue(id) })
}

/** Whether a text has the form of an entity id. */
export function isEntityId(text: string): boolean {
  return findEntityIdParts(text) !== undefined
}

function findEntityIdParts(id: string): EntityIdParts | undefined {
  const type = id.slice(0, -65)
  const hash = id.slice(-64)
  const hasShape = id.length <= 320 && id.at(-65) === '-' && /^[0-9a-f]{64}$/.test(hash)
  return hasShape && findEntityType(type) ? { type, hash } : undefined
}

/**
 * A 64-bit key of a value, the same for every type that stores it under the same text: the first
 * eight bytes of its hash as a signed decimal.
 */
export function valueKey(text: string, sha3: Sha3 = sha3Hex): string {
  return valueKeyOfHash(sha3(text))
}

/** The same key from a hash that is already known (the last 64 digits of an entity id). */
export function valueKeyOfHash(hash: string): string {
  return BigInt.asIntN(64, BigInt(`0x${hash.slice(0, 16)}`)).toString()
}

/** The id of the relation from one entity to another. */
export function relationId(
  entityID: string,
  relatedEntityID: string,
  sha3: Sha3 = sha3Hex,
): string {
  return sha3(entityID + relatedEntityID)
}

/** SHA3-256 in plain JavaScript; where the platform has a faster one, hand that in instead. */
export function sha3Hex(text: string): string {
  return bytesToHex(sha3_256(utf8ToBytes(text)))
}
