import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/** Tells a caller about the key pair the request came with. */
export const authKeypairGet = defineEndpoint({
  name: 'auth.keypair.get',
  method: 'GET',
  path: '/api/auth/v2/keypair',
  roles: 'authenticated',
  summary: 'Tell about the key pair of this request, its user, roles and groups.',
  replies: {
    200: Type.Object({
      apiKey: Type.String(),
      keyID: Type.String(),
      keyName: Type.String(),
      expireAt: Type.Integer({ description: 'Unix seconds' }),
      verified: Type.Boolean(),
      userID: Type.String(),
      userName: Type.String(),
      userAlias: Type.String(),
      roles: Type.Array(Type.String()),
      groups: Type.Array(Type.String()),
    }),
  },
})
