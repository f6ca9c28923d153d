import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { nodeBinary } from '../../scripts/platform.js'
import { root } from '#test/source/project.ts'

// tap puts NODE_OPTIONS into its children to watch them, and so catches the signals that are tested here.
const UNWATCHED = ['-u', 'NODE_OPTIONS', process.execPath, join(root, 'scripts/launch.js')]

/** Starts a program, given as its text, the way npm does. */
function launch (t: { testdir: (files: Record<string, string>) => string }, program: string, ...args: string[]) {
  const folder = t.testdir({ 'program.ts': program })
  return spawn('env', [...UNWATCHED, join(folder, 'program.ts'), ...args])
}

async function output (child: ChildProcessWithoutNullStreams): Promise<string> {
  return Buffer.concat(await child.stdout.toArray()).toString()
}

t.test('the program runs on the project\'s own Node, with its arguments', async t => {
  const child = launch(t, 'console.log(JSON.stringify([process.execPath, ...process.argv.slice(2)]))', 'serve', '--listen', '[::1]:0')
  t.strictSame(JSON.parse(await output(child)), [nodeBinary(root), 'serve', '--listen', '[::1]:0'])
})

t.test('its exit code is kept', async t => {
  const child = launch(t, 'process.exitCode = 5')
  t.strictSame(await once(child, 'exit'), [5, null])
})

t.test('the signal that ended it is kept', async t => {
  const child = launch(t, 'process.kill(process.pid, \'SIGTERM\'); setInterval(() => {}, 1000)')
  t.strictSame(await once(child, 'exit'), [null, 'SIGTERM'])
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  t.test(`${signal} reaches it once per press, and its end is waited for`, async t => {
    const child = launch(t, `
      process.on('${signal}', () => { console.log('heard'); setTimeout(() => process.exit(3), 200) })
      console.log('ready')
      setInterval(() => {}, 1000)`)
    const said = output(child)
    child.stdout.once('data', () => {
      child.kill(signal)
      setTimeout(() => child.kill(signal), 50)
    })
    t.strictSame(await once(child, 'exit'), [3, null])
    t.equal(await said, 'ready\nheard\n')
  })
}

t.test('the server → its heap is bounded by half of the memory', async t => {
  const child = spawn('env', [...UNWATCHED, 'src/main.ts', 'serve', '--listen', '127.0.0.1:0', '--data', join(t.testdir(), 'data'), '--log-format', 'json'], { cwd: root })
  t.teardown(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  // Kept open, because the server logs until it ends.
  const line = await new Promise<string>(resolve => {
    createInterface(child.stderr).on('line', line => { if (line.includes('The heap may take')) resolve(line) })
  })
  const { heapMib, memoryMib } = JSON.parse(line)
  t.ok(Math.abs(heapMib - memoryMib / 2) < 128, `${heapMib} of ${memoryMib} MiB`)
})

t.test('a missing program is named', async t => {
  const child = spawn('env', [...UNWATCHED, 'src/nowhere.ts'])
  const [said] = await Promise.all([child.stderr.toArray(), once(child, 'exit')])
  t.match(Buffer.concat(said).toString(), /^holdline: there is no .*src\/nowhere\.ts\.$/m)
  t.equal(child.exitCode, 1)
})
