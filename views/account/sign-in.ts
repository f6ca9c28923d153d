import type { SignUpMode } from '#domain/site/site.ts'
import { doneNote, field, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { frontDocument } from '#views/site/layout.ts'
import type { Page } from '#views/parts/page.ts'

export interface SignInShown {
  readonly username: string
  readonly refusal: FormRefusal | null
  readonly signUp: SignUpMode
  /** Whether there are people whom one may step in as without a password. */
  readonly isDemo: boolean
  /** Address below the root that signing in leads to; empty for the conversations. */
  readonly back: string
  /** That this browser has signed out, or was signed out elsewhere. */
  readonly done: string | null
}

export function signInPage (page: Page, { username, refusal, signUp, isDemo, back, done }: SignInShown): Html {
  const { say, root, siteName } = page
  const title = say('signin.title')
  return frontDocument(page, {
    title,
    main: html`<h1>${say('signin.welcome', { site: siteName })}</h1>
<p class="lead">${say('signin.lead')}</p>
${doneNote(done)}
${isDemo && html`<p><a class="button wide" href="${root}demo">${say('demo.open')}</a></p>`}
<form class="stack" method="post" accept-charset="utf-8" action="${root}signin">${formToken(page)}${backField(back)}
${refusalNote(refusal)}
${field({ name: 'username', refusal, label: say('account.username'), value: username, autocomplete: 'username', maxLength: page.limits.username, isName: true })}
${field({ name: 'password', refusal, label: say('account.password'), type: 'password', autocomplete: 'current-password', maxLength: page.limits.passwordMax })}
<button type="submit" class="button primary wide">${title}</button></form>
<p class="front-other">${say('signin.new-here')} ${signUp === 'closed' ? say('signup.closed') : html`<a href="${root}signup${backQuery(back)}">${say('signup.title')}</a>`}</p>
<p class="front-other">${say('signin.forgot')}</p>
<p class="front-other">${say('connection.trouble')} <a href="${root}connection/">${say('connection.title')}</a></p>`
  })
}

export interface SignUpShown {
  readonly username: string
  readonly displayName: string
  readonly invite: string
  readonly mode: SignUpMode
  readonly back: string
  readonly refusal: FormRefusal | null
}

export function signUpPage (page: Page, { username, displayName, invite, mode, back: wanted, refusal }: SignUpShown): Html {
  const { say, root, siteName } = page
  const title = say('signup.title')
  const back = html`<p class="front-other">${say('signup.have-one')} <a href="${root}signin${backQuery(wanted)}">${say('signin.title')}</a></p>`
  if (mode === 'closed') {
    return frontDocument(page, { title, main: html`<h1>${say('signup.closed-title')}</h1><p class="lead">${say('signup.closed')}</p>${back}` })
  }
  return frontDocument(page, {
    title,
    main: html`<h1>${say('signup.welcome', { site: siteName })}</h1>
<p class="lead">${say(mode !== 'invite' ? 'signup.lead' : invite === '' ? 'signup.lead-invite' : 'signup.lead-invited')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}signup">${formToken(page)}${backField(wanted)}
${refusalNote(refusal)}
${mode === 'invite' && field({ name: 'invite', refusal, label: say('signup.invite'), value: invite, autocomplete: 'off', isName: true })}
${accountFields(page, { username, displayName, refusal })}
<button type="submit" class="button primary wide">${title}</button></form>${back}`
  })
}

/** The fields of a new account. The name stands first, because the script suggests a username made from it. */
export function accountFields ({ say, limits }: Page, { username, displayName, refusal }: Pick<SignUpShown, 'username' | 'displayName' | 'refusal'>): Html {
  return html`${field({ name: 'display_name', refusal, label: say('account.display-name'), value: displayName, hint: say('account.display-name-hint'), autocomplete: 'name', maxLength: limits.displayName, required: false })}
${field({ name: 'username', refusal, label: say('account.username'), value: username, hint: say('account.username-hint'), autocomplete: 'username', maxLength: limits.username, isName: true, check: { pattern: limits.usernamePattern, text: say('reason.username-invalid') } })}
${field({ name: 'password', refusal, label: say('account.password'), type: 'password', hint: say('account.password-hint', { min: limits.passwordMin }), autocomplete: 'new-password', minLength: limits.passwordMin, maxLength: limits.passwordMax })}`
}

function backField (back: string): Html | null {
  return back === '' ? null : html`<input type="hidden" name="back" value="${back}">`
}

function backQuery (back: string): string {
  return back === '' ? '' : `?back=${encodeURIComponent(back)}`
}
