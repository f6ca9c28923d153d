import { EXIT, parse, type Command } from './program.ts'

/** The version is handed in: it stands in package.json, or inside the executable. */
export function versionCommand (version: string): Command {
  return {
    name: 'version',
    usage: '',
    summary: 'Print the version.',

    async run (args, { say }) {
      parse(args, [])
      say(`holdline ${version} (Node ${process.versions.node})`)
      return EXIT.ok
    }
  }
}
