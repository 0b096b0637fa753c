import { setTimeout as sleep } from 'node:timers/promises'

/** Cheap while there is nothing to do: nothing is written then. */
const intervalMs = 5_000

/** Does something now and then until it is disposed; what is being done then is finished. */
export function startUpkeep(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): AsyncDisposable {
  const stop = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await work().catch(onError)
      await sleep(intervalMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
