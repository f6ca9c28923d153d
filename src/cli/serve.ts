import { rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { flagOf, loadConfig, Settings, type Config } from '#server/config/config.ts'
import { openHoldline, type Holdline } from '#server/holdline.ts'
import { createLog } from '#server/log.ts'
import { systemClock } from '#server/system-clock.ts'
import { addressesOf } from '#server/address.ts'
import { takeCommands } from '#server/data-folder/commands-socket.ts'
import { freeShare, troubles } from '#server/data-folder/disk.ts'
import { folderAt, holdFolder, type Folder } from '#server/data-folder/folder.ts'
import { createOperations } from './operations.ts'
import { CommandError, EXIT, parse, type Command, type Surroundings } from './program.ts'

/** A burst of reconnects stands in line instead of being refused: with Node's 511 a storm of 5,000 takes four times as long. */
const BACKLOG = 4096
/** Parked polls are answered at once; this long their last bytes may take before idle connections are closed. */
const GOODBYE_MS = 100
/** Whatever still keeps a connection then, a slow reader or a half-sent body, is cut: the exit takes under 10 s (D28). */
const CUT_MS = 7_000

export const serve: Command = {
  name: 'serve',
  usage: '[--listen 127.0.0.1:8080] [--data ./data] [--base-url https://chat.example/] …',
  summary: 'Serve. Every setting is a flag or a HOLDLINE_ variable: holdline help serve',

  async run (args, surroundings) {
    const { flags, words } = parse(args, Object.keys(Settings.properties).map(flagOf))
    if (words.length > 0) throw new CommandError(`holdline serve takes no ${JSON.stringify(words[0])}.`, EXIT.usage)
    const config = loadConfig({ flags, env: surroundings.env, readFile: surroundings.readFile })
    const folder = folderAt(config.data)
    const letGo = holdFolder(folder)
    try {
      await serveFrom(folder, config, surroundings)
    } finally {
      letGo()
    }
    return EXIT.ok
  }
}

async function serveFrom (folder: Folder, config: Config, { say, isTerminal, onStop }: Surroundings): Promise<void> {
  keepYoungGenerationSmall()
  const log = createLog(config, isTerminal)
  const stopped = new Promise<void>(resolve => onStop(resolve))

  const holdline = await openHoldline({
    database: { path: folder.database, nativeBinding: undefined, pragmas: [] },
    config,
    clock: systemClock,
    log,
    notReady: () => troubles(folder.path),
    onSetUp: () => rmSync(folder.setupLink, { force: true })
  })
  holdline.metrics.gauge('holdline_disk_free_ratio', 'Free share of the disk under the data folder', () => freeShare(folder.path))

  let stopCommands = () => {}
  try {
    await makeAdmin(holdline, config)
    const [address = '', ...others] = addressesOf(config, await listen(holdline, config))
    const operations = createOperations({ people: holdline.people, address, setupLinkFile: folder.setupLink })
    stopCommands = await takeCommands(folder.socket, operations, error => log.error({ err: error }, 'fault'))

    const setup = await holdline.people.accounts.hasAdmin() ? null : await operations.setupLink({})
    const invitation = setup === null ? '' : `\nThere is no admin yet. Within ${setup.minutes} minutes, open ${setup.link}`
    say(`Holdline serves at ${address}${others.length === 0 ? '' : ` (also ${others.join(', ')})`}${invitation}`)
    await stopped
    say('Stopping: every waiting poll is answered.')
    await stop(holdline)
  } catch (error) {
    await holdline.close()
    throw error
  } finally {
    stopCommands()
  }
}

/**
 * New objects keep the room they have by now, 16 MB. Node would let it grow to 64, as parked polls outlive every collection: each then
 * copies megabytes and stops everything the longer, and a thousand polls cost 19 KiB each instead of 5 (bench/tried.md).
 */
function keepYoungGenerationSmall (): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** From the environment, and only while there is no admin: a password left there by mistake opens nothing later. */
async function makeAdmin ({ people: { accounts } }: Holdline, { adminUser, adminPassword }: Config): Promise<void> {
  if (adminUser === null || adminPassword === null || await accounts.hasAdmin()) return
  await accounts.add({ username: adminUser, password: adminPassword }, true)
}

// Answers the port: the system chooses one for 0.
async function listen ({ app }: Holdline, { listen: { host, port } }: Config): Promise<number> {
  try {
    await app.listen({ host, port, backlog: BACKLOG })
    return (app.server.address() as AddressInfo).port
  } catch (error) {
    throw new CommandError(`Holdline cannot listen on ${host}:${port}: ${reason(error)}.`)
  }
}

function reason (error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EADDRINUSE': return 'the port is taken by another program. Name another with --listen'
    case 'EACCES': return 'this user may not open that port. Take one above 1023, or put a proxy in front'
    case 'EADDRNOTAVAIL': return 'this machine has no such address'
    case 'ENOTFOUND': return 'there is no host of that name'
    default: return message
  }
}

/** D28, in this order: no more traffic, polls answered, connections at rest closed, sends in flight finished, everything written. */
async function stop (holdline: Holdline): Promise<void> {
  holdline.drain()
  await new Promise(resolve => setTimeout(resolve, GOODBYE_MS))
  const cut = setTimeout(() => holdline.app.server.closeAllConnections(), CUT_MS)
  await holdline.close()
  clearTimeout(cut)
}
