import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScanReport } from '@windvane/model'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { fullReport } from '../../test/full-report.ts'
import { withHostileText } from '../../test/hostile-report.ts'
import { renderReport } from './render-report.ts'
import { script, scriptHash } from './script.ts'

const page = renderReport(fullReport)
const hostilePage = renderReport(withHostileText(fullReport))

const emptyReport: ScanReport = {
  ...fullReport,
  addresses: [],
  hosts: [],
  ports: [],
  portGroups: [],
  services: [],
  tls: [],
  tlsEndpoints: [],
  http: [],
  findings: [],
  failures: [],
  summary: { ...fullReport.summary, pace: [], decisions: [], stopReason: 'no-address' },
}

describe('renderReport()', () => {
  it.each([
    ['a full report', page],
    ['a report of nothing', renderReport(emptyReport)],
    ['a hostile report', hostilePage],
  ])('writes %s well-formed', (_name, text) => {
    expect(XMLValidator.validate(text.replace('<!DOCTYPE html>', ''))).toBe(true)
  })

  it('loads nothing and runs only its own script', () => {
    expect(page).not.toMatch(/\ssrc=|url\(|@import|<iframe|<object|<form/)
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link)
    expect(links.filter((link) => !/^(#|data:,$)/.test(link ?? ''))).toEqual([])
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1] ?? ''
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`,
    )
    expect(scriptHash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`)
    expect(/<script>(.*)<\/script>/s.exec(page)?.[1]).toBe(script)
  })

  it('leads each of its links to a place on the page', () => {
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id))
    const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
    expect(links.filter((id) => !ids.has(id))).toEqual([])
  })

  it('shows every text of the report', () => {
    const shown = toText(page)
    const missing = listTexts(fullReport).filter(([, text]) => !shown.includes(text))
    expect(new Set(missing.map(([member]) => member))).toEqual(notShown)
  })

  it('says that a scan was cut short, and nothing of the kind when it was not', () => {
    expect(toText(page)).toContain('not run to the end: cut short: the time was up. 87 % of')
    const whole = { ...fullReport, summary: { ...fullReport.summary, stopReason: 'complete' } }
    expect(toText(renderReport(whole))).not.toContain('not run to the end')
  })

  it('shows hostile text as text', () => {
    expect(hostilePage.match(/<script/g)?.length).toBe(1)
    expect(hostilePage).not.toMatch(/<img|<!\[CDATA|-->/)
    expect(hostilePage.replaceAll(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    expect(hostilePage).toContain('&lt;script&gt;document.title=&quot;taken&quot;&lt;/script&gt;')
    expect(hostilePage).toContain('⟨U+202E⟩⟨U+2066⟩')
    expect(hostilePage).not.toMatch(/\p{M}{3}/u)
  })

  it('stays small for a host on which everything is open', () => {
    const ports = Array.from({ length: 65_535 }, (_, index) => ({
      ...fullReport.ports[0],
      port: index + 1,
    }))
    // the first port of the fixture with other numbers
    const huge = renderReport({ ...fullReport, ports: ports as ScanReport['ports'] })
    expect(huge.match(/<tr role="row" id=/g)?.length).toBe(2000)
    expect(huge).toContain('63,535 more ports are in the report as JSON')
    expect(huge.length).toBeLessThan(4_000_000)
  })

  it('bears dates that are none and numbers that are far off', () => {
    const [endpoint] = fullReport.tlsEndpoints
    const chain = endpoint?.chains.named
    const certificates = (chain?.certificates ?? []).map((certificate) => ({
      ...certificate,
      notBefore: 'never',
      notAfter: '+275760-09-13T00:00:00.000Z',
    }))
    const text = renderReport({
      ...fullReport,
      tlsEndpoints: fullReport.tlsEndpoints.map((one) => ({
        ...one,
        chains: { named: { certificates, problems: [] } },
      })),
    })
    expect(text).not.toMatch(/NaN|Infinity|undefined/)
  })
})

describe.runIf(hasProgram('chromium'))('the page in a browser', () => {
  it('runs its script, and nothing that the target said', { timeout: 60_000 }, () => {
    const { dom, log } = open(hostilePage)
    expect(/<title>([^<]*)/.exec(dom)?.[1]).toContain('document.title')
    expect(dom.match(/<script/g)?.length).toBe(1)
    expect(dom).not.toMatch(/<img|\sonerror="/)
    // the script has taken the filter out of hiding
    expect(dom).toMatch(/<div class="tools">/)
    expect(log).not.toMatch(/Content Security Policy|Uncaught|ERR_/)
  })

  it('is whole as the browser reads it', { timeout: 60_000 }, () => {
    const { dom } = open(page)
    for (const tag of ['section', 'article', 'table', 'svg', 'details', 'dl']) {
      const count = (text: string) => text.match(new RegExp(`<${tag}[\\s>]`, 'g'))?.length
      expect(count(dom), tag).toBe(count(page))
    }
  })
})

/** The page as a reader without a browser sees it. */
function toText(text: string): string {
  const references: Readonly<Record<string, string>> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  }
  return text
    .replaceAll(/<(style|script)>.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&[^;]{1,5};/g, (reference) => references[reference] ?? reference)
    .replaceAll(/\s+/g, ' ')
}

/** Told in other words, or of use to programs alone. */
const notShown: ReadonlySet<string> = new Set(
  [
    // times, problems and ends in words of the page
    'startedAt endedAt at notBefore notAfter producedAt nextUpdate problems stopReason',
    'path tunnel id part',
    // an open port says no more by its reason; a single scan saw it once
    'reason firstSeen lastSeen seenAt thisUpdate',
    // decoded, or the sum of what is shown
    'bannerRaw sent received bodySha256 sha256 vendor from',
  ].flatMap((names) => names.split(' ')),
)

function listTexts(value: unknown, member = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[member, value.replaceAll(/\s+/g, ' ').trim()]]
  if (Array.isArray(value)) return value.flatMap((item: unknown) => listTexts(item, member))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) => listTexts(item, name))
}

function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}

function open(text: string): { readonly dom: string; readonly log: string } {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-page-'))
  try {
    writeFileSync(join(folder, 'page.html'), text)
    const dom = execFileSync(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        `--user-data-dir=${folder}/profile`,
        '--enable-logging',
        `--log-file=${folder}/log`,
        '--dump-dom',
        `file://${folder}/page.html`,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 },
    )
    return { dom, log: readFileSync(join(folder, 'log'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
