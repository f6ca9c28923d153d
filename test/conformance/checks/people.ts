// §3 and D32 between people: links for another device, labels, lines about oneself, and requests that are not taken.
import { api, type DeviceLink, type Label } from '../api.ts'
import type { Check } from '../check.ts'
import { expect } from '../verdict.ts'
import { gather } from './gather.ts'

const CACHES_PAGES = { 'replay-all': 'it caches pages even where that is forbidden, but not polls' }

export const people: readonly Check[] = [
  {
    rule: '§3',
    title: 'a link for another device: its address in the browser that made it alone, revoked by its user alone',
    blind: CACHES_PAGES,
    async run ({ ben, eve, phone, bareOf }) {
      const clientId = ben.fresh('links')
      const { link } = await ben.do<{ link: DeviceLink }>(api.makeLink(clientId))
      const again = await ben.do<{ link: DeviceLink }>(api.makeLink(clientId))
      try {
        expect(again.link.id === link.id && link.url !== null, 'one link for one clientId, with its address', [link, again.link])
        const seen = async (who: typeof ben) => (await who.do<{ links: DeviceLink[] }>(api.links())).links.find(({ id }) => id === link.id)
        expect((await seen(ben))?.url === link.url, 'its address again, for ben', await seen(ben))
        expect((await seen(phone))?.url === null, 'no address in ben’s other browser', await seen(phone))
        expect(await seen(eve) === undefined, 'nothing of it for eve', await seen(eve))
        const refused = await eve.call(api.revokeLink(link.id))
        expect(refused.status === 404, '404 for eve', [refused.status, refused.body])
        expect(await seen(bareOf(ben)) !== undefined, 'the link to be there still', 'none')
      } finally {
        await bareOf(ben).call(api.revokeLink(link.id))
      }
    }
  },
  {
    rule: 'D32',
    title: 'labels reach one’s own browsers alone; nobody else finds, changes or gives them',
    blind: CACHES_PAGES,
    async run ({ ana, ben, eve, phone, bareOf }) {
      const [his, hers] = [await phone.cursor(), await ana.cursor()]
      const [name, clientId] = [ben.fresh('').slice(-20), ben.fresh('makes')]
      const { label } = await ben.do<{ label: Label }>(api.makeLabel(name, clientId))
      const again = await ben.do<{ label: Label }>(api.makeLabel(name, clientId))
      expect(again.label.id === label.id, 'the same label for the same clientId', again)
      await ben.do(api.label(ana.username, [label.id]))
      for (const call of [api.renameLabel(label.id, 'mine'), api.deleteLabel(label.id), api.label(ben.username, [label.id])]) {
        const reply = await eve.call(call)
        expect(reply.status === 404, '404 for eve', [call.path, reply.status, reply.body])
      }
      const { events } = await gather(phone, his)
      expect(events.some(event => event.labels?.some(({ id }) => id === label.id) === true), 'a labels event on ben’s other browser', events)
      expect(events.some(({ contact }) => contact?.user.username === ana.username && contact.labels.includes(label.id)), 'ana’s contact event with it', events)
      expect(!JSON.stringify((await gather(ana, hers)).events).includes(label.id), 'ana to hear nothing of it', 'it')
      await bareOf(ben).do(api.deleteLabel(label.id))
      const { labels } = await bareOf(ben).do<{ labels: Label[] }>(api.labels())
      expect(labels.every(({ id }) => id !== label.id), 'no such label any more', labels)
    }
  },
  {
    rule: 'D32',
    title: 'a line about oneself is told to contacts, and to nobody who is none',
    blind: CACHES_PAGES,
    async run ({ ana, ben, eve, bareOf }) {
      const [his, theirs] = [await ben.cursor(), await eve.cursor()]
      const line = ana.fresh('says')
      await ana.do(api.introduce(line))
      const told = (await gather(ben, his)).events.filter(({ type }) => type === 'about')
      expect(told.some(({ about, user }) => about === line && user?.username === ana.username), 'an about event with the line', told)
      expect((await gather(eve, theirs)).events.every(({ type }) => type !== 'about'), 'eve to hear nothing of it', 'it')
      const { user } = await bareOf(eve).do<{ user: { about?: string } }>(api.person(ana.username))
      expect(user.about === line, 'the line beside the name, for whoever looks', user)
    }
  },
  {
    rule: 'D32',
    title: 'a person who takes no contact requests says so, and hears of none',
    blind: CACHES_PAGES,
    async run ({ ben, eve, bareOf }) {
      await bareOf(ben).do(api.letAsk('nobody'))
      try {
        const from = await ben.cursor()
        const { takesRequests } = await eve.do<{ takesRequests: boolean }>(api.person(ben.username))
        expect(!takesRequests, 'takesRequests: false', takesRequests)
        const refused = await eve.call<{ code: string }>(api.askToBeContacts(ben.username))
        expect(refused.status === 403 && refused.body.code === 'FORBIDDEN', '403 FORBIDDEN', [refused.status, refused.body])
        expect((await gather(ben, from)).events.every(({ type }) => type !== 'contact-request'), 'ben to hear nothing of it', 'it')
      } finally {
        await bareOf(ben).do(api.letAsk('everybody'))
      }
    }
  }
]
