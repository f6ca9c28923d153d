import t from 'tap'
import { textsOf } from './file-texts.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

/** A browser with a microphone, in which it is this loud. */
function open ({ refusal = null as string | null, loudness = [] as number[], maxBytes = 200_000 } = {}) {
  const clock = new Clock()
  const page = openDocument(clock, `<div id="file-texts" ${textsOf()}></div><form id="composer"><div id="files-chosen"></div></form>`,
    'sizes.js', 'chosen.js', 'recording.js', 'recorder.js')
  const told: string[] = []
  const ended: { name: string, type: string, size: number, peaks: number[] | null, conversation: string }[] = []
  const bytes = new page.window.Blob(['x'.repeat(1_000)])
  class MediaRecorder {
    static readonly isTypeSupported = (type: string) => type.startsWith('audio/webm')
    state = 'inactive'
    readonly mimeType: string
    ondataavailable = (_event: object): void => {}
    onstop = (): void => {}
    constructor (_stream: object, options: { mimeType: string }) { this.mimeType = options.mimeType }
    start () { this.state = 'recording' }
    stop () {
      this.state = 'inactive'
      this.ondataavailable({ data: bytes })
      this.onstop()
    }
  }
  const tracks = [{ stop: () => { told.push('microphone off') } }]
  class AudioContext {
    createAnalyser () {
      return { fftSize: 0, getByteTimeDomainData: (samples: Uint8Array) => { samples.fill(128 + (loudness.shift() ?? 0)) } }
    }

    createMediaStreamSource () { return { connect: () => {} } }
    close () { told.push('meter off') }
  }
  Object.assign(page.window, { MediaRecorder, AudioContext, Uint8Array })
  const stream = { getTracks: () => tracks }
  // As a browser's promise, but at once.
  const getUserMedia = () => ({
    then: (done: (got: object) => void, failed: (error: object) => void) => { refusal === null ? done(stream) : failed({ name: refusal }) }
  })
  Object.assign(page.run('navigator') as object, { mediaDevices: { getUserMedia } })
  const recorder = page.parts.createRecorder({
    start: (events: object) => {
      const { now, setTimer, clearTimer } = clock
      return page.parts.startRecording({ now, setTimer, clearTimer, ...events })
    },
    maxBytes: () => maxBytes,
    conversation: () => 'c1',
    onEnd: (blob: { name: string, type: string, size: number }, more: { peaks: number[] | null, conversation: string }) => {
      ended.push({ name: blob.name, type: blob.type, size: blob.size, ...more })
    }
  })
  const shown = () => page.document.querySelector('#recorder [data-slot=time]')?.textContent ?? null
  return { ...page, clock, recorder, told, ended, shown }
}

t.test('U283 a tap -> records until the next one; it goes to the strip with its waveform', async t => {
  const { recorder, clock, ended, told, shown } = open({ loudness: [0, 10, 64, 32, 0] })
  recorder.pressed()
  clock.pass(100)
  recorder.released()
  recorder.clicked()
  clock.pass(300)
  t.equal(shown(), '0:00')
  clock.pass(64_700)
  t.equal(shown(), '1:05')
  recorder.pressed()
  recorder.released()
  recorder.clicked()
  t.equal(shown(), null)
  t.match(ended, [{ name: /^Voice message \d{4}-\d\d-\d\d \d\d\.\d\d\.webm$/, type: 'audio/webm', size: 1_000, conversation: 'c1' }])
  t.equal(ended[0]?.peaks?.length, 64)
  t.equal(ended[0]?.peaks?.[0], 100)
  t.same(told, ['microphone off', 'meter off'])
})

t.test('U283 held -> ends when it is let go', async t => {
  const { recorder, clock, ended } = open()
  recorder.pressed()
  clock.pass(2_000)
  recorder.released()
  recorder.clicked()
  t.equal(ended.length, 1)
  t.equal(ended[0]?.peaks, null, 'silence has no waveform')
})

t.test('recordings of any length -> peaks from 0 to 100, at most 64', async t => {
  for (const ticks of [2, 3, 48, 63, 64, 65, 99, 127]) {
    const { recorder, clock, ended } = open({ loudness: Array.from({ length: 200 }, (_, at) => at % 50) })
    recorder.clicked()
    clock.pass(ticks * 100)
    recorder.clicked()
    const peaks = ended[0]?.peaks ?? []
    if (peaks.length !== Math.min(64, ticks + 1) || !peaks.every(peak => Number.isInteger(peak) && peak >= 0 && peak <= 100)) t.fail(`${ticks}: ${peaks.join()}`)
  }
})

t.test('by the keyboard -> each press of the key starts or ends it', async t => {
  const { recorder, clock, ended } = open()
  recorder.clicked()
  clock.pass(2_000)
  recorder.clicked()
  t.equal(ended.length, 1)
})

t.test('cancelled -> nothing is kept, and the microphone is off', async t => {
  const { recorder, clock, ended, told, shown } = open()
  recorder.clicked()
  clock.pass(2_000)
  t.equal(recorder.cancel(), true)
  t.same([ended, told, shown()], [[], ['microphone off', 'meter off'], null])
  t.equal(recorder.cancel(), false)
})

t.test('the limit of the site -> it ends by itself, ahead of it', async t => {
  const { recorder, clock, ended } = open({ maxBytes: 30_000 })
  recorder.clicked()
  clock.pass(200)
  t.equal(ended.length, 1)
})

const REFUSALS = { NotAllowedError: /may not use the microphone/, NotFoundError: /No microphone/, NotReadableError: /another program/ }

for (const [refusal, words] of Object.entries(REFUSALS)) {
  t.test(`no microphone: ${refusal} -> said well, and the next press asks again`, async t => {
    const { recorder, document, shown } = open({ refusal })
    recorder.clicked()
    t.equal(shown(), null)
    t.match(document.querySelector('[role=alert]')?.textContent, words)
  })
}
