/** What one delivery occupies. */
type Delivery = { readonly host: string; readonly userId: string }

/**
 * Keeps a slow or dead receiver from holding up others, and us from burying it: at most two
 * deliveries per host and four per account at once, and one a second to a host that just failed.
 */
export type HostGate = {
  /** `undefined` when there is no room; else a pass that must be left with how it went. */
  readonly enter: (delivery: Delivery) => { readonly leave: (ok: boolean) => void } | undefined
}

// reliability.md P14 and T29
const maximumPerHost = 2
const maximumPerAccount = 4
const failedHostIntervalMs = 1_000

/** Hosts whose last failure is remembered; a forgotten one only gets a second chance earlier. */
const maximumFailedHosts = 10_000

export function createHostGate(monotonicMs: () => number): HostGate {
  const active = new Map<string, number>()
  const failed = new Map<string, number>()

  function hasRoom(host: string, account: string): boolean {
    if ((active.get(host) ?? 0) >= maximumPerHost) return false
    if ((active.get(account) ?? 0) >= maximumPerAccount) return false
    const failedAtMs = failed.get(host)
    return failedAtMs === undefined || monotonicMs() - failedAtMs >= failedHostIntervalMs
  }

  function add(key: string, change: 1 | -1): void {
    const count = (active.get(key) ?? 0) + change
    if (count === 0) active.delete(key)
    else active.set(key, count)
  }

  function remember(host: string, ok: boolean): void {
    failed.delete(host)
    if (ok) return
    failed.set(host, monotonicMs())
    const [oldest] = failed.keys()
    if (failed.size > maximumFailedHosts && oldest !== undefined) failed.delete(oldest)
  }

  function enter(delivery: Delivery): { leave: (ok: boolean) => void } | undefined {
    const host = `host ${delivery.host}`
    const account = `account ${delivery.userId}`
    if (!hasRoom(host, account)) return undefined
    add(host, 1)
    add(account, 1)
    return {
      leave(ok) {
        add(host, -1)
        add(account, -1)
        remember(host, ok)
      },
    }
  }

  return Object.freeze({ enter })
}
