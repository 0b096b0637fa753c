import {
  boost,
  ignored,
  isObject,
  onlyMember,
  type Options,
  readOptions,
  type Readers,
} from '../read-json.ts'

/** The field that a clause names, its place in error messages, and the options beside the value. */
export type FieldOptions<Names extends Readers> = {
  readonly name: string
  readonly place: string
  readonly options: Options<Names & typeof common>
}

const common = { boost, _name: ignored } as const

/** Reads `{"<field>": {"value": …, …}}`, or `{"<field>": …}` for short. */
export function readFieldOptions<Names extends Readers>(
  body: unknown,
  at: string,
  readers: Names,
): FieldOptions<Names> {
  const [name, value] = onlyMember(body, at)
  const place = `${at}.${name}`
  const all: Names & typeof common = { ...readers, ...common }
  return { name, place, options: readOptions(isObject(value) ? value : { value }, place, all) }
}
