import { type Attributes, fieldTokens, parseNetwork } from '@windvane/model'
import { type ExplainedHit, type Reason } from './explanation.ts'
import { type SimpleQuery } from './search-engine.ts'

type Hit = {
  readonly id: string
  /** That of the entity. */
  readonly entityId: string
  readonly type: string
  readonly attributes: Attributes
  readonly tags: readonly string[]
}

/** Tells why a simple search found an entity or a record; the score is that of its best field. */
export function explainSimpleHit(hit: Hit, query: SimpleQuery): ExplainedHit {
  const found = findWords(hit, query.tokens)
  const best = Math.max(0, ...found.map(({ share }) => share))
  const reasons: readonly Reason[] = [
    ...explainValue(hit, query),
    ...explainNetwork(hit, query),
    ...found.map(({ field }) => ({ match: 'words' as const, field, text: query.tokens.join(' ') })),
  ]
  return { id: hit.id, score: query.sort === undefined ? best : null, reasons }
}

function explainValue(hit: Hit, { values, exact }: SimpleQuery): readonly Reason[] {
  const text = String(hit.attributes[hit.type])
  const isExact = values.includes(text) && (exact?.ids.includes(hit.entityId) ?? true)
  return isExact ? [{ match: 'value', field: `attributes.${hit.type}`, text }] : []
}

/** The network holds the address where the address, cut to its length, is the network. */
function explainNetwork({ type, attributes }: Hit, { address }: SimpleQuery): readonly Reason[] {
  const network = String(attributes['cidr'])
  if (type !== 'cidr' || address === undefined) return []
  const length = network.split('/')[1]
  const isHolding = parseNetwork(`${address}/${length}`) === network
  return isHolding ? [{ match: 'network', field: 'attributes.cidr', text: network }] : []
}

type FoundWords = { readonly field: string; readonly share: number }

/** The fields that have all words, and how much of a field they are. */
function findWords(hit: Hit, asked: readonly string[]): readonly FoundWords[] {
  if (asked.length === 0) return []
  const texts = [
    ['type', hit.type],
    ...hit.tags.map((tag) => ['tags', tag]),
    ...Object.entries(hit.attributes).map(([name, value]) => [`attributes.${name}`, String(value)]),
  ] as const
  return texts.flatMap(([field = '', text = '']) => {
    const tokens = fieldTokens(text)
    const hasAll = asked.every((token) => tokens.includes(token))
    return hasAll ? [{ field, share: asked.length / tokens.length }] : []
  })
}
