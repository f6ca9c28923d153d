import encodeQR from 'qr'
import type { DeviceLink, FoundLink } from '#domain/account/device-links.ts'
import { ageing } from '#views/parts/ageing.ts'
import { action, doneNote, formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'
import { sign } from '#views/parts/pictures/avatars.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { moment } from '#views/parts/times.ts'
import { frontDocument } from '#views/site/layout.ts'
import { linkField } from '#views/site/link-field.ts'
import { browserName } from './browsers.ts'

export interface DeviceShown {
  readonly links: readonly DeviceLink[]
  /** The site's own, ending in a slash. */
  readonly address: string
  readonly refusal: FormRefusal | null
  readonly done: string | null
}

/** The open links of a user, and the button that makes one. */
export function devicePanel (page: OwnPage, { links, address, refusal, done }: DeviceShown): Html {
  const { say, root, viewer } = page
  return html`<header class="column-head"><a class="icon-button back" href="${root}settings/sessions">${labelledIcon('back', say('nav.back'))}</a><h1>${say('device.title')}</h1></header>
<div class="panel">${refusalNote(refusal)}${doneNote(done)}
<p class="lead">${say('device.lead', { name: viewer.displayName })}</p>
<p class="hint">${say('device.warning')}</p>
${action(page, { to: 'settings/device', label: say('device.make'), className: links.length === 0 ? 'button primary' : 'button' })}
<ul class="cards">${links.map(link => linkCard(page, link, address))}</ul></div>`
}

function linkCard (page: OwnPage, { id, code, createdAt, expiresAt }: DeviceLink, address: string): Html {
  const { say, times, viewer } = page
  const revoke = action(page, { to: `settings/device/${id}/revoke`, label: say('admin.revoke'), className: 'button small' })
  return html`<li class="card"><p><strong>${say('device.signs-in', { name: viewer.displayName, username: viewer.username })}</strong></p>
<p class="hint">${say('admin.created')} ${ageing(page, createdAt, 'brief')} · ${say('admin.valid-until')} ${moment(times, expiresAt, times.clock(expiresAt))}</p>
${code === null
  ? html`<p class="hint">${say('device.elsewhere')}</p>${revoke}`
  : html`<div class="qr">${qrCode(`${address}link/${code}`, say('device.qr'))}</div>${linkField(page, { id, label: say('device.link'), address, to: `link/${code}`, beside: revoke })}`}</li>`
}

/** A QR code as one path of an inline SVG. Its style puts it on white, since readers want dark on light in every skin. */
function qrCode (text: string, label: string): Html {
  const rows = encodeQR(text, 'raw', { border: 4 })
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => isDark ? [`M${x} ${y}h1v1h-1z`] : []))
  return html`<svg width="220" height="220" viewBox="0 0 ${rows.length} ${rows.length}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${rows.length}v${rows.length}H0z"/><path fill="#000" d="${dark.join('')}"/></svg>`
}

export interface LinkShown {
  readonly code: string
  readonly found: FoundLink
  readonly userAgent: string
  readonly refusal: FormRefusal | null
}

/** The page of a link, before it signs in: as whom, in which browser, and in whose place. */
export function linkPage (page: Page, { code, found: { account, madeAt, madeIn }, userAgent, refusal }: LinkShown): Html {
  const { say, language, root, viewer } = page
  const name = account.displayName
  const portrait = html`<div class="portrait">${sign(account.id, name, 'person')}<h1><bdi>${name}</bdi></h1><p class="under">@${account.username}</p></div>`
  const title = say('device.sign-in-as', { name })
  if (viewer?.id === account.id) {
    return frontDocument(page, {
      title,
      main: html`${portrait}<p class="note done" role="status">${say('device.already')}</p><p class="actions"><a class="button primary wide" href="${root}conversations/">${say('conversations.title')}</a></p>`
    })
  }
  return frontDocument(page, {
    title,
    main: html`${portrait}${refusalNote(refusal)}
<p class="lead">${say('device.here', { name, browser: browserName(say, language, userAgent) })}</p>
<p class="hint">${say('device.made-in', { browser: browserName(say, language, madeIn) })} · ${ageing(page, madeAt, 'brief')} · ${say('device.once')}</p>
${viewer !== null && html`<p class="note">${say('device.instead', { name: viewer.displayName, username: viewer.username })}</p>`}
<form class="stack" method="post" accept-charset="utf-8" action="${root}link/${code}">${formToken(page)}<button type="submit" class="button primary wide">${title}</button></form>
<p class="hint">${say('device.stranger')}</p>`
  })
}
