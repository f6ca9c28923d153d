import { serveWorld } from '#server/demo/world-server.ts'
import { EXIT, type Command } from './program.ts'

/** Started by `holdline demo` itself; not in the help. */
export const demoServer: Command = {
  name: 'demo-server',
  usage: '',
  summary: 'Serve the world of a demo for the process that started this one, and take its orders.',

  async run (_args, { installation, say, onStop }) {
    // A terminal signals all its processes at once: the one that started this ends it in its own time.
    onStop(() => {})
    await serveWorld({ installation, say })
    return EXIT.ok
  }
}
