import { EXIT, parse, type Command } from './program.ts'

export const version: Command = {
  name: 'version',
  usage: '',
  summary: 'Print the version.',

  async run (args, { say, installation }) {
    parse(args, [])
    say(`holdline ${installation.version} (Node ${process.versions.node})`)
    return EXIT.ok
  }
}
