import { type Link, targets } from './lab.ts'

/** One comparison: our scan of a host behind a link, peers in turn, and what is to be reached. */
export type Row = {
  readonly name: string
  readonly link: Link
  readonly address: string
  readonly ports: string
  readonly profile: 'normal' | 'fast'
  readonly peers: readonly {
    readonly label: string
    readonly words: readonly string[]
    /** The largest ratio of our time to the peer's. */
    readonly goal?: number
  }[]
  /** What the path itself allows. */
  readonly bound?: { readonly seconds: number; readonly goal: number }
}

/** Ports on which the target accepts, all of them in nmap's and in our own thousand. */
export const openPorts: readonly number[] = [
  21, 22, 23, 25, 53, 80, 110, 143, 389, 443, 465, 587, 636, 873, 993, 995, 1080, 1194, 1883, 2222,
  3128, 3306, 3389, 5432, 5672, 5900, 6379, 6667, 8080, 8081, 8443, 8883, 9418, 11211,
]

const wide: Link = { oneWayMs: 25 }
const lossy: Link = { oneWayMs: 25, lossPercent: 1 }
const narrow: Link = { oneWayMs: 25, mbitPerSecond: 2, queueFrames: 50 }

// A SYN is 74 bytes and takes 24 more on the wire.
const narrowProbesPerSecond = 2e6 / (98 * 8)

const base = ['-n', '-Pn']
const tunedConnect = [...base, '-sT', '-T4', '--min-rate', '5000', '--min-parallelism', '900']
const tunedSyn = [...base, '-sS', '-T4', '--min-rate', '20000', '--max-retries', '1']

/** Every comparison; the figures are those of the port scan's design. */
export const rows: readonly Row[] = [
  {
    name: 'closed host, 65,535 ports',
    link: wide,
    address: targets.closed,
    ports: 'all',
    profile: 'fast',
    peers: [
      { label: '-sS -T4', words: [...base, '-sS', '-T4', '-p-'], goal: 0.28 },
      { label: 'tuned -sT', words: [...tunedConnect, '-p-'], goal: 1.2 },
      { label: 'tuned -sS', words: [...tunedSyn, '-p-'], goal: 1.2 },
    ],
  },
  {
    name: 'closed host over IPv6, 65,535 ports',
    link: wide,
    address: targets.closed6,
    ports: 'all',
    profile: 'fast',
    peers: [],
  },
  {
    name: 'closed host, top 1000',
    link: wide,
    address: targets.closed,
    ports: 'top1000',
    profile: 'fast',
    peers: [{ label: '-sT -T4', words: [...base, '-sT', '-T4'], goal: 0.6 }],
  },
  {
    name: 'closed host, top 1000, politely',
    link: wide,
    address: targets.closed,
    ports: 'top1000',
    profile: 'normal',
    peers: [{ label: '-sT -T4', words: [...base, '-sT', '-T4'] }],
  },
  {
    name: 'firewalled host, 10,000 ports',
    link: wide,
    address: targets.silent,
    ports: '1-10000',
    profile: 'fast',
    peers: [
      { label: '-sT -T4', words: [...base, '-sT', '-T4', '-p1-10000'], goal: 0.16 },
      { label: 'tuned -sT', words: [...tunedConnect, '-p1-10000'], goal: 1.2 },
    ],
  },
  {
    name: 'firewalled host, 10,000 ports, politely',
    link: wide,
    address: targets.silent,
    ports: '1-10000',
    profile: 'normal',
    peers: [],
  },
  {
    name: 'firewalled host, top 1000',
    link: wide,
    address: targets.silent,
    ports: 'top1000',
    profile: 'fast',
    peers: [
      { label: '-sT -T4', words: [...base, '-sT', '-T4'], goal: 0.35 },
      { label: 'tuned -sT', words: [...tunedConnect] },
    ],
  },
  {
    name: '1 % loss, closed host, 10,000 ports',
    link: lossy,
    address: targets.closed,
    ports: '1-10000',
    profile: 'fast',
    peers: [{ label: '-sS -T4', words: [...base, '-sS', '-T4', '-p1-10000'], goal: 0.06 }],
  },
  {
    name: '1 % loss, firewalled host, 10,000 ports',
    link: lossy,
    address: targets.silent,
    ports: '1-10000',
    profile: 'fast',
    peers: [],
  },
  {
    name: 'limit of 3,000 SYNs a second, 10,000 ports',
    link: wide,
    address: targets.limited,
    ports: '1-10000',
    profile: 'fast',
    peers: [],
    bound: { seconds: 10_000 / 3000, goal: 1.15 },
  },
  {
    name: 'link of 2 Mbit/s, closed host, 10,000 ports',
    link: narrow,
    address: targets.closed,
    ports: '1-10000',
    profile: 'fast',
    peers: [],
    bound: { seconds: 10_000 / narrowProbesPerSecond, goal: 1.15 },
  },
  {
    name: 'link of 2 Mbit/s, firewalled host, 10,000 ports',
    link: narrow,
    address: targets.silent,
    ports: '1-10000',
    profile: 'normal',
    peers: [{ label: '-sS -T4', words: [...base, '-sS', '-T4', '-p1-10000'], goal: 0.5 }],
  },
  {
    name: 'link of 2 Mbit/s, firewalled host, top 1000',
    link: narrow,
    address: targets.silent,
    ports: 'top1000',
    profile: 'normal',
    peers: [{ label: 'tuned -sT', words: [...tunedConnect] }],
  },
  {
    name: 'host with every port open, 65,535 ports',
    link: wide,
    address: targets.allOpen,
    ports: 'all',
    profile: 'fast',
    peers: [],
  },
]
