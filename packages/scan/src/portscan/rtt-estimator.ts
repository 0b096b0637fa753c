/**
 * Smoothed round-trip time and retransmission timeout, by RFC 6298 but bounded for scanning: 100 to
 * 1,500 ms. A connect that took longer may be the kernel's own second SYN and is no sample.
 */
export class RttEstimator {
  #srttMs: number | undefined
  #variationMs = 0
  #backoff = 1

  sample(rttMs: number): void {
    if (rttMs >= kernelRetransmitMs) return
    this.#backoff = 1
    if (this.#srttMs === undefined) {
      this.#srttMs = rttMs
      this.#variationMs = Math.max(minFirstVariationMs, rttMs / 2)
      return
    }
    const difference = rttMs - this.#srttMs
    this.#srttMs += difference / 8
    this.#variationMs += (Math.abs(difference) - this.#variationMs) / 4
  }

  /** Doubles the timeout until the next sample, for when the path has become slower than it. */
  backOff(): void {
    this.#backoff = Math.min(16, this.#backoff * 2)
  }

  get srttMs(): number | undefined {
    return this.#srttMs
  }

  get variationMs(): number {
    return this.#variationMs
  }

  get timeoutMs(): number {
    if (this.#srttMs === undefined) return firstTimeoutMs
    const timeoutMs = Math.max(this.#srttMs + 4 * this.#variationMs, 1.6 * this.#srttMs)
    return Math.min(maxTimeoutMs, Math.max(minTimeoutMs, timeoutMs) * this.#backoff)
  }
}

/** The longest time a probe is waited for. */
export const maxTimeoutMs = 1500

const minTimeoutMs = 100
const firstTimeoutMs = 500
const minFirstVariationMs = 5
// Linux sends a SYN again after 1 s (RFC 6298, 2.1).
const kernelRetransmitMs = 1000
