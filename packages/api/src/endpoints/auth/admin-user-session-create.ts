import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Opens a verified session for an account. */
export const authAdminUserSessionCreate = defineEndpoint({
  name: 'auth.admin.user.session.create',
  method: 'POST',
  path: '/api/auth/v2/admin/user/:id/session',
  roles: ['admin', 'users_admin'],
  summary: 'Open a verified session for an account.',
  bodyLimitBytes: 16_384,
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ kind: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }),
  replies: { 202: Type.Object({ bearer: Type.String(), sessionID: Type.String() }) },
})
