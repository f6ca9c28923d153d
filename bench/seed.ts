import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createPasswords, LOWEST_PASSWORD_COST } from '#domain/passwords.ts'
import { folderAt, holdFolder } from '#cli/folder.ts'
import { openStore, type Store } from '#store/sqlite/store.ts'
import { PASSWORD } from './load/sign-in.ts'

/**
 * `node bench/seed.ts --data DIR --users N` makes u0 … u<N-1>: each is a contact of the next, with a direct conversation between them;
 * all are in one group `all` of u0. Their password is `bench-password`, hashed once at the lowest cost (a hash carries its parameters),
 * so that any load can sign them in quickly. It goes through the store's own functions, all of it in one transaction.
 */

const GROUP_TITLE = 'all'
const USAGE = 'node bench/seed.ts --data DIR --users N      (N from 2 to 10000, DIR without users u0, u1, …)'

const { dir, size } = readWish()
const folder = folderAt(dir)
const letGo = holdFolder(folder)
const at = Date.now()
const store = openStore({
  path: folder.database,
  now: () => at,
  newId: () => idOf('run'),
  onCommit: () => {},
  onReset: () => {},
  onFault: fault => { throw fault }
})
await seed(store)
store.close()
letGo()
console.log(`${size} users in ${folder.path}, in ${((Date.now() - at) / 1000).toFixed(1)} s`)

/** Nothing is awaited between the writes: what is asked for in one turn of the loop is one commit. */
async function seed ({ accounts, contacts, conversations }: Store): Promise<void> {
  const passwordHash = await createPasswords({ cost: LOWEST_PASSWORD_COST }).hash(PASSWORD)
  const writes: Promise<unknown>[] = []
  for (let who = 0; who < size; who++) {
    writes.push(accounts.create({
      id: idOf(who), username: `u${who}`, displayName: `User ${who}`, passwordHash, isAdmin: false, language: null, timeZone: null
    }, null, at).then(outcome => {
      if (outcome !== 'created') throw new Error(`u${who} is there already`)
    }))
  }
  const meet = (one: number, other: number): void => {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      const id = idOf(`request-${from}-${to}`)
      writes.push(contacts.request({ fromId: idOf(from), username: `u${to}`, note: '', id, conversationId: idOf(`${from}-${to}`) }, at))
    }
  }
  for (let who = 1; who < size; who++) meet(who - 1, who)

  // A group is made of its maker's contacts, so u0 knows everybody for a moment.
  for (let who = 2; who < size; who++) meet(0, who)
  const usernames = Array.from({ length: size - 1 }, (_, i) => `u${i + 1}`)
  const made = conversations.group({ ownerId: idOf(0), title: GROUP_TITLE, usernames, id: idOf(GROUP_TITLE) }, at)
  for (let who = 2; who < size; who++) writes.push(contacts.remove(idOf(0), `u${who}`, at))

  await Promise.all(writes)
  const { outcome } = await made
  if (outcome !== 'made') throw new Error(`the group was not made: ${outcome}`)
}

// The length and letters of ordinary ids, the same at every seeding.
function idOf (name: string | number): string {
  return createHash('sha256').update(`bench ${name}`).digest('base64url').slice(0, 16)
}

function readWish (): { dir: string, size: number } {
  const { values } = parseArgs({ options: { data: { type: 'string' }, users: { type: 'string' } } })
  const size = Number(values.users)
  if (values.data !== undefined && Number.isInteger(size) && size >= 2 && size <= 10_000) return { dir: values.data, size }
  console.error(USAGE)
  process.exit(2)
}
