// D12, D15 and D32 of files: those who see a message see its files, and nobody else does.
import { api, type File, type Message, type Upload } from '../api.ts'
import type { Browser } from '../players/browser.ts'
import type { Check } from '../check.ts'
import { expect } from '../verdict.ts'
import { gather } from './gather.ts'

const BYTES = 'bytes of the kit'

export const files: readonly Check[] = [
  {
    rule: 'D32',
    title: 'a file is its sender’s until it is sent, then of those who see the message, and of nobody after a recall',
    async run ({ ana, ben, eve, talk, bareOf }) {
      const file = await uploaded(ana, bareOf(ana))
      const seen = async (): Promise<string> => {
        const replies = await Promise.all([ana, ben, eve].map(async who => await bareOf(who).call(api.file(file.id))))
        return replies.map(({ status, text }) => status === 200 && text === BYTES ? 'its bytes' : String(status)).join()
      }
      expect(await seen() === 'its bytes,404,404', 'an unsent file for ana alone, 404 for others', await seen())
      const taken = await ben.call(api.send(talk, { clientId: ben.fresh('says'), body: '', fileIds: [file.id] }))
      expect(taken.status === 404, '404 for ben who sends a file of ana’s', taken.status)
      const from = await ben.cursor()
      const { no, files = [] } = await ana.say(talk, '', { fileIds: [file.id] })
      expect(files[0]?.id === file.id && files[0].size === BYTES.length, 'the file in the message', files)
      expect(await seen() === 'its bytes,its bytes,404', 'a sent file for ana and ben', await seen())
      const told = (await gather(ben, from)).events.find(({ message }) => message?.no === no && message.conversationId === talk)
      expect(told?.message?.files?.[0]?.id === file.id, 'the file in what ben is told', told)
      await bareOf(ana).do(api.recall(talk, no))
      expect(await seen() === '404,404,404', '404 for everybody after the recall', await seen())
      const replayed = (await gather(ben, from)).events.filter(({ message }) => message?.no === no && message.conversationId === talk)
      expect(replayed.every(({ message }) => message?.files === undefined), 'no file in what is told again', replayed)
    }
  },
  {
    rule: 'D12',
    title: 'a send of files said again is the same message; other files for it, or a file in a second message, are refused',
    async run ({ ana, talk, bareOf }) {
      const [first, second] = [await uploaded(ana, bareOf(ana)), await uploaded(ana, bareOf(ana))]
      const clientId = ana.fresh('says')
      const send = (fileIds: readonly string[], who = clientId) => api.send(talk, { clientId: who, body: 'look', fileIds })
      const { message: { no } } = await ana.do<{ message: Message }>(send([first.id]))
      const again = await ana.do<{ message: Message, duplicate?: boolean }>(send([first.id]))
      expect(again.duplicate === true && again.message.no === no && again.message.files?.length === 1, 'the same message', again)
      const other = await ana.call(send([second.id]))
      expect(other.status === 409, '409 for other files', other.status)
      const elsewhere = await ana.call(send([first.id], ana.fresh('says')))
      expect(elsewhere.status === 404, '404 for a file that was sent', elsewhere.status)
    }
  }
]

/** Uploads a file in one chunk, by calls that may be repeated. */
export async function uploaded (browser: Browser, bare: Browser, name = 'kit.txt'): Promise<File> {
  const { upload: { id } } = await browser.do<{ upload: Upload }>(api.begin(browser.fresh('file'), name, BYTES.length))
  await bare.do(api.chunk(id, 0, BYTES))
  return (await browser.do<{ file: File }>(api.finish(id))).file
}
