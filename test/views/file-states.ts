import type { File, OwnFile } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Opened } from '#views/conversations/opened.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { SharedFile } from '#domain/files/gallery.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { attachPanel, type AttachShown } from '#views/files/attach.ts'
import { deleteFilePanel, ownFilesPanel } from '#views/files/own-files.ts'
import { galleryPanel, type GalleryShown } from '#views/files/gallery.ts'
import { reasonText } from '#views/site/errors.ts'
import type { Middle } from '#views/site/shell.ts'
import { viewerPanel } from '#views/files/viewer.ts'
import * as sample from './sample.ts'

const { ana, ben, conversations, withBen } = sample
const conversation = conversations[0] as ConversationSummary
const PEAKS = Array.from({ length: 64 }, (_none, index) => Math.round(50 + 48 * Math.sin(index / 3) * Math.cos(index / 11)))

export function fileOf (id: string, name: string, type: string, more: Partial<File> = {}): File {
  return { id, name, type, size: 182_400, ...more }
}

export const harbour = fileOf('f-harbour', 'harbour.jpg', 'image/jpeg', { size: 3_482_113, width: 4_032, height: 3_024, alt: 'The harbour office from the water, its atrium lit' })
const tall = fileOf('f-tall', 'stair.png', 'image/png', { width: 1_179, height: 2_556 })
const wave = fileOf('f-wave', 'wave.gif', 'image/gif', { width: 240, height: 180, animated: true })
export const report = fileOf('f-report', 'Survey of the landing, second version, with remarks of the fire brigade.pdf', 'application/pdf', { size: 1_204_113 })
const hostile = fileOf('f-hostile', `"><script>alert(1)</script>${'x'.repeat(160)}.exe`, 'application/octet-stream', { size: 12 })
export const voice = fileOf('f-voice', 'voice.webm', 'audio/webm', { size: 48_113, durationMs: 12_400, peaks: PEAKS })
const song = fileOf('f-song', 'ferry horn.mp3', 'audio/mpeg', { durationMs: 3_723_000 })
const film = fileOf('f-film', 'tide.mp4', 'video/mp4', { size: 18_200_000, width: 1_920, height: 1_080, durationMs: 31_000, hasPoster: true })
const bare = fileOf('f-bare', 'clip.webm', 'video/webm')
const lost: File = { ...fileOf('f-lost', '', ''), size: 0, deleted: true }

function withFiles (no: number, sender: typeof ana, files: readonly File[], minutesAgo: number, body = ''): Message {
  return sample.message('c-ben', no, sender, body, minutesAgo, { kind: 'files', files })
}

const messages: readonly Message[] = [
  ...withBen.slice(0, 3),
  withFiles(4, ben, [harbour], 60, 'From the ferry this morning.'),
  withFiles(5, ana, [tall], 50),
  withFiles(6, ben, [harbour, wave], 40),
  withFiles(7, ana, [harbour, tall, wave], 35, 'Three of them'),
  withFiles(8, ben, [harbour, tall, wave, harbour, tall, harbour, tall], 30),
  withFiles(9, ana, [report], 20, 'The survey is here:'),
  withFiles(10, ben, [voice], 15),
  withFiles(11, ana, [song, film, bare, lost, hostile], 10),
  { ...withFiles(12, ben, [wave, voice], 5), replyTo: { no: 4, sender: ben, excerpt: 'From the ferry this morning.', recalled: false } }
]

function shared (files: readonly File[]): readonly SharedFile[] {
  const at = (index: number) => sample.NOW - index * 9 * 86_400_000
  return files.map((file, index) => ({ file, no: 20 - index, sender: index % 2 === 0 ? ben : ana, at: at(index) }))
}

const own: readonly OwnFile[] = [harbour, report, hostile].map((file, index) =>
  ({ ...file, at: sample.NOW - index * 3_600_000, sent: index < 2 }))

/** States of pages with pictures and other files. */
export function fileStates (
  open: (page: OwnPage, more: Partial<Opened>) => Html, stand: (page: OwnPage, middle: Middle) => Html
): Readonly<Record<string, (page: OwnPage) => Html>> {
  function view (page: OwnPage, file: File, previous: string | null = null, next: string | null = null): Html {
    const message = messages[3] as Message
    return stand(page, { title: page.say('files.viewer'), stage: viewerPanel(page, { message, file, previous, next }), shows: 'stage' })
  }

  function shelf (page: OwnPage, more: Partial<GalleryShown>): Html {
    const none = { month: null, beside: null, query: '', files: [], hits: [], next: null }
    const shown: GalleryShown = { conversation, tab: 'pictures', ...none, ...more }
    return stand(page, { title: page.say('files.gallery'), stage: galleryPanel(page, shown), shows: 'stage' })
  }

  function attaching (page: OwnPage, more: Partial<AttachShown>): Html {
    const fresh = { formId: 'form-0001', replyingTo: null, text: '', alt: '', room: 412_000_000, passes: null, refusal: null, refused: '' }
    const stage = attachPanel(page, { conversation, ...fresh, ...more })
    return stand(page, { title: page.say('files.attach-title'), stage, shows: 'stage' })
  }

  return {
    files: page => open(page, { messages }),
    viewer: page => view(page, harbour, 'f-tall', 'f-wave'),
    'viewer-moving': page => view(page, wave, null, 'f-tall'),
    'viewer-other': page => view(page, hostile),
    'viewer-voice': page => view(page, voice),
    'viewer-video': page => view(page, film),
    'viewer-lost': page => view(page, lost),
    attach: page => attaching(page, { replyingTo: withBen[4] as Message }),
    'attach-refused': page => attaching(page, {
      text: 'Two photos,\n<b>one</b> large', passes: 1_048_576, refused: 'harbour.tiff', refusal: { field: 'file', text: reasonText(page, 'file-too-large', { max: 20_000_000 }) }
    }),
    'own-files': page => stand(page, {
      title: page.say('files.own'), stage: ownFilesPanel(page, { files: own, next: 'x', used: 88_000_000, most: 500_000_000, left: 412_000_000, done: null }), shows: 'stage'
    }),
    'own-files-none': page => stand(page, {
      title: page.say('files.own'), stage: ownFilesPanel(page, { files: [], next: null, used: 0, most: 500_000_000, left: 500_000_000, done: page.say('done.file-deleted') }), shows: 'stage'
    }),
    'delete-file': page => stand(page, { title: page.say('files.delete-title'), stage: deleteFilePanel(page, own[0] as OwnFile), shows: 'stage' }),
    'delete-file-unsent': page => stand(page, { title: page.say('files.delete-title'), stage: deleteFilePanel(page, own[2] as OwnFile), shows: 'stage' }),
    gallery: page => shelf(page, { tab: 'pictures', files: shared([harbour, tall, wave, film, harbour, tall]), next: 'x' }),
    'gallery-files': page => shelf(page, { tab: 'files', files: shared([report, hostile]), month: '2025-11', beside: { earlier: '2025-10', later: '2025-12' } }),
    'gallery-voice': page => shelf(page, { tab: 'voice', files: shared([voice, song]), query: 'ferry' }),
    'gallery-links': page => shelf(page, { tab: 'links', hits: [{ message: withBen[3] as Message, snippet: [['Notes are here: ', false], ['https://example.org/harbour/notes', true]] }] }),
    'gallery-none': page => shelf(page, {}),
    'gallery-found-none': page => shelf(page, { query: '<b>' })
  }
}
