import { type PortRecord, type ScanEvent, type StageName } from '@windvane/model'
import { formatDuration } from './format-duration.ts'

/** Where a scan stands. */
export type Standing = {
  readonly stage: StageName
  readonly title: string
  readonly done: number
  readonly total: number
  /** Of the stage, over the last seconds. */
  readonly perSecond?: number
  readonly elapsedMs: number
  /** An estimate for the stage. */
  readonly leftMs?: number
}

/** Follows the progress of a scan through its stages. */
export class ScanProgress {
  readonly #startedAt: number
  readonly #hasServices: boolean
  readonly #stages = new Map<StageName, StageProgress>()

  constructor(startedAt: number, options: { readonly hasServices: boolean }) {
    this.#startedAt = startedAt
    this.#hasServices = options.hasServices
  }

  take(event: ScanEvent, at: number): void {
    if (event.kind === 'port') return this.#expectService(event.port)
    if (event.kind !== 'progress') return
    const { stage, done, total } = event
    const known = this.#stages.get(stage)
    const samples = [...(known?.samples ?? []), { at, done }]
    while (samples.length > 2 && at - (samples[1]?.at ?? at) > rateWindowMs) samples.shift()
    this.#stages.set(stage, { done, total, samples })
  }

  /** The stage of the services tells nothing before the first is named, but each open port is asked. */
  #expectService({ state }: PortRecord): void {
    const known = this.#stages.get('services')
    if (state !== 'open' || !this.#hasServices || (known?.done ?? 0) > 0) return
    this.#stages.set('services', { done: 0, total: (known?.total ?? 0) + 1, samples: [] })
  }

  /** The first stage that is not through, or the last that began. */
  standing(at: number): Standing {
    const begun = stages.filter((stage) => this.#stages.has(stage))
    const isUnderWay = (stage: StageName) => {
      const { done, total } = this.#stages.get(stage) ?? { done: 0, total: 0 }
      return done < total
    }
    const stage = begun.find(isUnderWay) ?? begun.at(-1) ?? 'resolve'
    const { done, total, samples } = this.#stages.get(stage) ?? { done: 0, total: 0, samples: [] }
    const perSecond = toRate(samples)
    const isEstimable = perSecond !== undefined && perSecond > 0 && done < total
    return {
      stage,
      title: titles[stage],
      done,
      total,
      ...(perSecond === undefined ? {} : { perSecond }),
      elapsedMs: at - this.#startedAt,
      ...(isEstimable ? { leftMs: ((total - done) / perSecond) * 1000 } : {}),
    }
  }
}

type StageProgress = {
  readonly done: number
  readonly total: number
  readonly samples: readonly { readonly at: number; readonly done: number }[]
}

const rateWindowMs = 3000

const titles: Readonly<Record<StageName, string>> = {
  resolve: 'Resolving',
  ports: 'Scanning ports',
  udp: 'Asking UDP ports',
  services: 'Naming services',
  tls: 'Laying TLS open',
  http: 'Reading web pages',
}

// in order
const stages: readonly StageName[] = ['resolve', 'ports', 'udp', 'services', 'tls', 'http']

function toRate(samples: StageProgress['samples']): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < 200) return undefined
  return ((last.done - first.done) / (last.at - first.at)) * 1000
}

/** `420 of 1,000 (42 %)` */
export function formatShare({ done, total }: Pick<Standing, 'done' | 'total'>): string {
  const percent = total === 0 ? 0 : Math.floor((100 * done) / total)
  return `${formatNumber(done)} of ${formatNumber(total)} (${percent} %)`
}

/** `12 s, about 20 s left` */
export function formatTimes({ elapsedMs, leftMs }: Standing): string {
  const left = leftMs === undefined ? '' : `, about ${formatDuration(leftMs)} left`
  return `${formatDuration(elapsedMs)}${left}`
}

/** A number with its thousands apart. */
export function formatNumber(number: number): string {
  return number.toLocaleString('en')
}
