import { searchEntitiesLookup } from '@windvane/api'
import { AppError, applySource, parseSource, type Source } from '@windvane/model'
import { type ValueAnswer } from '../../search/look-up-many.ts'
import { defineRoute } from '../../gateway/define-route.ts'

/** More results than this are streamed. */
const fewResults = 200
const resultsPerPiece = 100

export const searchEntitiesLookupRoute = defineRoute(
  searchEntitiesLookup,
  async ({ body, principal, context }) => {
    const { values, text } = body
    if ((values === undefined) === (text === undefined)) {
      throw new AppError('invalid_request', { reason: 'either values or text is needed' })
    }
    const source = parseSource(body)
    const answers = await context.search.lookUp(principal, { values: values ?? [], text })
    const pieces = writeReply(answers, source)
    return {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      file: answers.length <= fewResults ? [...pieces].join('') : () => toStream(pieces),
    }
  },
)

/** JSON piece by piece, as the whole may be many megabytes. */
function* writeReply(answers: readonly ValueAnswer[], source: Source): Generator<string> {
  const count = (status: string) => answers.filter((answer) => answer.status === status).length
  const counts = { found: count('found'), unknown: count('unknown'), invalid: count('invalid') }
  yield `${JSON.stringify({ items: answers.length, ...counts }).slice(0, -1)},"results":[`
  for (let from = 0; from < answers.length; from += resultsPerPiece) {
    const results = answers.slice(from, from + resultsPerPiece)
    const text = results.map((answer) => JSON.stringify(toResult(answer, source))).join(',')
    yield from === 0 ? text : `,${text}`
  }
  yield ']}'
}

function toResult(answer: ValueAnswer, source: Source): unknown {
  if (answer.status !== 'found') return answer
  const { entities, ...result } = answer
  const [entity, ...others] = entities.map((found) => applySource(found, source))
  return { ...result, entity, ...(others.length > 0 && { others }) }
}

async function* toStream(pieces: Iterable<string>): AsyncGenerator<string> {
  yield* pieces
}
