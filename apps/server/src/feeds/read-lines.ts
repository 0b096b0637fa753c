import { type Entity } from '@windvane/model'
import { isOneLine } from './is-one-line.ts'
import { type FeedKind } from './feed.ts'
import { unpackFile } from './pack-file.ts'

/** The values of a feed, one per line, of the bytes in which it is stored. */
export function readLines(
  kind: FeedKind,
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return kind === 'accumulative' ? unpackFile(bytes) : readValues(bytes)
}

async function* readValues(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield Buffer.from(lines.map(toValueLine).join(''))
  }
}

function toValueLine(line: string): string {
  // A build wrote the line, of an entity.
  const { type, attributes } = JSON.parse(line) as Entity
  const value = String(attributes[type] ?? '')
  return isOneLine(value) ? `${value}\n` : ''
}
