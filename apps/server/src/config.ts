import {
  integer,
  oneOf,
  optional,
  parseContact,
  parseBoundedDurationMs,
  parseDatabaseUrl,
  parseDurationMs,
  parseEmptyStatus,
  parseHost,
  parseIntervalMs,
  parsePorts,
  parseRetentionMs,
  parseNetworks,
  parseSecretKey,
  parseUdp,
  required,
} from './parse-setting.ts'

export type Setting<T> = {
  readonly env: string
  /** As it would stand in the environment; '' = unset. */
  readonly default: string
  /** Throws an `Error` that says what is expected. */
  readonly parse: (text: string) => T
  readonly doc: string
}

/** Every setting that may be shown. The one list from which configuration and its page are made. */
export const settings = {
  host: {
    env: 'HOST',
    default: '127.0.0.1',
    parse: parseHost,
    doc: 'Address the server listens on.',
  },
  port: {
    env: 'PORT',
    default: '8080',
    parse: integer(0, 65_535),
    doc: 'Port the server listens on; 0 takes a free one.',
  },
  dataDir: {
    env: 'DATA_DIR',
    default: './data',
    parse: required,
    doc: 'Folder of the embedded database, keys and locks.',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    default: 'info',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    doc: 'Least severe level of log line that is written.',
  },
  emptyStatus: {
    env: 'EMPTY_STATUS',
    default: '204',
    parse: parseEmptyStatus,
    doc: 'Status of a read that found nothing: 204 as documented upstream, or 404 as its newer service.',
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    default: '',
    parse: parseNetworks,
    doc: 'Addresses or networks, separated by commas, whose X-Forwarded-For is believed.',
  },
  scanPrivate: {
    env: 'SCAN_PRIVATE',
    default: 'auto',
    parse: oneOf('auto', 'on', 'off'),
    doc: 'Whether private and loopback targets may be scanned; auto = only while HOST is a loopback address.',
  },
  scanDeny: {
    env: 'SCAN_DENY',
    default: '',
    parse: parseNetworks,
    doc: 'Addresses or networks, separated by commas, that scans and webhooks never touch.',
  },
  scanNever: {
    env: 'SCAN_NEVER',
    default: '',
    parse: optional,
    doc: 'File of what scans and webhooks never touch, before all other rules; read again when it changes. Lines: address, network or name, `until=YYYY-MM-DD` if it ends, reason.',
  },
  scanCoolDownMs: {
    env: 'SCAN_COOLDOWN',
    default: '10m',
    parse: parseDurationMs,
    doc: 'How long after the begin of a scan the next may begin with the same public address, whoever asks.',
  },
  scanTtlMs: {
    env: 'SCAN_TTL',
    default: '24h',
    parse: parseDurationMs,
    doc: 'How long a finished scan answers for its target before a new one is made.',
  },
  scanProfile: {
    env: 'SCAN_PROFILE',
    default: 'normal',
    parse: oneOf('gentle', 'normal', 'full', 'fast'),
    doc: 'How hard a scan works.',
  },
  scanEngine: {
    env: 'SCAN_ENGINE',
    default: 'connect',
    parse: oneOf('connect', 'nmap', 'masscan'),
    doc: 'What looks for open ports first; nmap and masscan only where they are installed, and every port they call open is connected to.',
  },
  scanPorts: {
    env: 'SCAN_PORTS',
    default: 'top1000',
    parse: parsePorts,
    doc: 'Ports a scan tries: numbers, ranges, top100, top1000 or all, separated by commas.',
  },
  scanUdp: {
    env: 'SCAN_UDP',
    default: 'off',
    parse: parseUdp,
    doc: 'Whether a scan asks UDP ports too: off, on for the usual ones, or the ports.',
  },
  scanDeadlineMs: {
    env: 'SCAN_DEADLINE',
    default: '15m',
    parse: parseBoundedDurationMs,
    doc: 'How long one scan may take; then it ends with what it saw.',
  },
  scanConnectsPerSecond: {
    env: 'SCAN_CONNECTS_PER_SECOND',
    default: '200',
    parse: integer(1),
    doc: 'Connections to open ports that all scans of a process make in a second.',
  },
  scanProbesPerSecond: {
    env: 'SCAN_PROBES_PER_SECOND',
    default: '20000',
    parse: integer(1),
    doc: 'Probes for open ports that all scans of a process send in a second.',
  },
  scanContact: {
    env: 'SCAN_CONTACT',
    default: '',
    parse: parseContact,
    doc: 'Web or mail address that scans name, so that whoever is scanned can ask.',
  },
  scanCaFile: {
    env: 'SCAN_CA_FILE',
    default: '',
    parse: optional,
    doc: "File of certificates in PEM that scans trust besides Mozilla's roots.",
  },
  scansPerHour: {
    env: 'SCANS_PER_HOUR',
    default: '60',
    parse: integer(1),
    doc: 'New scans of one account in an hour.',
  },
  scansPerDay: {
    env: 'SCANS_PER_DAY',
    default: '500',
    parse: integer(1),
    doc: 'New scans of one account in a day.',
  },
  scansOpen: {
    env: 'SCANS_OPEN',
    default: '10',
    parse: integer(1),
    doc: 'Unfinished scans of one account.',
  },
  scanQueue: {
    env: 'SCAN_QUEUE',
    default: '10000',
    parse: integer(1),
    doc: 'Unfinished scans of all accounts.',
  },
  feedsIntervalMs: {
    env: 'FEEDS_INTERVAL',
    default: '1h',
    parse: parseBoundedDurationMs,
    doc: 'How long after a build of the feeds the next begins.',
  },
  watchlists: {
    env: 'WATCHLISTS',
    default: '50',
    parse: integer(1),
    doc: 'Watchlists of one account.',
  },
  watches: {
    env: 'WATCHES',
    default: '5000',
    parse: integer(1),
    doc: 'Watches of one account, in all its watchlists.',
  },
  savedSearches: {
    env: 'SAVED_SEARCHES',
    default: '50',
    parse: integer(1),
    doc: 'Saved searches of one account.',
  },
  savedSearchIntervalMs: {
    env: 'SAVED_SEARCH_INTERVAL',
    default: '5m',
    parse: parseIntervalMs,
    doc: 'How often saved searches are looked at for new hits, at least every 24h.',
  },
  alertWindowMs: {
    env: 'ALERT_WINDOW',
    default: '24h',
    parse: parseDurationMs,
    doc: 'For how long the same thing of the same entity is not told again, unless its reputation changed.',
  },
  alertsPerHour: {
    env: 'ALERTS_PER_HOUR',
    default: '1000',
    parse: integer(1),
    doc: 'Alerts of one watchlist or saved search in an hour; then one that tells so, and no more.',
  },
  alertRetentionMs: {
    env: 'ALERT_RETENTION',
    default: '90d',
    parse: parseRetentionMs,
    doc: 'How long alerts are kept, at least 2d.',
  },
  rateLimits: {
    env: 'RATE_LIMITS',
    default: 'on',
    parse: oneOf('on', 'off'),
    doc: 'Whether requests are counted per account, and per address for callers without one.',
  },
  readsPerMinute: {
    env: 'RATE_READS_PER_MINUTE',
    default: '6000',
    parse: integer(1),
    doc: 'Searches and lookups of one account in a minute.',
  },
  writesPerMinute: {
    env: 'RATE_WRITES_PER_MINUTE',
    default: '6000',
    parse: integer(1),
    doc: 'Submissions of one account in a minute.',
  },
  anonymousPerMinute: {
    env: 'RATE_ANONYMOUS_PER_MINUTE',
    default: '600',
    parse: integer(1),
    doc: 'Requests without a valid credential from one address in a minute.',
  },
  queriesPerAccount: {
    env: 'QUERIES_PER_ACCOUNT',
    default: '4',
    parse: integer(1),
    doc: 'Searches of one account that run at once, sixteen simple ones counted as one; more of them wait.',
  },
  queriesAtOnce: {
    env: 'QUERIES_AT_ONCE',
    default: '0',
    parse: integer(0),
    doc: 'Searches of all that run at once; 0 is two for each processor.',
  },
  maxConnections: {
    env: 'MAX_CONNECTIONS',
    default: '10000',
    parse: integer(1),
    doc: 'Connections at once.',
  },
  maxConnectionsPerIp: {
    env: 'MAX_CONNECTIONS_PER_IP',
    default: '256',
    parse: integer(1),
    doc: 'Connections of one address at once; trusted proxies are not counted.',
  },
  // The check runs every half second, so that the answer comes within the 10 s of the limit.
  headersTimeoutMs: {
    env: 'HEADERS_TIMEOUT',
    default: '9s',
    parse: parseDurationMs,
    doc: 'How long a client may take to send the headers of a request.',
  },
  requestTimeoutMs: {
    env: 'REQUEST_TIMEOUT',
    default: '30s',
    parse: parseDurationMs,
    doc: 'How long a client may take to send a whole request.',
  },
  sendTimeoutMs: {
    env: 'SEND_TIMEOUT',
    default: '30s',
    parse: parseBoundedDurationMs,
    doc: 'How long a client may take to receive 128 KiB of a feed or an export.',
  },
} as const

