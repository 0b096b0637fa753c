import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Shows the secret that signs the caller's webhooks, made at the first asking. */
export const ingestWebhookSecret = defineEndpoint({
  name: 'ingest.webhook.secret',
  method: 'GET',
  path: '/api/ingest/v1/webhook/secret',
  roles: ['reporter'],
  summary: 'Get the secret that signs your webhooks.',
  replies: { 200: Type.Object({ secret: Type.String() }) },
})
