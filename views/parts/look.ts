import type { Settings, Skin } from '#domain/account/settings.ts'
import { html, type Html } from './html.ts'
import type { OwnPage, Page } from './page.ts'

/** For each skin: whether the browser draws its own parts light or dark, and their colour at the edge of a phone's page. */
const BROWSER_PARTS: Readonly<Record<Skin, { readonly scheme: 'light' | 'dark', readonly edge: string }>> = {
  light: { scheme: 'light', edge: '#f3f5f6' },
  dark: { scheme: 'dark', edge: '#10161c' },
  contrast: { scheme: 'light', edge: '#ffffff' },
  paper: { scheme: 'light', edge: '#f5ebdd' },
  mint: { scheme: 'light', edge: '#e7f6ed' },
  ocean: { scheme: 'dark', edge: '#082337' },
  night: { scheme: 'dark', edge: '#000000' }
}

/** The way a page looks to its reader: attributes of the document for sizes, and for a chosen skin its colours. */
export interface Look { readonly attributes: Html, readonly metas: Html, readonly sheet: Html }

/** Returns the look that the viewer has chosen; before signing in it is the browser's. */
export function lookOf ({ viewer, asset }: Pick<Page, 'viewer' | 'asset'>): Look {
  const { skin = 'system' } = viewer?.settings ?? {}
  return {
    attributes: viewer === null ? html`` : sizesOf(viewer.settings),
    metas: skin === 'system' ? SYSTEM_METAS : chosenMetas(skin),
    sheet: skin === 'system' ? html`` : html`<link id="skin" rel="stylesheet" href="${asset(`skin-${skin}.css`)}">`
  }
}

/** The same as attributes of a patch, so that a page which nothing else of the settings concerns need not be loaded again. */
export function lookPatch ({ viewer: { settings }, asset }: Pick<OwnPage, 'viewer' | 'asset'>): Html {
  const { skin } = settings
  return html`${sizesOf(settings)} data-scheme="${skin === 'system' ? SYSTEM_SCHEME : BROWSER_PARTS[skin].scheme}"${skin !== 'system' && html` data-skin="${asset(`skin-${skin}.css`)}"`}`
}

// `data-others`: the settings that a page shows in other ways than by its look.
function sizesOf ({ skin: _skin, textSize, spacing, motion, ...others }: Settings): Html {
  return html` data-others="${Object.values(others).join(' ')}"${textSize !== 'medium' && html` data-text="${textSize}"`}${spacing !== 'roomy' && html` data-spacing="${spacing}"`}${motion !== 'system' && html` data-motion="${motion}"`}`
}

const SYSTEM_SCHEME = 'light dark'
const SYSTEM_METAS = html`<meta name="color-scheme" content="${SYSTEM_SCHEME}">
<meta name="theme-color" content="${BROWSER_PARTS.light.edge}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${BROWSER_PARTS.dark.edge}" media="(prefers-color-scheme: dark)">`

function chosenMetas (skin: Skin): Html {
  const { scheme, edge } = BROWSER_PARTS[skin]
  return html`<meta name="color-scheme" content="${scheme}">
<meta name="theme-color" content="${edge}">`
}
