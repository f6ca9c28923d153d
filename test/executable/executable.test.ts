// The executable, as people have it who copied one file: in an empty folder, and nothing of the project beside it.
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { buildExecutable, PLATFORM } from '../../scripts/executable.ts'
import type { Media } from '#domain/files/media.ts'
import { flagOf } from '#server/config/config.ts'
import { createMediaReader } from '#server/files/media-reader.ts'
import { systemClock } from '#server/system-clock.ts'
import { run, serving, showing, type Surroundings } from '#test/serving.ts'
import { root } from '#test/source/project.ts'
import { FOR_THE_KIT } from '../conformance/holdline-server.ts'
import { playMatrix } from '../conformance/matrix.ts'
import { crash } from '../crash/rounds.ts'
import { voiceNote } from '../server/files/recordings.ts'
import { talk } from './story.ts'

const here = `${process.platform}-${process.arch}`
const skip = here === PLATFORM ? false : `the executable is made for ${PLATFORM}, and this is ${here}`
const built = join(root, 'build', 'executable-test')

t.test('the executable', { skip }, async t => {
  // 120 MB for each copy.
  t.teardown(() => rmSync(built, { recursive: true, force: true }))
  process.chdir(root)
  await buildExecutable(join(built, 'holdline'), join(built, 'work'))

  /** An empty folder with the executable in it, as on another machine. */
  function copied (t: Test): { dir: string, data: string, surroundings: Surroundings } {
    const dir = t.testdir()
    copyFileSync(join(built, 'holdline'), join(dir, 'holdline'))
    return { dir, data: join(dir, 'data'), surroundings: { cwd: dir, program: [join(dir, 'holdline')], env: { PATH: '/nowhere' } } }
  }

  await t.test('sign-up, send, receive by poll → all there after a second start', async t => {
    const { dir, data, surroundings } = copied(t)
    const first = await serving(t, data, [], surroundings)
    const { cookie, conversationId, heard } = await talk(first.address)
    t.equal(heard, 'Hello, ben')
    first.child.kill('SIGINT')
    const { code, signal, err } = await first.ended
    t.same([code, signal], [0, null])
    const lines = err.trim().split('\n').map(line => JSON.parse(line) as { msg: string, heapMib?: number, memoryMib?: number })
    t.match(lines, [{ msg: /^The heap may take/ }, { msg: /^Server listening/ }], 'and nothing else is logged')
    const [{ heapMib = 0, memoryMib = 0 } = {}] = lines
    t.ok(Math.abs(heapMib - memoryMib / 2) < 128, `the heap is bounded by half of the memory: ${heapMib} of ${memoryMib} MiB`)

    const second = await serving(t, data, [], surroundings)
    const history = await fetch(`${second.address}api/conversations/${conversationId}/messages`, { headers: { cookie } })
    t.match(await history.text(), '"Hello, ben"')
    const page = await (await fetch(`${second.address}signin`)).text()
    for (const [, file = ''] of page.matchAll(/(?:href|src)="\/?(static\/[^"]+)"/g)) {
      t.equal((await fetch(second.address + file)).status, 200, file)
    }
    t.same(readdirSync(dir).sort(), ['data', 'holdline'], 'it writes below --data alone')
  })

  await t.test('demo → its people are there, and nothing is left when it stops', async t => {
    const { address, temporary, child, ended } = await showing(t, copied(t).surroundings)
    t.match(await (await fetch(`${address}demo`)).text(), '林小雨')
    child.kill('SIGTERM')
    t.match(await ended, { code: 0, err: '' })
    t.same(readdirSync(temporary), [])
  })

  await t.test('built again → the same bytes', async t => {
    await buildExecutable(join(built, 'again'), join(built, 'work'))
    t.ok(readFileSync(join(built, 'again')).equals(readFileSync(join(built, 'holdline'))))
    rmSync(join(built, 'again'))
  })

  await t.test('a damaged copy of the addon in the data folder → replaced', async t => {
    const { data, surroundings } = copied(t)
    t.match(await run(t, ['user', 'list', '--json', '--data', data], surroundings), { code: 0, out: '[]\n' })
    const addon = join(data, 'better_sqlite3.node')
    const whole = readFileSync(addon)
    writeFileSync(addon, 'no addon')
    t.match(await run(t, ['user', 'list', '--json', '--data', data], surroundings), { code: 0, out: '[]\n' })
    t.ok(readFileSync(addon).equals(whole))
  })

  await t.test('a photo and a voice note → read, by libraries that lie in the data folder', async t => {
    const { dir, surroundings: { program } } = copied(t)
    const libraries = (): string[] => readdirSync(join(dir, '.native'), { recursive: true, encoding: 'utf8' }).filter(name => /\.(node|so\.\S+)$/.test(name))
    const reader = createMediaReader({ program: program ?? [], data: dir, clock: systemClock })
    t.teardown(() => reader.stop())
    const read = async (bytes: Buffer): Promise<Media> => {
      writeFileSync(join(dir, 'file'), bytes)
      return await reader.read({ userId: 'ana', path: join(dir, 'file'), folder: dir, keepOriginal: false })
    }
    const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: 'red' } }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    t.match(await read(photo), { type: 'image/jpeg', width: 480, height: 640, cleaned: join(dir, 'cleaned'), previews: [{}, {}] })
    t.match(await sharp(join(dir, 'small')).metadata(), { width: 360, height: 480 })
    t.match(await read(await voiceNote('webm', 1)), { type: 'audio/webm' })
    t.equal(libraries().length, 2)
  })

  await t.test('its size → at most 200 MB', async t => {
    t.ok(statSync(join(built, 'holdline')).size < 200_000_000)
  })

  await t.test('options for Node in the environment → not taken', async t => {
    const { surroundings } = copied(t)
    const env = { ...surroundings.env, NODE_OPTIONS: '--throw-deprecation --require=/nowhere.js' }
    t.match(await run(t, ['version'], { ...surroundings, env }), { code: 0, out: /^holdline \d/, err: '' })
  })

  await t.test('licenses → those of everything inside', async t => {
    const { out, code } = await run(t, ['licenses'], copied(t).surroundings)
    t.equal(code, 0)
    t.equal(out, (await run(t, ['licenses'])).out, 'the same as from the source')
    for (const part of ['Holdline', 'Node.js 26', 'OpenSSL', 'htmx.org', 'figtree', 'SIL OPEN FONT LICENSE', 'better-sqlite3', 'fastify 5', 'sharp 0', 'libheif', 'GNU LESSER GENERAL PUBLIC', 'GNU GENERAL PUBLIC', 'Mozilla Public License']) {
      t.match(out, part)
    }
  })

  await t.test('kill -9 under load → every confirmed send is stored', async t => {
    const { data, surroundings } = copied(t)
    const { complaints, sends, cuts } = await crash(data, 1, line => t.comment(line), surroundings.program)
    t.same(complaints, [])
    t.ok(sends > 20 && cuts > 0, `${sends} sends, ${cuts} calls cut`)
  })

  await t.test('the conformance kit → every rule held', async t => {
    const { data, surroundings } = copied(t)
    const raised = Object.entries(FOR_THE_KIT).flatMap(([key, value]) => [`--${flagOf(key)}`, String(value)])
    const { address } = await serving(t, data, raised, surroundings)
    // No switch that cuts: the kit notices a late machine by its own timers, and this server has timers of its own.
    const results = await playMatrix({ address, vias: ['none', 'repeat-posts', 'rewrite-host'], rules: null, casts: 6, isShort: true })
    t.same(results.filter(({ outcome }) => outcome === 'broken').map(({ rule, via, sentence }) => `${rule} through ${via}: ${sentence}`), [])
    t.ok(results.filter(({ outcome }) => outcome === 'held').length > 50)
  })
})
