import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { run, serving, type Serving } from '#test/serving.ts'

async function stop ({ child, ended }: Serving): Promise<void> {
  child.kill('SIGTERM')
  await ended
}

async function signUp (address: string, username: string): Promise<string> {
  const answer = await fetch(`${address}api/signup`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password: 'correct horse' })
  })
  if (answer.status !== 201) throw new Error(await answer.text())
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

function runsIn (data: string): unknown {
  const file = new Sqlite(join(data, 'holdline.db'), { readonly: true })
  try {
    return file.prepare('SELECT count(*) AS runs FROM runs').get()
  } finally {
    file.close()
  }
}

t.test('D11 commands beside no server -> no run begins, and a cursor from before is continued', async t => {
  const data = join(t.testdir(), 'data')
  const first = await serving(t, data)
  const cookie = await signUp(first.address, 'ana')
  await signUp(first.address, 'ben')
  const { cursor } = await (await fetch(`${first.address}api/snapshot`, { headers: { cookie } })).json() as { cursor: string }
  await stop(first)
  t.same(runsIn(data), { runs: 1 })

  const commands = [['setup-link'], ['user', 'add', 'cho'], ['user', 'list'], ['invite', 'create'], ['user', 'logout', 'ben']]
  for (const command of commands) t.match(await run(t, [...command, '--data', data]), { code: 0 }, command.join(' '))
  t.same(runsIn(data), { runs: 1 })

  const { address } = await serving(t, data)
  t.same(runsIn(data), { runs: 2 })
  const answer = await fetch(`${address}poll?cursor=${cursor}&hold=0`, { headers: { cookie } })
  t.match(await answer.json(), { status: 'idle', reason: null })
})
