import { EXIT, parse, type Command } from './program.ts'

export const licenses: Command = {
  name: 'licenses',
  usage: '',
  summary: 'Print the licences of Holdline and of everything it consists of.',

  async run (args, { say, installation }) {
    parse(args, [])
    say(installation.licences())
    return EXIT.ok
  }
}
