import type { Language } from '#domain/account/settings.ts'
import type { Key } from '#views/parts/language.ts'
import { textsHolder } from '#views/parts/script-texts.ts'

/** The attributes of `#file-texts`. The scripts of `public/files/` fill their slots. */
const TEXTS = {
  chosen: 'upload.chosen',
  remove: 'upload.remove',
  alt: 'upload.alt',
  'alt-of': 'upload.alt-of',
  original: 'upload.original',
  'original-hint': 'upload.original-hint',
  'too-large': 'upload.too-large',
  'too-many': 'upload.too-many',
  progress: 'upload.progress',
  waiting: 'upload.waiting',
  busy: 'upload.busy',
  'cut-off': 'upload.cut-off',
  cut: 'upload.cut',
  unkept: 'upload.unkept',
  'why-gone': 'upload.gone',
  'why-blocked': 'upload.blocked',
  'why-file-too-large': 'upload.file-too-large',
  'why-files-own-full': 'upload.own-full',
  'why-files-all-full': 'upload.all-full',
  'why-picture-unreadable': 'upload.unreadable',
  'why-picture-too-large': 'upload.pixels',
  'why-else': 'upload.refused',
  again: 'upload.again',
  stop: 'upload.stop',
  'voice-stop': 'voice.stop',
  'voice-recording': 'voice.recording',
  'voice-name': 'voice.name',
  'voice-refused': 'voice.refused',
  'voice-missing': 'voice.missing',
  'voice-busy': 'voice.busy',
  'size-bytes': 'upload.bytes',
  'size-kb': 'upload.kb',
  'size-mb': 'upload.mb',
  'size-gb': 'upload.gb'
} as const satisfies Record<string, Key>

/** Returns the script with the texts for files that are to be sent, which is loaded with the scripts that say them. */
export function fileTextsScript (language: Language): string {
  return textsHolder('file-texts', TEXTS, language)
}
