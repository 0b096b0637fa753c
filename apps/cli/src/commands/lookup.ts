import { CommandError, defineCommand, type Environment } from '../define-command.ts'
import { type Answer, isMalicious } from '../lookup/answer.ts'
import { formatAnswers } from '../lookup/format-answers.ts'
import { listBatches } from '../lookup/list-batches.ts'
import { readValues } from '../lookup/read-values.ts'
import { toJson } from '../output/to-json.ts'
import { writeText } from '../output/write-text.ts'
import { requestServer } from '../server-client.ts'

export const lookup = defineCommand({
  name: 'lookup',
  argument: ['[file]', 'values, one a line; "-" or none: the standard input'],
  summary: 'Look up many values at once: addresses, domains, hashes, URLs, also defanged.',
  options: [
    { flags: '--text', description: 'find the indicators in the input, whatever is around them' },
    { flags: '--json', description: 'print one JSON document' },
    { flags: '--ndjson', description: 'print one JSON object a line' },
  ],
  examples: [
    'windvane lookup indicators.txt',
    'pbpaste | windvane lookup --text',
    'cut -d" " -f1 access.log | sort -u | windvane lookup - --ndjson',
  ],
  exitCodes: [
    [64, 'the command line or the input cannot be used'],
    [69, 'no server can be reached, or it cannot answer now'],
    [77, 'the server refuses the key pair'],
    [1, 'something malicious was found'],
    [0, 'nothing malicious was found'],
  ],
  async run({ words, options, environment }) {
    if (words.length > 1) throw new CommandError('Cannot read several files', { exitCode: 64 })
    const isLines = options['ndjson'] === true
    const values = await readValues(words[0], { isText: options['text'] === true })
    const answers: Answer[] = []
    for (const batch of listBatches(values)) {
      const found = await lookUp(environment, batch)
      answers.push(...found)
      if (isLines) await writeText(found.map((answer) => `${toJson(answer)}\n`).join(''))
    }
    if (options['json'] === true) await writeText(`${toJson(toDocument(answers), 2)}\n`)
    else if (!isLines) await writeText(formatAnswers(answers))
    return answers.some(isMalicious) ? 1 : 0
  },
})

async function lookUp(
  environment: Environment,
  values: readonly string[],
): Promise<readonly Answer[]> {
  const path = '/api/search/v1/entities/lookup'
  const { body } = await requestServer(environment, { path, body: { values } })
  // the reply schema of the route
  return (body as { readonly results: readonly Answer[] }).results
}

function toDocument(answers: readonly Answer[]) {
  const count = (status: Answer['status']) =>
    answers.filter((answer) => answer.status === status).length
  return {
    items: answers.length,
    found: count('found'),
    unknown: count('unknown'),
    invalid: count('invalid'),
    results: answers,
  }
}
