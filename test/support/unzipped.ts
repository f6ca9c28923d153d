import { crc32, inflateRawSync } from 'node:zlib'

/** Returns the files of an archive by its directory, each checked by its size and sum. Throws for what no reader would take. */
export function unzipped (bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf('PK\u0005\u0006')
  if (end < 0) throw new Error('There is no directory.')
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [sum, packed, size] = [16, 20, 24].map(place => bytes.readUInt32LE(at + place)) as [number, number, number]
    const [nameLength, extraLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30)]
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString()
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = inflateRawSync(bytes.subarray(from, from + packed))
    if (content.length !== size || crc32(content) !== sum) throw new Error(`${name} is damaged.`)
    if (bytes.readUInt32LE(from + packed) !== 0x0807_4b50) throw new Error(`${name} does not end where it should.`)
    files.set(name, content)
    at += 46 + nameLength + extraLength
  }
  if (at !== end) throw new Error('The directory does not end where it should.')
  return files
}
