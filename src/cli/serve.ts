import { flagOf, loadConfig, Settings } from '#server/config/config.ts'
import { startHoldline } from '#server/holdline.ts'
import { createLog } from '#server/log.ts'
import { CommandError, EXIT, parse, type Command } from './program.ts'

export const serve: Command = {
  name: 'serve',
  usage: '[--listen 127.0.0.1:8080] [--data ./data] [--base-url https://chat.example/] …',
  summary: 'Serve. Every setting is a flag or a HOLDLINE_ variable: holdline help serve',

  async run (args, surroundings) {
    const { flags, words } = parse(args, Object.keys(Settings.properties).map(flagOf))
    if (words.length > 0) throw new CommandError(`holdline serve takes no ${JSON.stringify(words[0])}.`, EXIT.usage)
    const config = loadConfig({ ...surroundings, flags })
    const { installation, say, isTerminal, onStop } = surroundings
    const stopped = new Promise<void>(resolve => onStop(resolve))

    const { addresses: [address = '', ...others], setup, stop } = await startHoldline({ installation, config, log: await createLog(config, isTerminal) })
    const invitation = setup === null ? '' : `\nThere is no admin yet. Within ${setup.minutes} minutes, open ${setup.link}`
    say(`Holdline serves at ${address}${others.length === 0 ? '' : ` (also ${others.join(', ')})`}${invitation}`)
    await stopped
    say('Stopping: every waiting poll is answered.')
    await stop()
    return EXIT.ok
  }
}
