import { type Viewer } from '../../entity-rows/visible.ts'
import { type LiveChange, type LiveLink, type LiveView } from '../../entities/live-change.ts'
import { type LiveRow } from './live-rows.ts'

/** One event as a reader hears it; `data` is a line of JSON (contract.md 5.6). */
export type LiveTelling = { readonly name: string; readonly data: string }

/** What a viewer may hear of a row, each entity as the viewer sees it. */
export function tellViewer(row: LiveRow, viewer: Viewer): readonly LiveTelling[] {
  return row.changes.flatMap((change) => {
    const view = findView(change, viewer)
    if (view === undefined) return []
    return namesFor(change, view, viewer).map((each) => {
      const name = `entity.${each}`
      return { name, data: JSON.stringify(toFrame(row.at, change, { name, view })) }
    })
  })
}

/** The most specific row that the viewer reads, by the rule of `entity-rows/visible.ts`. */
function findView({ views }: LiveChange, { audiences }: Viewer): LiveView | undefined {
  const [only] = views
  if (views.length === 1 && only !== undefined) {
    return audiences.includes(only.audience) ? only : undefined
  }
  const nearest = audiences.findLast((audience) => views.some((view) => view.audience === audience))
  return views.find(({ audience }) => audience === nearest)
}

function namesFor({ link }: LiveChange, view: LiveView, viewer: Viewer): readonly string[] {
  if (link === undefined) return view.names
  return isNewTo(viewer, link) ? ['linked'] : []
}

function isNewTo({ audiences }: Viewer, { audiences: now, known }: LiveLink): boolean {
  return (
    audiences.some((audience) => now.includes(audience)) &&
    !audiences.some((audience) => known.includes(audience))
  )
}

function toFrame(
  at: Date,
  { entityId, value, link }: LiveChange,
  { name, view }: { readonly name: string; readonly view: LiveView },
): Readonly<Record<string, unknown>> {
  return {
    type: name,
    time: at.toISOString(),
    entity_id: entityId,
    // An id is the type, a hyphen and 64 digits.
    entity_type: entityId.slice(0, -65),
    value,
    reputation: view.reputation,
    tags: view.tags,
    ...(link !== undefined && { to_entity_id: link.relatedId, mode: link.mode }),
  }
}
