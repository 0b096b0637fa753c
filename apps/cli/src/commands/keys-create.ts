import { roles } from '@windvane/model'
import { CommandError, defineCommand } from '../define-command.ts'
import { parseInteger } from '../parse-integer.ts'
import { requestServer } from '../server-client.ts'
import { printable } from '../terminal/printable.ts'

export const keysCreate = defineCommand({
  name: 'keys create',
  summary: 'Make an account with a key pair; the secret is shown once.',
  options: [
    { flags: '--name <name>', description: 'name of the account and of its key pair' },
    {
      flags: '--roles <roles>',
      description: roles.join(', '),
      default: 'user,reporter',
    },
    {
      flags: '--groups <groups>',
      description: 'groups the account reads and writes with; public is always one',
      default: 'public',
    },
    {
      flags: '--days <number>',
      description: 'days until the key pair ends, at most 365',
      default: '365',
    },
    { flags: '--json', description: 'print JSON' },
  ],
  examples: [
    'windvane keys create --name soc --roles reporter,user',
    'windvane keys create --name acme --groups public,acme --json',
  ],
  async run({ options, environment }) {
    const name = options['name'] ?? `key-${Date.now().toString(36)}`
    const { body } = await requestServer(environment, {
      path: '/api/auth/v2/admin/user',
      body: {
        alias: name,
        fullName: name,
        name,
        roles: toRoles(options['roles']),
        groups: toList(options['groups']),
        days: parseInteger(options['days'], { name: 'days', min: 1, max: 365 }),
      },
    })
    // the reply schema of the route
    const pair = body as { readonly apiKey: string; readonly apiSecret: string }
    process.stdout.write(
      options['json'] === true
        ? `${JSON.stringify(body, undefined, 2)}\n`
        : `api-key:    ${pair.apiKey}\napi-secret: ${pair.apiSecret}\n`,
    )
    return 0
  },
})

function toRoles(option: string | boolean | undefined): readonly string[] {
  const asked = toList(option)
  const unknown = asked.find((word) => !roles.some((role) => role === word))
  if (unknown === undefined) return asked
  throw new CommandError(
    `Cannot give the role "${printable(unknown)}": it must be one of ${roles.join(', ')}`,
    { exitCode: 64 },
  )
}

function toList(option: string | boolean | undefined): readonly string[] {
  return typeof option === 'string' ? option.split(',').map((word) => word.trim()) : []
}
