import { roles } from '@windvane/model'
import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** A group is a free-form name; a comma would join two. */
const groupSchema = Type.String({ pattern: '^[^,\\u0000-\\u0020]{1,128}$' })

/** Makes an account and its first key pair. */
export const authAdminUserCreate = defineEndpoint({
  name: 'auth.admin.user.create',
  method: 'POST',
  path: '/api/auth/v2/admin/user',
  roles: ['admin', 'users_admin'],
  summary: 'Make an account with roles, groups and a verified key pair.',
  bodyLimitBytes: 16_384,
  body: Type.Object({
    alias: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' }),
    email: Type.Optional(Type.String({ maxLength: 254, pattern: '^[^\\s@]{1,64}@[^\\s@]+$' })),
    fullName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    roles: Type.Array(Type.Enum([...roles]), { maxItems: 16 }),
    /** `public` is always one of them (contract.md 1.4). */
    groups: Type.Optional(Type.Array(groupSchema, { minItems: 1, maxItems: 50 })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
  }),
  replies: {
    202: Type.Object({
      userID: Type.String(),
      apiKey: Type.String(),
      apiSecret: Type.String(),
      keyID: Type.String(),
      keyName: Type.String(),
      expireAt: Type.Integer({ description: 'Unix seconds' }),
      verified: Type.Boolean(),
    }),
  },
})
