import { defineCommand, type Environment } from '../define-command.ts'
import { toJson } from '../output/to-json.ts'
import { requestServer } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'
import { formatTable } from '../terminal/table.ts'
import {
  type Alert,
  getWatchlist,
  listWatchlists,
  type Watchlist,
  watchlistsPath,
} from '../watch/watchlists.ts'

export const watchAlerts = defineCommand({
  name: 'watch alerts',
  argument: ['[watchlist]', 'name or id; without it, the alerts of all'],
  summary: 'List alerts, newest first.',
  options: [
    { flags: '--limit <number>', description: 'alerts at most', default: '20' },
    { flags: '--json', description: 'print JSON' },
  ],
  examples: ['windvane watch alerts', 'windvane watch alerts office --limit 100 --json'],
  async run({ words, options, environment }) {
    const [word] = words
    const watchlists =
      word === undefined
        ? await listWatchlists(environment)
        : [await getWatchlist(environment, word)]
    const alerts = await readAlerts(environment, watchlists, String(options['limit']))
    process.stdout.write(options['json'] === true ? `${toJson(alerts, 2)}\n` : formatAlerts(alerts))
    return alerts.length === 0 ? 1 : 0
  },
})

async function readAlerts(
  environment: Environment,
  watchlists: readonly Watchlist[],
  limit: string,
): Promise<readonly Alert[]> {
  const query = new URLSearchParams({ limit }).toString()
  const alerts: Alert[] = []
  for (const { id } of watchlists) {
    const path = `${watchlistsPath}/${id}/alerts?${query}`
    const { body } = await requestServer(environment, { method: 'GET', path })
    // the reply schema of the route
    alerts.push(...(body as { readonly results: readonly Alert[] }).results)
  }
  return alerts
    .toSorted((left, right) => right.time.localeCompare(left.time))
    .slice(0, Number(limit))
}

function formatAlerts(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return 'There is no alert.\n'
  const rows = alerts.map((alert) => [
    alert.time.slice(0, 16).replace('T', ' '),
    printable(alert.watchlist?.name ?? '', 30),
    printable(alert.event),
    alert.entity?.type ?? '',
    printable(valueOf(alert)),
    toChange(alert),
    alert.delivery?.state ?? '',
  ])
  const head = ['TIME', 'WATCHLIST', 'EVENT', 'TYPE', 'VALUE', 'REPUTATION', 'DELIVERY']
  return `${formatTable([head, ...rows])}\n`
}

function valueOf({ entity }: Alert): string {
  return String(entity?.attributes?.[entity.type ?? ''] ?? '')
}

function toChange({ entity, previous }: Alert): string {
  const now = entity?.reputation
  if (now === undefined) return ''
  const before = previous?.reputation
  return before === undefined || before === now ? String(now) : `${before} -> ${now}`
}
