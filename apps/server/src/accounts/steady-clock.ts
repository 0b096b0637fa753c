/**
 * Wall time that a clock set back cannot pull back within this process, so that nothing expired
 * comes alive again; a clock set forward counts at once.
 */
export function createSteadyClock(
  wallMs: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): () => Date {
  const offsetMs = wallMs() - monotonicMs()
  return () => new Date(Math.max(wallMs(), offsetMs + monotonicMs()))
}
