import { FOLDER_FLAGS, operate } from './operate.ts'
import { EXIT, parse, type Command } from './program.ts'

export const setupLink: Command = {
  name: 'setup-link',
  usage: '[--data ./data] [--base-url https://chat.example/]',
  summary: 'Make a new one-time link to the first run. The former one is void.',

  async run (args, surroundings) {
    const { flags } = parse(args, FOLDER_FLAGS)
    const { link, minutes } = await operate('setupLink', {}, flags, surroundings)
    surroundings.say(link)
    surroundings.say(`It opens the first run once, within ${minutes} minutes.`)
    return EXIT.ok
  }
}
