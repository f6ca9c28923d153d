import t from 'tap'
import { openDocument, type Patch } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const BODY = `
  <ul id="conversations"><li id="conversation-c1" data-changed="5"><a href="c1">c1</a></li><li id="conversation-c2" data-changed="6">c2</li></ul>
  <span id="rail-unread"><b id="unread-total">0</b></span>
  <ol id="messages-c1"><li id="message-c1-1" data-changed="5">one</li></ol>`

const patch = (how: string, into: string, content: string) => `<div class="patch" data-seq="7" data-how="${how}" data-into="${into}">${content}</div>`

function open (body = BODY) {
  const page = openDocument(new Clock(), body, 'look.js', 'patches.js')
  const told: string[] = []
  const patches = page.parts.createPatches({
    onUnread: (count: number) => { told.push(`unread ${count}`) },
    onReload: () => { told.push('reload') },
    onTop: () => {},
    onAdded: (element: { id: string }) => { told.push(`added ${element.id}`) },
    onChanged: () => {},
    onRequoted: ({ place, words }: Readonly<Record<string, string>>) => { told.push(`${place}: ${words}`) },
    onRenamed: ({ username, before, name }: Readonly<Record<string, string>>) => { told.push(`${username}: ${before} → ${name}`) }
  })
  const apply = (html: string) => { for (const each of page.parts.readPatches(html)) patches.apply(each) }
  const ids = (id: string) => [...page.one(`#${id}`).children].map(child => `${child.id}=${child.textContent}`)
  return { ...page, apply, ids, told }
}

t.test('only patches are read, in order, with their seq', async t => {
  const { parts } = open()
  const read = parts.readPatches(`\n${patch('append', 'messages-c1', '<li id="a">x</li>\n<li id="b">y</li>')}\n<p>no patch</p>\n<div class="patch" data-how="unread" data-count="3"></div>`)
  t.match(read, [{ seq: 7, how: 'append', into: 'messages-c1' }, { seq: null, how: 'unread', count: 3 }])
  t.same(read[0]?.elements.map(({ id }: Patch['elements'][0]) => id), ['a', 'b'])
  t.same(parts.readPatches(''), [])
})

t.test('append adds an absent element, replaces an older one, keeps one as new', async t => {
  const { apply, ids, told } = open()
  apply(patch('append', 'messages-c1', '<li id="message-c1-2" data-changed="7">two</li>'))
  apply(patch('append', 'messages-c1', '<li id="message-c1-1" data-changed="6">one, edited</li>'))
  apply(patch('append', 'messages-c1', '<li id="message-c1-1" data-changed="6">a copy that comes late</li>'))
  t.same(ids('messages-c1'), ['message-c1-1=one, edited', 'message-c1-2=two'])
  t.same(told, ['added message-c1-2'])
})

t.test('append puts a message at the end, after what was refused before it', async t => {
  const { apply, ids } = open(BODY.replace('</ol>', '<li id="outgoing-x">mine</li></ol>'))
  apply(patch('append', 'messages-c1', '<li id="message-c1-2" data-changed="7">two</li>'))
  t.same(ids('messages-c1'), ['message-c1-1=one', 'outgoing-x=mine', 'message-c1-2=two'])
})

t.test('replace changes a present older element, and adds none', async t => {
  const { apply, ids } = open()
  apply(patch('replace', 'messages-c1', '<li id="message-c1-1" data-changed="8">recalled</li>'))
  apply(patch('replace', 'messages-c1', '<li id="message-c1-1" data-changed="7">an edit that comes late</li>'))
  apply(patch('replace', 'messages-c1', '<li id="message-c1-9" data-changed="9">not on this page</li>'))
  t.same(ids('messages-c1'), ['message-c1-1=recalled'])
})

t.test('top moves a row to the top, and puts it there only once', async t => {
  const { apply, ids } = open()
  const row = patch('top', 'conversations', '<li id="conversation-c2" data-changed="6">c2 now</li>')
  apply(row)
  apply(row)
  t.same(ids('conversations'), ['conversation-c2=c2 now', 'conversation-c1=c1'])
})

