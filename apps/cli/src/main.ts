import { Command } from 'commander'
import { commands } from './commands/index.ts'
import { readEnvironment } from './config.ts'
import { type CommandDefinition, CommandError } from './define-command.ts'

async function run(words: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    process.stderr.write(`windvane: ${error.message}\n`)
    process.exitCode = error.exitCode
  }
}

function createProgram(): Command {
  const program = new Command('windvane')
    .description('Scan hosts, keep what is known of them as entities, find it by search.')
    .version('0.1.0')
    .showHelpAfterError()
    .showSuggestionAfterError()
  const groups = new Map<string, Command>()
  for (const command of commands) addCommand(program, groups, command)
  return program
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
  command.addHelpText('after', `\nExamples:\n${definition.examples.map(indent).join('\n')}`)
  command.action(async () => {
    process.exitCode = await definition.run({
      words: command.args,
      options: command.opts(),
      environment: readEnvironment(),
    })
  })
}

const groupSummaries: Readonly<Record<string, string>> = { keys: 'Make key pairs on a server.' }

function indent(line: string): string {
  return `  ${line}`
}

await run(process.argv.slice(2))
