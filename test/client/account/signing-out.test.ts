import t from 'tap'
import { readProjectFile } from '#test/source/project.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

/** A page of the site at `/`, with what two users and another site left in the browser. */
function open () {
  const page = openDocument(new Clock(), '', 'storage.js', 'signing-out.js')
  const { localStorage, sessionStorage } = page.window
  for (const key of ['/holdline.draft.u_ana/c1', '/holdline.outbox.u_ana/id1', '/holdline.outbox-lease.u_ana', '/holdline.draft.u_ben/c1',
    '/holdline.draft.u_diana/c1', '/holdline.ladder', '/other/holdline.draft.u_ana/c1']) localStorage.setItem(key, 'x')
  for (const key of ['/holdline.typed.u_ana/c1', '/holdline.recalled.u_ana']) sessionStorage.setItem(key, 'x')
  const kept = () => [...Array(localStorage.length).keys()].map(i => String(localStorage.key(i))).sort()
  const databases: string[] = []
  Object.assign(page.window, { indexedDB: { deleteDatabase: (name: string) => { databases.push(name) } } })
  return { ...page, databases, localStorage, sessionStorage, kept, leave: () => { localStorage.setItem('/holdline.signing-out', 'u_ana') } }
}

const OTHERS = ['/holdline.draft.u_ben/c1', '/holdline.draft.u_diana/c1', '/holdline.ladder', '/other/holdline.draft.u_ana/c1']

t.test('U44 the signed-out page after signing out → every key of that user is gone, and no other', async t => {
  const { parts, kept, sessionStorage, leave, databases } = open()
  leave()
  parts.settleSignOut(null)
  t.same(kept(), [...OTHERS, '/holdline.signing-out'].sort())
  t.equal(sessionStorage.length, 0)
  t.same(databases, ['/holdline.files.u_ana'], 'the bytes of unsent files as well')
  parts.settleSignOut('u_ben')
  t.same(kept(), OTHERS, 'once somebody has signed in, nothing of it is left')
})

t.test('U44 a session that ended by itself, or a sign-out that failed → all stays', async t => {
  const { parts, kept, leave } = open()
  const before = kept()
  parts.settleSignOut(null)
  t.same(kept(), before)
  leave()
  parts.settleSignOut('u_ana')
  t.same(kept(), before)
})

interface SigningOut { isSent (): boolean }

/** The page with this form on it, and what says whether it was sent. */
function withForm (action: string) {
  const clock = new Clock()
  const { parts, one, window, run } = openDocument(clock, `<form action="${action}"></form>`, 'storage.js')
  parts.addPart({ name: 'browser', needs: [], create: () => ({ storage: { set () {} } }) })
  run(readProjectFile('public/account/signing-out.js'))
  let signingOut: SigningOut | undefined
  parts.addPart({ name: 'asker', needs: ['signingOut'], create: app => { signingOut = app['signingOut'] as unknown as SigningOut } })
  parts.createApp({ user: 'u_ana' }).start()
  const isSent = () => signingOut?.isSent()
  const submit = () => {
    one('form').dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }))
    clock.pass(1)
    return isSent()
  }
  return { isSent, submit, hold: () => { one('form').addEventListener('submit', event => { event.preventDefault() }) } }
}

t.test('U238 a form that ends this session → its answer leads on, not the refused poll', async t => {
  for (const action of ['../signout', '../settings/account/delete']) {
    const { isSent, submit } = withForm(action)
    t.equal(isSent(), false, action)
    t.equal(submit(), true, action)
  }
  t.equal(withForm('../settings/look').submit(), false, 'another form')
  const { submit, hold } = withForm('../signout')
  hold()
  t.equal(submit(), false, 'one that waits for the server')
})
