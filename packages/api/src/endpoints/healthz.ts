import { Type } from 'typebox'
import { defineEndpoint } from '../define-endpoint.ts'

/** Answers 200 while the server can serve. */
export const healthz = defineEndpoint({
  name: 'healthz',
  method: 'GET',
  path: '/healthz',
  roles: 'public',
  summary: 'Whether the server can serve.',
  replies: { 200: Type.Object({ status: Type.String() }) },
})
