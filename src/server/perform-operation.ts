import { nanoid } from 'nanoid'
import { openStore } from '#store/sqlite/open.ts'
import { loadConfig } from '#server/config/config.ts'
import { openPeople } from '#server/people.ts'
import { systemClock } from '#server/system-clock.ts'
import { addressesOf } from '#server/address.ts'
import { askServer } from '#server/data-folder/commands-socket.ts'
import { folderAt, holdFolder } from '#server/data-folder/folder.ts'
import { createOperations, type Operations } from './operations.ts'
import type { Surroundings } from './program.ts'

/** Flags of every command that touches the data folder. */
export const FOLDER_FLAGS = ['data', 'base-url', 'listen']

/**
 * Has an operation done: by the server that holds the data folder, or, when none does, here. Throws CommandError (among them: locked),
 * ConfigError, DomainError, and what opening the database throws.
 */
export async function operate<Name extends keyof Operations> (
  name: Name, args: Parameters<Operations[Name]>[0], flags: Readonly<Record<string, string>>, { env, readFile }: Surroundings
): Promise<Awaited<ReturnType<Operations[Name]>>> {
  const config = loadConfig({ flags, env, readFile })
  const folder = folderAt(config.data)
  const asked = await askServer(folder.socket, name, args)
  if (asked !== undefined) return asked.result

  const letGo = holdFolder(folder)
  const now = () => Date.now()
  const newId = () => nanoid(16)
  const { after } = systemClock
  try {
    const store = await openStore({ path: folder.database, onFault: () => {} })
    try {
      const people = await openPeople({ store, config, now, after, random: Math.random, newId, onSessionEnded: () => {} })
      const [address = ''] = addressesOf(config, config.listen.port)
      const operation = createOperations({ people, address, setupLinkFile: folder.setupLink })[name] as
        (args: Parameters<Operations[Name]>[0]) => ReturnType<Operations[Name]>
      return await operation(args)
    } finally {
      await store.close()
    }
  } finally {
    letGo()
  }
}
