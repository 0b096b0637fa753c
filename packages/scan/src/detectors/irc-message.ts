import { toLines } from './text-lines.ts'

/** A message of IRC. */
export type IrcMessage = {
  readonly source: string
  /** A word in upper case or a numeric reply: `PING`, `001`. */
  readonly command: string
  readonly params: readonly string[]
}

/** The whole messages among the bytes (RFC 2812 2.3.1); other lines are left out. */
export function parseIrcMessages(bytes: Buffer): readonly IrcMessage[] {
  return toLines(bytes).slice(0, -1).flatMap(parseIrcMessage)
}

function parseIrcMessage(line: string): readonly IrcMessage[] {
  const head = /^(?::([^ ]{1,253}) +)?([A-Z]{2,20}|\d{3})(?= |$)/.exec(line)
  if (head?.[2] === undefined) return []
  const rest = line.slice(head[0].length)
  const colon = rest.indexOf(' :')
  const middle = colon < 0 ? rest : rest.slice(0, colon)
  const params = middle.split(' ', 30).filter((word) => word !== '')
  const trailing = colon < 0 ? [] : [rest.slice(colon + 2)]
  return [{ source: head[1] ?? '', command: head[2], params: [...params, ...trailing] }]
}
