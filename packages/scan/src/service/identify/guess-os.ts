import { type OsGuess, type ServiceRecord } from '@windvane/model'

/**
 * The operating system that most services speak for. A package revision (`+deb12u10`) says more than
 * a family name, and a service that merely forwards for another host is outvoted.
 */
export function guessOs(services: readonly ServiceRecord[]): OsGuess | undefined {
  const votes = new Map<string, Vote>()
  for (const { port, transport, name, software } of services) {
    for (const { part, product, cpe, text } of software) {
      if (part !== 'os') continue
      const vote = votes.get(product) ?? { name: product, weight: 0, evidence: [] }
      const weight = /\d/.test(product) ? 3 : 1
      const evidence = [...vote.evidence, `${port}/${transport} ${name}: ${text}`]
      const known = cpe ?? vote.cpe
      votes.set(product, {
        ...vote,
        ...(known === undefined ? {} : { cpe: known }),
        weight: vote.weight + weight,
        evidence,
      })
    }
  }
  const ranked = [...votes.values()].toSorted((a, b) => b.weight - a.weight)
  const best = ranked[0]
  if (!best) return undefined
  // `Debian` and `Debian 12` are one opinion.
  const agreeing = ranked.filter(
    ({ name }) => best.name.startsWith(name) || name.startsWith(best.name),
  )
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0)
  const agreed = agreeing.reduce((sum, { weight }) => sum + weight, 0)
  return {
    name: best.name,
    ...(best.cpe === undefined ? {} : { cpe: best.cpe }),
    confidence: Math.round((100 * agreed) / (total + 1)),
    evidence: agreeing.flatMap(({ evidence }) => evidence).slice(0, maxEvidence),
  }
}

type Vote = {
  readonly name: string
  readonly cpe?: string
  readonly weight: number
  readonly evidence: readonly string[]
}

const maxEvidence = 20
