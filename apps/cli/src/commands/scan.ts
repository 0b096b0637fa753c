import { defineCommand } from '../define-command.ts'
import { exitCodes } from '../scan/exit-codes.ts'
import { parseScanRequest } from '../scan/parse-scan-request.ts'
import { runScan } from '../scan/run-scan.ts'

export const scan = defineCommand({
  name: 'scan',
  argument: ['<target>', 'an IP address or host name that you may scan'],
  summary: 'Scan a host from this machine: ports, services, certificates. Needs no server.',
  options: [
    { flags: '--ports <spec>', description: '22,80,1-1024,top100,top1000,all', default: 'top1000' },
    { flags: '--udp [spec]', description: 'UDP ports, too: 53,161,top20; the usual ones if empty' },
    { flags: '--profile <name>', description: 'gentle, normal, full, fast', default: 'normal' },
    { flags: '-4', description: 'scan only IPv4 addresses of a name' },
    { flags: '-6', description: 'scan only IPv6 addresses of a name' },
    { flags: '--no-services', description: 'find open ports only' },
    { flags: '--no-http', description: 'ask web servers for nothing but their name' },
    { flags: '--ca <file>', description: 'PEM certificates to trust besides the usual roots' },
    {
      flags: '--never <file>',
      description: 'networks and names that are never scanned, one a line',
    },
    { flags: '--timeout <duration>', description: 'end after so long: 90s, 5m, 1h (15m)' },
    { flags: '--open', description: 'show only open ports, as it does anyway' },
    { flags: '--no-open', description: 'show closed and filtered ports, too' },
    { flags: '--dry-run', description: 'tell what it would do; no packet but to name servers' },
    { flags: '--json', description: 'print the report as one JSON document' },
    { flags: '--ndjson', description: 'print each event as a line of JSON as it happens' },
    { flags: '--report <file>', description: 'write the report as one self-contained HTML page' },
    { flags: '--compare <file>', description: 'hold the ports against the XML of nmap -oX' },
    { flags: '--strict', description: 'with --compare: services count, too' },
    {
      flags: '--findings <severity>',
      description: 'exit with 3 from this severity: info, low, medium, high, critical',
    },
  ],
  examples: [
    'windvane scan 192.0.2.1',
    'windvane scan www.example --ports all --dry-run',
    'windvane scan www.example --ports all --report www.html',
    'windvane scan 192.0.2.1 --udp',
    'windvane scan www.example --json | jq .services',
    'windvane scan www.example --ndjson | grep \'"kind":"finding"\'',
    'windvane scan 192.0.2.1 --compare nmap.xml --strict',
    'windvane scan www.example --findings high --timeout 5m || echo "look at it"',
  ],
  exitCodes,
  async run({ words, options, environment }) {
    return await runScan(parseScanRequest(words, options), environment)
  },
})
