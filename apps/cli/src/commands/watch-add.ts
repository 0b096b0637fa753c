import { type WatchRequest } from '@windvane/model'
import { defineCommand, type Environment } from '../define-command.ts'
import { toJson } from '../output/to-json.ts'
import { requestServer, type ServerReply } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'
import { parseWatches } from '../watch/parse-watches.ts'
import { findWatchlist, type Watchlist, watchlistsPath } from '../watch/watchlists.ts'

export const watchAdd = defineCommand({
  name: 'watch add',
  argument: [
    '[values...]',
    'addresses, networks, domains, hashes, URLs, also defanged; entity ids',
  ],
  summary: 'Watch values, tags or types, in a new watchlist or one that there is.',
  options: [
    {
      flags: '--name <name>',
      description: 'watchlist to add to, also by its id',
      default: 'default',
    },
    { flags: '--tag <tags>', description: 'tags to watch, separated by commas' },
    { flags: '--type <types>', description: 'entity types to watch, separated by commas' },
    { flags: '--webhook <url>', description: 'where alerts of this watchlist are sent' },
    {
      flags: '--reputation <-3-3>',
      description: 'alert only while the reputation is this or less',
    },
    {
      flags: '--worst <-3-3>',
      description: 'alert only where the worst ever given is this or less',
    },
    {
      flags: '--events <events>',
      description: 'created, tagged, reputation, linked, seen; the first three unless told',
    },
    { flags: '--json', description: 'print the watchlist as JSON' },
  ],
  examples: [
    'windvane watch add 198.51.100.7 evil[.]example --webhook https://soc.example/alerts',
    'windvane watch add 203.0.113.0/24 --events created,seen --name office',
    'windvane watch add --tag ransomware --worst -2',
  ],
  async run({ words, options, environment }) {
    const watches = parseWatches(words, options)
    const { name, webhook } = options
    const url = typeof webhook === 'string' ? webhook : undefined
    const { body } = await save(environment, { name: String(name), url, watches })
    // the reply schema of both routes
    const saved = body as Watchlist
    process.stdout.write(options['json'] === true ? `${toJson(saved, 2)}\n` : describe(saved))
    return 0
  },
})

type Addition = {
  readonly name: string
  readonly url: string | undefined
  readonly watches: readonly WatchRequest[]
}

async function save(environment: Environment, addition: Addition): Promise<ServerReply> {
  const { name, url, watches } = addition
  const known = await findWatchlist(environment, name)
  if (known === undefined) {
    const body = { name, watches, ...(url !== undefined && { webhook: { url } }) }
    return requestServer(environment, { path: watchlistsPath, body })
  }
  const kept = known.watches.filter((watch) => !watches.some((added) => isSame(watch, added)))
  const address = url ?? known.webhook?.url
  const body = {
    name: known.name,
    watches: [...kept, ...watches],
    // without headers, so that those it has stay
    ...(address !== undefined && { webhook: { url: address } }),
  }
  return requestServer(environment, { method: 'PUT', path: `${watchlistsPath}/${known.id}`, body })
}

function isSame(watch: Watchlist['watches'][number], added: WatchRequest): boolean {
  return (['entity', 'value', 'tag', 'type', 'cidr'] as const).every(
    (kind) => watch[kind] === added[kind],
  )
}

function describe({ id, name, watches, webhook }: Watchlist): string {
  const where = webhook === undefined ? 'no webhook' : `alerts to ${printable(webhook.url)}`
  return `${printable(name)} (${id}): ${watches.length} watched, ${where}\n`
}
