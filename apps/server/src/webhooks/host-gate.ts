/** What one delivery occupies. */
type Delivery = { readonly host: string; readonly userId: string }

/**
 * Keeps a slow or dead receiver from holding up others, and us from burying it: at most two
 * deliveries per host and four per account at once, and one a second to a host that just failed.
 */
export type HostGate = {
  /** A pass that must be left with how it went, or when to ask again. */
  readonly enter: (delivery: Delivery) => Pass | Refusal
}

type Pass = { readonly leave: (ok: boolean) => void }

type Refusal = { readonly waitMs: number }

// reliability.md P14 and T29
const maximumPerHost = 2
const maximumPerAccount = 4
const failedHostIntervalMs = 1_000

/** A backlog asks less often the longer it is, so that it costs no more than a short one. */
const waitMsPerRefused = 100
const minimumWaitMs = 1_000
const maximumWaitMs = 60_000

/** Hosts whose last failure is remembered; a forgotten one only gets a second chance earlier. */
const maximumFailedHosts = 10_000

export function createHostGate(monotonicMs: () => number): HostGate {
  const active = new Map<string, number>()
  const failed = new Map<string, number>()
  const refused = new Map<string, number>()

  function hasRoom(host: string, account: string): boolean {
    if ((active.get(host) ?? 0) >= maximumPerHost) return false
    if ((active.get(account) ?? 0) >= maximumPerAccount) return false
    const failedAtMs = failed.get(host)
    return failedAtMs === undefined || monotonicMs() - failedAtMs >= failedHostIntervalMs
  }

  function refuse(account: string): Refusal {
    add(refused, account, 1)
    const waitMs = (refused.get(account) ?? 0) * waitMsPerRefused
    return { waitMs: Math.min(maximumWaitMs, Math.max(minimumWaitMs, waitMs)) }
  }

  function remember(host: string, ok: boolean): void {
    failed.delete(host)
    if (ok) return
    failed.set(host, monotonicMs())
    const [oldest] = failed.keys()
    if (failed.size > maximumFailedHosts && oldest !== undefined) failed.delete(oldest)
  }

  function enter(delivery: Delivery): Pass | Refusal {
    const host = `host ${delivery.host}`
    const account = `account ${delivery.userId}`
    if (!hasRoom(host, account)) return refuse(account)
    add(refused, account, -1)
    add(active, host, 1)
    add(active, account, 1)
    return {
      leave(ok) {
        add(active, host, -1)
        add(active, account, -1)
        remember(host, ok)
      },
    }
  }

  return Object.freeze({ enter })
}

function add(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change
  if (count <= 0) counts.delete(key)
  else counts.set(key, count)
}
