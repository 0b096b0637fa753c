import { ingestComment } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { toCommentBody } from '../to-comment-body.ts'

export const ingestCommentRoute = defineRoute(
  ingestComment,
  async ({ body, principal, context }) => {
    const comment = await context.entities.comment(principal, {
      entityId: body.entityID ?? body.entityId ?? '',
      comment: body.comment ?? body.content ?? '',
      parentId: body.parentID ?? body.parentId,
      visibleBy: body.visibleBy,
    })
    // Only clients that use this spelling read the comment from the reply.
    const isSdk = body.entityId !== undefined || body.content !== undefined
    return {
      status: 202,
      body: { message: 'acknowledged', ...(isSdk && toCommentBody(comment)) },
    }
  },
)
