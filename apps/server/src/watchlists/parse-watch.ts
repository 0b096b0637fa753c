import {
  AppError,
  escapeValue,
  findEntityType,
  findIndicator,
  interpretQuery,
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

/** Gives a text as the 64 digits that the id of an entity of that value ends with. */
type Hash = (text: string) => string

/** Throws 400 for a watch that is of no kind or several, or of a target that nothing can be. */
export function parseWatch(request: WatchRequest, hash: Hash): ParsedWatch {
  const given = watchKinds.filter((kind) => request[kind] !== undefined)
  const [kind, other] = given
  const input = kind && request[kind]
  if (kind === undefined || input === undefined || other !== undefined) {
    throw refused('watches', `a watch has exactly one of ${watchKinds.join(', ')}`)
  }
  if (input.length > maxTargetLength) {
    throw refused(kind, `${kind} must be at most ${maxTargetLength} characters`)
  }
  if (input.trim() === '') throw new AppError('value_empty', { param: kind })
  const { reputation, worstReputation, events = defaultEvents } = request
  const told = watchEvents.filter((event) => events.includes(event))
  return { kind, ...readers[kind](input, hash), reputation, worstReputation, events: told }
}

/** As long as a search may be. */
const maxTargetLength = 1_024

/** What changes what is known; links and repetitions are many, and told when asked for. */
const defaultEvents: readonly WatchEvent[] = ['created', 'tagged', 'reputation']

type Target = Pick<ParsedWatch, 'target' | 'keys'>

const readers: Readonly<Record<WatchKind, (input: string, hash: Hash) => Target>> = {
  entity: (id) => {
    parseEntityId(id)
    return { target: id, keys: [id] }
  },
  value: readValue,
  tag: readTag,
  type: (type) => {
    if (findEntityType(type) === undefined) {
      throw new AppError('unknown_type', { type: escapeValue(type), param: 'type' })
    }
    return { target: type, keys: [type] }
  },
  cidr: readNetwork,
}

/** Every value that a search for the text would take for exact. */
function readValue(input: string, hash: Hash): Target {
  const { text, candidates } = interpretQuery(input)
  if (candidates.length === 0) {
    throw new AppError('invalid_value', {
      dataType: 'value',
      value: escapeValue(input),
      param: 'value',
    })
  }
  const values = [...new Set(candidates.map((candidate) => candidate.text))]
  return { target: findIndicator(text)?.text ?? text, keys: values.map(hash) }
}

/** Of a tag of a report (contract.md 3.3). */
const maxTagLength = 128

function readTag(input: string): Target {
  const target = input.trim()
  if (target.length > maxTagLength) {
    throw refused('tag', `tag must be at most ${maxTagLength} characters`)
  }
  return { target, keys: [tagKey(target)] }
}

/** Tags are watched whatever their case. */
export function tagKey(tag: string): string {
  return tag.trim().toLowerCase()
}

/** A single address is the network of itself. */
function readNetwork(input: string): Target {
  const indicator = findIndicator(refang(input.trim()))
  if (indicator?.kind === 'cidr' || indicator?.kind === 'ip') {
    return { target: indicator.text, keys: [indicator.text] }
  }
  throw new AppError('invalid_value', {
    dataType: 'CIDR',
    value: escapeValue(input),
    param: 'cidr',
  })
}

function refused(param: string, reason: string): AppError {
  return new AppError('invalid_request', { reason, param })
}
