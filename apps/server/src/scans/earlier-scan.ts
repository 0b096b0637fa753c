import {
  type PortGroup,
  type PortPlace,
  type PortState,
  type ServiceIdentity,
} from '@windvane/model'
import { defineStatement, type Queryable } from '../store/store.ts'

/** As much of a finished scan as another is compared with. */
export type EarlierScan = {
  readonly id: string
  readonly finishedAt: Date
  readonly ports: readonly (PortPlace & { readonly state: PortState })[]
  readonly portGroups: readonly PortGroup[]
  readonly services: readonly (PortPlace & ServiceIdentity)[]
  readonly leaves: readonly {
    readonly address: string
    readonly port: number
    readonly sha256: string
  }[]
}

/** The last finished scan of the same target and scope that has a report. */
export async function findEarlier(
  db: Queryable,
  scan: { readonly id: string; readonly target: string; readonly scope: string },
): Promise<EarlierScan | undefined> {
  const [row] = await db.query(selectEarlier, [scan.target, scan.scope, scan.id])
  if (!row) return undefined
  const { finished_at: finishedAt, services, ...rest } = row
  return { ...rest, finishedAt, services: services.map(withoutNulls) }
}

type EarlierRow = Omit<EarlierScan, 'finishedAt' | 'services'> & {
  readonly finished_at: Date
  readonly services: readonly (PortPlace & {
    readonly name: string
    readonly product: string | null
    readonly version: string | null
  })[]
}

function withoutNulls({
  product,
  version,
  ...service
}: EarlierRow['services'][number]): EarlierScan['services'][number] {
  return { ...service, ...(product !== null && { product }), ...(version !== null && { version }) }
}

/** Cut down by the database: a report may be of many megabytes, and little of it is compared. */
const selectEarlier = defineStatement<EarlierRow>(
  'scan-find-earlier',
  `WITH earlier AS MATERIALIZED (
     SELECT id, finished_at, report FROM scans
     WHERE target = $1 AND scope = $2 AND status = 'done' AND report IS NOT NULL AND id <> $3
     ORDER BY finished_at DESC LIMIT 1)
   SELECT id, finished_at,
     (SELECT coalesce(jsonb_agg(jsonb_build_object('address', p->'address', 'port', p->'port',
         'transport', p->'transport', 'state', p->'state')), '[]')
       FROM jsonb_array_elements(report->'ports') AS p) AS ports,
     coalesce(report->'portGroups', '[]') AS "portGroups",
     (SELECT coalesce(jsonb_agg(jsonb_build_object('address', s->'address', 'port', s->'port',
         'transport', s->'transport', 'name', s->'name', 'product', s->'product',
         'version', s->'version')), '[]')
       FROM jsonb_array_elements(report->'services') AS s WHERE s->>'method' <> 'port') AS services,
     (SELECT coalesce(jsonb_agg(jsonb_build_object('address', t->'address', 'port', t->'port',
         'sha256', leaf->'sha256')), '[]')
       FROM (SELECT t, t->'chain'->0 AS leaf FROM jsonb_array_elements(report->'tls') AS t
         UNION ALL SELECT e, chain.value->'certificates'->0
         FROM jsonb_array_elements(report->'tlsEndpoints') AS e,
           jsonb_each(e->'chains') AS chain) AS served
       WHERE leaf->>'sha256' IS NOT NULL) AS leaves
   FROM earlier`,
)
