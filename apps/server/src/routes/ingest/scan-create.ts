import { ingestScanCreate } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { type RequestedScan } from '../../scans/request-scan.ts'

export const ingestScanCreateRoute = defineRoute(
  ingestScanCreate,
  async ({ body, headers, principal, context }) => {
    const { dryRun = false, target, type, webhook } = body
    const request = { target, type, webhook }
    if (dryRun) return { status: 200, body: await context.scans.forecast(request) }
    const idempotencyKey = headers['idempotency-key']
    const requested = await context.scans.request(principal, { ...request, idempotencyKey })
    const reply = toReply(requested, { isSdk: type !== undefined })
    return requested.isNew ? { status: 202, body: reply } : { status: 200, body: reply }
  },
)

/** A caller that names a `type` is the JavaScript SDK, which reads two members more. */
function toReply({ task, isNew }: RequestedScan, { isSdk }: { readonly isSdk: boolean }) {
  const status = isNew ? 'new' : task.status
  const reply = { id: task.id, status }
  return isSdk ? { ...reply, taskId: task.id, message: task.message } : reply
}
