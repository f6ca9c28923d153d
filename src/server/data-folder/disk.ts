import { constants, statfsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'

/** Not ready below this free share: SQLite and the rest of the machine are about to fail. */
const FREE_MIN = 0.05

interface Space { readonly bavail: number, readonly blocks: number }

/** Returns reasons why the data folder cannot be written, or soon will not be. */
export async function troubles (path: string): Promise<readonly string[]> {
  const found: string[] = []
  await access(path, constants.W_OK).catch(() => found.push('the data folder cannot be written'))
  const space = await statfs(path).catch(() => null)
  if (space !== null && shareOf(space) < FREE_MIN) found.push('less than 5 % of the disk is free')
  return found
}

/** Returns the share of the disk that this user may still fill, 0 to 1. */
export function freeShare (path: string): number {
  return shareOf(statfsSync(path))
}

function shareOf ({ bavail, blocks }: Space): number {
  return blocks === 0 ? 1 : bavail / blocks
}
