import { type Entity } from '@windvane/model'
import { defineCommand } from '../define-command.ts'
import { exportSearch } from '../export/export-search.ts'
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
  async run({ words, options, environment }) {
    const asked = {
      query: words.join(' '),
      ...minimum('accuracy', options['accuracy']),
      ...minimum('reputation', options['reputation']),
    }
    if (typeof options['export'] === 'string') {
      return exportSearch(environment, { path: options['export'], body: asked })
    }
    const paging = new URLSearchParams({
      limit: String(options['limit']),
      page: String(options['page']),
    })
    const { status, body } = await requestServer(environment, {
      path: `/api/search/v1/entities/simple?${paging.toString()}`,
      body: asked,
    })
    // the reply schema of the route; 204 has no body
    const page = status === 204 ? { items: 0, pages: 0, results: [] } : (body as Page)
    process.stdout.write(
      options['json'] === true ? `${JSON.stringify(page, undefined, 2)}\n` : formatPage(page),
    )
    return page.items === 0 ? 1 : 0
  },
})

function minimum(name: string, option: string | boolean | undefined): Record<string, number> {
  return option === undefined ? {} : { [name]: Number(option) }
}

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
