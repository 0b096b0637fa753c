import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectReport, createScope, type ProfileName, scan } from '@windvane/scan'

/** Scans the ports of an address and prints the figures as JSON: node sweep.ts ADDRESS PORTS PROFILE */
const [address = '', ports = 'top1000', profile = 'normal'] = process.argv.slice(2)
const lag = monitorEventLoopDelay({ resolution: 1 })
lag.enable()
const began = performance.now()
const report = await collectReport(
  address,
  scan(address, {
    ports,
    // Whoever calls this names a profile.
    profile: profile as ProfileName,
    services: false,
    scope: createScope({ privateAddresses: 'allow' }),
  }),
)
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    open: report.ports.filter(({ state }) => state === 'open').map(({ port }) => port),
    end: report.summary.stopReason,
    portScan: report.summary.engine.portScan,
    counters: report.summary.counters,
    cpuSeconds: (user + system) / 1e6,
    rssMb: process.resourceUsage().maxRSS / 1024,
    // The sampler sleeps 1 ms at a time; what it woke late by is the lag.
    lagP99Ms: lag.percentile(99) / 1e6 - 1,
  }),
)
