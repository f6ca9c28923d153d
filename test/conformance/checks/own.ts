// §3 of what is one's own: drafts, the receipts of one's messages, the copy of one's history, and the end of the account.
import { unzipped } from '#test/unzipped.ts'
import { api, type Export, type Info } from '../api.ts'
import type { Check, Scene } from '../check.ts'
import { Browser } from '../players/browser.ts'
import { signIn } from '../players/cast.ts'
import { Broken, expect, NotVisible } from '../verdict.ts'
import { uploaded } from './files.ts'
import { gather } from './gather.ts'

const CACHES_PAGES = { 'replay-all': 'it caches pages even where that is forbidden, but not polls' }
const DAY_MS = 24 * 3_600_000

interface Draft { readonly conversation: { readonly draft: string | null, readonly draftReplyTo: number | null } }

export const own: readonly Check[] = [
  {
    rule: '§3',
    title: 'a draft is kept with the message that it answers, for one’s own browsers alone',
    blind: CACHES_PAGES,
    async run ({ ana, ben, phone, eve, talk }) {
      const { no } = await ana.say(talk, 'a question')
      const [his, hers] = [await phone.cursor(), await ana.cursor()]
      await ben.do(api.draft(talk, 'an answer so far', no))
      try {
        const seen = async (who: Browser) => (await who.do<Draft>(api.conversation(talk))).conversation
        const { draft, draftReplyTo } = await seen(phone)
        expect(draft === 'an answer so far' && draftReplyTo === no, 'the draft on ben’s other browser', [draft, draftReplyTo])
        expect((await seen(ana)).draft === null, 'no draft in what ana reads', await seen(ana))
        const told = (await gather(phone, his)).events.filter(({ type }) => type === 'draft')
        expect(told.length > 0 && !JSON.stringify(told).includes('so far'), 'an event without the text', told)
        expect((await gather(ana, hers)).events.every(({ type }) => type !== 'draft'), 'ana to hear nothing of it', 'it')
        expect((await eve.call(api.draft(talk, 'mine', no))).status === 404, 'eve to be told nothing: 404', 'another')
      } finally {
        await ben.do(api.draft(talk, ''))
      }
    }
  },
  {
    rule: '§3',
    title: 'the sender of a message is told who has it and who read it, and nobody else is',
    blind: CACHES_PAGES,
    async run ({ ana, ben, eve, talk, bareOf }) {
      const people = [bareOf(ana), bareOf(ben)]
      for (const one of people) await one.do(api.show({ receipts: true }))
      try {
        const { no } = await ana.say(talk, 'have you read it?')
        await ben.do(api.read(talk, no))
        const infoFor = async (who: Browser) => (await who.do<{ info: Info }>(api.info(talk, no))).info
        const { deliveredTo, readBy } = await infoFor(ana)
        const isBen = (users: Info['readBy']) => users.map(({ username }) => username).join() === ben.username
        expect(isBen(deliveredTo) && isBen(readBy), 'ben to have it and to have read it', [deliveredTo, readBy])
        const his = await infoFor(ben)
        expect(his.deliveredTo.length + his.readBy.length === 0, 'nobody named to ben, who did not send it', his)
        expect((await eve.call(api.info(talk, no))).status === 404, 'eve to be told nothing: 404', 'another')
      } finally {
        for (const one of people) await one.do(api.show({ receipts: false }))
      }
    }
  },
  {
    rule: '§3',
    title: 'an export holds what its caller may read, to its last line, and nothing else',
    blind: { '*': 'ten an hour are allowed, and switches break off what is long' },
    async run ({ ana, ben, cho, eve, aside, bareOf }) {
      const group = await bareOf(ana).do<{ conversation: { id: string } }>(api.group('for the export', [ben.username]))
      const words = ['before', 'since', 'aside', 'recalled'].map(kind => ana.fresh(kind))
      const [before = '', since = '', elsewhere = '', recalled = ''] = words
      const sayWithFile = async (body: string) =>
        await ana.say(group.conversation.id, body, { fileIds: [(await uploaded(ana, bareOf(ana), `${body}.txt`)).id] })
      await sayWithFile(before)
      await bareOf(ana).do(api.add(group.conversation.id, [cho.username]))
      await sayWithFile(since)
      await ana.say(aside, elsewhere)
      const { no } = await sayWithFile(recalled)
      await ana.do(api.recall(group.conversation.id, no))
      const readBy = async (who: Browser) => {
        const [text, archived] = await exported(bareOf(who))
        const lines = text.trim().split('\n').map(line => JSON.parse(line) as Export)
        const messages = lines.filter(({ type }) => type === 'message').length
        expect(lines.at(-1)?.type === 'end' && lines.at(-1)?.messages === messages, `an end that counts ${messages} messages`, lines.at(-1))
        const files = lines.filter(({ type }) => type === 'file').map(({ path = '', file }) => [path, file?.size])
        expect(JSON.stringify(files) === JSON.stringify(archived), 'in the archive the files that its lines name', { files, archived })
        return words.filter(word => text.includes(word)).map(word => word.split('-')[0]).join()
      }
      const [his, hers, nothing] = [await readBy(ben), await readBy(cho), await readBy(eve)]
      expect(his === 'before,since', 'what ben may read', his)
      expect(hers === 'since,aside', 'what cho may read, nothing of before she came', hers)
      expect(nothing === '', 'nothing of it for eve', nothing)
    }
  },
  {
    rule: '§3',
    title: 'an account that is to be deleted is signed out and not found, until its password brings it back',
    blind: { '*': 'it takes an account of its own, which one run makes once' },
    async run (scene) {
      const { eve, bareOf } = scene
      const { username, password, browser } = await newcomer(scene)
      const wrong = await browser.call<{ code: string }>(api.deleteAccount('not the password'))
      expect(wrong.body.code === 'BAD_CREDENTIALS', 'BAD_CREDENTIALS', [wrong.status, wrong.body])
      const { status, body } = await browser.call<{ deletesAt: number }>(api.deleteAccount(password))
      const days = (body.deletesAt - Date.now()) / DAY_MS
      expect(status === 202 && days > 6.9 && days < 7.1, '202 and a time seven days from now', [status, body])
      expect((await browser.call(api.conversations())).status === 401, 'its session to have ended: 401', 'another')
      expect((await bareOf(eve).call(api.askToBeContacts(username))).status === 404, 'it not to be found by eve: 404', 'another')
      const back = await signIn(bareOf(eve).way, username, password)
      expect((await back.call(api.conversations())).status === 200, 'its session of a new sign-in: 200', 'another')
      const { status: asked } = await bareOf(eve).call(api.askToBeContacts(username))
      expect(asked === 201, 'it to be found again: 201', asked)
    }
  }
]

/** The lines, and the path and size of each file beside them in the archive: of none where no archive came. */
async function exported (bare: Browser): Promise<[lines: string, files: ReadonlyArray<[path: string, size: number]>]> {
  const { headers, bytes, text } = await bare.call(api.export())
  if (headers['content-type'] !== 'application/zip') return [text, []]
  try {
    const [lines, ...files] = unzipped(bytes)
    return [lines?.[1].toString() ?? '', files.map(([path, { length }]) => [path, length])]
  } catch (error) {
    throw new Broken(`expected an archive that can be read; came ${bytes.length} bytes: ${String(error)}`)
  }
}

async function newcomer ({ eve, bareOf }: Scene) {
  const { way } = bareOf(eve)
  const [username, password] = [`kit-end-${Math.random().toString(36).slice(2, 8)}`, `kit ${Math.random().toString(36).slice(2)}`]
  const { status } = await new Browser(way, username, '').call(api.signUp(username, password))
  if (status >= 300) throw new NotVisible('nobody may sign up by themselves')
  return { username, password, browser: await signIn(way, username, password) }
}
