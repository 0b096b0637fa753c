import { dataTypes } from './data-types/index.ts'
import { type DataType, type DataTypeName } from './data-types/data-type.ts'
import { entityId, type Sha3, sha3Hex, valueKeyOfHash } from './entity-id.ts'
import { entityTypes } from './entity-types.ts'
import { AppError } from './errors.ts'
import { findIndicator, type IndicatorKind } from './indicator.ts'
import { findValue } from './parse-value.ts'
import { refang } from './refang.ts'
import { queryTokens } from './tokens.ts'

/** A reading of the query as a value of one format. */
export type Candidate = { readonly dataType: DataTypeName; readonly text: string }

/** What a search text may mean. */
export type InterpretedQuery = {
  /** The text without surrounding space and with harmless forms made real. */
  readonly text: string
  readonly kind: IndicatorKind | 'words'
  readonly candidates: readonly Candidate[]
  /** Ids of the entities whose main value the query may be. */
  readonly ids: readonly string[]
  /** The keys of the values in `candidates`, each once. */
  readonly valueKeys: readonly string[]
  /** The canonical address, when the query is one. */
  readonly address?: string
  readonly tokens: readonly string[]
}

const maxQueryBytes = 1_024

/** Data types that entity types use, each with the names of those types. */
const typesByDataType: ReadonlyMap<DataType, readonly string[]> = new Map(
  dataTypes.map((dataType) => [
    dataType,
    entityTypes.filter((type) => type.dataType === dataType.name).map((type) => type.type),
  ]),
)

/** Finds out what a search text may mean: which values it may be, and which words it asks for. */
export function interpretQuery(query: string, sha3: Sha3 = sha3Hex): InterpretedQuery {
  refuseUnusable(query)
  const original = query
    .replace(/^[\p{White_Space}\p{Cf}]+/u, '')
    .replace(/[\p{White_Space}\p{Cf}]+$/u, '')
  const text = refang(original)
  const indicator = findIndicator(text)
  // A stored pattern may contain what looks like a harmless form: the text as typed counts too.
  const candidates = listCandidates(new Set([text, original]))
  return {
    text,
    kind: indicator?.kind ?? 'words',
    candidates: candidates.map(({ dataType, text }) => ({ dataType: dataType.name, text })),
    ...listKeys(candidates, sha3),
    ...(indicator?.kind === 'ip' && { address: indicator.text }),
    tokens: queryTokens(text),
  }
}

function refuseUnusable(query: string): void {
  if (query.length > maxQueryBytes || new TextEncoder().encode(query).length > maxQueryBytes) {
    const reason = `query must be at most ${maxQueryBytes} bytes`
    throw new AppError('invalid_request', { reason, param: 'query' })
  }
  if (!query.isWellFormed()) {
    throw new AppError('invalid_request', { reason: 'query must be Unicode text', param: 'query' })
  }
  if (/^[\p{White_Space}\p{C}]*$/u.test(query))
    throw new AppError('value_empty', { param: 'query' })
}

type Reading = { readonly dataType: DataType; readonly text: string }

function listCandidates(texts: ReadonlySet<string>): readonly Reading[] {
  const readings = new Map<string, Reading>()
  for (const text of texts) {
    for (const dataType of typesByDataType.keys()) {
      const value = findCandidate(dataType, text)
      if (value !== undefined) readings.set(`${dataType.name} ${value}`, { dataType, text: value })
    }
  }
  return [...readings.values()]
}

/** A pattern is stored as typed, so looking one up needs no costly check of its syntax. */
function findCandidate(dataType: DataType, text: string): string | undefined {
  if (dataType.name === 'Regex') return text
  return findValue(dataType, text, { privateAddresses: 'accept' })?.text
}

function listKeys(readings: readonly Reading[], sha3: Sha3) {
  const hashes = new Map(
    [...new Set(readings.map(({ text }) => text))].map((text) => [text, sha3(text)]),
  )
  const ids = readings.flatMap(({ dataType, text }) =>
    (typesByDataType.get(dataType) ?? []).map((type) =>
      entityId(type, text, () => hashes.get(text) ?? sha3(text)),
    ),
  )
  return { ids, valueKeys: [...hashes.values()].map(valueKeyOfHash) }
}
