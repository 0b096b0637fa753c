/** How hard a sweep may press: probes in flight, and probes per second in each of its phases. */
export type SweepProfile = {
  readonly startWindow: number
  readonly maxWindow: number
  readonly startRatePerSecond: number
  /** While most probes go unanswered, as behind a firewall that drops them. */
  readonly silentRatePerSecond: number
  /** Once it is known that the target answers most probes. */
  readonly answeringRatePerSecond: number
}

/** The names of the profiles, gentlest first. */
export type ProfileName = 'gentle' | 'normal' | 'full' | 'fast'

/** The profiles; figures from measurements behind delayed, lossy and narrow links. */
export const profiles: Readonly<Record<ProfileName, SweepProfile>> = Object.freeze({
  gentle: {
    startWindow: 20,
    maxWindow: 50,
    startRatePerSecond: 200,
    silentRatePerSecond: 200,
    answeringRatePerSecond: 200,
  },
  normal: {
    startWindow: 200,
    maxWindow: 1000,
    startRatePerSecond: 2000,
    silentRatePerSecond: 2000,
    answeringRatePerSecond: 5000,
  },
  full: {
    startWindow: 200,
    maxWindow: 2000,
    startRatePerSecond: 2000,
    silentRatePerSecond: 2000,
    answeringRatePerSecond: 5000,
  },
  fast: {
    startWindow: 400,
    maxWindow: 2000,
    startRatePerSecond: 5000,
    silentRatePerSecond: 20_000,
    answeringRatePerSecond: 20_000,
  },
})
