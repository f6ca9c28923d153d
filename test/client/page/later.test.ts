import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Later {
  isThere (): boolean
  hint (done?: (isThere: boolean) => void): void
  ask (again: () => void, otherwise: () => void): boolean
}

function open () {
  const log: string[] = []
  const fetched: ((isLoaded: boolean) => void)[] = []
  const { parts } = openDocument(new Clock(), '', 'later.js')
  const later = (parts as unknown as { createLater (env: object): Later }).createLater({
    fetch: (done: (isLoaded: boolean) => void) => { fetched.push(done) },
    busy: (isBusy: boolean) => { log.push(isBusy ? 'busy' : 'free') }
  })
  const press = (name: string) => later.ask(() => { log.push(name) }, () => { log.push(`${name} without`) })
  return { log, fetched, later, press }
}

t.test('a press before the scripts are there → carried out once they are, and later ones go on', async t => {
  const { log, fetched, later, press } = open()
  t.equal(press('menu'), true)
  t.equal(fetched.length, 1)
  t.notOk(later.isThere())
  t.same(log, ['busy'])
  fetched[0]?.(true)
  t.same(log, ['busy', 'free', 'menu'])
  t.ok(later.isThere())
  t.equal(press('menu'), false)
})

t.test('two presses → one fetch, and the last of them', async t => {
  const { log, fetched, press } = open()
  press('menu')
  press('emoji')
  t.equal(fetched.length, 1)
  fetched[0]?.(true)
  t.same(log.filter(said => said !== 'busy'), ['free', 'emoji'])
})

t.test('no script comes → the press does what it does without; the next one asks again', async t => {
  const { log, fetched, later, press } = open()
  press('menu')
  fetched[0]?.(false)
  t.same(log, ['busy', 'free', 'menu without'])
  t.notOk(later.isThere())
  press('menu')
  t.equal(fetched.length, 2)
})

t.test('a hint → fetched once and without a sign; each that asked hears of it', async t => {
  const { log, fetched, later } = open()
  const heard: boolean[] = []
  later.hint()
  later.hint(isThere => heard.push(isThere))
  fetched[0]?.(true)
  later.hint(isThere => heard.push(isThere))
  t.same([fetched.length, heard, log], [1, [true, true], []])
})

t.test('parts added to a running app → alone hear what was so, then with the others what comes', async t => {
  const { parts } = openDocument(new Clock(), '')
  const log: string[] = []
  const part = (name: string, needs: string[] = []) => ({
    name,
    needs,
    create: (app: { on (event: string, listener: () => unknown): void, grow (): void }) => {
      app.on('arrived', () => { log.push(`${name} arrived`) })
      app.on('act:close', () => { log.push(`${name} close`) })
      return { grow: app.grow }
    }
  })
  const kept: { grow (): void }[] = []
  parts.addPart({ ...part('first'), create: app => { kept.push(part('first').create(app as never)); return {} } })
  const app = parts.createApp({}) as unknown as { start (): void, emit (event: string): boolean }
  app.start()
  parts.addPart(part('second', ['first']) as never)
  kept[0]?.grow()
  t.same(log, ['first arrived', 'second arrived'])
  app.emit('act:close')
  t.same(log.slice(2), ['first close', 'second close'])
  kept[0]?.grow()
  t.equal(log.length, 4, 'created once')
})
