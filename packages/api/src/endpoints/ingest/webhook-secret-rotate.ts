import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Replaces the signing secret; for a day messages are signed with the old one too. */
export const ingestWebhookSecretRotate = defineEndpoint({
  name: 'ingest.webhook.secret.rotate',
  method: 'POST',
  path: '/api/ingest/v1/webhook/secret/rotate',
  roles: ['reporter'],
  summary: 'Replace the secret that signs your webhooks.',
  replies: { 200: Type.Object({ secret: Type.String() }) },
})
