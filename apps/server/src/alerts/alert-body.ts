import { type Entity } from '@windvane/model'
import { type AlertSource } from './alert-source.ts'
import { type NewAlert } from './new-alert.ts'

export type AlertIdentity = { readonly id: string; readonly at: Date }

/** The message of an alert: written once, sent and listed in the same bytes. */
export function alertBody(alert: NewAlert, { id, at }: AlertIdentity): string {
  const { source, watch, event, entity, previous, related } = alert
  const known = { type: 'alert', id, time: at.toISOString(), ...toMember(source) }
  const rest = { previous, related }
  const whole = JSON.stringify({ ...known, watch, event, entity, ...rest })
  if (whole.length <= maxLength) return whole
  const short = { watch: watch && shortenWatch(watch), event, entity: shorten(entity) }
  return JSON.stringify({ ...known, ...short, ...rest })
}

/** An alert without an entity: a test, or that there are too many. */
export function noticeBody(
  source: NewAlert['source'],
  event: string,
  { id, at }: AlertIdentity,
): string {
  return JSON.stringify({ type: 'alert', id, time: at.toISOString(), ...toMember(source), event })
}

/** Receivers cut long bodies; whoever needs every attribute asks for the entity. */
const maxLength = 65_536

function toMember({ id, kind, name }: Pick<AlertSource, 'id' | 'kind' | 'name'>) {
  const source = { id, name }
  return kind === 'watchlist' ? { watchlist: source } : { savedSearch: source }
}

function shorten(entity: Entity): Partial<Entity> {
  const { attributes, tags, ...rest } = entity
  const main = attributes[entity.type]
  return {
    ...rest,
    attributes: main !== undefined && isShort(main) ? { [entity.type]: main } : {},
    tags: tags.slice(0, 50),
  }
}

/** Its id tells which watch it is. */
function shortenWatch(watch: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(watch).filter(([, member]) => isShort(member)))
}

function isShort(member: unknown): boolean {
  return typeof member !== 'string' || member.length <= maxLength / 4
}
