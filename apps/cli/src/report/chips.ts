import { type Severity, type TlsGrade } from '@windvane/model'
import { type Html, html } from './html.ts'

type Tone = Severity | 'good'

/** A short word on a ground that goes with it. */
export function chip(text: string, tone: Tone): Html {
  return html`<span class="chip ${tone}-chip">${text}</span>`
}

/** A severity as a word, with a mark for who does not see colours, and how often it was met. */
export function severityChip(severity: Severity, count?: number): Html {
  const words = [marks[severity], count?.toLocaleString('en'), severity]
  return chip(words.filter((word) => word !== undefined).join(' '), severity)
}

const marks: Readonly<Record<Severity, string>> = {
  critical: '▲▲',
  high: '▲',
  medium: '◆',
  low: '▽',
  info: '○',
}

/** Whether a chain leads to a root that is trusted, and why not. */
export function trustChip(isTrusted: boolean, reason: string | undefined): Html {
  if (isTrusted) return chip('✓ trusted', 'good')
  return chip(`✗ not trusted${reason === undefined ? '' : `: ${reason.slice(0, 60)}`}`, 'critical')
}

/** A letter of the TLS grade. */
export function gradeChip(letter: TlsGrade['letter']): Html {
  return html`<span class="grade ${gradeTones[letter]}-chip">${letter}</span>`
}

const gradeTones: Readonly<Record<TlsGrade['letter'], Tone>> = {
  'A+': 'good',
  A: 'good',
  'A-': 'good',
  B: 'low',
  C: 'medium',
  D: 'medium',
  E: 'high',
  F: 'critical',
  T: 'critical',
  M: 'high',
}

// best first; T and M say that the certificate convinces nobody, whatever the rest is worth
const letters: readonly TlsGrade['letter'][] = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'M', 'T', 'F']

/** The worst of several grades. */
export function worstGrade(grades: readonly TlsGrade['letter'][]): TlsGrade['letter'] | undefined {
  return letters.findLast((letter) => grades.includes(letter))
}
