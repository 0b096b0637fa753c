import { CommandError, type Environment } from '../define-command.ts'
import { openReply } from '../server-client.ts'

export type ExportOptions = { readonly format: 'csv' | 'ndjson'; readonly body: unknown }

/** All hits of a search as one text, however many requests that takes; nothing when there are none. */
export async function* readExport(
  environment: Environment,
  { format, body }: ExportOptions,
): AsyncGenerator<string> {
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ format, ...(cursor !== null && { cursor }) })
    const path = `/api/search/v1/entities/export?${query.toString()}`
    const response = await openReply(environment, { path, body })
    if (response === undefined) return
    const isFirst = cursor === null
    cursor = response.headers.get('x-next-cursor')
    yield* format === 'csv'
      ? readRecords(response, { hasHeader: isFirst })
      : readLines(response, { hasCursor: cursor !== null })
  } while (cursor !== null)
}

/** Each request gives the header again. */
async function* readRecords(
  response: Response,
  { hasHeader }: { readonly hasHeader: boolean },
): AsyncGenerator<string> {
  let header = ''
  for await (const text of readText(response)) {
    if (hasHeader || header.endsWith('\n')) {
      yield text
      continue
    }
    const end = text.indexOf('\n') + 1
    header += end === 0 ? text : text.slice(0, end)
    if (end !== 0) yield text.slice(end)
  }
}

/** The last line of an export that goes on is no entity. */
async function* readLines(
  response: Response,
  { hasCursor }: { readonly hasCursor: boolean },
): AsyncGenerator<string> {
  let held = ''
  for await (const text of readText(response)) {
    const lines = held + text
    const end = hasCursor ? lines.lastIndexOf('\n', lines.length - 2) + 1 : lines.length
    yield lines.slice(0, end)
    held = lines.slice(end)
  }
}

async function* readText({ body }: Response): AsyncGenerator<string> {
  if (body === null) return
  try {
    yield* body.pipeThrough(new TextDecoderStream())
  } catch (cause) {
    throw new CommandError('Cannot read the export: the connection broke', { exitCode: 69, cause })
  }
}
