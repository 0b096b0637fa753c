import { type WatchEvent, type WatchKind } from '@windvane/model'

/** A watch as it is kept. */
export type Watch = {
  readonly id: string
  readonly kind: WatchKind
  /** What is watched, in its canonical form. */
  readonly target: string
  readonly reputation?: number
  readonly worstReputation?: number
  readonly events: readonly WatchEvent[]
}

/** Of table `watches` under the alias `w`. */
export const watchColumns = `w.id, w.source_id, w.kind, w.target, w.reputation, w.worst_reputation,
  w.events`

export type WatchRow = {
  readonly id: string
  readonly source_id: string
  readonly kind: WatchKind
  readonly target: string
  readonly reputation: number | null
  readonly worst_reputation: number | null
  readonly events: readonly WatchEvent[]
}

export function toWatch(row: WatchRow): Watch {
  const { id, kind, target, reputation, worst_reputation: worstReputation, events } = row
  return {
    id,
    kind,
    target,
    ...(reputation !== null && { reputation }),
    ...(worstReputation !== null && { worstReputation }),
    events,
  }
}

/** A watch as it is told: `{"id": …, "tag": "c2", …}`. */
export type WatchBody = Omit<Watch, 'kind' | 'target'> & {
  readonly [Kind in WatchKind]?: string
}

export function toWatchBody({ id, kind, target, ...rest }: Watch): WatchBody {
  return { id, [kind]: target, ...rest }
}
