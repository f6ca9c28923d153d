import type { File } from '#domain/files/files.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { fileSize } from './in-words.ts'
import { fileAddress } from './looks.ts'

/** Characters at the end of a name that are never cut: a few of the name, and its extension. */
const TAIL_CHARS = 10
/** Names that fit into any bubble. */
const UNCUT_CHARS = 24
const EXTENSION = /\.([A-Za-z0-9]{1,5})$/
/** The hue of any other kind. */
const OTHER_HUE = 11

/** Hues of signs, by the extension. */
const HUES: readonly (readonly [hue: number, extensions: string])[] = [
  [0, 'pdf'],
  [10, 'doc docx odt rtf pages'],
  [5, 'xls xlsx ods csv numbers'],
  [1, 'ppt pptx odp key'],
  [2, 'zip gz tgz bz2 xz 7z rar tar'],
  [12, 'mp3 ogg opus wav flac m4a aac'],
  [13, 'mp4 webm mov mkv avi'],
  [7, 'jpg jpeg png gif webp avif svg bmp tif tiff heic'],
  [8, 'txt md json xml html css js ts py c h go rs java sh log']
]
const HUE_OF = new Map(HUES.flatMap(([hue, extensions]) => extensions.split(' ').map(extension => [extension, hue])))

/** A file to be saved: its kind, its name, its size. */
export function fileRow (page: Page, file: File): Html {
  return html`<p class="file"><a class="file-link" href="${fileAddress(page, file)}" title="${file.name}">${fileSign(file)} <span class="file-text">${fileName(file)} <span class="file-facts">${fileSize(page, file.size)}</span></span></a></p>`
}

/** The place of a file that its owner has deleted. */
export function lostRow ({ say }: Page): Html {
  return html`<p class="file lost">${say('files.deleted')}</p>`
}

/** The kind of a file as a sign, which text browsers read in its name. */
function fileSign ({ name }: Pick<File, 'name'>): Html {
  const extension = EXTENSION.exec(name)?.[1] ?? ''
  return html`<span class="file-sign hue-${HUE_OF.get(extension.toLowerCase()) ?? OTHER_HUE}" aria-hidden="true" data-extension="${extension.toUpperCase()}"></span>`
}

/** A name of which the style sheet cuts the middle, so that its extension stays. */
export function fileName ({ name }: Pick<File, 'name'>): Html {
  const chars = [...name]
  if (chars.length <= UNCUT_CHARS) return html`<bdi class="file-name">${name}</bdi>`
  const at = chars.length - TAIL_CHARS
  return html`<bdi class="file-name"><span class="file-start">${chars.slice(0, at).join('')}</span><span class="file-end">${chars.slice(at).join('')}</span></bdi>`
}

/** The link that saves a file that the page shows by itself. */
export function saveLink (page: Page, file: File): Html {
  const label = page.say('files.save', { name: file.name })
  return html`<a class="icon-button file-save" href="${fileAddress(page, file)}" download title="${label}">${labelledIcon('download', label)}</a>`
}
