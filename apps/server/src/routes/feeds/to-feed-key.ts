import { AppError, findEntityType } from '@windvane/model'
import { type FeedKey } from '../../feeds/feed.ts'

export type NamedFeed = {
  readonly level: 'level1' | 'level2' | 'level3'
  readonly type: FeedKey['kind']
  readonly name: string
}

/** Throws `no_results` for a name that no feed can have, so that nothing else is ever looked for. */
export function toFeedKey({ level, type, name }: NamedFeed): FeedKey {
  if (findEntityType(name) === undefined) throw new AppError('no_results')
  return { level: levels[level], kind: type, name }
}

const levels = { level1: 1, level2: 2, level3: 3 } as const
