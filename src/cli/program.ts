import { parseArgs } from 'node:util'
import { ConfigError, refuseUnknown } from '#server/config/config.ts'
import type { Installation } from '#server/installation.ts'

/** Exit codes. */
export const EXIT = { ok: 0, failed: 1, usage: 2, configuration: 3, newer: 4, locked: 5 } as const

/** Everything a command may use of the process around it. */
export interface Surroundings {
  readonly installation: Installation
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => string
  /** Prints a line of the result. */
  readonly say: (line: string) => void
  /** Prints a line about an error. */
  readonly complain: (line: string) => void
  readonly isTerminal: boolean
  /** Whether `say` may use colour. */
  readonly hasColour: boolean
  /** Calls back at every SIGTERM, SIGINT and SIGHUP: all may come, and more than once. */
  readonly onStop: (stop: () => void) => void
}

export interface Command {
  readonly name: string
  /** Its arguments, as help shows them; empty when it takes none. */
  readonly usage: string
  /** One line for `holdline help`. */
  readonly summary: string
  /** Runs to its end and returns the exit code. Throws CommandError, OperatorError, DomainError, StoreError. */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<number>
}

/** A command that cannot be run: a sentence and its exit code. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor (message: string, exitCode: number = EXIT.failed) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

export interface Parsed {
  /** By name without dashes. */
  readonly flags: Readonly<Record<string, string>>
  /** The given flags among those that take no value. */
  readonly switches: ReadonlySet<string>
  readonly words: readonly string[]
}

/** Parses known flags (`--name value`, `--name=value`), switches and words. Throws ConfigError. */
export function parse (args: readonly string[], known: readonly string[], knownSwitches: readonly string[] = []): Parsed {
  const options = Object.fromEntries([
    ...known.map(name => [name, { type: 'string' }] as const),
    ...knownSwitches.map(name => [name, { type: 'boolean' }] as const)
  ])
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true })
  const flags: Record<string, string> = {}
  const switches = new Set<string>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    refuseUnknown([token.rawName], [...known, ...knownSwitches].map(name => `--${name}`), name => name)
    if (knownSwitches.includes(token.name)) {
      switches.add(token.name)
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      throw new ConfigError(`${token.rawName} needs a value.`)
    } else {
      flags[token.name] = token.value
    }
  }
  return { flags, switches, words }
}
