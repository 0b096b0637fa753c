import { refuseTooComplex } from './refuse.ts'

const maxClauses = 256
/** Words and patterns that clauses come down to: each word of a match counts once per field. */
const maxTerms = 1_024
const maxLeadingStars = 3
/** Instructions of all regular expressions of a request, as RE2 counts them. */
const maxProgramSize = 1_000

/** Counts what the parts of one request cost together, and refuses what is above the limits. */
export class QueryBudget {
  #clauses = 0
  #terms = 0
  #leadingStars = 0
  #programSize = 0

  addClause(at: string): void {
    this.#clauses += 1
    if (this.#clauses > maxClauses) throw refuseTooComplex(at, `more than ${maxClauses} clauses`)
  }

  addTerms(at: string, count: number): void {
    this.#terms += count
    if (this.#terms > maxTerms) throw refuseTooComplex(at, `more than ${maxTerms} words`)
  }

  addLeadingStar(at: string): void {
    this.#leadingStars += 1
    if (this.#leadingStars <= maxLeadingStars) return
    throw refuseTooComplex(at, `more than ${maxLeadingStars} patterns that begin with a wildcard`)
  }

  addProgram(at: string, size: number): void {
    this.#programSize += size
    if (this.#programSize <= maxProgramSize) return
    throw refuseTooComplex(at, `regular expressions of more than ${maxProgramSize} instructions`)
  }
}
