import type { UserRef } from '#domain/people/users.ts'
import { formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { sign } from '#views/parts/pictures/avatars.ts'
import { document, frontDocument } from './layout.ts'

export interface DemoShown {
  readonly people: ReadonlyArray<{ readonly user: UserRef, readonly about: string }>
  /** The address of the same page to which this browser sends other cookies; null without one. */
  readonly elsewhere: string | null
  readonly refusal: FormRefusal | null
}

/** The people of a demo, each a button that signs in as them. */
export function demoPage (page: Page, { people, elsewhere, refusal }: DemoShown): Html {
  const { say } = page
  const title = say('demo.title')
  return frontDocument(page, {
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${say('demo.lead')}</p>
${refusalNote(refusal)}
${page.viewer !== null && html`<p><a href="${page.root}demo/beside">${say('demo.beside')}</a></p>`}
<ul class="cast">${people.map(({ user, about }) => html`<li>${card(page, user, about)}</li>`)}</ul>
<p class="front-other"><strong>${say('demo.two')}</strong><br>
${elsewhere === null ? say('demo.two-browsers') : html`${say('demo.two-here')} <a href="${elsewhere}" target="_blank" rel="noopener">${elsewhere}</a>`}</p>`
  })
}

export interface GuestsShown {
  /** When the demo begins anew, Unix ms. */
  readonly until: number
  /** Whether nobody more may come in before. */
  readonly isFull: boolean
}

/** The page of a public demo for browsers that are not in: before the link, after the hour, or when it is full. */
export function guestsPage (page: Page, { until, isFull }: GuestsShown): Html {
  const { root, say, times } = page
  const title = say('demo.guests')
  const time = times.clock(until)
  return frontDocument(page, {
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${isFull ? say('demo.full', { time }) : say('demo.guests-lead', { time })}</p>
${page.viewer !== null && html`<p><a href="${root}demo/beside">${say('demo.beside')}</a></p>`}
${page.viewer === null && !isFull && html`<p>${say('demo.guests-link')}</p>`}`
  })
}

export interface BesideShown {
  /** The conversation's address below the root. */
  readonly talk: string
  /** Whether the viewer can step in as others. */
  readonly hasCast: boolean
}

/** A conversation and the wire view, each in a frame of its own; on a phone links alone. */
export function besidePage (page: Page, { talk, hasCast }: BesideShown): Html {
  const { root, say } = page
  const sides = [[talk, say('demo.talk')], ['wire/', say('wire.title')]] as const
  // In the order of a phone, where they stand in tabs of their own: the wire view shows what comes after it was opened.
  const links = [
    ['wire/', say('wire.title'), say('demo.wire-hint')],
    [talk, say('demo.talk'), say('demo.talk-hint')],
    ['demo', say(hasCast ? 'demo.title' : 'demo.guests'), say(hasCast ? 'demo.cast-hint' : 'demo.guests-hint')]
  ] as const
  return document(page, {
    title: say('demo.beside'),
    className: 'beside',
    body: html`<main id="main">
<div class="beside-head"><h1>${say('demo.beside')}</h1>
<p>${say('demo.beside-lead')}</p>
<ul class="beside-links">${links.map(([to, title, hint]) => html`<li><a href="${root}${to}"${to !== 'demo' && html` target="_blank" rel="noopener"`}>${title} <span class="beside-hint">${hint}</span></a></li>`)}</ul></div>
${sides.map(([to, title]) => html`<iframe class="beside-frame" src="${root}${to}" title="${title}" loading="lazy"></iframe>`)}
</main>`
  })
}

function card (page: Page, { id, username, displayName }: UserRef, about: string): Html {
  const isMe = page.viewer?.username === username
  return html`<form method="post" accept-charset="utf-8" action="${page.root}demo">${formToken(page)}<input type="hidden" name="username" value="${username}"><button type="submit">${sign(id, displayName, 'person')}<span class="cast-name">${displayName}</span>${isMe && html` <span class="tag">${page.say('demo.me')}</span>`} <span class="cast-about">${about}</span></button></form>`
}
