/** One command of `windvane`: its words, its options, and what it does. */
export type CommandDefinition = {
  /** `scan`, or `keys create`: a command of a group. */
  readonly name: string
  /** commander's form: `<target>`, `[words...]`. */
  readonly argument?: readonly [form: string, description: string]
  readonly summary: string
  readonly options: readonly CommandOption[]
  /** Lines shown below `--help`. */
  readonly examples: readonly string[]
  /** Shown below the examples, in this order. */
  readonly exitCodes?: readonly (readonly [code: number, meaning: string])[]
  /** Resolves to the exit code; throws `CommandError` for what the user can mend. */
  readonly run: (invocation: Invocation) => Promise<number>
}

type CommandOption = {
  /** commander's form: `--ports <list>`, `--json`. */
  readonly flags: string
  readonly description: string
  readonly default?: string
}

type Invocation = {
  /** The words of the argument, `[]` when the command takes none. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly environment: Environment
}

/** Everything a command learns from outside its own words. */
export type Environment = {
  readonly url: string
  readonly dataFolder: string
  readonly apiKey: string | undefined
  readonly apiSecret: string | undefined
  readonly host: string
  readonly port: number
  readonly databaseUrl: string | undefined
  readonly hasColour: boolean
  /** The process's variables, to hand on to a child. */
  readonly variables: NodeJS.ProcessEnv
}

export function defineCommand(command: CommandDefinition): CommandDefinition {
  return Object.freeze(command)
}

/** A failure the user can mend: printed as one line, without a stack. */
export class CommandError extends Error {
  /** sysexits(3): 64 usage, 69 unavailable, 73 cannot create, 77 no permission. */
  readonly exitCode: number

  constructor(
    message: string,
    options: { readonly exitCode?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'CommandError'
    this.exitCode = options.exitCode ?? 1
  }
}
