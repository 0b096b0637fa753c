import { ingestScanCancel } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestScanCancelRoute = defineRoute(
  ingestScanCancel,
  async ({ params, principal, context }) => {
    const task = await context.scans.cancel(principal, params.id)
    if (!task) throw new AppError('not_found')
    return { status: 200, body: { ...task, taskId: task.id } }
  },
)
