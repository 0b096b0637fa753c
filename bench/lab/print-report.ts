import { collectReport, createScope, type ProfileName, scan } from '@windvane/scan'

/** Scans a target with everything and prints the report: node print-report.ts TARGET PORTS PROFILE */
const [target = '', ports = 'top1000', profile = 'normal'] = process.argv.slice(2)
const events = scan(target, {
  ports,
  // Whoever calls this names a profile.
  profile: profile as ProfileName,
  scope: createScope({ privateAddresses: 'allow' }),
})
process.stdout.write(JSON.stringify(await collectReport(target, events)))
