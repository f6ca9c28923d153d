import Sqlite from 'better-sqlite3'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StandingClock } from '#test/clock.ts'
import { openStore } from '#store/sqlite/open.ts'
import { PASSWORD_HASH } from '../acts.ts'
import type { Person } from '../client/browser.ts'

/** The largest cast of a world; the last one is the outsider, unknown to the others. */
export const CAST: readonly Person[] = ['ana', 'ben', 'cho', 'dee', 'eve'].map(username => ({ userId: `u-${username}`, username }))
const TIES = [['ana', 'ben'], ['ana', 'cho'], ['ben', 'cho'], ['ana', 'dee']] as const
/** Created by ana. */
export const GROUP = { title: 'everybody ana knows', usernames: ['ben', 'cho', 'dee'] } as const

/** A folder with the database file every world starts from, made once. In memory where the machine has such a folder, for speed. */
export class Template {
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'holdline-simulation-'))

  static async make (): Promise<Template> {
    const template = new Template()
    const clock = new StandingClock()
    let ids = 0
    const newId = () => `i0-${++ids}`
    const store = await openStore({ path: template.#path('template'), onFault: fault => { throw fault } })
    for (const { userId, username } of CAST) {
      await store.accounts.create({
        id: userId, username, displayName: username, passwordHash: PASSWORD_HASH, isAdmin: false, language: null, timeZone: null
      }, null, clock.now())
    }
    for (const [from, to] of TIES) {
      await store.contacts.request({ fromId: `u-${from}`, username: to, note: '', id: newId(), conversationId: newId() }, clock.now())
      await store.contacts.request({ fromId: `u-${to}`, username: from, note: '', id: newId(), conversationId: newId() }, clock.now())
    }
    await store.conversations.group({ ownerId: 'u-ana', title: GROUP.title, usernames: GROUP.usernames, id: newId() }, clock.now())
    await store.close()
    return template
  }

  /** A fresh copy, in place of the one before; `sql` is planted in it. */
  copy (sql = ''): string {
    const path = this.#path('world')
    this.#forget(path)
    copyFileSync(this.#path('template'), path)
    if (sql !== '') plantIn(path, sql)
    return path
  }

  remove (): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #path (name: string): string { return join(this.#folder, `${name}.db`) }
  #forget (path: string): void {
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
  }
}

function plantIn (path: string, sql: string): void {
  const file = new Sqlite(path)
  file.exec(sql)
  file.close()
}
