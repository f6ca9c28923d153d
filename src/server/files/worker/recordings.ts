import { ADTS, FilePathSource, FLAC, Input, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from 'mediabunny'
import type { Found } from '#server/files/media-lines.ts'

const FORMATS = [MP4, QTFF, WEBM, MATROSKA, OGG, MP3, WAVE, FLAC, ADTS]
/** Longest recording of which a length is told: two weeks. A longer one is a lie of its header. */
const DURATION_MAX_S = 14 * 24 * 3600
const SIDE_MAX = 16_384

/** Reads what kind of sound or video it is, its length and its size, without decoding. Null when it is neither. */
export async function readRecording (path: string): Promise<Found | null> {
  const input = new Input({ source: new FilePathSource(path), formats: FORMATS })
  try {
    const type = (await input.getMimeType()).split(';')[0] ?? ''
    // Without a track that is known, a container is a file like any other.
    if (!/^(audio|video)\//.test(type)) return null
    const video = await input.getPrimaryVideoTrack()
    const width = await video?.getDisplayWidth() ?? 0
    const height = await video?.getDisplayHeight() ?? 0
    const seconds = await input.computeDuration()
    return {
      type,
      ...width > 0 && height > 0 && Math.max(width, height) <= SIDE_MAX ? { width: Math.round(width), height: Math.round(height) } : {},
      ...seconds >= 0 && seconds <= DURATION_MAX_S ? { durationMs: Math.round(seconds * 1000) } : {},
      isCleaned: false,
      previews: []
    }
  } catch {
    // A parser may say anything of hostile or cut bytes: they are a file like any other.
    return null
  } finally {
    input.dispose()
  }
}
