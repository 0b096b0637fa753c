import { type Queryable } from '../../../../store/store.ts'

/** An entity of the sample, in the members that aggregations look at. */
export type SampleEntity = {
  readonly id: string
  readonly audience: string
  readonly type: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly reputation: number
  readonly tags: readonly string[]
  readonly wellKnown: boolean
  readonly visibleBy: readonly string[]
  readonly lastSeen: Date
}

/** A few hundred entities, the same each time: some lack attributes, some are hidden from all. */
export function makeSampleEntities(): readonly SampleEntity[] {
  const pick = createPicker(42)
  return Array.from({ length: 400 }, (_, number) => makeEntity(number, pick))
}

/** Writes them as they are, without the write path: dates and audiences are of the sample. */
export async function insertSampleEntities(
  store: Queryable,
  entities: readonly SampleEntity[],
): Promise<void> {
  const rows = entities.map(({ wellKnown, visibleBy, lastSeen, ...entity }) => ({
    ...entity,
    well_known: wellKnown,
    visible_by: visibleBy,
    last_seen: lastSeen,
  }))
  await store.query(
    {
      text: `INSERT INTO entities (id, audience, type, value, value_key, attributes, reputation,
          best_reputation, worst_reputation, accuracy, tags, well_known, visible_by, network, tokens,
          created_at, updated_at, last_seen)
        SELECT id, audience, type, attributes ->> type, 0, attributes, reputation, reputation,
          reputation, 1, tags, well_known, visible_by, NULL, '[]', last_seen, last_seen, last_seen
        FROM json_to_recordset($1::json) AS r(id text, audience text, type text, attributes jsonb,
          reputation smallint, tags text[], well_known boolean, visible_by text[],
          last_seen timestamptz)`,
    },
    [JSON.stringify(rows)],
  )
}

type Pick = (below: number) => number

/** Numbers that only look random: a linear congruential generator (Numerical Recipes). */
function createPicker(seed: number): Pick {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const types = ['ip', 'domain', 'url', 'md5', 'malware']
const countries = ['Chile', 'chile', 'Österreich', 'Zambia', 'ähnlich', '中国', '𝔘topia']
const tags = ['red', 'blue', 'green', 'Red', 'grün']
const firstDay = Date.UTC(2023, 9, 20)
const dayMs = 86_400_000

function makeEntity(number: number, pick: Pick): SampleEntity {
  const type = types[Math.min(pick(8), 4)] ?? 'ip'
  const isHidden = pick(8) === 0
  return {
    id: `${type}-${String(number).padStart(4, '0')}`,
    audience: isHidden ? 'secret' : 'public',
    type,
    attributes: makeAttributes({ type, number, isHidden }, pick),
    reputation: pick(7) - 3,
    tags: isHidden ? ['secret'] : tags.filter(() => pick(3) === 0),
    wellKnown: pick(4) === 0,
    visibleBy: isHidden ? ['secret'] : ['public'],
    lastSeen: new Date(firstDay + pick(300) * dayMs * (number % 2) + pick(dayMs)),
  }
}

type Kind = { readonly type: string; readonly number: number; readonly isHidden: boolean }

function makeAttributes({ type, number, isHidden }: Kind, pick: Pick): SampleEntity['attributes'] {
  const country = isHidden ? 'Hidden' : (countries[pick(countries.length)] ?? '')
  return {
    [type]: type === 'ip' ? `198.51.${pick(3)}.${pick(256)}` : `${type} ${number}`,
    ...(pick(3) > 0 && { country }),
    ...(pick(3) > 0 && { asn: 64_500 + pick(12) * pick(12) }),
    ...(pick(3) > 0 && { latitude: pick(720) / 4 - 90 }),
    ...(pick(5) === 0 && { text: 'x'.repeat(255 + pick(3)) }),
    ...(pick(4) === 0 && { datetime: `20${10 + pick(9)}-03-0${1 + pick(9)}T10:00:00+02:00` }),
  }
}
