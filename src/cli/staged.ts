import { serveStaged } from '#server/scenes/staged.ts'
import { CommandError, EXIT, parse, type Command } from './program.ts'

/** Started by the server itself, for a scene of the wire view; not in the help. */
export const staged: Command = {
  name: 'staged',
  usage: '--data <folder>',
  summary: 'Serve a folder for the process that started this one, and take its orders.',

  async run (args, { installation, say, onStop }) {
    const { flags: { data } } = parse(args, ['data'])
    if (data === undefined) throw new CommandError('holdline staged needs a folder.', EXIT.usage)
    // A terminal signals all its processes at once: the one that started this ends it in its own time.
    onStop(() => {})
    await serveStaged({ installation, data, say })
    return EXIT.ok
  }
}
