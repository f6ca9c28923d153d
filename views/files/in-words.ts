import type { FilesBrief } from '#domain/files/brief.ts'
import type { Page } from '#views/parts/page.ts'

/** Returns files on a line of text: “3 photos”, “Voice message 0:12”, the name of a single file. */
export function filesInWords ({ say }: Page, { count, kind, name, durationMs }: FilesBrief): string {
  switch (kind) {
    case 'picture': return say('files.pictures', { count })
    case 'video': return say('files.videos', { count })
    case 'voice': return durationMs === undefined ? say('files.voices', { count }) : say('files.voice', { length: playingTime(durationMs) })
    default: return count === 1 ? name : say('files.several', { count })
  }
}

/** Returns a length as players show it: `0:12`, `1:02:03`. */
export function playingTime (ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, place) => place === 0 ? String(part) : String(part).padStart(2, '0')).join(':')
}

/** Returns a size in bytes as people read it. */
export function fileSize ({ say }: Page, bytes: number): string {
  if (bytes < 1_000) return say('files.bytes', { count: bytes })
  const thousands = bytes / 1_000
  return thousands < 999.5 ? say('files.kilobytes', { count: Math.round(thousands) }) : say('files.megabytes', { count: Math.round(thousands / 100) / 10 })
}
