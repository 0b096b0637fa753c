import { defineEndpoint } from '../../define-endpoint.ts'
import { acknowledgementSchema } from '../../schemas/acknowledgement.ts'

/** Has a worker build the feeds now, without waiting for the next time. */
export const feedsBuild = defineEndpoint({
  name: 'feeds.build',
  method: 'POST',
  path: '/api/feeds/v1/build',
  roles: ['admin'],
  summary: 'Build the feeds now.',
  replies: { 202: acknowledgementSchema },
})
