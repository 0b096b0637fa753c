import { boostQuery } from '../compose-query.ts'
import { readDateFormats, readTimeZone } from '../dates/date-options.ts'
import { type Bounds, rangeQuery } from '../field-range.ts'
import { findField } from '../find-field.ts'
import { boost, flag, ignored, oneOf, onlyMember, readOptions, scalar } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineClause } from './define-clause.ts'

/** Values between bounds: `{"range": {"reputation": {"gte": -3, "lte": -1}}}`. */
export const range = defineClause({
  name: 'range',
  read(body, at, context) {
    const [name, value] = onlyMember(body, at)
    const place = `${at}.${name}`
    const options = readOptions(value, place, {
      gt: scalar,
      gte: scalar,
      lt: scalar,
      lte: scalar,
      // The words of older releases.
      from: scalar,
      to: scalar,
      include_lower: flag,
      include_upper: flag,
      format: readDateFormats,
      time_zone: readTimeZone,
      relation: oneOf(['intersects', 'within', 'contains']),
      boost,
      _name: ignored,
    })
    const field = findField(name, context)
    if (!field) return { kind: 'none' }
    if (field.kind === 'cidr' && (options.relation ?? 'intersects') !== 'intersects') {
      throw refuse(`${place}.relation`, 'must be intersects')
    }
    const { from, to, include_lower, include_upper, ...others } = options
    const bounds: Bounds = {
      ...lowerBound(from, include_lower),
      ...upperBound(to, include_upper),
      // In the order of the request.
      ...others,
    }
    const query = rangeQuery(field, bounds, {
      at: place,
      context,
      ...(options.format && { formats: options.format }),
      ...(options.time_zone && { zone: options.time_zone }),
    })
    context.budget.addTerms(place, 1)
    return boostQuery(query, options.boost)
  },
})

function lowerBound(from: Bounds['gt'], isIncluded = true): Bounds {
  if (from === undefined) return {}
  return isIncluded ? { gte: from } : { gt: from }
}

function upperBound(to: Bounds['lt'], isIncluded = true): Bounds {
  if (to === undefined) return {}
  return isIncluded ? { lte: to } : { lt: to }
}
