import { type DetectorContext, type DetectorSteps } from '../define-detector.ts'
import { type HttpPage } from '../http-page.ts'
import { type HttpTalk } from '../http-talk.ts'
import {
  type ApplicationFacts,
  type Hint,
  type HttpApplication,
} from './define-http-application.ts'
import { httpApplications } from './index.ts'

/** A product that an answer named. */
export type FoundApplication = {
  readonly application: HttpApplication
  readonly facts: ApplicationFacts
}

/** What is behind a first answer: whoever it names, and with at most two questions more who else. */
export function* askApplications(
  first: HttpPage,
  { talk, context }: { readonly talk: HttpTalk; readonly context: DetectorContext },
): DetectorSteps<readonly FoundApplication[]> {
  const candidates = httpApplications
    .map((application) => toCandidate(application, first, context))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
  const found: FoundApplication[] = []
  const answers = new Map<string, HttpPage | undefined>()
  for (const { application, score } of candidates) {
    const { path } = application
    const isNamed = score >= scores.named
    if (found.length > 0 && !isNamed) break
    if (path !== undefined && !answers.has(path) && answers.size < maxQuestions) {
      answers.set(path, yield* talk.get(path, questionTimeoutMs))
    }
    // Who is named by the first answer is read from that alone when the question stays open.
    const answer = path === undefined ? first : (answers.get(path) ?? (isNamed ? first : undefined))
    const facts = answer && application.read(answer, first)
    if (facts) found.push({ application, facts })
    else if (isNamed) found.push({ application, facts: { evidence: 'the answer to GET /' } })
  }
  return found
}

const maxQuestions = 2
const questionTimeoutMs = 2000

// A usual port weighs as much as a weak hint and a half: alone it is worth a question.
const scores: Readonly<Record<Hint, number>> = { named: 100, likely: 10, possible: 2 }
const portScore = 3

type Candidate = { readonly application: HttpApplication; readonly score: number }

function toCandidate(
  application: HttpApplication,
  first: HttpPage,
  { port, tunnel }: DetectorContext,
): Candidate {
  const hint = application.hint(first)
  const ports = tunnel === 'tls' ? application.tlsPorts : application.ports
  const isUsual = ports.includes(port)
  return { application, score: (hint ? scores[hint] : 0) + (isUsual ? portScore : 0) }
}
