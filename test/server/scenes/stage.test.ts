import t from 'tap'
import { createRecorder } from '#domain/wire/recorder.ts'
import { startChild } from '#server/scenes/child.ts'
import { openStage } from '#server/scenes/stage.ts'
import { PollingTab } from '#server/scenes/tab.ts'
import { INSTALLED } from '#test/world.ts'

t.test('people behind the proxy → exchanges recorded: held, in the gap, lost, cut, buffered', async t => {
  const child = await startChild(INSTALLED.program)
  t.teardown(() => child.close())
  const recorder = createRecorder({ now: Date.now, after: () => () => {} })
  recorder.watch('play')
  const stage = await openStage({ child, recorder, recordedAs: 'play' })
  t.teardown(() => stage.close())
  const [ana, ben] = [await stage.signUp('ana'), await stage.signUp('ben')]
  await stage.acquaint(ana, ben)
  const talk = await stage.converse(ana, [ben])
  const say = async (clientId: string): Promise<unknown> => await ana.client.ask('POST', `api/conversations/${talk}/messages`, { clientId, body: 'Hi' })
  const tab = new PollingTab('ben', stage, ben)
  await tab.open()

  await tab.park()
  await say('message-1')
  t.same(await tab.take(), ['message-1'])
  await say('message-2')
  t.same(await tab.take(), ['message-2'])

  await tab.park()
  stage.cut(ben)
  t.same(await tab.take(), [])
  ana.fates.set('send', 'lost')
  t.equal(await say('message-3'), null)
  t.equal((await say('message-3') as { status: number }).status, 200)
  ben.fates.set('poll', 'lost')
  t.same(await tab.take(), [])
  ben.isBuffered = true
  t.same(await tab.take(), ['message-3'])
  ben.isBuffered = false
  ben.fates.set('poll', 'refused')
  t.same(await tab.take(), [])

  const shown = recorder.whole('play').map(({ exchange: { way, session, held, end, sent, news } }) =>
    [session, way, end, held, sent?.duplicate, news?.events.map(({ clientId, again }) => `${clientId}${again ? ' again' : ''}`).join()])
  t.same(shown, [
    ['ben', 'call', 'answered', false, undefined, undefined],
    ['ben', 'poll', 'answered', false, undefined, ''],
    ['ben', 'poll', 'answered', true, undefined, 'message-1'],
    ['ana', 'send', 'answered', false, false, undefined],
    ['ana', 'send', 'answered', false, false, undefined],
    ['ben', 'poll', 'answered', false, undefined, 'message-2'],
    ['ben', 'poll', 'left', true, undefined, undefined],
    ['ana', 'send', 'left', false, false, undefined],
    ['ana', 'send', 'answered', false, true, undefined],
    ['ben', 'poll', 'left', false, undefined, 'message-3'],
    ['ben', 'poll', 'answered', false, undefined, 'message-3 again'],
    ['ben', 'poll', 'left', false, undefined, undefined]
  ])
})
