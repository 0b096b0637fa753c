import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { type Severity } from '@windvane/model'
import { parsePortSpec, type ProfileName } from '@windvane/scan'
import { CommandError } from '../define-command.ts'
import { severities } from '../digest/severities.ts'
import { printable } from '../terminal/printable.ts'
import { parseDuration } from './parse-duration.ts'

/** What the command line asks for, checked. */
export type ScanRequest = {
  readonly target: string
  readonly family?: 4 | 6
  readonly ports: string
  /** True for the usual UDP ports. */
  readonly udp?: true | string
  readonly profile: ProfileName
  readonly hasServices: boolean
  readonly hasHttp: boolean
  readonly isDryRun: boolean
  readonly deadlineMs?: number
  readonly output: 'table' | 'json' | 'ndjson'
  readonly hasAllStates: boolean
  readonly reportFile?: string
  readonly trustAnchorFile?: string
  readonly neverFile?: string
  readonly compareFile?: string
  readonly isStrict: boolean
  readonly threshold?: Severity
}

type Options = Readonly<Record<string, string | boolean | undefined>>

/** Reads the words and options of `windvane scan`. Throws a `CommandError` with code 64. */
export function parseScanRequest(words: readonly string[], options: Options): ScanRequest {
  try {
    return parse(words, options)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CommandError(error.message, { exitCode: 64, cause: error })
  }
}

function parse(words: readonly string[], options: Options): ScanRequest {
  const { report, ca, never, compare, timeout, findings, strict } = options
  if (strict === true && compare === undefined)
    throw new RangeError('Cannot be --strict without --compare')
  const ports = String(options['ports'])
  // The engine reads it; here it is only judged, before anything else is done.
  parsePortSpec(ports)
  const target = parseTarget(words[0] ?? '')
  return {
    target,
    ...parseFamily(target, options),
    ports,
    ...parseUdp(options),
    profile: parseChoice('profile', options['profile'], profiles),
    hasServices: options['services'] !== false,
    hasHttp: options['http'] !== false,
    isDryRun: parseDryRun(options),
    ...(timeout === undefined ? {} : { deadlineMs: parseDuration(String(timeout)) }),
    output: parseOutput(options),
    hasAllStates: options['open'] === false,
    ...(report === undefined ? {} : { reportFile: parsePath('report', report) }),
    ...(ca === undefined ? {} : { trustAnchorFile: parsePath('ca', ca) }),
    ...(never === undefined ? {} : { neverFile: parsePath('never', never) }),
    ...(compare === undefined ? {} : { compareFile: parsePath('compare', compare) }),
    isStrict: strict === true,
    ...(findings === undefined ? {} : { threshold: parseChoice('findings', findings, severities) }),
  }
}

function parseDryRun(options: Options): boolean {
  if (options['dryRun'] !== true) return false
  const other = ['report', 'compare', 'findings'].find((name) => options[name] !== undefined)
  if (other === undefined) return true
  throw new RangeError(`Cannot use --${other} with --dry-run: nothing is found that it could tell`)
}

function parseOutput({ json, ndjson }: Options): ScanRequest['output'] {
  if (json === true && ndjson === true) {
    throw new RangeError('Cannot print --json and --ndjson at once')
  }
  if (json === true) return 'json'
  return ndjson === true ? 'ndjson' : 'table'
}

const profiles: readonly ProfileName[] = ['gentle', 'normal', 'full', 'fast']

/**
 * An address, also in the brackets of a URL, or a host name of RFC 1123; unlike the API also a single
 * label such as `localhost`. Names in other scripts become their ASCII form (RFC 5891).
 */
function parseTarget(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/(?<=.)\.$/, '')
  if (isIP(bare) !== 0) return bare
  const name = isAscii.test(bare) ? bare : domainToASCII(bare)
  if (name.length <= 253 && name.split('.').every((label) => hostLabel.test(label))) return name
  const hint = text.includes('://') ? ': give only the host name of the URL' : ''
  throw new RangeError(
    `Cannot scan "${printable(text)}": it is no IP address and no host name${hint}`,
  )
}

const isAscii = /^[\u0000-\u007f]*$/
const hostLabel = /^(?!-)[a-zA-Z0-9_-]{1,63}(?<!-)$/

function parseUdp({ udp }: Options): Pick<ScanRequest, 'udp'> {
  if (udp === undefined || udp === false) return {}
  // As with the TCP ports, the engine reads it.
  if (typeof udp === 'string') parsePortSpec(udp)
  return { udp }
}

function parseFamily(target: string, options: Options): Pick<ScanRequest, 'family'> {
  const [four, six] = [options['4'] === true, options['6'] === true]
  if (four && six)
    throw new RangeError('Cannot scan with both -4 and -6: without either, both are scanned')
  if (!four && !six) return {}
  const family = four ? 4 : 6
  const version = isIP(target)
  if (version === 0 || version === family) return { family }
  throw new RangeError(`Cannot scan ${target} with -${family}: it is an IPv${version} address`)
}

function parseChoice<Choice extends string>(
  name: string,
  text: string | boolean | undefined,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new RangeError(
    `Cannot use --${name} "${printable(String(text))}": choose one of ${choices.join(', ')}`,
  )
}

function parsePath(name: string, text: string | boolean): string {
  if (typeof text === 'string' && text !== '' && !text.includes('\0')) return text
  throw new RangeError(`Cannot use --${name}: it wants the name of a file`)
}
