import { type Line } from './line.ts'
import { negotiate } from './negotiate.ts'
import { type Opening } from './open-interview.ts'

/**
 * Whether a server still agrees to what it agreed to first. Many close the connection rather than
 * refuse a suite, and so does one that has had enough of us: then the refusals mean nothing.
 */
export async function stillAgrees(line: Line, { client }: Opening): Promise<boolean> {
  if (!line.hasUnexplained) return true
  const answer = await negotiate(line, { ...client, serverName: line.serverName })
  return answer.kind === 'agreed'
}
