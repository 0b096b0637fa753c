import { ingestScanStatus } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestScanStatusRoute = defineRoute(
  ingestScanStatus,
  async ({ params, principal, context }) => {
    const task = await context.scans.find(principal, params.id)
    if (!task) throw new AppError('not_found')
    return { status: 200, body: { ...task, taskId: task.id } }
  },
)
