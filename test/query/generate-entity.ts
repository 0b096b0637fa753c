import * as fc from 'fast-check'
import { type Attributes, entityId, type Entity } from '@windvane/model'
import { addresses, countries, dates, networks, tags, types, words } from './vocabulary.ts'

/** Entities of the vocabulary; two may have one id, of which a corpus keeps one. */
export function generateEntity(): fc.Arbitrary<Entity> {
  return fc
    .record({
      type: fc.constantFrom(...types),
      text: generateText(),
      aso: fc.option(generateText(), { nil: undefined, freq: 3 }),
      country: fc.option(fc.constantFrom(...countries), { nil: undefined }),
      asn: fc.option(fc.constantFrom(1, 15_169, 15_170, 64_512), { nil: undefined }),
      latitude: fc.option(fc.constantFrom(-33.45, 0, 37.751, 48.2), { nil: undefined }),
      address: fc.constantFrom(...addresses),
      network: fc.constantFrom(...networks),
      reputation: fc.integer({ min: -3, max: 3 }),
      best: fc.integer({ min: 0, max: 3 }),
      accuracy: fc.integer({ min: 0, max: 3 }),
      tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 3 }),
      wellKnown: fc.boolean(),
      lastSeen: fc.constantFrom(...dates),
      createdAt: fc.constantFrom(...dates),
      updatedAt: fc.constantFrom(...dates),
    })
    .map(({ type, text, aso, country, asn, latitude, address, network, best, ...made }) => {
      const value = mainValue(type, { text, address, network })
      const others = { text, aso, country, asn, latitude, [type]: value }
      const defined = Object.entries(others).filter(([, each]) => each !== undefined)
      return {
        ...made,
        id: entityId(type, value),
        type,
        // What is undefined was left out.
        attributes: Object.fromEntries(defined) as Attributes,
        bestReputation: best,
        worstReputation: 0 - best,
        visibleBy: ['public'],
        '@timestamp': made.updatedAt,
      }
    })
}

/** Some words, with the capitals and signs that analysis takes away. */
export function generateText(): fc.Arbitrary<string> {
  const word = fc
    .tuple(fc.constantFrom(...words), fc.constantFrom('plain', 'plain', 'capital', 'upper'))
    .map(([text, form]) => {
      if (form === 'plain') return text
      return form === 'upper'
        ? text.toUpperCase()
        : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
    })
  return fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', ' ', ', ', ' - '))
    .map(([list, between]) => list.join(between))
}

function mainValue(
  type: (typeof types)[number],
  made: { readonly text: string; readonly address: string; readonly network: string },
): string {
  const plain = made.text.toLowerCase().replaceAll(/[^a-z]+/g, '-')
  if (type === 'ip') return made.address
  if (type === 'cidr') return made.network
  if (type === 'domain') return `${plain}.example.com`
  return type === 'email-address' ? `${plain}@example.com` : made.text
}
