import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Offline { go (address: string): void, linked (): void }

/** A conversation's page; `seen` are the addresses that memory holds. */
function open ({ isLinked = false, seen = [] as string[] } = {}) {
  const link = { isLinked }
  const told: string[] = []
  const page = openDocument(new Clock(), `
    <a id="contacts" href="http://holdline.test/contacts/"><svg><use href="#icon"></use></svg></a>
    <a id="row" href="http://holdline.test/conversations/c2#end" hx-get="x"></a>
    <a id="end" href="http://holdline.test/conversations/c1#end"></a>
    <a id="elsewhere" href="http://example.test/"></a>
    <a id="more" href="http://holdline.test/messages/c1?no=1" aria-haspopup="dialog"></a>
    <form id="remark"><input name="remark"></form>
    <form id="composer"></form>`, 'offline.js')
  page.document.addEventListener('submit', event => {
    if ((event.target as unknown as { id: string }).id === 'composer') event.preventDefault()
  }, true)
  const offline = (page.parts as unknown as { stayOffline (env: object): Offline }).stayOffline({
    isLinked: () => link.isLinked,
    say: (name: string) => { told.push(name) },
    prove: () => { told.push('prove') },
    showColumn: () => { told.push('column') },
    memory: {
      address: () => 'conversations/c1',
      show: (address: string) => {
        if (seen.includes(address)) told.push(`show ${address}`)
        return seen.includes(address)
      }
    }
  })
  const fire = (selector: string, type: 'click' | 'submit', more: object = {}) => {
    const event = new page.window.MouseEvent(type, { bubbles: true, cancelable: true, ...more })
    page.one(selector).dispatchEvent(event)
    return event.defaultPrevented ? 'stays' : 'goes on'
  }
  return { ...page, link, told, offline, fire }
}

t.test('U3 offline: a click on a link of ours → what memory holds, else a sentence', async t => {
  const { fire, told } = open({ seen: ['conversations/c2'] })
  t.equal(fire('#row', 'click'), 'stays')
  t.equal(fire('#contacts use', 'click'), 'stays')
  t.same(told, ['show conversations/c2', 'page-waits', 'prove'])
})

t.test('U3 offline: other sites, other tabs, places in the page and panels → as always', async t => {
  const { fire, told } = open()
  for (const link of ['#elsewhere', '#end', '#more']) t.equal(fire(link, 'click'), 'goes on', link)
  t.equal(fire('#contacts', 'click', { ctrlKey: true }), 'goes on')
  t.same(told, [])
})

t.test('U3 offline: a form → stays as it is, with a sentence; the composer sends by itself', async t => {
  const { fire, told } = open()
  t.equal(fire('#remark', 'submit'), 'stays')
  t.same(told, ['form-waits', 'prove'])
})

t.test('U3 online → links and forms go on', async t => {
  const { fire, told } = open({ isLinked: true })
  t.equal(fire('#contacts', 'click'), 'goes on')
  t.equal(fire('#remark', 'submit'), 'goes on')
  t.same(told, [])
})
