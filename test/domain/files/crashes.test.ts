import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Bytes } from '#domain/files/bytes.ts'
import type { Store } from '#domain/store.ts'
import { idOf, openCast } from '../../store/contract/cast.ts'
import { openSqlite } from '../../store/sqlite/open.ts'
import { ABOUT, pieces, stage } from './stage.ts'

t.setTimeout(180_000)

const DAY_MS = 25 * 3_600_000
const ANA = idOf('ana')

/** The ends of processes that died, kept so that nothing of theirs is collected: Node takes an open file without a holder for an error. */
const DEAD: unknown[] = []

/** The moments of a process: before and after each call that touches the disk. At `dies` it stops for ever, as by kill -9. */
function mortal (dies: number) {
  const state = { moments: 0 }
  const died = Promise.withResolvers<'died'>()

  async function moment (): Promise<void> {
    if (state.moments++ !== dies) return
    died.resolve('died')
    const end = Promise.withResolvers()
    DEAD.push(end)
    await end.promise
  }

  function guarded<T extends object> (target: T): T {
    return new Proxy(target, {
      get (object, name) {
        const value: unknown = Reflect.get(object, name)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          await moment()
          const result: unknown = await Reflect.apply(value, object, args)
          await moment()
          return name === 'workplace' ? guarded(result as object) : result
        }
      }
    })
  }

  return {
    /** Resolves with false when it died in the middle. */
    lives: async (act: Promise<unknown>): Promise<boolean> => await Promise.race([act, died.promise]) !== 'died',
    bytes: (bytes: Bytes): Bytes => guarded(bytes),
    stores: ({ files, uploads, blobs }: Pick<Store, 'files' | 'uploads' | 'blobs'>) =>
      ({ files: guarded(files), uploads: guarded(uploads), blobs: guarded(blobs) })
  }
}

type Life = ReturnType<typeof stage>

interface Act {
  readonly name: string
  readonly before?: (life: Life, clock: { at: number }) => Promise<unknown>
  readonly act: (life: Life) => Promise<unknown>
  /** Tried by the next process, as the sender's browser does. */
  readonly again: (life: Life) => Promise<unknown>
}

const begin = (life: Life) => life.uploads.begin(ANA, { ...ABOUT, size: 10, clientId: 'client-1' })

/** Goes on with an upload from where the server says that it is, and makes a file of it. */
async function uploads (life: Life): Promise<unknown> {
  const { id, offset } = await begin(life)
  if (offset < 5) await life.uploads.add(ANA, id, 0, pieces('01', '234'))
  if (offset < 10) await life.uploads.add(ANA, id, 5, pieces('56789'))
  return await life.uploads.finish(ANA, id)
}

const ACTS: readonly Act[] = [
  { name: 'a file in one request', act: life => life.add('hello'), again: life => life.add('hello') },
  { name: 'a file in chunks', act: uploads, again: uploads },
  {
    name: 'an upload that is cancelled',
    before: async life => { await life.uploads.add(ANA, (await begin(life)).id, 0, pieces('01234')) },
    act: async life => { await life.uploads.cancel(ANA, (await begin(life)).id) },
    // Its bytes may be gone and the rest of it not: then it begins anew.
    again: async life => await uploads(life).catch(async () => await uploads(life))
  },
  {
    name: 'a collection',
    before: async (life, clock) => {
      await life.add('old')
      await life.uploads.add(ANA, (await begin(life)).id, 0, pieces('01234'))
      clock.at += DAY_MS
    },
    act: life => life.collecting.run(),
    again: life => life.add('old')
  }
]

/** Lets a process die at one moment of an act, and looks at what the next one finds. Returns false once the act has no such moment. */
async function dies (t: Test, { before, act, again }: Act, at: number): Promise<boolean> {
  const folder = t.testdir()
  const [path, root] = [join(folder, 'holdline.db'), join(folder, 'files')]
  const clock = { at: 2_000_000_000 }
  const first = await openCast(t, async (t, onCommit) => await openSqlite(t, { path, onCommit }))
  await before?.(stage({ root, stores: first, clock }), clock)
  const process = mortal(at)
  const isAlive = await process.lives(act(stage({ root, stores: process.stores(first), clock, change: process.bytes })))

  const second = await openSqlite(t, { path })
  const life = stage({ root, stores: second, clock })
  t.same(await life.damages(), [], `${at}: no name without bytes`)
  await again(life)
  t.same(await life.damages(), [], `${at}: nor after it was tried again`)
  clock.at += DAY_MS
  await life.collecting.run()
  t.same([life.onDisk(), await life.held()], [0, { user: 0, all: 0 }], `${at}: no bytes without a name`)
  await second.close()
  return !isAlive
}

for (const act of ACTS) {
  t.test(`U246 a death at any moment of ${act.name} → no name without bytes, nor bytes unnamed`, async t => {
    let moments = 0
    while (await new Promise<boolean>((resolve, reject) => {
      t.test(`moment ${moments}`, async t => { await dies(t, act, moments).then(resolve, reject) }).catch(reject)
    })) moments++
    t.ok(moments >= 4, `${moments} moments`)
  })
}
