import * as fc from 'fast-check'
import { addresses, fields, tags, words } from './vocabulary.ts'

type Json = { readonly [name: string]: unknown }

const plain = words.map((word) => word.replaceAll(/[^\p{L}\p{N}.]/gu, ''))

/** Query strings of all parts of the grammar. */
export function generateQueryString(): fc.Arbitrary<Json> {
  const options = fc.record({
    default_operator: fc.constantFrom('AND', 'OR'),
    fields: fc.constantFrom(
      ['attributes.text'],
      ['attributes.text', 'tags'],
      ['type', 'attributes.aso'],
    ),
    type: fc.constantFrom('best_fields', 'most_fields', 'cross_fields', 'phrase'),
  })
  return fc.tuple(expression(2), options).map(([query, others]) => ({
    query_string: { query, ...others, lenient: true },
  }))
}

/** Texts as people type them, wrong ones too. */
export function generateSimpleQueryString(): fc.Arbitrary<Json> {
  const word = fc.constantFrom(
    ...plain,
    '"public dns"',
    '"google cloud"~2',
    'goo*',
    'clodu~1',
    'serv*',
  )
  const sign = fc.constantFrom(' ', ' ', ' + ', ' | ', ' -', ' (', ') ', '"', ' ~', '\\')
  return fc
    .tuple(
      fc.array(fc.tuple(word, sign), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('AND', 'OR'),
      fc.constantFrom('ALL', 'NONE', 'OR|AND|PREFIX|WHITESPACE'),
      fc.constantFrom(['attributes.text'], ['attributes.text', 'tags', 'reputation']),
    )
    .map(([parts, operator, flags, names]) => ({
      simple_query_string: {
        query: parts.map(([text, sign]) => `${text}${sign}`).join(''),
        fields: names,
        default_operator: operator,
        flags,
      },
    }))
}

function expression(depth: number): fc.Arbitrary<string> {
  const part =
    depth === 0
      ? simplePart()
      : fc.oneof(
          { arbitrary: simplePart(), weight: 4 },
          { arbitrary: expression(depth - 1).map((inner) => `(${inner})`), weight: 1 },
        )
  const joined = fc.tuple(
    fc.constantFrom(' ', ' AND ', ' OR ', ' && ', ' || ', ' NOT ', ' +', ' -'),
    part,
  )
  return fc
    .tuple(part, fc.array(joined, { maxLength: 3 }))
    .map(([first, others]) => [first, ...others.map(([sign, text]) => `${sign}${text}`)].join(''))
}

function simplePart(): fc.Arbitrary<string> {
  const word = fc.constantFrom(...plain)
  return fc.oneof(
    word,
    word.map((text) => `${text}^2`),
    word.map((text) => `${text.slice(0, 2)}*`),
    fc.constantFrom('goo?le', 'ser*er', 'clodu~', 'googel~1', 'pbulic~2'),
    fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
    fc.tuple(word, word, fc.nat(3)).map(([a, b, slop]) => `"${a} ${b}"~${slop}`),
    fc
      .tuple(fc.constantFrom(...fields.text, ...fields.keyword), word)
      .map(([name, text]) => `${name}:${text}`),
    fc
      .tuple(fc.constantFrom('tags', 'type'), fc.constantFrom(...tags))
      .map(([name, tag]) => `${name}:"${tag}"`),
    fc.tuple(word, word).map(([a, b]) => `attributes.aso:(${a} ${b})`),
    fc.constantFrom(
      'reputation:>=1',
      'reputation:<0',
      'reputation:[-1 TO 2}',
      'accuracy:{0 TO *]',
      'lastSeen:[2023-01-01 TO 2023-12-31]',
      'lastSeen:>2023-06',
      'attributes.text:[c TO google]',
      '_exists_:attributes.country',
      'attributes.country:*',
      'wellKnown:true',
      '*:*',
      'nope:x',
    ),
    fc.constantFrom(...addresses).map((address) => `attributes.ip:"${address}"`),
  )
}
