import t from 'tap'
import { pageOf } from '../../views/sample.ts'
import { notificationsPanel } from '#views/account/notifications.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const HOUR_MS = 3_600_000
const MESSAGE = { conversation: 'c1', unread: 1, isMine: false, isMuted: false, isMentionsOnly: false, mentionSeq: 0, name: 'Ben', text: 'hi' }

function memory () {
  const kept = new Map<string, string>()
  return {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, text: string) => kept.set(key, text) !== undefined,
    remove: (key: string) => { kept.delete(key) }
  }
}

/** A tab: what it rang and showed. Tabs of one browser share a storage. */
function tab (storage = memory(), quiet: readonly number[] = []) {
  const clock = new Clock()
  const state = { isLeading: true, isHere: false, isElsewhere: false }
  const told: string[] = []
  const { parts } = openDocument(clock, '', 'notifier.js')
  const notifier = parts.createNotifier({
    now: clock.now,
    user: 'u1',
    since: 0,
    storage,
    quiet,
    isLeading: () => state.isLeading,
    isHere: () => state.isHere,
    isElsewhere: () => state.isElsewhere,
    ring: () => { told.push('ring') },
    show: ({ text }: { text: string }) => { told.push(text) }
  })
  let seq = 0
  function say (more: Partial<typeof MESSAGE & { seq: number }> = {}): string {
    told.length = 0
    clock.pass(5_000)
    notifier.said({ ...MESSAGE, seq: ++seq, ...more })
    return told.join(' ')
  }
  return { clock, state, notifier, say, told }
}

t.test('U131 a new message while nobody is here → sound and notification; own or muted → none', async t => {
  const { say } = tab()
  t.equal(say(), 'ring hi')
  for (const more of [{ isMine: true }, { isMuted: true }, { isMentionsOnly: true }, { unread: 0 }]) t.equal(say(more), '', JSON.stringify(more))
})

t.test('U160 mentions alone: a mention → told once; other messages → none', async t => {
  const { say } = tab()
  const mentionsOnly = { isMentionsOnly: true }
  t.equal(say(mentionsOnly), '')
  t.equal(say({ ...mentionsOnly, mentionSeq: 2 }), 'ring hi')
  t.equal(say({ ...mentionsOnly, mentionSeq: 2 }), '', 'the mention is still unread, the message after it is none')
  t.equal(say({ ...mentionsOnly, seq: 9, mentionSeq: 8 }), 'ring hi', 'one that a message follows in the same answer')
  t.equal(say({ ...mentionsOnly, seq: 10, mentionSeq: 10, isMuted: true }), '')
})

t.test('U131 the person is here → a sound alone, and none for the chat that is looked at', async t => {
  const { say, state, notifier } = tab()
  state.isHere = true
  t.equal(say(), 'ring')
  notifier.looked('c1')
  t.equal(say(), '')
  t.equal(say({ conversation: 'c2' }), 'ring')
  notifier.looked(null)
  t.equal(say(), 'ring')
})

t.test('U131 another device is looked at → silence here, and nothing is told later', async t => {
  const { say, state } = tab()
  state.isElsewhere = true
  t.equal(say({ seq: 7 }), '')
  state.isElsewhere = false
  t.equal(say({ seq: 7 }), '')
  t.equal(say({ seq: 8 }), 'ring hi')
})

t.test('U131 several tabs, even two leaders → a message is told once', async t => {
  const storage = memory()
  const [first, second, follower] = [tab(storage), tab(storage), tab(storage)]
  follower.state.isLeading = false
  t.same([follower, first, second].map(({ say }) => say({ seq: 5 })), ['', 'ring hi', ''])
})

t.test('several messages at once → one sound', async t => {
  const { notifier, told } = tab()
  for (const seq of [1, 2, 3]) notifier.said({ ...MESSAGE, seq, conversation: `c${seq}` })
  t.equal(told.join(' '), 'ring hi hi hi')
})

t.test('U132 quiet hours → silence, also on a page that stays open beyond the nights it knows', async t => {
  const { time } = new Clock()
  const { say, clock } = tab(memory(), [time + HOUR_MS, time + 9 * HOUR_MS])
  t.equal(say(), 'ring hi')
  clock.pass(HOUR_MS)
  t.equal(say(), '')
  clock.pass(8 * HOUR_MS)
  t.equal(say(), 'ring hi')
  clock.pass(16 * HOUR_MS)
  t.equal(say(), '', 'the next night')
  clock.pass(3 * 24 * HOUR_MS)
  t.equal(say(), '', 'three nights on')
  clock.pass(8 * HOUR_MS)
  t.equal(say(), 'ring hi')
})

/** A browser whose answer to the question for permission is given; it shows what it is asked to. */
function desktopOf (answer: 'granted' | 'denied', storage = memory()) {
  const page = openDocument(new Clock(), String(notificationsPanel(pageOf())), 'wanted.js', 'desktop.js')
  const shown: string[] = []
  const opened: string[] = []
  const notices: Array<{ onclick: (() => void) | null }> = []
  class Notification {
    static permission = 'default'
    static async requestPermission () { Notification.permission = answer }
    onclick: (() => void) | null = null
    readonly title: string
    constructor (title: string, { body }: { body: string }) {
      this.title = title
      shown.push(`${title}: ${body}`)
      notices.push(this)
    }

    close () { shown.push(`${this.title} closed`) }
  }
  Object.assign(page.window, { Notification, focus () {} })
  const desktop = page.parts.createDesktop(storage, 'u1', id => { opened.push(id) })
  const words = () => page.one('#desktop').querySelector('[data-slot=said]')?.textContent ?? ''
  const buttons = () => [...page.document.querySelectorAll('#desktop button:not([hidden])')].map(({ textContent }) => textContent)
  return { desktop, shown, opened, notices, words, buttons, storage }
}

t.test('U130 desktop notifications → asked for by a click alone, kept, and turned off again', async t => {
  const { desktop, shown, opened, notices, words, buttons } = desktopOf('granted')
  desktop.draw()
  desktop.show(MESSAGE)
  t.same([shown, words(), buttons()], [[], 'Off in this browser.', ['Turn on']])
  await new Promise<void>(resolve => { desktop.turnOn(resolve) })
  desktop.draw()
  t.match(words(), 'On in this browser')
  t.same(buttons(), ['Turn off'])
  desktop.show(MESSAGE)
  t.same(shown, ['Ben: hi'])
  notices[0]?.onclick?.()
  t.same([opened, shown], [['c1'], ['Ben: hi', 'Ben closed']])
  desktop.show(MESSAGE)
  desktop.read('c1')
  t.equal(shown.at(-1), 'Ben closed', 'read elsewhere, it goes')
  desktop.turnOff()
  desktop.show(MESSAGE)
  t.equal(shown.length, 4)
})

t.test('U130 the browser refuses, or has none → says so, and offers no button', async t => {
  const refused = desktopOf('denied')
  await new Promise<void>(resolve => { refused.desktop.turnOn(resolve) })
  refused.desktop.draw()
  t.match(refused.words(), 'blocks notifications')
  t.same(refused.buttons(), [])
  const page = openDocument(new Clock(), String(notificationsPanel(pageOf())), 'wanted.js', 'desktop.js')
  Object.assign(page.window, { Notification: undefined })
  const desktop = page.parts.createDesktop(memory(), 'u1', () => {})
  desktop.draw()
  t.equal(desktop.state(), 'missing')
  t.match(page.one('#desktop').textContent, 'can’t show notifications')
})
