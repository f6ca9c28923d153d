import { join } from 'node:path'
import t from 'tap'
import type { Way } from '#test/caller.ts'
import { executableOf } from '#test/executable.ts'
import { serving } from '#test/serving.ts'
import { folderFor, freePort, started } from './program.ts'
import { HERE, PROGRAMS, recipes } from './recipes.ts'
import { addresses, comeIn, goOn, HOLD_S, heldPage, insist, nothingKept, sizes, wakeOne, type Talk } from './talk.ts'

const LAST = 'after the start'
const SUB_PATH = '/chat/'
const CALLING_FROM = process.platform === 'linux' ? '127.0.0.2' : HERE

// Programs run until the last test of this file has ended.
const whole = t
const blocks = recipes()
const data = t.testdir()
const missing = Object.entries(PROGRAMS).filter(([, { executables }]) => executableOf(...executables) === null).map(([name]) => name)
const noneIsInstalled = missing.length === Object.keys(PROGRAMS).length && 'skipped: not installed: any proxy'
// One at the root of its host, one below a sub-path; the same two servers behind all proxies.
const servers = new Map<string, { readonly address: string, readonly restart: () => Promise<void> }>()
const talks = new Map<string, Talk>()

async function serve (path: string): Promise<void> {
  const args = ['--base-url', `http://example.org${path}`, '--trusted-proxies', HERE, '--hold', String(HOLD_S), '--listen', `${HERE}:${await freePort()}`]
  let running = await serving(t, join(data, path.replaceAll('/', '_')), args)
  servers.set(path, {
    address: args.at(-1) ?? '',
    async restart () {
      running.child.kill('SIGTERM')
      await running.ended
      running = await serving(t, join(data, path.replaceAll('/', '_')), args)
    }
  })
}

t.test('every program → has a recipe in docs/proxies.md; for sub-paths, both ways', async t => {
  const wanted = Object.entries(PROGRAMS).flatMap(([name, { stands }]) =>
    stands === 'before people' ? [name] : [name, `${name}-strip`, `${name}-keep`])
  t.same([...blocks.keys()], wanted)
})

t.test('two users through each proxy → everything works', async t => {
  if (noneIsInstalled === false) await Promise.all(['/', SUB_PATH].map(serve))
  t.jobs = blocks.size
  for (const [recipe, block] of blocks) {
    const [name = ''] = recipe.split('-')
    const skip = missing.includes(name) ? `skipped: not installed: ${name}` : false
    t.test(recipe, { skip, buffered: true }, async t => {
      const program = PROGRAMS[name]
      const executable = executableOf(...program?.executables ?? [])
      if (program === undefined || executable === null) throw new Error('it was installed a moment ago')
      const path = recipe === name ? '/' : SUB_PATH
      const server = servers.get(path)
      const [folder, port, backend] = [folderFor(whole, recipe), await freePort(), server?.address ?? '']
      await started(whole, { executable, args: program.args(folder), folder, files: program.files(block, { folder, port, backend }), port })

      const { stands, callsFrom } = program
      const isBeforeSite = stands === 'before the site'
      const way: Way = isBeforeSite
        ? { site: `http://${HERE}:${port}${path}`, from: CALLING_FROM }
        : { site: `http://${backend}${path}`, through: port, from: CALLING_FROM }
      async function talkThrough (): Promise<void> {
        const talk = await comeIn(t, way, [`ana-${recipe}`, `ben-${recipe}`])
        talks.set(recipe, talk)
        await wakeOne(t, talk, `eve-${recipe}`)
        await nothingKept(t, talk)
        await sizes(t, talk)
        await addresses(t, talk, isBeforeSite ? CALLING_FROM : callsFrom)
        if (path === '/') return
        const below = await talk.ben.get(path.slice(0, -1))
        t.equal(new URL(String(below.headers['location']), way.site.slice(0, -1)).pathname, path, 'without its last slash it leads below it')
      }
      await Promise.all([talkThrough(), heldPage(t, way, `cho-${recipe}`)])
    })
  }
})

t.test('server restarts behind every proxy → polls continue, nothing lost', { skip: noneIsInstalled }, async t => {
  async function restartAndSend (): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, 300))
    await Promise.all([...servers.values()].map(({ restart }) => restart()))
    await Promise.all([...talks.values()].map(talk => insist(talk, LAST)))
  }
  const [told] = await Promise.all([Promise.all([...talks.values()].map(talk => goOn(talk, LAST))), restartAndSend()])
  for (const [index, recipe] of [...talks.keys()].entries()) t.same(told[index], ['padded', LAST], recipe)
  for (const { ana, ben } of talks.values()) for (const caller of [ana, ben]) caller.close()
})
