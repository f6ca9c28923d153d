import type { GroupPreview } from '#domain/conversations/group-invites.ts'
import { action, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { sign } from '#views/parts/pictures/avatars.ts'
import type { Page } from '#views/parts/page.ts'
import { frontDocument } from '#views/site/layout.ts'

export interface JoinShown {
  readonly code: string
  readonly group: GroupPreview
  readonly refusal: FormRefusal | null
  readonly note: string
}

/** The group that a link leads into, before one joins: no member's name. Strangers go on through sign-in or sign-up. */
export function joinPage (page: Page, shown: JoinShown): Html {
  const { say, siteName } = page
  const { group: { title, colour, memberCount } } = shown
  return frontDocument(page, {
    title,
    main: html`<div class="portrait">${sign(title, title, 'group', colour)}<h1><bdi>${title}</bdi></h1><p class="under">${say('groups.members', { count: memberCount })}</p></div>
<p class="lead">${say('groups.join-lead', { site: siteName })}</p>
${way(page, shown)}`
  })
}

function way (page: Page, { code, group: { joining, asked, requestId, blocked, conversationId }, refusal, note }: JoinShown): Renderable {
  const { say, root, viewer, limits } = page
  if (viewer === null) {
    const back = `?back=${encodeURIComponent(`join/${code}`)}`
    return html`<p>${say('groups.join-stranger')}</p><p class="actions"><a class="button primary wide" href="${root}signin${back}">${say('signin.title')}</a></p><p class="actions"><a class="button wide" href="${root}signup${back}">${say('signup.title')}</a></p>`
  }
  if (conversationId !== null) {
    return html`<p class="note done" role="status">${say('groups.join-inside')}</p><p class="actions"><a class="button primary wide" href="${root}conversations/${conversationId}">${say('groups.join-open')}</a></p>`
  }
  const asks = joining === 'request'
  if (asked && asks) return html`<p class="note done" role="status">${say('groups.join-asked')}</p>${requestId !== null && action(page, { to: `join/${code}/withdraw`, label: say('groups.withdraw'), fields: { request: requestId }, className: 'button wide' })}<p class="actions"><a class="button wide" href="${root}conversations/">${say('conversations.title')}</a></p>`
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}join/${code}">${formToken(page)}${refusalNote(refusal)}
${blocked && html`<p class="note">${say('groups.join-blocked')}</p>`}
${asks && html`<p class="hint">${say('groups.join-asks')}</p>${field({ name: 'note', refusal, value: note, label: say('profile.note'), hint: say('profile.note-hint'), maxLength: limits.note, required: false, autocomplete: 'off' })}`}
<button type="submit" class="button primary wide">${say(asks ? 'groups.ask' : 'groups.join')}</button></form>`
}
