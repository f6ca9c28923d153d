import { constants, statfsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'

/** Below this share free, SQLite and the rest of the machine are about to stop: no more traffic should come here. */
const FREE_MIN = 0.05

interface Space { readonly bavail: number, readonly blocks: number }

/** What keeps a server from writing its data folder; empty when nothing does. */
export async function troubles (path: string): Promise<readonly string[]> {
  const found: string[] = []
  await access(path, constants.W_OK).catch(() => found.push('the data folder cannot be written'))
  const space = await statfs(path).catch(() => null)
  if (space !== null && shareOf(space) < FREE_MIN) found.push('less than 5 % of the disk is free')
  return found
}

/** 0 to 1: what this user may still fill. */
export function freeShare (path: string): number {
  return shareOf(statfsSync(path))
}

function shareOf ({ bavail, blocks }: Space): number {
  return blocks === 0 ? 1 : bavail / blocks
}
