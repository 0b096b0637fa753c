import { type TlsGrade } from '@windvane/model'
import { gradeCaps } from './grade-caps.ts'
import { type Score, scoreTls } from './score.ts'
import { type JudgedEndpoint } from './strength.ts'

/** Grades an endpoint, SSL Labs-like: a score, and caps on the letter, each with its reason. */
export function gradeTls(endpoint: JudgedEndpoint): TlsGrade {
  const score = scoreTls(endpoint)
  const caps = gradeCaps.flatMap(({ cap, find }) => {
    const reason = find(endpoint)
    return reason === undefined ? [] : [{ reason, cap }]
  })
  const letters = [toLetter(score.total), ...caps.map(({ cap }) => cap)]
  const letter = letters.reduce((worst, letter) => (rank(letter) > rank(worst) ? letter : worst))
  return { letter, score: score.total, deductions: [...caps, ...listDeductions(score)] }
}

/** Best first; what is not trusted is worse than any weakness. */
const letters = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F', 'M', 'T'] as const

function rank(letter: TlsGrade['letter']): number {
  return letters.indexOf(letter)
}

/** An A that nothing caps is an A+. */
function toLetter(score: number): TlsGrade['letter'] {
  if (score >= 80) return 'A+'
  if (score >= 65) return 'B'
  if (score >= 50) return 'C'
  if (score >= 35) return 'D'
  return score >= 20 ? 'E' : 'F'
}

function listDeductions({ protocol, keyExchange, cipher }: Score): TlsGrade['deductions'] {
  const parts = [
    ['protocol support', protocol, 0.3],
    ['key exchange', keyExchange, 0.3],
    ['cipher strength', cipher, 0.4],
  ] as const
  return parts
    .filter(([, score]) => score < 100)
    .map(([name, score, weight]) => ({
      reason: `${name} ${score} of 100`,
      points: Math.round((100 - score) * weight * 10) / 10,
    }))
}
