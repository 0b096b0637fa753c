import { dataTypes } from './data-types/index.ts'
import { type DataType, type DataTypeName, maxTextBytes } from './data-types/data-type.ts'
import { entityId, type Sha3, sha3Hex } from './entity-id.ts'
import { entityTypes } from './entity-types.ts'
import { AppError } from './errors.ts'
import { findIndicator, type IndicatorKind } from './indicator.ts'
import { findValue } from './parse-value.ts'
import { refang } from './refang.ts'
import { queryTokens } from './tokens.ts'

/** A reading of the query as a value of one format. */
export type Candidate = { readonly dataType: DataTypeName; readonly text: string }

/** Which values a text may be. */
export type InterpretedValue = {
  /** The text without surrounding space and with harmless forms made real. */
  readonly text: string
  readonly kind: IndicatorKind | 'words'
  /** The canonical form of an indicator. */
  readonly canonical?: string
  readonly candidates: readonly Candidate[]
}

/** What a search text may mean. */
export type InterpretedQuery = Omit<InterpretedValue, 'canonical'> & {
  /** The canonical address, when the query is one. */
  readonly address?: string
  readonly tokens: readonly string[]
}

export type InterpretOptions = {
  /** The member of the request that holds the text, for errors: `query` unless told. */
  readonly param?: string
  /** Longer texts are refused: 1,024 unless told, as searches have it (reliability.md 2.7). */
  readonly maxBytes?: number
}

const maxQueryBytes = 1_024

/** Printable ASCII without space around it, as most queries are: nothing to refuse or to trim. */
const plainPattern = /^[!-~](?:[ -~]{0,1022}[!-~])?$/

/** Formats that store a value as typed, so that looking one up needs no check of its syntax. */
const storedAsTyped: ReadonlySet<DataTypeName> = new Set(['Adversary', 'BASE64', 'Phone', 'Regex'])

/** Finds out what a search text may mean: which values it may be, and which words it asks for. */
export function interpretQuery(query: string, options: InterpretOptions = {}): InterpretedQuery {
  const { canonical, ...value } = interpretValue(query, options)
  return {
    ...value,
    ...(value.kind === 'ip' && canonical !== undefined && { address: canonical }),
    tokens: queryTokens(value.text),
  }
}

/** Finds out which values a text may be; refuses what a search would refuse. */
export function interpretValue(query: string, options: InterpretOptions = {}): InterpretedValue {
  const original = plainPattern.test(query) ? query : trim(refuseUnusable(query, options))
  const text = refang(original)
  const indicator = findIndicator(text, { maxLength: maxTextBytes })
  return {
    text,
    kind: indicator?.kind ?? 'words',
    ...(indicator !== undefined && { canonical: indicator.text }),
    // A stored pattern may contain what looks like a harmless form: the text as typed counts too.
    candidates: [...listCandidates(text), ...(original === text ? [] : listCandidates(original))],
  }
}

/** The ids of all entities whose main value one of the candidates is. */
export function candidateIds(
  candidates: readonly Candidate[],
  sha3: Sha3 = sha3Hex,
): readonly string[] {
  const ids = candidates.flatMap(({ dataType, text }) =>
    entityTypes
      .filter((type) => type.dataType === dataType)
      .map((type) => entityId(type.type, text, sha3)),
  )
  return [...new Set(ids)]
}

function refuseUnusable(
  query: string,
  { param = 'query', maxBytes = maxQueryBytes }: InterpretOptions,
): string {
  if (query.length > maxBytes || new TextEncoder().encode(query).length > maxBytes) {
    const reason = `${param} must be at most ${maxBytes} bytes`
    throw new AppError('invalid_request', { reason, param })
  }
  if (!query.isWellFormed()) {
    throw new AppError('invalid_request', { reason: `${param} must be Unicode text`, param })
  }
  if (/^[\p{White_Space}\p{C}]*$/u.test(query)) throw new AppError('value_empty', { param })
  return query
}

/** The last character is part of the pattern: looked for by space alone, long gaps cost their square. */
function trim(query: string): string {
  return query
    .replace(/^[\p{White_Space}\p{Cf}]+/u, '')
    .replace(/([^\p{White_Space}\p{Cf}])[\p{White_Space}\p{Cf}]+$/u, '$1')
}

function listCandidates(text: string): readonly Candidate[] {
  const candidates: Candidate[] = []
  for (const dataType of dataTypes) {
    const value = findCandidate(dataType, text)
    if (value !== undefined) candidates.push({ dataType: dataType.name, text: value })
  }
  return candidates
}

function findCandidate(dataType: DataType, text: string): string | undefined {
  if (storedAsTyped.has(dataType.name)) return text
  return findValue(dataType, text, { privateAddresses: 'accept' })?.text
}
