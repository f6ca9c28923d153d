import t from 'tap'
import { projectFiles, readProjectFile } from '#test/source/project.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const page = { conversation: 'c1' }

/** An app of these parts, in a document without others. */
function open () {
  const { parts } = openDocument(new Clock(), '')
  const log: string[] = []
  return { ...parts, log, start: () => { parts.createApp(page).start() } }
}

t.test('parts start in their order, each with the parts that it needs', async t => {
  const { addPart, log, start } = open()
  addPart({ name: 'first', needs: [], create: app => ({ is: app.page() }) })
  addPart({ name: 'second', needs: ['first'], create: app => { log.push(`${app['first']?.is === page} ${app['second'] === undefined}`) } })
  start()
  t.same(log, ['true true'])
})

t.test('a part that needs a later or unknown one throws', async t => {
  const { addPart, start } = open()
  addPart({ name: 'first', needs: ['second'], create: () => null })
  addPart({ name: 'second', needs: [], create: () => null })
  t.throws(start, /first needs second/)
})

t.test('an event reaches all its listeners in order, and says whether one handled it', async t => {
  const { addPart, log, start } = open()
  addPart({
    name: 'first',
    needs: [],
    create: app => {
      app.on('arrived', () => { log.push('arrived') })
      app.on('settled', () => { log.push('settled') })
      app.on('act:close', () => { log.push('close'); return true })
      app.on('started', () => { log.push('started', String(app.emit('act:close')), String(app.emit('act:open'))) })
    }
  })
  addPart({ name: 'second', needs: [], create: app => { app.on('act:close', () => { log.push('close again') }) } })
  start()
  t.same(log, ['arrived', 'settled', 'close', 'close again', 'started', 'true', 'false'])
})

t.test('every event that a part listens to is emitted somewhere, and listed in parts.js', async t => {
  const scripts = projectFiles('.js').filter(path => path.startsWith('public/')).map(readProjectFile).join('\n')
  const named = (call: RegExp) => new Set([...scripts.matchAll(call)].map(match => match[1] ?? ''))
  const heard = named(/\bapp\.on\('([\w-]+)'/g)
  const emitted = named(/\bemit\('([\w-]+)'/g)
  const listed = named(/^ \* ([\w-]+|act:<name>) {2,}(?:\w+ {2,})?(?=\S)/gm)
  t.ok(heard.size > 10)
  for (const event of heard) t.ok(emitted.has(event), event)
  for (const event of emitted) t.ok(listed.has(event), event)
})
