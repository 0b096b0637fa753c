import { type Query } from '@windvane/model'

/** How many values a hit is compared with for its score: those of which not every hit has to have one. */
export function scoreEffort(query: Query): number {
  if (query.kind === 'boost') return scoreEffort(query.query)
  if (query.kind === 'best') return sum(query.queries.map(countValues))
  if (query.kind !== 'bool') return 0
  return sum(query.must.map(scoreEffort)) + sum(query.should.map(countValues))
}

function countValues(query: Query): number {
  if (query.kind === 'boost') return countValues(query.query)
  if (query.kind === 'best') return sum(query.queries.map(countValues))
  if (query.kind === 'values') return query.values.length
  if (query.kind !== 'bool') return 1
  const { must, filter, should, mustNot } = query
  return sum([...must, ...filter, ...should, ...mustNot].map(countValues))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
