import { type AggregationStatement, type Scope } from './aggregation-statement.ts'
import { maxBuckets } from './buckets/bucket-limit.ts'
import { type Split } from './buckets/define-buckets.ts'

/**
 * Groups the rows of a scope into buckets, keeps those asked for and numbers them. The scope inside
 * is written when it is asked for.
 */
export function writeBuckets(
  statement: AggregationStatement,
  scope: Scope,
  split: Split,
): { readonly node: number; readonly enter: () => Scope } {
  const node = statement.nextNode()
  const [groups, kept, rows] = [`g${node}`, `t${node}`, `s${node}`]
  const names = split.keys.map((_, index) => `k${index}`)
  statement.addCte(groups, () => writeGroups(statement, scope, split))
  statement.addCte(kept, () => writeKept(groups, names, split))
  statement.addSelect(`SELECT ${node}, t.p, t.b::int,
    jsonb_build_array(${names.map((name) => `t.${name}`).join(', ')}), t.n::int, t.total::int FROM ${kept} t`)
  const enter = () => {
    statement.addCte(rows, () => writeRows(statement, { scope, kept }, split))
    return { rows, buckets: kept }
  }
  return { node, enter }
}

/** `p` is the bucket around, `k…` the keys, `n` how many rows. */
function writeGroups(statement: AggregationStatement, scope: Scope, split: Split): string {
  const { keys, minDocCount } = split
  const counted = `SELECT p.b AS p${listKeys(keys)}, count(*) AS n
    FROM ${scope.rows} p ${writeSplit(split)}
    GROUP BY p.b${keys.map((_, index) => `, ${index + 2}`).join('')}`
  if (minDocCount > 0)
    return `${counted} HAVING count(*) >= ${statement.columns.parameters.add(minDocCount)}`
  const names = keys.map((_, index) => `, k${index}`).join('')
  return `SELECT p${names}, sum(n) AS n FROM (
      ${counted} UNION ALL ${writeUnmatched(statement, scope, split)}) u GROUP BY p${names}`
}

/**
 * The keys that the viewer might see elsewhere, with no row. More than a parent can show are not
 * needed: of the first so many, at most those are taken that have rows and a place of their own.
 */
function writeUnmatched(statement: AggregationStatement, scope: Scope, split: Split): string {
  const order = split.keys.map((_, index) => index + 1).join(', ')
  const known = `SELECT DISTINCT ${listKeys(split.keys).slice(2)}
    FROM (${statement.writeVisible()}) p ${writeSplit(split)} ORDER BY ${order}
    LIMIT ${split.size ?? maxBuckets}`
  const names = split.keys.map((_, index) => `, d.k${index}`).join('')
  return `SELECT q.b${names}, 0 FROM (SELECT b FROM ${scope.buckets}) q CROSS JOIN (${known}) d`
}

function writeKept(groups: string, names: readonly string[], { size }: Split): string {
  const order = `${size === undefined ? '' : 'n DESC, '}${names.join(', ')}`
  const numbered = `SELECT g.*, row_number() OVER (PARTITION BY p ORDER BY ${order}) AS place,
      row_number() OVER (ORDER BY p, ${order}) AS b, sum(n) OVER (PARTITION BY p) AS total
    FROM ${groups} g`
  const isKept = size === undefined ? `b <= ${maxBuckets + 1}` : `place <= ${size}`
  return `SELECT * FROM (${numbered}) numbered WHERE ${isKept}`
}

/** The rows again, each in its bucket, for the aggregations inside. */
function writeRows(
  statement: AggregationStatement,
  { scope, kept }: { readonly scope: Scope; readonly kept: string },
  split: Split,
): string {
  const { joins = '', keys } = split
  const isSame = keys.map((key, index) => ` AND t.k${index} = ${key}`).join('')
  return `SELECT t.b::int AS b${statement.carry()} FROM ${scope.rows} p ${joins}
    JOIN ${kept} t ON t.p = p.b${isSame} ${writeWhere(split)}`
}

function writeSplit(split: Split): string {
  return `${split.joins ?? ''} ${writeWhere(split)}`
}

function writeWhere({ keys, where }: Split): string {
  const conditions = [
    ...(where === undefined ? [] : [where]),
    ...keys.map((key) => `${key} IS NOT NULL`),
  ]
  return `WHERE ${conditions.join(' AND ')}`
}

/** A comma before each. */
function listKeys(keys: readonly string[]): string {
  return keys.map((key, index) => `, ${key} AS k${index}`).join('')
}
