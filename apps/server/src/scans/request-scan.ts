import { AppError, type Principal } from '@windvane/model'
import { type Queue } from '../queue/queue.ts'
import { newId } from '../store/new-id.ts'
import { defineStatement, type Store, type Transaction } from '../store/store.ts'
import { type Webhooks } from '../webhooks/create-webhooks.ts'
import { type WebhookRequest } from '../webhooks/parse-webhook.ts'
import { type AddressPolicy } from './address-policy.ts'
import { runOnce } from './once.ts'
import { parseTarget, type ScanTarget } from './parse-target.ts'
import { checkScanQuota, type ScanLimits } from './scan-quota.ts'
import { type ScanRow, scanColumns, scanScope, type ScanTask, toScanTask } from './scan-task.ts'

export type ScanRequest = {
  readonly target: string
  readonly type?: 'ip' | 'fqdn' | undefined
  readonly webhook?: WebhookRequest | undefined
  /** Chosen by the caller, to be answered alike when the request is sent again. */
  readonly idempotencyKey?: string | undefined
}

export type RequestedScan = { readonly task: ScanTask; readonly isNew: boolean }

export type RequestScanPorts = {
  readonly store: Store
  readonly queue: Queue
  readonly webhooks: Webhooks
  readonly addressPolicy: AddressPolicy
  readonly limits: ScanLimits
  /** How long a finished task answers for its target. */
  readonly ttlMs: number
}

/** The task of this target in the caller's scope: the unfinished or fresh one, else a new one. */
export async function requestScan(
  ports: RequestScanPorts,
  principal: Principal,
  request: ScanRequest,
): Promise<RequestedScan> {
  const target = parseTarget(request.target, ports.addressPolicy)
  checkType(request, target)
  const webhook = request.webhook && ports.webhooks.parse(request.webhook)
  const waiting = await ports.queue.count('run-scan')
  const { userId } = principal
  const { idempotencyKey: key, ...asked } = request
  return ports.store.transaction(async (tx) => {
    const work = async (): Promise<RequestedScan> => {
      const found = await findOrCreate(tx, { ...ports, principal, target, waiting })
      if (webhook) await ports.webhooks.register(tx, userId, { scan: found.task, webhook })
      return found
    }
    return key === undefined ? work() : runOnce(tx, { userId, key, request: asked }, work)
  })
}

/** Throws `invalid_request` for a type that contradicts the target. */
export function checkType({ type }: ScanRequest, target: ScanTarget): void {
  if (type === undefined || type === target.type) return
  const reason = `target is not of type ${type}`
  throw new AppError('invalid_request', { reason, param: 'type' })
}

type Creation = RequestScanPorts & {
  readonly principal: Principal
  readonly target: ScanTarget
  readonly waiting: number
}

/** Another request can create the task between the look and the insert: then look again. */
async function findOrCreate(tx: Transaction, creation: Creation): Promise<RequestedScan> {
  for (let round = 0; round < maximumRounds; round += 1) {
    const found = await lockCurrent(tx, creation)
    if (found && !found.is_expired) return { task: toScanTask(found), isNew: false }
    const task = await createTask(tx, creation, found?.id)
    if (task) return { task, isNew: true }
  }
  throw new AppError('unavailable', {}, { retryAfterSeconds: 1 })
}

const maximumRounds = 5

type CurrentRow = ScanRow & { readonly is_expired: boolean }

async function lockCurrent(tx: Transaction, creation: Creation): Promise<CurrentRow | undefined> {
  const { scope } = scanScope(creation.principal)
  const [row] = await tx.query(selectCurrent, [creation.target.text, scope, creation.ttlMs])
  return row
}

const selectCurrent = defineStatement<CurrentRow>(
  'scan-lock-current',
  `SELECT ${scanColumns},
     status = 'done' AND finished_at < now() - $3::float8 * interval '1 millisecond' AS is_expired
   FROM scans WHERE target = $1 AND scope = $2 AND is_current FOR UPDATE`,
)

async function createTask(
  tx: Transaction,
  creation: Creation,
  expiredId: string | undefined,
): Promise<ScanTask | undefined> {
  const { principal, target, limits, waiting, queue } = creation
  await checkScanQuota(tx, principal.userId, { limits, waiting })
  if (expiredId !== undefined) await tx.query(retire, [expiredId])
  const { scope, visibleBy } = scanScope(principal)
  const values = [newId(), target.text, scope, visibleBy, principal.userId]
  const [row] = await tx.query(insert, values)
  if (!row) return undefined
  await queue.enqueue(tx, { kind: 'run-scan', subject: row.id })
  return toScanTask(row)
}

const retire = defineStatement<never>(
  'scan-retire',
  'UPDATE scans SET is_current = false WHERE id = $1',
)

const insert = defineStatement<ScanRow>(
  'scan-insert',
  `INSERT INTO scans (id, target, scope, visible_by, user_id, status)
   VALUES ($1, $2, $3, $4, $5, 'queued')
   ON CONFLICT (target, scope) WHERE is_current DO NOTHING
   RETURNING ${scanColumns}`,
)
