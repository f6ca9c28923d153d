import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { devicePanel, linkPage, type LinkShown } from '#views/account/device-links.ts'
import { signInPage, signUpPage } from '#views/account/sign-in.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'
import { reasonText } from '#views/site/errors.ts'
import * as sample from './sample.ts'

const CODE = 'AbCdEfGhIjKlMnOpQrStUv'
const linkShown: LinkShown = {
  code: CODE,
  found: {
    account: { ...sample.ben, isAdmin: false, disabledAt: null, deletesAt: null, createdAt: sample.NOW, settings: DEFAULT_SETTINGS },
    madeAt: sample.NOW - 60_000,
    madeIn: 'Mozilla/5.0 (Windows NT 10.0) Firefox/128.0'
  },
  userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/128.0 Mobile',
  refusal: null
}

/** States of the ways into an account. `stand` draws a section of the settings. */
export function doorStates (
  signedOut: (page: OwnPage) => Page, stand: (page: OwnPage, stage: Html) => Html
): Readonly<Record<string, (page: OwnPage) => Html>> {
  return {
    device: page => stand(page, devicePanel(page, { links: [], address: 'https://chat.example/', refusal: null, done: null })),
    'device-links': page => stand(page, devicePanel(page, {
      links: [CODE, null].map((code, n) => ({ id: `l-${n}`, code, createdAt: sample.NOW, expiresAt: sample.NOW + 4 * 3_600_000 })),
      address: 'https://chat.example/',
      refusal: null,
      done: page.say('done.link-made')
    })),
    link: page => linkPage(signedOut(page), linkShown),
    'link-instead': page => linkPage(page, linkShown),
    'link-own': page => linkPage({ ...page, viewer: { ...page.viewer, id: sample.ben.id } } as OwnPage, linkShown),
    'sign-in': page => signInPage(signedOut(page), { username: '', refusal: null, signUp: 'open', isDemo: false, back: '', done: null }),
    'sign-in-refused': page => signInPage(signedOut(page), { username: 'ana', refusal: { field: 'password', text: reasonText(page, 'credentials-wrong', {}) }, signUp: 'closed', isDemo: true, back: '', done: null }),
    'sign-up': page => signUpPage(signedOut(page), { username: '', displayName: '', invite: '', mode: 'open', back: '', refusal: null }),
    'sign-up-invite': page => signUpPage(signedOut(page), { username: 'ana', displayName: '', invite: 'x', mode: 'invite', back: '', refusal: { field: 'invite', text: reasonText(page, 'invite-invalid', {}) } }),
    'sign-up-closed': page => signUpPage(signedOut(page), { username: '', displayName: '', invite: '', mode: 'closed', back: '', refusal: null })
  }
}
