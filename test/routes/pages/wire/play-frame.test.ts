import t, { type Test } from 'tap'
import type { Play } from '#domain/wire/played/plays.ts'
import { wordsOf, type Document } from '#test/scriptless.ts'
import { until } from '../../../rules/stage/browser.ts'
import { framesOn } from '../../../rules/stage/frames.ts'
import { cast } from '../../../rules/stage/site.ts'

const sourceIn = ({ text }: Document): string => /<iframe[^>]*src="([^"]*)"/.exec(text)?.[1] ?? ''
const below = (source: string): string => `/${source.replace(/^(\.\.\/)+/, '')}`

/** A play of ana’s, step by step, and her browser without script. */
async function playing (t: Test) {
  const all = await cast(t)
  const { site, ana } = all
  await site.world.people.accounts.setAdmin('ana', true)
  const { play: { id } } = await ana.do<{ play: { id: string } }>('POST', '/api/wire/scenes/gap', { speed: 'steps' })
  const frames = framesOn(t, site)
  const look = async (): Promise<Play> => (await ana.do<{ play: Play }>('GET', `/api/wire/plays/${id}`)).play
  /** Presses the button of the next step until the play is over. */
  async function playOn (): Promise<void> {
    while ((await look()).state === 'running') {
      await ana.do('POST', `/api/wire/plays/${id}/step`, {})
      await new Promise(resolve => { setTimeout(resolve, 20) })
    }
  }
  return { ...all, ...frames, browser: frames.scriptless(ana), id, look, playOn, mailboxes: site.world.messenger.mailboxes }
}

t.test('U227 a scene is played without script -> a frame goes on by itself, held, to its outcome', async t => {
  const { site, browser, loop, settled, id, playOn, mailboxes } = await playing(t)
  const page = await browser.open(`/wire/scenes/gap?play=${id}`)
  t.match(page.text, /<noscript>[^]*<iframe[^]*<\/noscript>/, 'a frame only where no script runs')
  const frame = loop(browser)
  frame.start(below(sourceIn(page)))
  await until('the first document', () => frame.documents.length > 0)
  t.match(wordsOf(frame.last), 'Being played…')
  t.match(frame.last.text, /<form [^>]*action="(\.\.\/)+wire\/scenes\/gap\/step"/, 'the next step, in the window')
  t.match(frame.last.text, '<base target="_top">')
  site.clock.advance(1_000)
  await settled()
  const over = playOn()
  while (!/Passed/.test(wordsOf(frame.last))) {
    site.clock.advance(1_000)
    await new Promise(resolve => { setTimeout(resolve, 20) })
  }
  await over
  t.ok(frame.documents.length > 2, `${frame.documents.length} documents on the way`)
  t.equal(frame.last.refresh, null, 'it is over')
  t.match(frame.last.text, new RegExp(`href="(\\.\\./)+wire/scenes/gap\\?play=${id}#wire/exchanges/\\d+"`), 'links lead to the page')
  t.equal(mailboxes.parkedCount, 0)
  const after = await browser.open(`/wire/scenes/gap?play=${id}`)
  t.notMatch(after.text, '<iframe')
  t.match(after.text, 'href="#wire/exchanges/')
})

t.test('eve, a stranger, a play that is none -> refused in the frame, the way to sign in', async t => {
  const { site, eve, id, scriptless } = await playing(t)
  t.match((await scriptless(eve).open(`/wire/plays/${id}/live`)).status, 404)
  t.match((await scriptless(eve).open('/wire/plays/none/live')).status, 404)
  t.match((await site.world.stranger().get(`/wire/plays/${id}/live`)).text, /href="[^"]*signin\?back=wire/)
})
