import { reputationLabel } from '@windvane/model'
import { formatTable } from '../terminal/table.ts'
import { printable } from '../terminal/printable.ts'
import { type Answer, isMalicious } from './answer.ts'

const head = ['VALUE', 'TYPE', 'REPUTATION', 'ACCURACY', 'TAGS', 'LAST SEEN']

/** A table with a row for each value, and how many there are of which sort. */
export function formatAnswers(answers: readonly Answer[]): string {
  if (answers.length === 0) return 'Nothing to look up.\n'
  const count = (status: Answer['status']) =>
    answers.filter((answer) => answer.status === status).length
  const malicious = answers.filter(isMalicious).length
  const counts =
    `${answers.length} looked up: ${count('found')} found, ${malicious} of them malicious; ` +
    `${count('unknown')} unknown, ${count('invalid')} invalid`
  return `${formatTable([head, ...answers.flatMap(toRows)])}\n${counts}\n`
}

/** Entities of other types with the same value have rows of their own below. */
function toRows({ value, status, entity, others = [], reason }: Answer): readonly string[][] {
  const name = printable(value)
  if (entity === undefined) {
    return [[name, reason === undefined ? status : `${status}: ${printable(reason)}`]]
  }
  return [entity, ...others].map(({ type, reputation, accuracy, tags, lastSeen }) => [
    name,
    type,
    `${reputation} ${reputationLabel(reputation)}`,
    String(accuracy),
    printable(tags.join(', ')),
    lastSeen.slice(0, 16).replace('T', ' '),
  ])
}
