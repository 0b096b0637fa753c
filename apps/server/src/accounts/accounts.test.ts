import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Principal, roles, type Role } from '@windvane/model'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Store } from '../store/store.ts'
import { openTestStore } from '../store/test-store.ts'
import { createAccounts } from './create-accounts.ts'
import { adminKeyFile } from './admin-key-file.ts'
import { ensureAdministrator } from './first-administrator.ts'

let store: Store
let now = new Date()
const audiences: (readonly string[])[] = []

beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store[Symbol.asyncDispose]())

function createPorts() {
  return {
    store,
    now: () => now,
    registerAudience: async (_tx: unknown, groups: readonly string[]) => {
      audiences.push(groups)
    },
  }
}

function principal(...own: readonly Role[]): Principal {
  return { userId: '', alias: '', roles: own, groups: ['public'] }
}

let users = 0

function account(own: readonly Role[], groups: readonly string[] = ['public']) {
  users += 1
  const alias = `account-${users}`
  return { alias, fullName: alias, roles: own, groups, keyName: alias, days: 1 }
}

it('P20: nobody grants a role beyond their own', async () => {
  const accounts = createAccounts(createPorts())
  await accounts.createAccount(principal('admin'), account(roles))
  await accounts.createAccount(principal('users_admin'), account(['users_admin', 'trusted']))
  const beyond = accounts.createAccount(principal('users_admin'), account(['admin']))
  await expect(beyond).rejects.toMatchObject({ code: 'role_beyond_own', status: 403 })
  const nothing = accounts.createAccount(principal('user'), account(['user']))
  await expect(nothing).rejects.toMatchObject({ code: 'role_beyond_own' })
})

it('P24: secrets are stored as digests and never twice alike', async () => {
  const accounts = createAccounts(createPorts())
  const { userId, keyPair } = await accounts.createAccount(principal('admin'), account(['user']))
  expect(keyPair.apiKey).toMatch(/^[A-Za-z0-9]{32}$/)
  expect(keyPair.apiSecret).toMatch(/^[A-Za-z0-9]{64}$/)
  const session = { userId, kind: 'standard', ip: '127.0.0.1', userAgent: '' }
  const { bearer } = await accounts.openSession(principal('admin'), session)
  const text =
    'SELECT row_to_json(k)::text || row_to_json(s)::text AS rows FROM key_pairs k, sessions s'
  for (const { rows } of await store.query<{ rows: string }>({ text })) {
    expect(rows).not.toContain(keyPair.apiSecret)
    expect(rows).not.toContain(bearer)
  }
})

it('a session slides for a day, then ends; unverified it is nobody', async () => {
  const accounts = createAccounts(createPorts())
  const { userId } = await accounts.createAccount(principal('admin'), account(['user']))
  const session = { userId, kind: 'standard', ip: '127.0.0.1', userAgent: '' }
  const { bearer, sessionId } = await accounts.openSession(principal('admin'), session)
  const start = now.getTime()
  for (const hours of [23, 45, 68]) {
    now = new Date(start + hours * 3_600_000)
    expect(await accounts.identifySession(bearer)).toMatchObject({ principal: { userId } })
  }
  await store.query({ text: 'UPDATE sessions SET verified = false WHERE id = $1' }, [sessionId])
  expect(await accounts.identifySession(bearer)).toBeUndefined()
  await store.query({ text: 'UPDATE sessions SET verified = true WHERE id = $1' }, [sessionId])
  now = new Date(start + (68 + 24) * 3_600_000)
  expect(await accounts.identifySession(bearer)).toBeUndefined()
})

it('A11: a key pair ends to the second', async () => {
  const accounts = createAccounts(createPorts())
  const { keyPair } = await accounts.createAccount(principal('admin'), account(['user']))
  now = new Date(keyPair.expireAt.getTime() - 1)
  expect(await accounts.identifyKeyPair(keyPair)).toBeDefined()
  now = new Date(keyPair.expireAt.getTime() + 1_000)
  expect(await accounts.identifyKeyPair(keyPair)).toBeUndefined()
})

