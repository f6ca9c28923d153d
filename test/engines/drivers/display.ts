import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflateSync } from 'node:zlib'
import { environment, eventually, Program, type Setting } from './program.ts'

const WIDTH = 1_000
const HEIGHT = 1_000

/** A virtual screen with a mouse and keys. */
export class Display {
  readonly #server: Program
  readonly #name: string

  static async open (): Promise<Display> {
    const server = new Program('Xvfb', home => [
      '-displayfd', '1', '-screen', '0', `${WIDTH}x${HEIGHT}x24`, '-fbdir', home, '-nolisten', 'tcp', '-nocursor'
    ])
    let said = ''
    server.child.stdout.on('data', data => { said += String(data) })
    try {
      const number = await eventually('Xvfb names its display', () => {
        if (server.hasEnded) throw new Error(`Xvfb ended: ${server.said}`)
        return /^(\d+)\n/.exec(said)?.[1]
      })
      return new Display(server, `:${number}`)
    } catch (error) {
      await server.end()
      throw error
    }
  }

  private constructor (server: Program, name: string) {
    this.#server = server
    this.#name = name
  }

  /** Runs a program on this screen. */
  run (command: string, args: (home: string) => readonly string[], { env = {}, prepare }: Setting = {}): Program {
    return new Program(command, args, { env: { ...env, DISPLAY: this.#name, GDK_BACKEND: 'x11' }, ...prepare === undefined ? {} : { prepare } })
  }

  /** Mouse, keys and windows, as xdotool commands; returns the output. */
  async act (...words: readonly string[]): Promise<string> {
    const env = environment(this.#server.home, { DISPLAY: this.#name })
    return (await promisify(execFile)('xdotool', words, { env, timeout: 20_000 })).stdout.trim()
  }

  async click (x: number, y: number): Promise<void> {
    await this.act('mousemove', String(x), String(y), 'click', '1')
  }

  /** The current content of the screen. */
  picture (): Picture {
    return pictureOf(readFileSync(join(this.#server.home, 'Xvfb_screen0')))
  }

  async end (): Promise<void> {
    await this.#server.end()
  }
}

export class Picture {
  readonly width: number
  readonly height: number
  /** Red, green and blue of each pixel, row by row. */
  readonly #pixels: Buffer

  constructor (width: number, height: number, pixels: Buffer) {
    this.width = width
    this.height = height
    this.#pixels = pixels
  }

  /** The colour as #rrggbb. */
  colourAt (x: number, y: number): string {
    const at = (y * this.width + x) * 3
    return `#${this.#pixels.toString('hex', at, at + 3)}`
  }

  equals (other: Picture): boolean {
    return this.#pixels.equals(other.#pixels)
  }

  png (): Buffer {
    const rows = Buffer.alloc(this.height * (this.width * 3 + 1))
    for (let y = 0; y < this.height; y++) {
      this.#pixels.copy(rows, y * (this.width * 3 + 1) + 1, y * this.width * 3, (y + 1) * this.width * 3)
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(this.width, 0)
    header.writeUInt32BE(this.height, 4)
    header.set([8, 2, 0, 0, 0], 8)
    const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
  }
}

function chunk (name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Parses an X window dump, as Xvfb keeps its screen: a header of 32-bit numbers, a colour table, rows of blue, green, red, unused. */
function pictureOf (dump: Buffer): Picture {
  const [headerBytes = 0, , , , width = 0, height = 0] = Array.from({ length: 6 }, (_, i) => dump.readUInt32BE(i * 4))
  const bytesPerLine = dump.readUInt32BE(12 * 4)
  const colours = dump.readUInt32BE(19 * 4)
  const start = headerBytes + colours * 12
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const from = start + y * bytesPerLine + x * 4
      pixels[to] = dump[from + 2] ?? 0
      pixels[to + 1] = dump[from + 1] ?? 0
      pixels[to + 2] = dump[from] ?? 0
    }
  }
  return new Picture(width, height, pixels)
}
