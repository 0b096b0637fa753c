import { isMainThread } from 'node:worker_threads'

const stepMs = 5

/**
 * Loaded before a program: tells on standard error, when it ends, how long its event loop was held up,
 * and how much of the longest hold the thread itself computed; the rest it waited for a processor.
 */
if (isMainThread) {
  const holds: Hold[] = []
  let at = performance.now()
  let used = process.threadCpuUsage()
  setInterval(() => {
    const computed = process.threadCpuUsage(used)
    const heldMs = Math.max(0, performance.now() - at - stepMs)
    const computedMs = (computed.user + computed.system) / 1000
    holds.push({ heldMs, computedMs })
    at = performance.now()
    used = process.threadCpuUsage()
  }, stepMs).unref()
  // The start itself is not what is measured.
  process.once('SIGUSR2', () => holds.splice(0))
  process.once('exit', () => process.stderr.write(describe(holds)))
}

type Hold = { readonly heldMs: number; readonly computedMs: number }

function describe(holds: readonly Hold[]): string {
  const held = holds.map(({ heldMs }) => heldMs).toSorted((a, b) => a - b)
  const at = (share: number) => (held[Math.floor(share * (held.length - 1))] ?? 0).toFixed(1)
  const computed = Math.max(0, ...holds.map(({ computedMs }) => computedMs)).toFixed(1)
  return `event loop held up: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms; most computed ${computed} ms\n`
}
