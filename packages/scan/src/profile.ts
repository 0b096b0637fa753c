import { type SweepProfile } from './portscan/sweep-profile.ts'
import { type UdpProfile } from './udp/udp-profile.ts'

/** How hard a scan may press, in each of its stages. */
export type ScanProfile = {
  readonly name: ProfileName
  readonly sweep: SweepProfile
  readonly udp: UdpProfile
  /** Connections for services, TLS and HTTP: per second, and how many may go at once before that. */
  readonly connectionsPerSecond: number
  readonly connectionBurst: number
  /** Ports named at once: so many that their connections do not wait for the pace. */
  readonly portsInFlight: number
  /** Connections at once to one port while its TLS is laid open. */
  readonly tlsWidth: number
}

/** The names of the profiles, gentlest first. */
export type ProfileName = 'gentle' | 'normal' | 'full' | 'fast'

/** The profiles; the sweep's figures from measurements behind delayed, lossy and narrow links. */
export const profiles: Readonly<Record<ProfileName, ScanProfile>> = Object.freeze({
  gentle: {
    name: 'gentle',
    sweep: {
      startWindow: 20,
      maxWindow: 50,
      startRatePerSecond: 200,
      silentRatePerSecond: 200,
      answeringRatePerSecond: 200,
      openCanaryIntervalMs: 100,
    },
    udp: { datagramsPerSecond: 10, maxSockets: 32, patienceMs: 120_000 },
    connectionsPerSecond: 10,
    connectionBurst: 10,
    portsInFlight: 4,
    tlsWidth: 2,
  },
  normal: {
    name: 'normal',
    sweep: {
      startWindow: 200,
      maxWindow: 1000,
      startRatePerSecond: 2000,
      silentRatePerSecond: 5000,
      answeringRatePerSecond: 5000,
      openCanaryIntervalMs: 100,
    },
    udp: { datagramsPerSecond: 50, maxSockets: 128, patienceMs: 120_000 },
    // reliability.md P32.
    connectionsPerSecond: 50,
    connectionBurst: 192,
    portsInFlight: 24,
    tlsWidth: 6,
  },
  full: {
    name: 'full',
    sweep: {
      startWindow: 200,
      maxWindow: 2000,
      startRatePerSecond: 2000,
      silentRatePerSecond: 5000,
      answeringRatePerSecond: 5000,
      openCanaryIntervalMs: 100,
    },
    udp: { datagramsPerSecond: 50, maxSockets: 128, patienceMs: 480_000 },
    connectionsPerSecond: 50,
    connectionBurst: 192,
    portsInFlight: 24,
    tlsWidth: 6,
  },
  fast: {
    name: 'fast',
    sweep: {
      startWindow: 1000,
      maxWindow: 2000,
      startRatePerSecond: 10_000,
      silentRatePerSecond: 20_000,
      answeringRatePerSecond: 20_000,
      openCanaryIntervalMs: 20,
    },
    udp: { datagramsPerSecond: 500, maxSockets: 512, patienceMs: 30_000 },
    connectionsPerSecond: 500,
    connectionBurst: 192,
    portsInFlight: 64,
    tlsWidth: 8,
  },
})