/** Settings that are never shown or logged. */
export const secretSettings = {
  databaseUrl: {
    env: 'DATABASE_URL',
    default: '',
    parse: parseDatabaseUrl,
    doc: 'PostgreSQL to use in place of the embedded database.',
  },
  secretKey: {
    env: 'SECRET_KEY',
    default: '',
    parse: parseSecretKey,
    doc:
      'Key that seals stored secrets, 32 bytes as 64 hexadecimal digits; unset = made once in DATA_DIR. ' +
      'Processes on one database need the same.',
  },
} as const

export type Config = Values<typeof settings>
export type Secrets = Values<typeof secretSettings>

/** Names every bad setting, not only the first. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`Cannot read the configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Reads the settings once. The only reader of the process environment. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): {
  readonly config: Config
  readonly secrets: Secrets
} {
  const problems: string[] = []
  const config = readTable(settings, env, problems)
  const secrets = readTable(secretSettings, env, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return { config, secrets }
}

type Table = Readonly<Record<string, Setting<unknown>>>
type Values<T extends Table> = { readonly [Name in keyof T]: ReturnType<T[Name]['parse']> }

function readTable<T extends Table>(
  table: T,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Values<T> {
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(table)) {
    try {
      values[name] = setting.parse(env[setting.env]?.trim() || setting.default)
    } catch (error) {
      problems.push(`${setting.env}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  // Each value came from the parse function of the setting of that name, or a problem was noted.
  return values as Values<T>
}
