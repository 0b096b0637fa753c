import { ingestAssociation } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestAssociationRoute = defineRoute(
  ingestAssociation,
  async ({ body, principal, context }) => {
    await context.entities.associate(principal, {
      entityId: body.entityID ?? body.entityId ?? '',
      relatedId: body.relatedEntityID ?? body.relatedEntityId ?? '',
    })
    return { status: 202, body: { message: 'acknowledged' } }
  },
)
