import type { IncomingHttpHeaders } from 'node:http'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { DEFAULT_WINDOWS } from '#domain/messages/change-windows.ts'
import type { Site } from '#domain/site/site.ts'
import { pageLimits, patchPage } from '#plugins/pages.ts'
import type { PublicFiles } from '#plugins/statics.ts'
import { Drawings } from '#views/parts/drawings.ts'
import { wishedLanguage } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'

const NOBODY = { about: '', isAdmin: false, disabledAt: null, deletesAt: null, createdAt: 0 }

/** Nobody's site: the view needs a name and a zone to draw a page. */
const SITE: Site = {
  name: 'Holdline',
  signUp: 'closed',
  signUpSetBy: null,
  language: 'en',
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  formerMessages: 'keep',
  publicGroups: false,
  ...DEFAULT_WINDOWS
}

/** Returns a function that makes the page of a request, drawn as the user of a watched browser, without script. */
export function createPages (assets: PublicFiles): (headers: IncomingHttpHeaders, username: string) => OwnPage {
  const options = { site: { get: () => SITE }, assets, drawings: new Drawings(), now: Date.now, limits: pageLimits(0) }
  return (headers, username) => {
    const account = { id: username, username, displayName: username, settings: DEFAULT_SETTINGS, ...NOBODY }
    const language = wishedLanguage(headers['accept-language']) ?? SITE.language
    const page = patchPage(options, account, language, { remarks: new Map(), groupNames: new Map() })
    return { ...page, root: '/', asset: file => `/${assets.address(file)}`, mode: 'plain' }
  }
}
