import {
  AppError,
  escapeValue,
  findEntityType,
  findIndicator,
  interpretValue,
  maxTextBytes,
  parseEntityId,
  refang,
  type WatchEvent,
  watchEvents,
  type WatchKind,
  watchKinds,
  type WatchRequest,
} from '@windvane/model'

/** A watch of a request: what is watched in its canonical form, and what finds it. */
export type ParsedWatch = {
  readonly kind: WatchKind
  readonly target: string
  /** What entities are looked up by. */
  readonly keys: readonly string[]
  readonly reputation: number | undefined
  readonly worstReputation: number | undefined
  readonly events: readonly WatchEvent[]
}

export type WatchPlace = {
  /** Where in the request the watch is, `watches.0`, for errors. */
  readonly path: string
  /** Gives a text as the 64 digits that the id of an entity of that value ends with. */
  readonly hash: (text: string) => string
}

/** Throws 400 for a watch that is of no kind or several, or of a target that nothing can be. */
export function parseWatch(request: WatchRequest, { path, hash }: WatchPlace): ParsedWatch {
  const given = watchKinds.filter((kind) => request[kind] !== undefined)
  const [kind, other] = given
  const input = kind && request[kind]
  if (kind === undefined || input === undefined || other !== undefined) {
    throw refused(path, `a watch has exactly one of ${watchKinds.join(', ')}`)
  }
  const param = `${path}.${kind}`
  if (input.trim() === '') throw new AppError('value_empty', { param })
  const { reputation, worstReputation, events = defaultEvents } = request
  const told = watchEvents.filter((event) => events.includes(event))
  const target = readers[kind](input, { param, hash })
  return { kind, ...target, reputation, worstReputation, events: told }
}

/** What changes what is known; links and repetitions are many, and told when asked for. */
const defaultEvents: readonly WatchEvent[] = ['created', 'tagged', 'reputation']

type Target = Pick<ParsedWatch, 'target' | 'keys'>

type Reading = Pick<WatchPlace, 'hash'> & { readonly param: string }

const readers: Readonly<Record<WatchKind, (input: string, reading: Reading) => Target>> = {
  entity: (id, { param }) => {
    parseEntityId(id, param)
    return { target: id, keys: [id] }
  },
  value: readValue,
  tag: readTag,
  type: (type, { param }) => {
    if (findEntityType(type) === undefined) {
      throw new AppError('unknown_type', { type: escapeValue(type), param })
    }
    return { target: type, keys: [type] }
  },
  cidr: readNetwork,
}

/** Every value that a look-up of the text would take for exact, however long. */
function readValue(input: string, { param, hash }: Reading): Target {
  const { text, canonical, candidates } = interpretValue(input, {
    param,
    maxBytes: maxTextBytes,
  })
  if (candidates.length === 0) {
    throw new AppError('invalid_value', { dataType: 'value', value: escapeValue(input), param })
  }
  const values = [...new Set(candidates.map((candidate) => candidate.text))]
  return { target: canonical ?? text, keys: values.map(hash) }
}

/** Of a tag of a report (contract.md 3.3). */
const maxTagLength = 128

function readTag(input: string, { param }: Reading): Target {
  const target = input.trim()
  if (target.length > maxTagLength) {
    throw refused(param, `${param} must be at most ${maxTagLength} characters`)
  }
  return { target, keys: [tagKey(target)] }
}

/** Tags are watched whatever their case. */
export function tagKey(tag: string): string {
  return tag.trim().toLowerCase()
}

/** A single address is the network of itself. */
function readNetwork(input: string, { param }: Reading): Target {
  const indicator = findIndicator(refang(input.trim()))
  if (indicator?.kind === 'cidr' || indicator?.kind === 'ip') {
    return { target: indicator.text, keys: [indicator.text] }
  }
  throw new AppError('invalid_value', { dataType: 'CIDR', value: escapeValue(input), param })
}

function refused(param: string, reason: string): AppError {
  return new AppError('invalid_request', { reason, param })
}
