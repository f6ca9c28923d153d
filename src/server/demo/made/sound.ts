const RATE = 8_000
const SECONDS = 6
const PEAKS = 48
/** Notes of the tune, in semitones from a low A, each of a third of a second; null is a rest. */
const TUNE = [0, 3, 7, 12, 10, 7, null, 3, 5, 8, 12, 15, 12, 8, null, 7, 7, 3]

/** Returns somebody humming a tune, as a WAV, and its loudness in hundredths. */
export function hummedTune (): { readonly bytes: Buffer, readonly peaks: readonly number[] } {
  const samples = Array.from({ length: RATE * SECONDS }, (_none, n) => loudnessAt(n / RATE))
  const each = Math.floor(samples.length / PEAKS)
  const loudest = (n: number) => Math.max(...samples.slice(n * each, (n + 1) * each).map(Math.abs))
  const peaks = Array.from({ length: PEAKS }, (_none, n) => Math.round(100 * loudest(n)))
  return { bytes: wav(samples), peaks }
}

/** Returns the sound at a moment in seconds, from -1 to 1. */
function loudnessAt (at: number): number {
  const place = at * 3
  const note = TUNE[Math.floor(place) % TUNE.length] ?? null
  if (note === null) return 0
  const within = place % 1
  const swell = Math.min(1, within * 8) * (1 - within) ** 0.7 * (0.55 + 0.4 * Math.sin(at * 1.1))
  const turn = 2 * Math.PI * 220 * 2 ** (note / 12) * at
  return swell * (0.7 * Math.sin(turn) + 0.2 * Math.sin(2 * turn) + 0.1 * Math.sin(3 * turn))
}

/** Eight bits a sample. */
function wav (samples: readonly number[]): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, Buffer.from(samples.map(sample => Math.round(128 + 120 * sample)))])
}
