import { type Attributes, entityId, storedText } from '@windvane/model'
import { type EntityView, writeViews } from '../../entities/statements/write-views.ts'
import { type Queryable } from '../../store/store.ts'

/** An entity of the sample, in the members that aggregations look at. */
export type SampleEntity = {
  readonly id: string
  readonly audience: string
  readonly type: string
  readonly attributes: Attributes
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

/** Writes them as they are, without consolidation: dates and audiences are those of the sample. */
export async function insertSampleEntities(
  store: Queryable,
  entities: readonly SampleEntity[],
): Promise<void> {
  await writeViews(store, entities.map(toView))
}

function toView(entity: SampleEntity): EntityView {
  const { id, audience, type, lastSeen, reputation, ...view } = entity
  return {
    entityId: id,
    audience,
    type,
    value: storedText(type, entity.attributes[type] ?? ''),
    view: {
      ...view,
      reputation,
      bestReputation: reputation,
      worstReputation: reputation,
      accuracy: 1,
      createdAt: lastSeen,
      updatedAt: lastSeen,
      lastSeen,
    },
    votes: [],
    cast: [],
    before: undefined,
  }
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
  const value = type === 'ip' ? `198.51.${number >> 8}.${number & 255}` : `${type} ${number}`
  return {
    id: entityId(type, value),
    audience: isHidden ? 'secret' : 'public',
    type,
    attributes: { [type]: value, ...makeAttributes(isHidden, pick) },
    reputation: pick(7) - 3,
    tags: isHidden ? ['secret'] : tags.filter(() => pick(3) === 0),
    wellKnown: pick(4) === 0,
    visibleBy: isHidden ? ['secret'] : ['public'],
    lastSeen: new Date(firstDay + pick(300) * dayMs * (number % 2) + pick(dayMs)),
  }
}

function makeAttributes(isHidden: boolean, pick: Pick): Attributes {
  const country = isHidden ? 'Hidden' : (countries[pick(countries.length)] ?? '')
  return {
    ...(pick(3) > 0 && { country }),
    ...(pick(3) > 0 && { asn: 64_500 + pick(12) * pick(12) }),
    ...(pick(3) > 0 && { latitude: pick(720) / 4 - 90 }),
    ...(pick(5) === 0 && { text: 'x'.repeat(255 + pick(3)) }),
    ...(pick(4) === 0 && { datetime: `20${10 + pick(9)}-03-0${1 + pick(9)}T10:00:00+02:00` }),
  }
}
