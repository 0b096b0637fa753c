/** The columns and rows of a terminal; those of the classic one where it does not tell. */
export function terminalSize({ columns, rows }: NodeJS.WriteStream): {
  readonly columns: number
  readonly rows: number
} {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 }
}
