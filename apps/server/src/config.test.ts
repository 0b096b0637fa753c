import { expect, it } from 'vitest'
import { ConfigError, readConfig, secretSettings, settings } from './config.ts'

it('readConfig() takes every default from an empty environment', () => {
  const { config, secrets } = readConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8_080,
    dataDir: './data',
    scanPrivate: 'auto',
    scanTtlMs: 86_400_000,
    scansPerHour: 60,
    scanQueue: 10_000,
    emptyStatus: 204,
    trustedProxies: [],
    rateLimits: 'on',
    headersTimeoutMs: 9_000,
    requestTimeoutMs: 30_000,
  })
  expect(secrets).toEqual({ databaseUrl: undefined, secretKey: undefined })
})

it('readConfig() names every problem at once and repeats no value', () => {
  const bad = {
    HOST: 'example.com',
    PORT: '70000',
    SCAN_TTL: '24',
    SCAN_PORTS: '22;80',
    SCAN_UDP: 'maybe',
    SCAN_DEADLINE: '2d',
    SCAN_COOLDOWN: '10',
    FEEDS_INTERVAL: '999ms',
    SEND_TIMEOUT: '25h',
    SCAN_CONTACT: 'somebody) evil',
    SCAN_PROBES_PER_SECOND: '0',
    EMPTY_STATUS: '200',
    TRUSTED_PROXIES: '10.0.0.0/33',
    DATABASE_URL: 'mysql://user:hunter2@host/db',
    SECRET_KEY: 'hunter2',
  }
  const error = catchError(() => readConfig(bad))
  expect(error).toBeInstanceOf(ConfigError)
  for (const name of Object.keys(bad)) expect(String(error)).toContain(`${name}: `)
  expect(String(error)).not.toContain('hunter2')
})

it('readConfig() reads durations, networks, keys and blank values', () => {
  const { config, secrets } = readConfig({
    SCAN_TTL: '90s',
    HEADERS_TIMEOUT: ' 500ms ',
    FEEDS_INTERVAL: '24h',
    SEND_TIMEOUT: '1s',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    SECRET_KEY: 'Ab'.repeat(32),
    DATABASE_URL: 'postgresql://user@host/db',
    PORT: '',
  })
  expect(config).toMatchObject({
    scanTtlMs: 90_000,
    headersTimeoutMs: 500,
    feedsIntervalMs: 86_400_000,
    sendTimeoutMs: 1_000,
    trustedProxies: ['10.0.0.0/8', '::1'],
    port: 8_080,
  })
  expect(secrets.secretKey).toHaveLength(32)
  expect(secrets.databaseUrl).toBe('postgresql://user@host/db')
})

it('readConfig() reads what scans may do', () => {
  const read = (env: Readonly<Record<string, string>>) => readConfig(env).config
  expect(read({})).toMatchObject({
    scanNever: undefined,
    scanCoolDownMs: 600_000,
    scanUdp: false,
    scanDeadlineMs: 900_000,
    scanConnectsPerSecond: 200,
    scanProbesPerSecond: 20_000,
    scanContact: undefined,
    scanCaFile: undefined,
  })
  expect(read({ SCAN_UDP: 'on' }).scanUdp).toBe(true)
  expect(read({ SCAN_UDP: '53,161' }).scanUdp).toBe('53,161')
  for (const contact of ['abuse@scans.example', 'https://scans.example/why?a=b']) {
    expect(read({ SCAN_CONTACT: contact }).scanContact).toBe(contact)
  }
})

it('every setting has a variable of its own, a sentence, and a default that passes', () => {
  const all = [...Object.values(settings), ...Object.values(secretSettings)]
  expect(new Set(all.map(({ env }) => env)).size).toBe(all.length)
  for (const { env, doc } of all) {
    expect(env).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/)
    expect(doc).toMatch(/^[A-Z].*\.$/)
  }
})

function catchError(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
