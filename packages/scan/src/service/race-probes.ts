import { setTimeout as delay } from 'node:timers/promises'

import { type Probe, type Wave } from './plan-probes.ts'
import { type ProbeOutcome } from './probe-outcome.ts'

/** How a race runs its probes. */
export type RaceOptions = {
  /** Never rejects for what the peer does; `claim` may be called when the answer is certain but not yet whole. */
  readonly run: (
    probe: Probe,
    signal: AbortSignal,
    claim: () => void,
  ) => Promise<ProbeOutcome | undefined>
  readonly signal: AbortSignal
}

/** Runs waves of probes; the first specific answer wins and ends the others, and a claim ends them early. */
export async function raceProbes(
  waves: readonly Wave[],
  { run, signal }: RaceOptions,
): Promise<ProbeOutcome | undefined> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const winner = Promise.withResolvers<ProbeOutcome | undefined>()
  let provisional: ProbeOutcome | undefined
  let claimed: ProbeOutcome | undefined
  const attempt = async (probe: Probe) => {
    if (either.aborted) return
    const own = new AbortController()
    const end = () => own.abort()
    either.addEventListener('abort', end, { once: true })
    let isClaimant = false
    const outcome = await run(probe, AbortSignal.any([signal, own.signal]), () => {
      // Who has claimed the port outlives the end of the others, but not the race's own signal.
      isClaimant = true
      either.removeEventListener('abort', end)
      stop.abort()
    })
    either.removeEventListener('abort', end)
    if (isClaimant) claimed ??= outcome
    if (outcome && !outcome.match.isProvisional) winner.resolve(outcome)
    if (outcome && outcome.match.confidence > (provisional?.match.confidence ?? 0))
      provisional = outcome
  }
  const ended = runWaves(waves, { attempt, signal: either }).then(
    () => winner.resolve(undefined),
    winner.reject,
  )
  const outcome = await winner.promise
  stop.abort()
  await ended
  return claimed ?? outcome ?? provisional
}

type WaveOptions = Pick<RaceOptions, 'signal'> & {
  readonly attempt: (probe: Probe) => Promise<void>
}

async function runWaves(waves: readonly Wave[], options: WaveOptions): Promise<void> {
  const { attempt, signal } = options
  let listening: Promise<void> | undefined
  const unfinished: (Promise<void> | undefined)[] = []
  for (const { probes, width, patienceMs } of waves) {
    if (probes.some(({ kind }) => kind === 'listen')) listening = attempt({ kind: 'listen' })
    const others = probes.filter(({ kind }) => kind !== 'listen')
    const running = others.length > 0 ? runSome(others, width, attempt) : listening
    unfinished.push(running)
    await Promise.race([running, pause(patienceMs, signal)])
    if (signal.aborted) break
  }
  await Promise.all([listening, ...unfinished])
}

async function runSome(
  probes: readonly Probe[],
  width: number,
  attempt: (probe: Probe) => Promise<void>,
): Promise<void> {
  const queue = probes.values()
  const runner = async () => {
    for (const probe of queue) await attempt(probe)
  }
  await Promise.all(Array.from({ length: width }, runner))
}

/** A pause that an abort ends early and without an error. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
