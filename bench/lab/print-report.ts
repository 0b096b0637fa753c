import { collectReport, createScope, type ProfileName, scan } from '@windvane/scan'

/** Scans a target and prints the report: node print-report.ts TARGET PORTS PROFILE [names|everything] */
const [target = '', ports = 'top1000', profile = 'normal', depth = 'everything'] =
  process.argv.slice(2)
const further = depth === 'everything' ? 'full' : 'off'
const events = scan(target, {
  ports,
  // Whoever calls this names a profile.
  profile: profile as ProfileName,
  tls: further,
  http: further,
  scope: createScope({ privateAddresses: 'allow' }),
})
process.stdout.write(JSON.stringify(await collectReport(target, events)))
