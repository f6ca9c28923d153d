import { startDemo } from '#server/demo/demo.ts'
import { CommandError, EXIT, parse, type Command } from './program.ts'

/** Not the port of `serve`, so that a demo can be tried beside a real server. */
const LISTEN = '127.0.0.1:8081'
const LOOPBACK = /^http:\/\/(?:127\.|localhost[:/]|\[::1\])/

export const demo: Command = {
  name: 'demo',
  usage: `[--listen ${LISTEN}]`,
  summary: 'Serve a little world to try: people, groups, a history. No password, a temporary folder, and nothing is kept.',

  async run (args, surroundings) {
    const { flags: { listen = LISTEN }, words } = parse(args, ['listen'])
    if (words.length > 0) throw new CommandError(`holdline demo takes no ${JSON.stringify(words[0])}.`, EXIT.usage)
    const { installation, say, isTerminal, onStop } = surroundings
    const stopped = new Promise<void>(resolve => onStop(resolve))

    const { addresses: [address = '', ...others], stop } = await startDemo({ installation, listen, isTerminal })
    say(`A little world is open at ${address}demo`)
    for (const other of others) say(`                  also at ${other}demo`)
    say('Step in as anybody there, without a password. Ctrl+C ends the world, and nothing of it is kept.')
    if (!LOOPBACK.test(address)) say('Everybody who reaches this address can do the same: leave it open only among friends.')
    await stopped
    say('Stopping: the world and its folder are removed.')
    await stop()
    return EXIT.ok
  }
}
