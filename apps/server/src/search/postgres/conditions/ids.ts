import { type Compilation } from '../compilation.ts'

/** Records of history have UUIDs for ids, entities texts. */
export function compileIds(ids: readonly string[], { corpus, parameters }: Compilation): string {
  if (corpus === 'entities') return `e.id = ANY(${parameters.add(ids)}::text[])`
  return `e.id = ANY(${parameters.add(ids.filter(isUuid))}::uuid[])`
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