t.test('a row that had the focus keeps it', async t => {
  const { apply, document, one } = open()
  one('#conversation-c1 a').focus()
  apply(patch('top', 'conversations', '<li id="conversation-c1" data-changed="9"><a href="c1">c1 now</a></li>'))
  t.equal(document.activeElement?.textContent, 'c1 now')
})

t.test('put replaces any age, unread and reload call back, an unknown kind is skipped', async t => {
  const { apply, ids, told } = open()
  apply(patch('put', 'rail-unread', '<b id="unread-total">4</b>'))
  t.same(ids('rail-unread'), ['unread-total=4'])
  const before = ids('conversations')
  apply(patch('melt', 'conversations', '<li id="conversation-c2">gone</li>'))
  t.same(ids('conversations'), before)
  apply('<div class="patch" data-seq="7" data-how="unread" data-count="3"></div><div class="patch" data-seq="7" data-how="reload"></div>')
  t.same(told, ['unread 3', 'reload'])
})

t.test('a patch for a list that this page lacks changes nothing', async t => {
  const { apply, told, document } = open()
  const before = document.body.innerHTML
  apply(patch('append', 'messages-c9', '<li id="message-c9-1">elsewhere</li>'))
  apply(patch('top', 'contacts', '<li id="contact-1">elsewhere</li>'))
  apply(patch('reload', 'people', ''))
  apply(patch('swirl', 'conversations', '<li>of a newer server</li>'))
  t.equal(document.body.innerHTML, before)
  t.same(told, [])
})

t.test('a person\'s text is text, not markup', async t => {
  const { apply, one } = open()
  apply(patch('append', 'messages-c1', '<li id="message-c1-2" data-changed="7">&lt;img src=x onerror=alert(1)&gt;</li>'))
  t.equal(one('#message-c1-2').textContent, '<img src=x onerror=alert(1)>')
  t.equal(one('#message-c1-2').children.length, 0)
})

t.test('a person’s new name replaces the old one everywhere, and nothing else', async t => {
  const { apply, document, told } = open(`
    <h1><span data-name-of="ben">Ben</span></h1><u data-own-name-of="ben">Benny</u><i data-avatar-of="ben" data-initials="B"></i><b data-name-of="ben.2">Other</b>
    <ol><li class="theirs" data-sender="ben"><span class="name"><bdi data-name-of="ben">Ben</bdi></span></li><li class="mine" data-sender="ana"><span class="name">You</span></li></ol>`)
  apply('<div class="patch" data-seq="7" data-how="name" data-target="ben"><b>Ben &lt;Okafor&gt;</b><i>BO</i><u>Ben O.</u></div>')
  t.equal(document.body.textContent.replace(/\s+/g, ' ').trim(), 'Ben <Okafor>Ben O.Other Ben <Okafor>You')
  t.equal(document.querySelector('[data-avatar-of]')?.getAttribute('data-initials'), 'BO')
  t.same(told, ['ben: Ben → Ben <Okafor>'], 'the title is told as well')
})

t.test('a nickname in a group → there alone; another name leaves it, a remark does not', async t => {
  const { apply, document } = open(`<ol><li id="conversation-c1"><i data-name-of="ben">Ben</i></li><li id="conversation-c2"><i data-name-of="ben">Ben</i></li></ol>
    <div id="middle" data-conversation="c1"><b data-name-of="ben">Ben</b><u data-name-of="cho">Cho</u></div>`)
  const names = () => [...document.querySelectorAll('[data-name-of]')].map(place => String(place.textContent))
  apply('<div class="patch" data-seq="7" data-how="nickname" data-target="c1 ben"><b>Benny</b><u>Benny</u></div>')
  t.same(names(), ['Benny', 'Ben', 'Benny', 'Cho'])
  apply('<div class="patch" data-seq="8" data-how="name" data-target="ben"><b>Benjamin</b><i>B</i><u>Benjamin</u></div>')
  t.same(names(), ['Benny', 'Benjamin', 'Benny', 'Cho'])
  apply('<div class="patch" data-seq="9" data-how="name" data-target="ben" data-leads="1"><b>My Ben</b><i>MB</i><u>Benjamin</u></div>')
  t.same(names(), ['My Ben', 'My Ben', 'My Ben', 'Cho'])
  apply('<div class="patch" data-seq="10" data-how="name" data-target="ben"><b>Benjamin</b><i>B</i><u>Benjamin</u></div>')
  t.same(names(), ['Benny', 'Benjamin', 'Benny', 'Cho'], 'without the remark it shows again')
  apply('<div class="patch" data-seq="11" data-how="nickname" data-target="c1 ben"><b>Benjamin</b><u></u></div>')
  apply('<div class="patch" data-seq="12" data-how="nickname" data-target="c2 ben"><b>B</b><u>B</u></div>')
  t.same(names(), ['Benjamin', 'B', 'Benjamin', 'Cho'])
})

