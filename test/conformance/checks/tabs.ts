// D8 to D11, D21, D22, D24: the newest poll of a tab, limits on early answers, and cursors that can be continued.
import { api, cursors } from '../api.ts'
import { cursorIn, meanwhile, sleep } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { Tab } from '../players/tab.ts'
import { expect, expectInTime, undisturbed } from '../verdict.ts'
import { gather, saidIn } from './gather.ts'

/** The first request has arrived after this time, unless a switch reorders requests. */
const ARRIVES_MS = 150
const SIGNAL_QUIET_MS = 2_000

export const tabs: readonly Check[] = [
  {
    rule: 'D8',
    title: 'the newest poll of a tab waits; an older one is superseded',
    async run ({ ana, ben, talk, hold }) {
      const cursor = await ben.cursor()
      const tab = ben.fresh('tab')
      const first = ben.park({ cursor, hold: hold * 3, tab, n: 1 })
      await sleep(ARRIVES_MS)
      const second = ben.park({ cursor, hold, tab, n: 2 })
      const older = undisturbed(await first.answer())
      expectInTime(older.status === 'superseded', 'the older poll to be superseded', older)
      expect(older.retryMs > 0, 'the older poll to be superseded, with retryMs', older)
      const late = await ben.ask({ cursor, hold, tab, n: 1 })
      expect(late.status === 'superseded', 'a late older poll to be superseded itself', late)
      const { changedSeq } = await ana.say(talk, 'to the newest')
      let told = undisturbed(await second.answer())
      for (let n = 3; told.status === 'idle' && n < 6; n++) told = await ben.ask({ cursor: told.cursor, hold, tab, n })
      expect(told.events.some(({ seq }) => seq === changedSeq), 'the newest poll to be told', told)
    }
  },
  {
    rule: 'D8',
    title: 'the same number twice is a retry: one copy is superseded, the other is answered',
    blind: {
      collapse: 'it lets one of two equal requests through',
      'replay-all': 'it answers the second of two equal requests itself'
    },
    async run ({ ana, ben, talk, hold }) {
      const cursor = await ben.cursor()
      const tab = ben.fresh('tab')
      const copies = [ben.park({ cursor, hold: hold * 1.5, tab, n: 7 })]
      await sleep(ARRIVES_MS)
      copies.push(ben.park({ cursor, hold: hold * 1.5, tab, n: 7 }))
      await sleep(ARRIVES_MS)
      const { changedSeq } = await ana.say(talk, 'to one of them')
      const answers = (await Promise.all(copies.map(copy => copy.answer()))).map(undisturbed)
      const statuses = answers.map(({ status }) => status)
      expectInTime(statuses.includes('superseded'), 'one copy to be superseded', statuses)
      const told = answers.find(({ status }) => status !== 'superseded') ?? await ben.ask({ cursor, hold: 0, tab, n: 8 })
      const all = [...told.events, ...(await gather(ben, told.cursor ?? cursor)).events]
      expect(all.some(({ seq }) => seq === changedSeq), 'the other to be told', answers)
    }
  },
  {
    rule: 'D9',
    title: 'signals wake a poll once in two seconds; an early answer without a new cursor has retryMs',
    async run ({ ana, ben, talk, hold }) {
      const tab = await new Tab(ben, hold).begin()
      const typingMs = SIGNAL_QUIET_MS * 1.5
      const until = performance.now() + typingMs
      const typing = meanwhile((async () => {
        for (; performance.now() < until; await sleep(120)) meanwhile(ana.once(api.typing(talk)))
      })())
      while (performance.now() < until + SIGNAL_QUIET_MS / 2) await tab.next()
      await typing
      const woken = tab.answers.filter(({ events, signals }) => events.length === 0 && signals.typing.length > 0)
      // One at once, then one for each window, and one for a window that began earlier.
      const most = Math.ceil((typingMs + SIGNAL_QUIET_MS / 2) / SIGNAL_QUIET_MS) + 2
      expect(woken.length > 0, 'typing to be told', tab.answers.map(({ status }) => status))
      expect(woken.length <= most, `at most ${most} answers for typing alone`, `${woken.length}`)
      const stuck = tab.answers.find(({ status, from, cursor }) => status === 'events' && from === cursor)
      expect(stuck === undefined, 'an answer with events to move the cursor', stuck)
      const refused = await ben.ask({ cursor: cursors.malformed[0] ?? null, hold })
      expect(refused.retryMs > 0, 'an early answer to carry retryMs', refused)
    }
  },
  {
    rule: 'D10',
    title: 'a cursor repeated in a loop gets one event at a time, with a pause; one that moves is not slowed',
    async run ({ ana, ben, talk }) {
      const from = await ben.cursor()
      for (const body of ['one', 'two', 'three']) await ana.say(talk, body)
      const tab = ben.fresh('tab')
      const sizes: number[] = []
      for (let n = 1; n <= 8; n++) {
        const answer = await ben.ask({ cursor: from, hold: 0, tab, n })
        sizes.push(answer.events.length)
        if (answer.events.length > 1) continue
        expect(n > 1 && answer.more && answer.retryMs > 0, 'the first answer whole, and a limited one with more and retryMs', { n, ...answer })
        const next = await ben.ask({ cursor: answer.cursor, hold: 0, tab, n: n + 1 })
        expect(next.events.length === 2 && next.retryMs === 0, 'the two others at once, once the cursor has moved', next)
        return
      }
      expect(false, 'one event at a time after five answers to the same cursor', `${sizes.join(', ')} events`)
    }
  },
  {
    rule: 'D11',
    title: 'a cursor that cannot be continued is refused with a reason, never read as “from now”',
    async run ({ ana, ben, talk }) {
      const cursor = await ben.cursor()
      for (const wrong of cursors.malformed) {
        const answer = await ben.ask({ cursor: wrong, hold: 0 })
        expect(answer.status === 'resync' && answer.reason === 'malformed' && answer.cursor === null, `resync malformed for ${wrong}`, answer)
      }
      for (const [reason, wrong] of [['ahead', cursors.ahead(cursor)], ['run', cursors.ofAnotherRun(cursor)]] as const) {
        if (wrong === null) continue
        const answer = await ben.ask({ cursor: wrong, hold: 0 })
        expect(answer.status === 'resync' && answer.reason === reason && answer.cursor === null, `resync ${reason} for ${wrong}`, answer)
      }
      await ana.say(talk, 'after all that')
      expect(saidIn((await gather(ben, cursor)).events, talk).includes('after all that'), 'the good cursor to be continued', 'nothing')
    }
  },
  {
    rule: 'D21',
    title: 'two leaders in one browser are wasteful, not an error: both get every event',
    async run ({ ana, ben, talk, hold }) {
      const both = await Promise.all([1, 2].map(async () => await new Tab(ben, hold).begin()))
      const listening = meanwhile(Promise.all(both.map(async tab =>
        await tab.until('both messages', applied => saidIn(applied, talk).length >= 2))))
      for (const body of ['one', 'two']) await ana.say(talk, body)
      await listening
    }
  },
  {
    rule: 'D22',
    title: 'of three polls held for one browser the oldest yields and is told when to return',
    blind: { 'two-connections': 'the third request of a browser does not reach the server' },
    async run ({ ben, hold }) {
      const cursor = await ben.cursor()
      const polls = [1, 2, 3].map(() => ben.park({ cursor, hold: hold * 1.5, tab: ben.fresh('tab'), n: 1 }))
      const answers = (await Promise.all(polls.map(poll => poll.answer()))).map(undisturbed)
      const yielded = answers.filter(({ status }) => status === 'yield')
      const came = answers.map(({ status, retryMs }) => [status, retryMs])
      expectInTime(yielded.length > 0, 'one of three to yield', came)
      expect(yielded.every(({ retryMs }) => retryMs > 0), 'whoever yields to be told when to come back', came)
      expect(answers.some(({ status }) => status === 'idle'), 'the others to be held to their end', answers.map(({ status }) => status))
    }
  },
  {
    rule: 'D22',
    title: 'tabs in view are kept before hidden ones',
    blind: { 'two-connections': 'the third request of a browser does not reach the server' },
    async run ({ ben, hold }) {
      const cursor = await ben.cursor()
      const polls = []
      for (const active of [1, 0, 1] as const) {
        polls.push(ben.park({ cursor, hold: hold * 1.5, tab: ben.fresh('tab'), n: 1, active }))
        await sleep(ARRIVES_MS * 2)
      }
      const statuses = (await Promise.all(polls.map(poll => poll.answer()))).map(answer => undisturbed(answer).status)
      expectInTime(statuses[1] === 'yield' && statuses[0] !== 'yield', 'the hidden one of three to yield', statuses)
    }
  },
  {
    rule: 'D24',
    title: 'hold=0 is answered at once, with the missed events or none, and supersedes the tab’s older poll',
    async run ({ ana, ben, talk, hold }) {
      const cursor = await ben.cursor()
      const tab = ben.fresh('tab')
      const asleep = ben.park({ cursor, hold: hold * 3, tab, n: 1 })
      await sleep(ARRIVES_MS)
      const nothing = undisturbed(await ben.ask({ cursor, hold: 0, tab, n: 2 }))
      expect(nothing.status === 'idle' && nothing.hold === 0, 'an idle answer that was not held', nothing)
      const ended = undisturbed(await asleep.answer())
      expectInTime(ended.status === 'superseded', 'the sleeping poll to end', ended)
      await ana.say(talk, 'slept through')
      const woken = await ben.ask({ cursor: cursorIn(nothing), hold: 0, tab, n: 3 })
      expect(saidIn(woken.events, talk).includes('slept through'), 'what was slept through', woken)
    }
  }
]
