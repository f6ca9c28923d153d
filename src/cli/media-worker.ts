import { CommandError, EXIT, parse, type Command } from './program.ts'

/** Started by the server itself, to read pictures, sound and video; not in the help. */
export const mediaWorker: Command = {
  name: 'media-worker',
  usage: '--data <folder> --memory <MiB>',
  summary: 'Read what people send, for the process that started this one.',

  async run (args, { installation, say, onStop }) {
    const { flags: { data, memory } } = parse(args, ['data', 'memory'])
    if (data === undefined || memory === undefined) throw new CommandError('holdline media-worker needs a folder and a bound.', EXIT.usage)
    // A terminal signals all its processes at once: the one that started this ends it in its own time.
    onStop(() => {})
    installation.provideImaging(data)
    // No other command loads the decoders.
    const { serveMedia } = await import('#server/files/worker/serve-media.ts')
    await serveMedia(Number(memory), say)
    return EXIT.ok
  }
}
