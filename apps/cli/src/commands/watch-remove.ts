import { defineCommand } from '../define-command.ts'
import { requestServer } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'
import { getWatchlist, watchlistsPath } from '../watch/watchlists.ts'

export const watchRemove = defineCommand({
  name: 'watch remove',
  argument: ['<watchlist>', 'name or id'],
  summary: 'Delete a watchlist and its alerts.',
  options: [],
  examples: ['windvane watch remove office'],
  async run({ words, environment }) {
    const { id, name } = await getWatchlist(environment, words[0] ?? '')
    await requestServer(environment, { method: 'DELETE', path: `${watchlistsPath}/${id}` })
    process.stdout.write(`Deleted ${printable(name)}\n`)
    return 0
  },
})
