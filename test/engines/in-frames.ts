import type { Stage } from './stage.ts'
import type { Talker } from './talker.ts'

/** Messages that arrive while a text is half typed. */
const ARRIVING = 50
/** Faster than the frame reloads, but not at once: some messages come together, most do not. */
const PAUSE_MS = 250

/** Two users sign up, meet and talk without any script: messages arrive by themselves, in a frame beside the composer. */
export async function talkInFrames ({ t, site, somebody }: Stage): Promise<void> {
  const [ana, ben] = [await somebody({ script: false }), await somebody({ script: false })]
  await ana.signUp('ana', 'Ana Castro')
  await ben.signUp('ben', 'Ben Ade')
  await ana.askFor('ben', 'Ana here')
  await ben.accept()
  await ana.openWith('ben')
  await ben.openWith('ana')
  t.equal(await ana.tab.ask('document.documentElement.className'), '', 'no script has touched the page')

  await ana.send('Hello Ben')
  await ben.seesInFrame('Hello Ben')
  await ben.send('你好，Ana')
  await ana.seesInFrame('你好，Ana')
  await ben.seesInFrame('你好，Ana')
  t.same(await ana.textsInFrame(), ['你好，Ana', 'Hello Ben'], 'the newest is on top')

  await arriving(ana, async () => {
    const id = String(await ana.tab.ask('document.querySelector("#composer").getAttribute("data-conversation")'))
    for (let i = 1; i <= ARRIVING; i++) {
      await site.say('ben', id, `Number ${i}.`)
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    }
  })

  async function arriving (writer: Talker, arrive: () => Promise<void>): Promise<void> {
    await writer.write('half a tho')
    const before = await writer.tab.historyLength()
    await arrive()
    await writer.seesInFrame(`Number ${ARRIVING}.`)
    await writer.tab.type('ught')
    t.equal(await writer.typed(), 'half a thought', `a half-typed text survives ${ARRIVING} arriving messages and can be finished`)
    t.equal(await writer.tab.historyLength(), before, 'and the history is as long as before')
  }
}
