import { type Endpoint } from '@windvane/api'
import { type FastifySchema } from 'fastify'

/** The schemas of an endpoint as Fastify takes them. */
export function toSchemas({ params, query, headers, body, replies }: Endpoint): FastifySchema {
  return {
    ...(params !== undefined && { params }),
    ...(query !== undefined && { querystring: query }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
    response: toReplySchema(replies),
  }
}

/**
 * A map of free names says nothing that could be left out, and a schema for it makes the serialiser
 * try every alternative for every value: such a map is written as it is, about three times as fast.
 */
function toReplySchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toReplySchema)
  if (!isPlainObject(schema)) return schema
  if ('patternProperties' in schema && !('properties' in schema)) return {}
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, toReplySchema(value)]),
  )
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
