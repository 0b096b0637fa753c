import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** Loaded before a program: tells on standard error, when it ends, how long its event loop was held up. */
if (isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: 5 })
  histogram.enable()
  // The start itself is not what is measured.
  process.once('SIGUSR2', () => histogram.reset())
  process.once('exit', () => {
    const [p50, p99, max] = [histogram.percentile(50), histogram.percentile(99), histogram.max]
    const figures = [p50, p99, max].map((delay) => Math.max(0, delay / 1e6 - 5).toFixed(1))
    process.stderr.write(
      `event loop held up: p50 ${figures[0]} ms, p99 ${figures[1]} ms, most ${figures[2]} ms\n`,
    )
  })
}
