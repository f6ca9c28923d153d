import { startDemo } from '#server/demo/demo.ts'
import { CommandError, EXIT, parse, type Command } from './program.ts'

/** Not the port of `serve`, so that a demo can be tried beside a real server. */
const LISTEN = '127.0.0.1:8081'
const LOOPBACK = /^http:\/\/(?:127\.|localhost[:/]|\[::1\])/

export const demo: Command = {
  name: 'demo',
  usage: `[--public] [--listen ${LISTEN}]`,
  summary: 'Serve a little world to try: people who talk, groups, a history. No password, a temporary folder, and nothing is kept. --public: an account for each stranger at a stand, and a new world every hour.',

  async run (args, surroundings) {
    const { flags: { listen = LISTEN }, switches, words } = parse(args, ['listen'], ['public'])
    const isPublic = switches.has('public')
    if (words.length > 0) throw new CommandError(`holdline demo takes no ${JSON.stringify(words[0])}.`, EXIT.usage)
    const { installation, say, isTerminal, onStop } = surroundings
    const stopped = new Promise<true>(resolve => onStop(() => resolve(true)))

    const { addresses: [address = '', ...others], link, open, broken, stop } = await startDemo({ installation, listen, isTerminal, isPublic })
    say(`A little world is open at ${address}demo`)
    for (const other of others) say(`                  also at ${other}demo`)
    for (const line of isPublic ? toGuests(address) : toFriends(address)) say(line)
    // The last line, for programs: whatever reads it can wait for /readyz.
    say(link)
    open()
    const isOrdered = await Promise.race([stopped, broken.then(() => false)])
    await stop()
    if (!isOrdered) throw new CommandError('The server of the demo has ended by itself.')
    return EXIT.ok
  }
}

function toFriends (address: string): readonly string[] {
  return [
    'Step in as anybody there, without a password. Ctrl+C ends the world, and nothing of it is kept.',
    ...LOOPBACK.test(address) ? [] : ['Everybody who reaches this address can do the same: leave it open only among friends.'],
    'Or open this link: a conversation, with its requests beside it.'
  ]
}

function toGuests (address: string): readonly string[] {
  return [
    'Every hour it begins anew, and nothing is kept. Ctrl+C ends it.',
    ...LOOPBACK.test(address) ? ['Only this machine reaches it: --listen 0.0.0.0:8081 opens it to the network.'] : [],
    'Each browser that opens this link gets an account of its own:'
  ]
}
