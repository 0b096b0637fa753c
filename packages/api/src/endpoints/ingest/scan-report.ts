import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

const records = Type.Array(Type.Unknown())

/**
 * Gives all that a finished scan saw: `ScanReport` of the model. 404 for a task that is not of the
 * caller's groups, is not finished, or ended without a report; the message says which.
 */
export const ingestScanReport = defineEndpoint({
  name: 'ingest.scan.report',
  method: 'GET',
  path: '/api/ingest/v1/scan/:id/report',
  roles: ['user', 'reporter'],
  summary: 'Read everything a finished scan saw.',
  params: Type.Object({ id: Type.String() }),
  sends: 'document',
  replies: {
    200: Type.Object({
      target: Type.String(),
      addresses: records,
      resolution: Type.Optional(Type.Unknown()),
      hosts: records,
      ports: records,
      portGroups: records,
      services: records,
      tls: records,
      tlsEndpoints: records,
      http: records,
      findings: records,
      failures: records,
      changes: Type.Optional(Type.Unknown()),
      summary: Type.Unknown(),
    }),
  },
})
