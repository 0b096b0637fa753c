import { searchComments } from '@windvane/api'
import { AppError, countPages, parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'
import { toCommentBody } from '../to-comment-body.ts'

export const searchCommentsRoute = defineRoute(
  searchComments,
  async ({ params, query, principal, context }) => {
    const paging = parsePaging(query)
    const page = await context.entities.listComments(principal, { id: params.id, paging })
    if (page.total === 0) throw new AppError('no_results')
    return {
      status: 200,
      body: {
        items: page.total,
        pages: countPages(page.total, paging.limit),
        results: page.comments.map(toCommentBody),
      },
    }
  },
)
