import type { File } from '#domain/files/files.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { fileName, saveLink } from './file-row.ts'
import { fileSize, playingTime } from './in-words.ts'
import { fileAddress, lookOf, previewAddress } from './looks.ts'
import { fitted } from './pictures.ts'

/** The waveform in its own units: a bar and a gap for each number. */
const BAR_WIDTH = 2
const BAR_STEP = 4
const WAVE_HEIGHT = 32
const PEAK_MAX = 100
/** The longest side of a video in a bubble, in pixels of the style sheet. */
const VIDEO_MAX = 320

/** A sound in the player of the browser, and its waveform where it was recorded for this. */
export function sound (page: Page, file: File): Html {
  const isVoice = lookOf(page, file) === 'voice'
  const label = isVoice ? page.say('files.voices', { count: 1 }) : file.name
  return html`<div class="sound">${file.peaks !== undefined && waveform(file.peaks)}<audio controls preload="none" src="${fileAddress(page, file)}" aria-label="${label}"></audio>${
    facts(page, file, isVoice ? html`<span class="file-name">${label}</span>` : fileName(file))}</div>`
}

/** A video in the player of the browser, with its picture where the sender’s browser made one. */
export function video (page: Page, file: File): Html {
  const { width, height, hasPoster, alt, name } = file
  const size = width === undefined || height === undefined ? null : fitted({ width, height }, VIDEO_MAX)
  return html`<div class="video"><video controls preload="none"${size !== null && html` width="${size.width}" height="${size.height}"`}${
    hasPoster === true && html` poster="${previewAddress(page, file, 'small')}"`} src="${fileAddress(page, file)}" aria-label="${alt ?? name}"></video>${facts(page, file, fileName(file))}</div>`
}

// Stands below the player, which some browsers do not have, and others only for other types.
function facts (page: Page, file: File, name: Html): Html {
  const length = file.durationMs === undefined ? null : html`${playingTime(file.durationMs)} · `
  return html`<p class="played"><span class="file-text">${name} <span class="file-facts">${length}${fileSize(page, file.size)}</span></span> ${saveLink(page, file)}</p>`
}

/** The loudness of a sound: each number is a bar around the middle. */
function waveform (peaks: readonly number[]): Html {
  const width = Math.max(1, peaks.length) * BAR_STEP
  const bars = peaks.map((peak, index) => {
    const height = Math.max(BAR_WIDTH, Math.round(peak / PEAK_MAX * WAVE_HEIGHT))
    return html`<rect x="${index * BAR_STEP}" y="${(WAVE_HEIGHT - height) / 2}" width="${BAR_WIDTH}" height="${height}" rx="1"/>`
  })
  return html`<svg class="waveform" width="${width}" height="${WAVE_HEIGHT}" viewBox="0 0 ${width} ${WAVE_HEIGHT}" aria-hidden="true" focusable="false">${bars}</svg>`
}
