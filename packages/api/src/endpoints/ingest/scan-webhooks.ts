import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Lists the caller's webhooks of a scan with every attempt, never a header. */
export const ingestScanWebhooks = defineEndpoint({
  name: 'ingest.scan.webhooks',
  method: 'GET',
  path: '/api/ingest/v1/scan/:id/webhooks',
  roles: ['reporter'],
  summary: "See the deliveries of a scan's webhooks.",
  params: Type.Object({ id: Type.String() }),
  replies: {
    200: Type.Object({
      webhooks: Type.Array(
        Type.Object({
          id: Type.String(),
          url: Type.String(),
          state: Type.String(),
          createdAt: Type.String(),
          dueAt: Type.Optional(Type.String()),
          finishedAt: Type.Optional(Type.String()),
          attempts: Type.Array(
            Type.Object({
              attempt: Type.Integer(),
              at: Type.String(),
              outcome: Type.String(),
              durationMs: Type.Integer(),
            }),
          ),
        }),
      ),
    }),
  },
})
