// Sound and video as browsers record them. The packets hold noise: nothing here decodes them.
import {
  BufferTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output, WebMOutputFormat
} from 'mediabunny'

const PACKET_S = 0.02
const NOISE = new Uint8Array(60).fill(7)

/** A voice note of Chromium, whose header knows no length, or of Safari. */
export async function voiceNote (container: 'webm' | 'mp4', seconds: number): Promise<Buffer> {
  const format = container === 'webm' ? new WebMOutputFormat({ appendOnly: true }) : new Mp4OutputFormat({ fastStart: 'in-memory' })
  const output = new Output({ format, target: new BufferTarget() })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  for (let at = 0; at < Math.round(seconds / PACKET_S); at++) {
    await source.add(new EncodedPacket(NOISE, 'key', at * PACKET_S, PACKET_S), {
      decoderConfig: { codec: 'opus', numberOfChannels: 1, sampleRate: 48_000 }
    })
  }
  await output.finalize()
  return Buffer.from(output.target.buffer ?? new ArrayBuffer(0))
}

export async function video (width: number, height: number, seconds: number): Promise<Buffer> {
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() })
  const source = new EncodedVideoPacketSource('vp8')
  output.addVideoTrack(source)
  await output.start()
  for (let at = 0; at < seconds * 10; at++) {
    await source.add(new EncodedPacket(NOISE, at === 0 ? 'key' : 'delta', at / 10, 0.1), {
      decoderConfig: { codec: 'vp8', codedWidth: width, codedHeight: height }
    })
  }
  await output.finalize()
  return Buffer.from(output.target.buffer ?? new ArrayBuffer(0))
}

/** Silence, uncompressed. */
export function wav (seconds: number): Buffer {
  const rate = 8000
  const head = Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x01\0\x08\0data\0\0\0\0', 'latin1')
  head.writeUInt32LE(36 + rate * seconds, 4)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt32LE(rate * seconds, 40)
  return Buffer.concat([head, Buffer.alloc(rate * seconds, 128)])
}
