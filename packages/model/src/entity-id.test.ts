import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { entityId, parseEntityId, relationId, valueKey, valueKeyOfHash } from './entity-id.ts'
import { AppError } from './errors.ts'
import { parseValue, storedText } from './parse-value.ts'

type Vector = { type: string; input: unknown; normalized: string; id: string }

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/id-vectors.json', import.meta.url), 'utf8'),
)

describe('case 124: id vectors', () => {
  it.each(vectors)('$type $input', ({ type, input, normalized, id }) => {
    const { value, text } = parseValue(type, input)
    expect(text).toBe(normalized)
    expect(entityId(type, text)).toBe(id)
    expect(entityId(type, text, nodeSha3)).toBe(id)
    expect(storedText(type, value)).toBe(text)
    expect(parseEntityId(id)).toEqual({ type, hash: id.slice(-64) })
  })
})

describe('parseEntityId()', () => {
  const hash = 'a'.repeat(64)

  it.each([
    'abc',
    '',
    hash,
    `-${hash}`,
    `nope-${hash}`,
    `__proto__-${hash}`,
    `ip-${hash.toUpperCase()}`,
    `ip-${hash.slice(1)}`,
    `ip-${hash}a`,
    `ip_${hash}`,
    "ip-' OR 1=1 --",
    `${'x'.repeat(100_000)}-${hash}`,
  ])('D35: refuses %.40s', (id) => {
    expect(() => parseEntityId(id)).toThrow(AppError)
  })

  it('takes types with hyphens and digits', () => {
    expect(parseEntityId(`sha3-256-${hash}`)).toEqual({ type: 'sha3-256', hash })
  })
})

describe('keys', () => {
  it('valueKey() is the signed 64-bit head of the hash', () => {
    expect(valueKey('8.8.8.8')).toBe(BigInt.asIntN(64, 0xba7fa36bff8d58een).toString())
    expect(valueKeyOfHash(nodeSha3('8.8.8.8'))).toBe(valueKey('8.8.8.8'))
    expect(valueKey('8.8.8.8', nodeSha3)).toBe(valueKey('8.8.8.8'))
  })

  it('relationId() depends on the direction', () => {
    expect(relationId('a', 'b')).toBe(nodeSha3('ab'))
    expect(relationId('b', 'a')).not.toBe(relationId('a', 'b'))
  })
})

function nodeSha3(text: string): string {
  return createHash('sha3-256').update(text).digest('hex')
}