it('only an administrator opens a session for an administrator', async () => {
  const accounts = createAccounts(createPorts())
  const { userId } = await accounts.createAccount(principal('admin'), account(['admin']))
  const session = { userId, kind: 'standard', ip: '', userAgent: '' }
  await expect(accounts.openSession(principal('users_admin'), session)).rejects.toThrow(
    'unauthorized',
  )
  const unknown = { ...session, userId: 'x' }
  await expect(accounts.openSession(principal('admin'), unknown)).rejects.toThrow(
    'record not found',
  )
})

it('an alias or e-mail that is taken is refused, with nothing left behind', async () => {
  const accounts = createAccounts(createPorts())
  const first = { ...account(['user']), email: 'John@example.com' }
  await accounts.createAccount(principal('admin'), first)
  const second = { ...account(['user']), email: 'john@EXAMPLE.com' }
  for (const taken of [first, second]) {
    await expect(accounts.createAccount(principal('admin'), taken)).rejects.toMatchObject({
      message: 'duplicated key not allowed',
    })
  }
})

it('an account of several private groups registers their common view', async () => {
  const accounts = createAccounts(createPorts())
  audiences.length = 0
  await accounts.createAccount(principal('admin'), account(['user'], ['public', 'acme']))
  expect(audiences).toEqual([])
  await accounts.createAccount(principal('admin'), account(['user'], ['b', 'public', 'a']))
  expect(audiences).toEqual([['b', 'a']])
})

it('the administrator is made once, and the key of the file is renewed before it ends', async () => {
  await using own = await openTestStore()
  const folder = await mkdtemp(join(tmpdir(), 'windvane-accounts-'))
  const ports = { ...createPorts(), store: own }
  const made = await Promise.all([
    ensureAdministrator(ports, folder),
    ensureAdministrator(ports, join(folder, 'other')),
  ])
  const [first] = made.filter((key) => key !== undefined)
  expect(made).toContain(undefined)
  const file = adminKeyFile(made[0] === undefined ? join(folder, 'other') : folder)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ apiKey: first?.apiKey })
  const home = join(file, '..')
  expect(await ensureAdministrator(ports, home)).toBeUndefined()
  now = new Date(now.getTime() + 340 * 86_400_000)
  const renewed = await ensureAdministrator(ports, home)
  expect(renewed?.apiKey).not.toBe(first?.apiKey)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ apiKey: renewed?.apiKey })
  await writeFile(file, '{}')
  expect(await ensureAdministrator(ports, home)).toBeUndefined()
  await rm(folder, { recursive: true })
})

it.each(['before', 'after'] as const)(
  'a process that ends %s the commit of the administrator leaves a way in',
  async (moment) => {
    await using own = await openTestStore()
    const folder = await mkdtemp(join(tmpdir(), 'windvane-accounts-'))
    const ports = { ...createPorts(), store: own }
    await expect(
      ensureAdministrator({ ...ports, store: endingAround(own, moment) }, folder),
    ).rejects.toThrow('the process ended')
    const printed = await ensureAdministrator(ports, folder)
    const kept = JSON.parse(await readFile(adminKeyFile(folder), 'utf8'))
    expect(printed).toMatchObject(kept)
    const identity = await createAccounts(ports).identifyKeyPair(kept)
    expect(identity?.principal).toMatchObject({ alias: 'admin', groups: ['public'] })
    expect(await ensureAdministrator(ports, folder)).toBeUndefined()
    await rm(folder, { recursive: true })
  },
)

/** The real store, with a process that ends just before or just after a commit. */
function endingAround(own: Store, moment: 'before' | 'after'): Store {
  return {
    kind: own.kind,
    query: (...query) => own.query(...query),
    transaction: async (work) => {
      await own.transaction(async (tx) => {
        await work(tx)
        if (moment === 'before') throw new Error('the process ended')
      })
      throw new Error('the process ended')
    },
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  }
}
