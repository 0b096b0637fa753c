/** How hard a sweep may press: probes in flight, and probes per second in each of its phases. */
export type SweepProfile = {
  readonly startWindow: number
  readonly maxWindow: number
  readonly startRatePerSecond: number
  /** While most probes go unanswered, as behind a firewall that drops them. */
  readonly silentRatePerSecond: number
  /** Once it is known that the target answers most probes. */
  readonly answeringRatePerSecond: number
  /** How often an open port is connected to again to test the path, where nothing else answers. */
  readonly openCanaryIntervalMs: number
}
