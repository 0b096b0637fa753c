import { AppError } from '@windvane/model'

export type PlaceLimits = { readonly perCaller: number; readonly inAll: number }

export type Places = {
  /** Takes a place until it is disposed; throws 429 when the caller has too many, else 503. */
  readonly take: (caller: string) => Disposable
}

/** Places for replies that hold memory or a connection for as long as the client likes. */
export function createPlaces({ perCaller, inAll }: PlaceLimits): Places {
  const taken = new Map<string, number>()
  let total = 0

  function leave(caller: string): void {
    const left = (taken.get(caller) ?? 1) - 1
    if (left > 0) taken.set(caller, left)
    else taken.delete(caller)
    total -= 1
  }

  return {
    take: (caller) => {
      const own = taken.get(caller) ?? 0
      if (own >= perCaller) throw tooMany(perCaller)
      if (total >= inAll) throw new AppError('unavailable', {}, { retryAfterSeconds })
      taken.set(caller, own + 1)
      total += 1
      let isHeld = true
      return {
        [Symbol.dispose]: () => {
          if (isHeld) leave(caller)
          isHeld = false
        },
      }
    },
  }
}

const retryAfterSeconds = 5

function tooMany(limit: number): AppError {
  const reason = `more than ${limit} of these replies at once`
  return new AppError('too_many_requests', { reason }, { retryAfterSeconds })
}
