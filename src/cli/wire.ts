import { baseUrlOf, listenOf } from '#server/config/config-values.ts'
import { watchServer } from '#server/watching/watching.ts'
import { CommandError, EXIT, parse, type Command } from './program.ts'

const LISTEN = '127.0.0.1:8090'
const VIEW = '8091'

export const wire: Command = {
  name: 'wire',
  usage: `--target http://127.0.0.1:8080/ [--listen ${LISTEN}] [--view ${VIEW}]`,
  summary: 'Watch a server that speaks the contract: a recording proxy in front of it, and the wire view on a port of its own.',

  async run (args, { installation, say, onStop }) {
    const { flags, words } = parse(args, ['target', 'listen', 'view'])
    const target = baseUrlOf(flags['target'] ?? '')
    const listen = listenOf(flags['listen'] ?? LISTEN)
    const view = listenOf(flags['view'] ?? VIEW)
    if (words.length > 0) throw new CommandError(`holdline wire takes no ${JSON.stringify(words[0])}.`, EXIT.usage)
    if (target?.protocol !== 'http:') throw new CommandError('Say which server by its address of plain HTTP: holdline wire --target http://127.0.0.1:8080/', EXIT.usage)
    if (listen === null || view === null) throw new CommandError('--listen is a host and port, --view a port of this machine.', EXIT.usage)
    const stopped = new Promise<void>(resolve => onStop(resolve))

    const watching = await watchServer({ installation, target, listen, viewPort: view.port })
    say(`Use ${watching.address} in place of ${target.href}`)
    say(`Its requests are shown at ${watching.view}, to this machine alone. Ctrl+C ends it, and nothing of it is kept.`)
    say(`The conformance kit, through it: npm run conformance -- --wire ${watching.view}`)
    await stopped
    await watching.stop()
    return EXIT.ok
  }
}
