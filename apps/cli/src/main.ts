import { Command, CommanderError } from 'commander'
import { commands } from './commands/index.ts'
import { readEnvironment } from './config.ts'
import { type CommandDefinition, CommandError } from './define-command.ts'

async function run(words: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...words], { from: 'user' })
  } catch (error) {
    process.exitCode = tellFailure(error)
  }
}

/** Returns the exit code that goes with a failure. */
function tellFailure(error: unknown): number {
  // It has told itself, and asking for help is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageCode
  if (!(error instanceof CommandError)) throw error
  process.stderr.write(`windvane: ${error.message}\n`)
  return error.exitCode
}

// sysexits(3)
const usageCode = 64

function createProgram(): Command {
  const program = new Command('windvane')
    .description('Scan hosts, keep what is known of them as entities, find it by search.')
    .version('0.1.0')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(toOneLine(text)) })
  const groups = new Map<string, Command>()
  for (const command of commands) addCommand(program, groups, command)
  return program
}

/** `error: unknown option '--port'\n(Did you mean --ports?)` as a line of ours. */
function toOneLine(text: string): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
  return `windvane: ${line}; --help tells more\n`
}

function addCommand(
  program: Command,
  groups: Map<string, Command>,
  definition: CommandDefinition,
): void {
  const words = definition.name.split(' ')
  const [group, name] = words.length === 2 ? words : [undefined, definition.name]
  const parent =
    group === undefined
      ? program
      : (groups.get(group) ?? program.command(group).description(groupSummaries[group] ?? ''))
  if (group !== undefined) groups.set(group, parent)
  const command = parent.command(name ?? definition.name).description(definition.summary)
  if (definition.argument !== undefined) command.argument(...definition.argument)
  for (const option of definition.options) {
    command.option(option.flags, option.description, option.default)
  }
  command.addHelpText('after', formatHelp(definition))
  command.action(async () => {
    process.exitCode = await definition.run({
      words: command.args,
      options: command.opts(),
      environment: readEnvironment(),
    })
  })
}

const groupSummaries: Readonly<Record<string, string>> = {
  keys: 'Make key pairs on a server.',
  feeds: 'Feeds of a server.',
  watch: 'Be told what happens to addresses, domains, hashes, tags and networks.',
}

function formatHelp({ examples, exitCodes = [] }: CommandDefinition): string {
  const codes = exitCodes.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`)
  return [
    '',
    'Examples:',
    ...examples.map((line) => `  ${line}`),
    ...(codes.length === 0 ? [] : ['', 'Exit codes, the first that applies:', ...codes]),
  ].join('\n')
}

await run(process.argv.slice(2))
