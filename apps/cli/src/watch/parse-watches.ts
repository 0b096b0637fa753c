import {
  findIndicator,
  isEntityId,
  refang,
  reputationRange,
  type WatchEvent,
  watchEvents,
  type WatchRequest,
} from '@windvane/model'
import { CommandError } from '../define-command.ts'
import { parseInteger } from '../parse-integer.ts'

type Options = Readonly<Record<string, string | boolean | undefined>>

/** What the words of a command line ask to be watched, each with the conditions of the options. */
export function parseWatches(words: readonly string[], options: Options): readonly WatchRequest[] {
  const targets: readonly WatchRequest[] = [
    ...words.map(toTarget),
    ...toList(options['tag']).map((tag) => ({ tag })),
    ...toList(options['type']).map((type) => ({ type })),
  ]
  if (targets.length === 0) {
    throw new CommandError('There is nothing to watch: give values, --tag or --type', {
      exitCode: 64,
    })
  }
  const conditions = {
    ...toReputation('reputation', options['reputation']),
    ...toReputation('worstReputation', options['worst']),
    ...toEvents(options['events']),
  }
  return targets.map((target) => ({ ...target, ...conditions }))
}

function toTarget(word: string): WatchRequest {
  if (isEntityId(word)) return { entity: word }
  const indicator = findIndicator(refang(word.trim()))
  return indicator?.kind === 'cidr' ? { cidr: indicator.text } : { value: word }
}

function toList(option: string | boolean | undefined): readonly string[] {
  return typeof option === 'string' ? option.split(',').flatMap((word) => word.trim() || []) : []
}

function toReputation(name: string, option: string | boolean | undefined): Record<string, number> {
  const value = parseInteger(option, { name, ...reputationRange })
  return value === undefined ? {} : { [name]: value }
}

function toEvents(option: string | boolean | undefined): { readonly events?: WatchEvent[] } {
  if (option === undefined) return {}
  const asked = toList(option)
  const unknown = asked.find((word) => !watchEvents.some((event) => event === word))
  if (unknown === undefined && asked.length > 0) {
    return { events: watchEvents.filter((event) => asked.includes(event)) }
  }
  throw new CommandError(`Cannot read events: they must be of ${watchEvents.join(', ')}`, {
    exitCode: 64,
  })
}
