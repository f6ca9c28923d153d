import { parseArgs } from 'node:util'
import { ConfigError, refuseUnknown } from '../config.ts'

/** How a command ends, told to the shell. */
export const EXIT = { ok: 0, failed: 1, usage: 2, configuration: 3, newer: 4, locked: 5 } as const

/** What a command may use of the world outside. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => string
  /** A line for whoever asked. */
  readonly say: (line: string) => void
  /** A line about what went wrong. */
  readonly complain: (line: string) => void
  readonly isTerminal: boolean
  /** Calls back once, at the first SIGTERM or SIGINT. */
  readonly onStop: (stop: () => void) => void
}

export interface Command {
  readonly name: string
  /** How it is written after the name; empty when it takes nothing. */
  readonly usage: string
  /** One line for `holdline help`. */
  readonly summary: string
  /** Runs to its end; answers the exit code. Throws CommandError, ConfigError, DomainError, or what opening the folder throws. */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<number>
}

/** A command that cannot be done, in a sentence, with its exit code. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor (message: string, exitCode: number = EXIT.failed) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

export interface Parsed { readonly flags: Readonly<Record<string, string>>, readonly words: readonly string[] }

/** `--name value` and `--name=value` for the flags that exist, `--switch` (its value is "true"), and words. Throws ConfigError. */
export function parse (args: readonly string[], known: readonly string[], switches: readonly string[] = []): Parsed {
  const options = Object.fromEntries([
    ...known.map(name => [name, { type: 'string' }] as const),
    ...switches.map(name => [name, { type: 'boolean' }] as const)
  ])
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true })
  const flags: Record<string, string> = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    refuseUnknown([token.rawName], [...known, ...switches].map(name => `--${name}`), name => name)
    if (!switches.includes(token.name) && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
      throw new ConfigError(`${token.rawName} needs a value.`)
    }
    flags[token.name] = token.value ?? 'true'
  }
  return { flags, words }
}
