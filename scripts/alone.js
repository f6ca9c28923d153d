// @ts-check
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Locks older than this are stale: the process that made them is gone, and its id may belong to another by now. */
const ABANDONED_MS = 15 * 60_000

/**
 * Runs `work` while no other process does: `npm start` and `npm test` in two terminals of a fresh clone would otherwise
 * install into the same folder at once.
 * @template Result
 * @param {string} lock a file that exists during the work and holds the id of the process that does it
 * @param {() => void} onWait called once when another process has the lock
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function alone (lock, onWait, work) {
  for (let waited = false; !take(lock); waited = true) {
    if (!waited) onWait()
    await sleep(250)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** @param {string} lock */
function take (lock) {
  if (isAbandoned(lock)) rmSync(lock, { force: true })
  try {
    mkdirSync(dirname(lock), { recursive: true })
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} lock */
function isAbandoned (lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > ABANDONED_MS) return true
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
