import { accuracyRange, type Entity, reputationRange } from '@windvane/model'
import { defineCommand } from '../define-command.ts'
import { exportSearch } from '../export/export-search.ts'
import { parseInteger } from '../parse-integer.ts'
import { requestServer } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'
import { formatTable } from '../terminal/table.ts'

type Page = { readonly items: number; readonly pages: number; readonly results: readonly Entity[] }

export const search = defineCommand({
  name: 'search',
  argument: ['<words...>', 'an address, domain, hash, URL, also defanged, or words'],
  summary: 'Find entities on a server.',
  options: [
    { flags: '--limit <number>', description: 'entities a page', default: '10' },
    { flags: '--page <number>', description: 'page', default: '1' },
    { flags: '--accuracy <0-3>', description: 'least accuracy' },
    { flags: '--reputation <-3-3>', description: 'least reputation' },
    { flags: '--json', description: 'print the reply as JSON' },
    { flags: '--export <file>', description: 'write all hits to a file: .csv or .ndjson' },
  ],
  examples: [
    'windvane search 8.8.8.8',
    'windvane search hxxp://example[.]com --json',
    'windvane search lazarus --export lazarus.csv',
  ],
  exitCodes: [
    [64, 'the command line cannot be used'],
    [69, 'no server can be reached, or it cannot answer now'],
    [73, 'the file of --export cannot be written'],
    [77, 'the server refuses the key pair'],
    [1, 'nothing was found'],
    [0, 'something was found'],
  ],
  async run({ words, options, environment }) {
    const asked = {
      query: words.join(' '),
      accuracy: parseInteger(options['accuracy'], { name: 'accuracy', ...accuracyRange }),
      reputation: parseInteger(options['reputation'], { name: 'reputation', ...reputationRange }),
    }
    if (typeof options['export'] === 'string') {
      return exportSearch(environment, { path: options['export'], body: asked })
    }
    const paging = new URLSearchParams({
      limit: String(options['limit']),
      page: String(options['page']),
    })
    const { body } = await requestServer(environment, {
      path: `/api/search/v1/entities/simple?${paging.toString()}`,
      body: asked,
    })
    // the reply schema of the route
    const page = (body as Page | undefined) ?? { items: 0, pages: 0, results: [] }
    process.stdout.write(
      options['json'] === true ? `${JSON.stringify(page, undefined, 2)}\n` : formatPage(page),
    )
    return page.items === 0 ? 1 : 0
  },
})

function formatPage(page: Page): string {
  if (page.items === 0) return 'Nothing found.\n'
  const rows = page.results.map((entity) => [
    entity.type,
    printable(String(entity.attributes[entity.type] ?? '')),
    String(entity.reputation),
    String(entity.accuracy),
    printable(entity.tags.join(', ')),
    entity.lastSeen.slice(0, 16).replace('T', ' '),
  ])
  const head = ['TYPE', 'VALUE', 'REPUTATION', 'ACCURACY', 'TAGS', 'LAST SEEN']
  return `${formatTable([head, ...rows])}\n${page.items} found on ${page.pages} page(s)\n`
}
