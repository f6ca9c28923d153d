import { statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'

/** Below this share free, SQLite and the rest of the machine are about to stop: no more traffic should come here. */
const FREE_MIN = 0.05

interface Space { readonly bavail: number, readonly blocks: number }

/** Whether the disk under `path` is as good as full. */
export async function isFull (path: string): Promise<boolean> {
  return shareOf(await statfs(path)) < FREE_MIN
}

/** 0 to 1: what this user may still fill. */
export function freeShare (path: string): number {
  return shareOf(statfsSync(path))
}

function shareOf ({ bavail, blocks }: Space): number {
  return blocks === 0 ? 1 : bavail / blocks
}
