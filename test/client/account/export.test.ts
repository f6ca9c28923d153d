import t from 'tap'
import { ownData, pageOf } from '../../views/sample.ts'
import { readProjectFile } from '#test/source/project.ts'
import { ownDataPanel } from '#views/account/own-data.ts'
import { openDocument, type DocumentParts } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const ROOT = '/chat/'
const RUNNING = { format: 'html', state: 'running', messages: 100, total: 400, bytes: 1_600_000 } as const

type Progress = Omit<typeof RUNNING, 'state' | 'messages' | 'total'> & { readonly state: 'running' | 'done' | 'broken', readonly messages: number, readonly total: number }
interface Started { start (): void, emit (event: string): boolean }

/** The page of one's data, as it is when that is the last export; `answers` are those that the server gives, in turn. */
function open (progress: Progress | null, ...answers: Array<Progress | null | 'lost'>) {
  const clock = new Clock()
  const asked: string[] = []
  const { parts, one, document, run } = openDocument(clock, String(ownDataPanel(pageOf(), { ...ownData, progress }, null)), 'answers.js')
  parts.addPart({
    name: 'browser',
    needs: [],
    create: () => ({
      request ({ url }: { url: string }, done: (result: object) => void) {
        asked.push(url)
        const answer = answers.shift() ?? null
        const [status, body] = answer === 'lost' ? [0, ''] : [200, JSON.stringify({ holdline: 1, export: answer })]
        done({ status, body, retryAfter: null })
      }
    })
  })
  run(readProjectFile('public/account/export.js'))
  const app = (parts.createApp as (page: object) => ReturnType<DocumentParts['createApp']>)({ root: ROOT }) as Started
  app.start()
  const seconds = (count: number) => { for (let second = 0; second < count; second++) clock.pass(1_000) }
  const bar = () => [one('#export progress').getAttribute('value'), one('#export progress').getAttribute('max')].join('/')
  const said = () => one('#export').hasAttribute('hidden') ? '' : one('#export [data-slot=said]').textContent
  const isBarShown = () => !one('#export progress').hasAttribute('hidden')
  return { asked, app, seconds, bar, said, isBarShown, leave: () => { document.body.innerHTML = '' } }
}

t.test('U180 a click on an export → its progress each second, until it is done', async t => {
  const { asked, app, seconds, bar, said, isBarShown } = open(null, null, RUNNING, { ...RUNNING, state: 'done', messages: 400 })
  seconds(10)
  t.same([asked.length, said()], [0, ''], 'nothing is asked before')
  t.equal(app.emit('act:export'), false, 'the browser follows the link')
  app.emit('act:export')
  seconds(1)
  t.same([asked, said()], [['/chat/api/me/export/progress'], ''], 'not begun yet')
  seconds(1)
  t.match(said(), '100 of 400')
  t.match(said(), '1.6 MB')
  t.same([bar(), isBarShown()], ['100/400', true])
  seconds(1)
  t.same([bar(), isBarShown()], ['400/400', false])
  seconds(10)
  t.equal(asked.length, 3, 'and no more')
})

t.test('U180 a page opened while an export runs → goes on; one cut off → says so', async t => {
  const { asked, seconds, said } = open(RUNNING, { ...RUNNING, messages: 200 }, { ...RUNNING, state: 'broken', messages: 200 })
  t.match(said(), '100 of 400', 'as the server drew it')
  seconds(1)
  t.match(said(), '200 of 400')
  seconds(9)
  t.equal(asked.length, 2)
  t.notMatch(said(), '100 of 400')
})

t.test('U180 thousands of messages → apart in the number, as the server and as the script draws it', async t => {
  const { seconds, said } = open({ ...RUNNING, messages: 1_100, total: 40_000 }, { ...RUNNING, messages: 12_300, total: 40_000 })
  t.match(said(), '1,100 of 40,000')
  seconds(1)
  t.match(said(), '12,300 of 40,000')
})

t.test('U180 no answer five times, or another page in the middle → asked no more', async t => {
  const lost = open(RUNNING, 'lost', 'lost', 'lost', 'lost', 'lost', RUNNING)
  lost.seconds(20)
  t.equal(lost.asked.length, 5)
  t.match(lost.said(), '100 of 400', 'what was known stays')
  lost.app.emit('act:export')
  lost.seconds(1)
  t.equal(lost.asked.length, 6, 'the next click asks again')
  const left = open(RUNNING, RUNNING, RUNNING)
  left.seconds(1)
  left.leave()
  left.seconds(5)
  t.equal(left.asked.length, 1)
})
