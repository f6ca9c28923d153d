import { writeFileSync } from 'node:fs'
import { nanoid } from 'nanoid'
import { createOperations, type Operations } from '#domain/site/operations.ts'
import { openStore } from '#store/sqlite/open.ts'
import { addressesOf } from './address.ts'
import type { Config } from './config/config.ts'
import { askServer } from './data-folder/commands-socket.ts'
import { folderAt, holdFolder } from './data-folder/folder.ts'
import type { Installation } from './installation.ts'
import { openPeople, type People } from './people.ts'
import { systemClock } from './system-clock.ts'

/** Creates the operations; a setup link is also written to a file that only this user can read. `address` ends in a slash. */
export function operationsOn (people: People, address: string, setupLinkFile: string): Operations {
  const keepSetupLink = (link: string): void => writeFileSync(setupLinkFile, `${link}\n`, { mode: 0o600 })
  return createOperations({ ...people, address, keepSetupLink })
}

/**
 * Performs an operation in the server that holds the data folder or, when none does, on the database directly, without beginning a run.
 * Throws OperatorError, DomainError, StoreError.
 */
export async function performOperation<Name extends keyof Operations> (
  name: Name, args: Parameters<Operations[Name]>[0], config: Config, installation: Pick<Installation, 'addon'>
): Promise<Awaited<ReturnType<Operations[Name]>>> {
  const folder = folderAt(config.data)
  const asked = await askServer(folder.socket, name, args)
  if (asked !== undefined) return asked.result

  const { nativeBinding, letGo } = holdFolder(folder, installation)
  try {
    const store = await openStore({ path: folder.database, nativeBinding, onFault: () => {} })
    try {
      const people = await openPeople({
        store, config, clock: systemClock, random: Math.random, newId: () => nanoid(16), onSessionEnded: () => {}
      })
      const [address = ''] = addressesOf(config, config.listen.port)
      const operation = operationsOn(people, address, folder.setupLink)[name] as
        (args: Parameters<Operations[Name]>[0]) => ReturnType<Operations[Name]>
      return await operation(args)
    } finally {
      await store.close()
    }
  } finally {
    letGo()
  }
}
