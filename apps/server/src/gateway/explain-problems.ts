import { type FastifySchemaValidationError } from 'fastify'

type Problem = FastifySchemaValidationError

/**
 * Says in plain words what a schema does not take of a member. Where it has alternatives there is a
 * problem with each of them, about the same member.
 */
export function explainProblems(problems: readonly Problem[]): string {
  const [first] = problems
  if (first === undefined) return 'is not valid'
  const { keyword, instancePath, params, message } = first
  const name = names[keyword]
  if (name === undefined) return rules[keyword]?.(params) ?? message ?? 'is not valid'
  const alike = problems.filter(
    (each) => each.keyword === keyword && each.instancePath === instancePath,
  )
  return `must be ${alike.map((each) => name(each.params)).join(' or ')}`
}

type Explain = (params: Problem['params']) => string

/** What a member must be. */
const names: Readonly<Record<string, Explain>> = {
  type: ({ type }) => types[String(type)] ?? String(type),
  enum: ({ allowedValues }) => `one of ${listValues(allowedValues)}`,
  const: ({ allowedValue }) => String(allowedValue),
}

const rules: Readonly<Record<string, Explain>> = {
  minimum: ({ limit }) => `must be at least ${String(limit)}`,
  maximum: ({ limit }) => `must be at most ${String(limit)}`,
  minLength: ({ limit }) =>
    limit === 1 ? 'must not be empty' : `must have at least ${count(limit, 'character')}`,
  maxLength: ({ limit }) => `must have at most ${count(limit, 'character')}`,
  minItems: ({ limit }) => `must have at least ${count(limit, 'item')}`,
  maxItems: ({ limit }) => `must have at most ${count(limit, 'item')}`,
  pattern: () => 'has the wrong form',
  format: () => 'has the wrong form',
}

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
}

function count(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`
}

/** More would be no help. */
const maxListed = 20

function listValues(values: unknown): string {
  const all: readonly unknown[] = Array.isArray(values) ? values : []
  const listed = all.slice(0, maxListed).join(', ')
  return all.length > maxListed ? `${listed} and ${all.length - maxListed} others` : listed
}
