import { defineCommand } from '../define-command.ts'
import { toJson } from '../output/to-json.ts'
import { printable } from '../terminal/printable.ts'
import { formatTable } from '../terminal/table.ts'
import { listWatchlists, type Watchlist } from '../watch/watchlists.ts'

export const watchList = defineCommand({
  name: 'watch list',
  summary: 'List your watchlists and what they watch.',
  options: [{ flags: '--json', description: 'print JSON' }],
  examples: ['windvane watch list', 'windvane watch list --json'],
  async run({ options, environment }) {
    const watchlists = await listWatchlists(environment)
    process.stdout.write(
      options['json'] === true ? `${toJson(watchlists, 2)}\n` : formatWatchlists(watchlists),
    )
    return watchlists.length === 0 ? 1 : 0
  },
})

function formatWatchlists(watchlists: readonly Watchlist[]): string {
  if (watchlists.length === 0) return 'There is no watchlist.\n'
  const rows = watchlists.flatMap(({ name, webhook, watches }) =>
    watches.map((watch) => [
      printable(name, 30),
      ...toTarget(watch),
      toConditions(watch),
      watch.events.join(' '),
      webhook === undefined ? '' : printable(new URL(webhook.url).host),
    ]),
  )
  const head = ['WATCHLIST', 'WATCHES', '', 'ONLY IF', 'EVENTS', 'WEBHOOK']
  return `${formatTable([head, ...rows])}\n`
}

type Watch = Watchlist['watches'][number]

function toTarget(watch: Watch): readonly string[] {
  const kinds = ['entity', 'value', 'tag', 'type', 'cidr'] as const
  const kind = kinds.find((each) => watch[each] !== undefined) ?? 'value'
  return [kind, printable(watch[kind] ?? '', 70)]
}

function toConditions({ reputation, worstReputation }: Watch): string {
  return [
    ...(reputation === undefined ? [] : [`reputation <= ${reputation}`]),
    ...(worstReputation === undefined ? [] : [`worst <= ${worstReputation}`]),
  ].join(', ')
}
