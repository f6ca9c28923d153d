import t from 'tap'
import { CommandError } from '#cli/program.ts'
import { wire } from '#cli/wire.ts'
import { INSTALLED, world } from '#test/world.ts'

/** The command in this process; `stop` is the signal of its operator. */
function begin (...args: readonly string[]) {
  const lines: string[] = []
  let stop = (): void => {}
  const said = new Map<number, () => void>()
  const ended = Promise.resolve(wire.run(args, {
    installation: INSTALLED,
    env: {},
    hasColour: false,
    say: line => { lines.push(line); said.get(lines.length)?.() },
    complain: () => {},
    readFile: () => '',
    isTerminal: false,
    onStop: run => { stop = run }
  }))
  /** Resolves with what was said, once it is so many lines. */
  const told = async (count: number): Promise<readonly string[]> => {
    if (lines.length < count) await new Promise<void>(resolve => { said.set(count, resolve) })
    return lines
  }
  return { told, ended, stop: () => stop() }
}

t.test('a server → the address to use instead, the view, the kit’s command; then the end', async t => {
  const w = await world(t)
  const { told, ended, stop } = begin('--target', `${await w.listen()}/`, '--listen', '127.0.0.1:0', '--view', '0')
  const [use = '', shown = '', kit = ''] = await told(3)
  const [, address = ''] = /^Use (http:\/\/127\.0\.0\.1:\d+\/) in place of http:\/\/127\.0\.0\.1:\d+\/$/.exec(use) ?? []
  const [, view = ''] = /^Its requests are shown at (\S+), to this machine alone\./.exec(shown) ?? []
  t.equal(kit, `The conformance kit, through it: npm run conformance -- --wire ${view}`)
  t.equal((await fetch(`${address}healthz`)).status, 200)
  t.match(await (await fetch(view)).text(), 'GET /healthz')
  stop()
  t.equal(await ended, 0)
  for (const gone of [address, view]) await t.rejects(fetch(gone))
})

t.test('no target, one of HTTPS, odd addresses, too many words → refused with what to write', async t => {
  const target = 'http://127.0.0.1:8080/'
  const wrong: ReadonlyArray<readonly [RegExp, ...string[]]> = [
    [/--target http:/],
    [/plain HTTP/, '--target', 'https://chat.example/'],
    [/--listen is a host and port/, '--target', target, '--listen', 'here'],
    [/--view a port/, '--target', target, '--view', 'there:x'],
    [/takes no "more"/, '--target', target, 'more']
  ]
  for (const [why, ...args] of wrong) {
    const error = await begin(...args).ended.catch((error: unknown) => error)
    t.ok(error instanceof CommandError && why.test(error.message), `${args.join(' ')}: ${String(error)}`)
  }
})
