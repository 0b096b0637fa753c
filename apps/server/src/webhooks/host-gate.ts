/** One delivery, and what it occupies. */
export type GatedDelivery = { readonly id: string; readonly host: string; readonly userId: string }

/**
 * Keeps a slow or dead receiver from holding up others, and us from burying it: at most two
 * deliveries per host and four per account at once, and one a second to a host that just failed.
 */
export type HostGate = {
  /** A pass that must be left with how it went, or when to ask again. */
  readonly enter: (delivery: GatedDelivery) => Pass | Refusal
  /** Whether it would be refused for no other reason than those under way, which may soon be through. */
  readonly isBusy: (delivery: GatedDelivery) => boolean
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

/** Refused deliveries of one account that are told apart: more wait no longer. */
const maximumBacklog = maximumWaitMs / waitMsPerRefused

/** Hosts whose last failure is remembered; a forgotten one only gets a second chance earlier. */
const maximumFailedHosts = 10_000

export function createHostGate(monotonicMs: () => number): HostGate {
  const active = new Map<string, number>()
  const failed = new Map<string, number>()
  const refused = new Map<string, Set<string>>()

  function isFull({ host, account }: Keys): boolean {
    if ((active.get(host) ?? 0) >= maximumPerHost) return true
    return (active.get(account) ?? 0) >= maximumPerAccount
  }

  function isFailing({ host }: Keys): boolean {
    const failedAtMs = failed.get(host)
    return failedAtMs !== undefined && monotonicMs() - failedAtMs < failedHostIntervalMs
  }

  function refuse(account: string, id: string): Refusal {
    const backlog = refused.get(account) ?? new Set()
    if (backlog.size < maximumBacklog) refused.set(account, backlog.add(id))
    const waitMs = backlog.size * waitMsPerRefused
    return { waitMs: Math.min(maximumWaitMs, Math.max(minimumWaitMs, waitMs)) }
  }

  function forget(account: string, id: string): void {
    const backlog = refused.get(account)
    backlog?.delete(id)
    if (backlog?.size === 0) refused.delete(account)
  }

  function remember(host: string, ok: boolean): void {
    failed.delete(host)
    if (ok) return
    failed.set(host, monotonicMs())
    const [oldest] = failed.keys()
    if (failed.size > maximumFailedHosts && oldest !== undefined) failed.delete(oldest)
  }

  function enter(delivery: GatedDelivery): Pass | Refusal {
    const keys = toKeys(delivery)
    const { host, account } = keys
    if (isFull(keys) || isFailing(keys)) return refuse(account, delivery.id)
    forget(account, delivery.id)
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

  function isBusy(delivery: GatedDelivery): boolean {
    const keys = toKeys(delivery)
    return isFull(keys) && !isFailing(keys)
  }

  return Object.freeze({ enter, isBusy })
}

type Keys = { readonly host: string; readonly account: string }

function toKeys({ host, userId }: GatedDelivery): Keys {
  return { host: `host ${host}`, account: `account ${userId}` }
}

function add(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change
  if (count <= 0) counts.delete(key)
  else counts.set(key, count)
}
