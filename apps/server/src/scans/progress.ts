import { type ScanEvent, type StageName } from '@windvane/model'

/** Where each stage begins and ends within the whole, in percent. */
const stages = {
  resolve: { from: 0, to: 2 },
  ports: { from: 2, to: 60 },
  udp: { from: 2, to: 60 },
  services: { from: 60, to: 80 },
  tls: { from: 80, to: 99 },
  http: { from: 80, to: 99 },
} as const satisfies Record<StageName, { readonly from: number; readonly to: number }>

/** Whole percents of a scan as its events come; never falls, and never reaches 100 by itself. */
export function createProgress(): (event: ScanEvent) => number {
  let percent = 0
  return (event) => {
    if (event.kind !== 'progress' || event.total <= 0) return percent
    const { from, to } = stages[event.stage]
    const share = Math.min(1, Math.max(0, event.done / event.total))
    percent = Math.max(percent, Math.floor(from + (to - from) * share))
    return percent
  }
}
