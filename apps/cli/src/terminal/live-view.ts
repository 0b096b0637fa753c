import { type FindingRecord, type ScanEvent } from '@windvane/model'
import { PortBook, type PortRow } from '../digest/port-book.ts'
import { severities } from '../digest/severities.ts'
import { type Colours, formatPortTable } from './port-table.ts'
import {
  formatNumber,
  formatShare,
  formatTimes,
  ScanProgress,
  type Standing,
} from './scan-progress.ts'
import { terminalSize } from './terminal-size.ts'
import { cutText, textWidth } from './text-width.ts'
import { type ScanView } from './scan-view.ts'

export type LiveViewOptions = {
  readonly output: NodeJS.WriteStream
  readonly colours: Colours
  /** Whether ports that are not open are shown, too. */
  readonly hasAllStates: boolean
  /** Whether open ports are asked what they are. */
  readonly hasServices: boolean
}

/** A table that fills as ports open, with a status line below, redrawn in place. */
export class LiveView implements ScanView {
  readonly #options: LiveViewOptions
  readonly #book = new PortBook()
  readonly #progress: ScanProgress
  readonly #findings = new Map<string, FindingRecord>()
  readonly #timer: NodeJS.Timeout
  #note = ''
  #drawn: readonly string[] = []
  #hasChanged = true

  constructor(options: LiveViewOptions) {
    this.#options = options
    this.#progress = new ScanProgress(performance.now(), options)
    options.output.write(hideCursor)
    this.#timer = setInterval(() => this.#draw(), redrawMs).unref()
    process.once('exit', this.#restore)
  }

  show(event: ScanEvent): void {
    this.#hasChanged = true
    this.#book.take(event)
    this.#progress.take(event, performance.now())
    if (event.kind !== 'finding') return
    const { id, address, port } = event.finding
    this.#findings.set(`${id} ${address} ${port}`, event.finding)
  }

  say(note: string): void {
    this.#note = note
    this.#hasChanged = true
    this.#draw()
  }

  /** Removes the table and gives the terminal back. */
  end(): void {
    clearInterval(this.#timer)
    process.off('exit', this.#restore)
    this.#options.output.write(`${this.#toTop()}${eraseBelow}${showCursor}`)
    this.#drawn = []
  }

  readonly #restore = () => this.end()

  #draw(): void {
    const second = Math.floor(performance.now() / 1000)
    if (!this.#hasChanged && second === this.#drawnSecond) return
    this.#hasChanged = false
    this.#drawnSecond = second
    const lines = this.#format()
    const text = lines.map((line) => `${line}${eraseLine}\n`).join('')
    // One write, and lines overwritten rather than erased first: nothing flickers.
    this.#options.output.write(`${beginUpdate}${this.#toTop()}${text}${eraseBelow}${endUpdate}`)
    this.#drawn = lines
  }

  #drawnSecond = -1

  /** Lines that the terminal has wrapped since, because it was made narrower, count by their rows. */
  #toTop(): string {
    const { columns } = terminalSize(this.#options.output)
    const height = this.#drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(textWidth(withoutColours(line)) / columns)),
      0,
    )
    return height === 0 ? '' : `\r\u001b[${height}A`
  }

  #format(): readonly string[] {
    const { output, colours, hasAllStates } = this.#options
    const { columns, rows: lines } = terminalSize(output)
    const width = Math.max(20, columns - 1)
    const rows = this.#book.rows().filter(({ port }) => hasAllStates || port.state === 'open')
    const status = this.#formatStatus(width, rows)
    const room = Math.max(1, lines - status.length - 3)
    const shown = rows.length > room ? rows.slice(-room) : rows
    const table =
      shown.length === 0
        ? []
        : formatPortTable(shown, { width, colours, at: new Date(), isRunning: true })
    const hidden = rows.length - shown.length
    const more = hidden > 0 ? [cutText(`… and ${formatNumber(hidden)} above`, width)] : []
    return [...table.slice(0, 1).map(colours.bold), ...more, ...table.slice(1), ...status]
  }

  #formatStatus(width: number, rows: readonly PortRow[]): readonly string[] {
    const standing = this.#progress.standing(performance.now())
    const found = [
      `${formatNumber(rows.filter(({ port }) => port.state === 'open').length)} open`,
      ...this.#countFindings(),
      this.#note,
    ].filter((part) => part !== '')
    return [
      cutText(formatStanding(standing, width), width),
      this.#options.colours.dim(cutText(found.join(', '), width)),
    ]
  }

  #countFindings(): readonly string[] {
    const findings = [...this.#findings.values()]
    return severities.flatMap((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length
      return count === 0 || severity === 'info' ? [] : [`${count} ${severity}`]
    })
  }
}

const redrawMs = 80

// ECMA-48, and the private modes of DEC; 2026 is "synchronised output", which others ignore.
const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const eraseLine = '\u001b[K'
const eraseBelow = '\u001b[J'
const beginUpdate = '\u001b[?2026h'
const endUpdate = '\u001b[?2026l'

function withoutColours(line: string): string {
  return line.replaceAll(/\u001b\[[0-9;]*m/g, '')
}

function formatStanding(standing: Standing, width: number): string {
  const { title, done, total, perSecond, stage } = standing
  const rate =
    perSecond === undefined || stage !== 'ports' ? '' : `${formatNumber(Math.round(perSecond))}/s`
  const words = [formatShare(standing), rate, formatTimes(standing)].filter((word) => word !== '')
  const barWidth = Math.min(30, width - textWidth(title) - textWidth(words.join('  ')) - 6)
  const bar = barWidth < 8 ? [] : [formatBar(total === 0 ? 0 : done / total, barWidth)]
  return [title, ...bar, ...words].join('  ')
}

function formatBar(share: number, width: number): string {
  const full = Math.min(width, Math.round(share * width))
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`
}
