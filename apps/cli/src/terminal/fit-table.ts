import { cutText, textWidth } from './text-width.ts'

/** A column of a table that must fit a width. */
export type Column = {
  readonly head: string
  /** How narrow it may get. */
  readonly least: number
  /** Columns of the highest rank go first where there is no room; those of rank 0 stay. */
  readonly rank: number
}

/** Printable text, and how it is coloured once it has its width. */
export type Cell = { readonly text: string; readonly paint?: (text: string) => string }

/** A table as lines no wider than `width`: columns are narrowed first, then left out. */
export function fitTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): readonly string[] {
  const natural = columns.map(({ head }, index) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[index]?.text ?? '')), textWidth(head)),
  )
  const widths = fitWidths(columns, natural, width)
  const head = columns.map((column) => ({ text: column.head }))
  return [head, ...rows].map((row) => formatRow(row, widths))
}

/** The width of each column; 0 leaves it out. */
function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...natural]
  for (;;) {
    const over = totalWidth(widths) - width
    if (over <= 0) return widths
    if (narrow(columns, widths, over)) return widths
    const dropped = findDropped(columns, widths)
    if (dropped === undefined) return widths
    widths.splice(
      0,
      widths.length,
      ...natural.map((full, index) => (widths[index] === 0 ? 0 : full)),
    )
    widths[dropped] = 0
  }
}

const gap = 2

function totalWidth(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0)
  return shown.reduce((sum, width) => sum + width, 0) + gap * (shown.length - 1)
}

/** Takes `over` columns of characters from the widest; false when there is not so much to take. */
function narrow(columns: readonly Column[], widths: number[], over: number): boolean {
  const slackOf = (index: number) =>
    Math.max(0, (widths[index] ?? 0) - (columns[index]?.least ?? 0))
  const slack = widths.reduce((sum, _width, index) => sum + slackOf(index), 0)
  for (let left = Math.min(over, slack); left > 0; left--) {
    const widest = widths.reduce(
      (best, width, index) =>
        slackOf(index) > 0 && (best === -1 || width > (widths[best] ?? 0)) ? index : best,
      -1,
    )
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return slack >= over
}

function findDropped(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let found: number | undefined
  for (const [index, { rank }] of columns.entries()) {
    if (rank === 0 || widths[index] === 0) continue
    if (found === undefined || rank > (columns[found]?.rank ?? 0)) found = index
  }
  return found
}

function formatRow(row: readonly Cell[], widths: readonly number[]): string {
  const shown = widths.flatMap((width, index) => (width === 0 ? [] : [{ width, cell: row[index] }]))
  return shown
    .map(({ width, cell }, index) => {
      const text = cutText(cell?.text ?? '', width)
      const painted = cell?.paint === undefined || text === '' ? text : cell.paint(text)
      return index === shown.length - 1
        ? painted
        : `${painted}${' '.repeat(width - textWidth(text) + gap)}`
    })
    .join('')
    .trimEnd()
}
