import type { TSchema } from 'typebox'
import { Settings, shownName } from '#server/config/config.ts'
import { EXIT, type Command } from './program.ts'

/** Prints every command, or every setting of `serve`. */
export function helpCommand (commands: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    usage: '[serve]',
    summary: 'Print this, or the settings of serve.',

    async run ([topic], { say }) {
      if (topic === 'serve') {
        say('A flag wins over its HOLDLINE_ variable (--base-url over HOLDLINE_BASE_URL), that over the default.\nSecrets have no flags: they come from the environment, or from files named there.\n')
        for (const [key, schema] of Object.entries(Settings.properties)) say(settingLine(key, schema))
      } else {
        for (const { name, usage, summary } of [...commands, help]) say(`  ${`holdline ${name} ${usage}`.trimEnd()}\n      ${summary}`)
      }
      return EXIT.ok
    }
  }
  return help
}

interface Described { readonly default?: unknown, readonly description?: string, readonly minimum?: number, readonly maximum?: number }

function settingLine (key: string, schema: TSchema): string {
  const { default: value, description, minimum, maximum } = schema as Described
  const bounds = minimum === undefined ? '' : `, ${minimum} to ${maximum}`
  return `  ${shownName(key)} (${value === '' ? 'unset' : String(value)}${bounds})\n      ${description ?? ''}`
}
