import { type EntityType, entityTypes, findEntityType } from '@windvane/model'

/** One entity type as `GET /definitions` tells it; empty lists are left out (contract.md 3.7). */
export type Definition = TypeSummary & {
  readonly attributes?: readonly TypeSummary[]
  readonly associations?: readonly TypeSummary[]
  readonly tags?: readonly string[]
  readonly correlate?: readonly string[]
  readonly example: {
    readonly type: string
    readonly attributes: Readonly<Record<string, string | number>>
  }
}

type TypeSummary = {
  readonly type: string
  readonly label: string
  readonly description: string
  readonly dataType: string
}

/** Every entity type, made once: it never changes while the process lives. */
export const definitions: readonly Definition[] = Object.freeze(entityTypes.map(toDefinition))

function toDefinition(entityType: EntityType): Definition {
  const { type, example, tags, correlate } = entityType
  const attributes = entityType.attributes.flatMap(summarise)
  const associations = entityType.associations.flatMap(summarise)
  return Object.freeze({
    ...toSummary(entityType),
    ...(attributes.length > 0 && { attributes }),
    ...(associations.length > 0 && { associations }),
    ...(tags.length > 0 && { tags }),
    ...(correlate.length > 0 && { correlate }),
    example: { type, attributes: { [type]: example } },
  })
}

function summarise(name: string): readonly TypeSummary[] {
  const entityType = findEntityType(name)
  return entityType ? [toSummary(entityType)] : []
}

function toSummary({ type, label, description, dataType }: EntityType): TypeSummary {
  return { type, label, description, dataType }
}