t.test('U14 the first of a group on this page, replaced by a patch → keeps name and picture', async t => {
  const message = (changed: number, place: string, words: string) =>
    `<li id="message-c1-8" data-no="8" data-changed="${changed}" data-sender="ben" class="message theirs ${place}">${words}</li>`
  const page = openDocument(new Clock(), `<ol id="messages-c1">${message(5, 'first', '<span class="avatar">B</span><p class="by"></p>old')}</ol>`, 'divider.js', 'patches.js')
  const patches = page.parts.createPatches({ onChanged: () => {} })
  for (const each of page.parts.readPatches(patch('replace', 'messages-c1', message(9, 'continued', '<p class="by"></p>new')))) patches.apply(each)
  t.equal(page.one('#message-c1-8').className, 'message theirs first')
  t.equal(page.one('#message-c1-8').textContent, 'Bnew')
  t.equal(page.one('#message-c1-8').firstElementChild?.className, 'avatar')
})

t.test('quote tells the words that quotes of a message have from now on', async t => {
  const { apply, told } = open()
  apply('<div class="patch" data-seq="7" data-how="quote" data-target="c1-17"><p>At &lt;five&gt;</p></div>')
  t.same(told, ['c1-17: At <five>'])
})

t.test('U91 settings of the look alone → put on without a reload; others load the page again', async t => {
  const { apply, told, document } = open()
  const root = document.documentElement
  root.setAttribute('data-others', 'en true')
  const look = (others: string, attributes: string) => apply(`<div class="patch" data-seq="7" data-how="reload" data-others="${others}" data-scheme="dark" ${attributes}></div>`)
  look('en true', 'data-text="large" data-skin="../static/skin-night.css"')
  t.equal(root.getAttribute('data-text'), 'large')
  t.match(document.getElementById('skin')?.getAttribute('href'), 'skin-night.css')
  look('en true', 'data-spacing="compact" data-skin="../static/skin-mint.css"')
  t.same([root.getAttribute('data-text'), root.getAttribute('data-spacing')], [null, 'compact'])
  t.equal(document.querySelectorAll('link').length, 1)
  look('en true', '')
  t.equal(document.getElementById('skin'), null)
  t.same(told, [])
  look('zh true', '')
  t.same(told, ['reload'])
})

const placed = (id: string, place: number, words = id) => `<li id="conversation-${id}" data-place="${place}">${words}</li>`
const LIST = `<ul id="conversations">${placed('pin', 1_000)}${placed('b', 20)}${placed('a', 10)}</ul>`

t.test('top and put → a row goes to its place: below pinned ones, or where its last message is', async t => {
  const { apply, ids } = open(LIST)
  apply(patch('top', 'conversations', placed('a', 30)))
  t.same(ids('conversations'), ['conversation-pin=pin', 'conversation-a=a', 'conversation-b=b'])
  apply(patch('put', 'conversations', placed('pin', 25, 'unpinned')))
  t.same(ids('conversations'), ['conversation-a=a', 'conversation-pin=unpinned', 'conversation-b=b'])
  apply(patch('put', 'conversations', placed('c', 5)))
  apply(patch('put', 'conversations', placed('b', 20, 'read')))
  t.same(ids('conversations'), ['conversation-a=a', 'conversation-pin=unpinned', 'conversation-b=read', 'conversation-c=c'])
})

t.test('a row for a list that is on another page → leaves this one', async t => {
  const { apply, ids } = open(LIST)
  apply(patch('put', 'archived', placed('b', 20)))
  apply(patch('top', 'archived', placed('a', 30)))
  t.same(ids('conversations'), ['conversation-pin=pin'])
})
