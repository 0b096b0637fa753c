import { defineCommand } from '../define-command.ts'
import { requestServer } from '../server-client.ts'

export const feedsBuild = defineCommand({
  name: 'feeds build',
  summary: 'Have the server build its feeds now, and not when it is time.',
  options: [],
  examples: ['windvane feeds build'],
  async run({ environment }) {
    await requestServer(environment, { path: '/api/feeds/v1/build', body: {} })
    process.stdout.write('The feeds are being built.\n')
    return 0
  },
})
