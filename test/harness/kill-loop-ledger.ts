import { entityId } from '@windvane/model'

import { waitAtRandom } from './wait-at-random.ts'

export type Keys = Readonly<Record<'api-key' | 'api-secret', string>>
export type Report = {
  readonly parentId: string
  readonly childId: string
  isAcknowledged: boolean
}

/** Look-ups in flight while the ledger is compared. */
const atOnce = 32

/** What was sent to the server, and what of it the server acknowledged. */
export class Ledger {
  readonly reports: Report[] = []
  readonly scans = new Set<string>()
  readonly #keys: Keys
  #count = 0

  constructor(keys: Keys) {
    this.#keys = keys
  }

  /** Reports pairs of entities until the server is gone. */
  async report(url: string): Promise<void> {
    for (;;) {
      const [parent, child] = [`parent-${(this.#count += 1)}`, `child-${this.#count}.exe`]
      const report = {
        parentId: entityId('malware', parent),
        childId: entityId('filename', child),
        isAcknowledged: false,
      }
      this.reports.push(report)
      const reply = await this.#send(`${url}/api/ingest/v1/entity`, {
        type: 'malware',
        attributes: { malware: parent },
        reputation: -3,
        associations: [{ type: 'filename', attributes: { filename: child }, reputation: -2 }],
      })
      if (reply === undefined) return
      requireStatus(reply, [202])
      report.isAcknowledged = true
    }
  }

  /** Asks for scans of ever new targets until the server is gone. */
  async scan(url: string): Promise<void> {
    for (;;) {
      const number = (this.#count += 1)
      const target = `127.${(number >> 16) + 1}.${(number >> 8) & 255}.${number & 255}`
      const reply = await this.#send(`${url}/api/ingest/v1/scan`, { target })
      if (reply === undefined) return
      requireStatus(reply, [202])
      this.scans.add(String(reply.json?.id))
      await waitAtRandom(60)
    }
  }

  /** Reports that were acknowledged and are not whole, or were not and are there by half. */
  async findLost(url: string): Promise<readonly Report[]> {
    const lost: Report[] = []
    for (let from = 0; from < this.reports.length; from += atOnce) {
      const reports = this.reports.slice(from, from + atOnce)
      const areLost = await Promise.all(reports.map((report) => this.#isLost(url, report)))
      lost.push(...reports.filter((_report, index) => areLost[index]))
    }
    return lost
  }

  async findUnfinished(url: string): Promise<readonly string[]> {
    const unfinished: string[] = []
    for (const id of this.scans) {
      const reply = await this.#send(`${url}/api/ingest/v1/scan/${id}`)
      if (reply?.json?.status !== 'done') unfinished.push(id)
    }
    return unfinished
  }

  async #isLost(url: string, report: Report): Promise<boolean> {
    const parent = await this.#exists(url, report.parentId)
    const child = await this.#exists(url, report.childId)
    return parent !== child || (report.isAcknowledged && !parent)
  }

  async #exists(url: string, id: string): Promise<boolean> {
    const reply = await this.#send(`${url}/api/search/v1/entity/${id}`)
    requireStatus(reply, [200, 204])
    return reply?.status === 200
  }

  /** `undefined` when the connection broke before the reply was whole. */
  async #send(url: string, body?: unknown): Promise<Reply | undefined> {
    try {
      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...this.#keys, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
    } catch {
      return undefined
    }
  }
}

type Reply = {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>> | undefined
}

function requireStatus(reply: Reply | undefined, expected: readonly number[]): void {
  if (reply !== undefined && expected.includes(reply.status)) return
  throw new Error(`Unexpected reply: ${JSON.stringify(reply)}`)
}
