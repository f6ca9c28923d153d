import { crc32, deflateSync } from 'node:zlib'

type Colour = readonly [red: number, green: number, blue: number]

const WIDTH = 1_200
const HEIGHT = 800
/** The line between sky and water. */
const HORIZON = 470
const SUN = { x: 840, y: 392, radius: 58 }
const NIGHT: Colour = [38, 48, 92]
const DUSK: Colour = [196, 108, 122]
const GLOW: Colour = [250, 196, 128]
const SUNLIGHT: Colour = [255, 244, 214]
const DARK: Colour = [26, 28, 48]
const DEEP: Colour = [24, 34, 66]
const HILLS: ReadonlyArray<{ readonly colour: Colour, readonly height: (x: number) => number }> = [
  { colour: [120, 84, 118], height: x => 70 + 42 * Math.sin(x / 170) + 18 * Math.sin(x / 61) },
  { colour: [72, 60, 100], height: x => 38 + 30 * Math.sin(x / 120 + 2) + 9 * Math.sin(x / 37) }
]

/** Returns a harbour at dusk, as a PNG. */
export function harbourAtDusk (): Buffer {
  const rows = Buffer.alloc(HEIGHT * (1 + 3 * WIDTH))
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) rows.set(y < HORIZON ? land(x, y) : water(x, y), y * (1 + 3 * WIDTH) + 1 + 3 * x)
  }
  return png(rows)
}

function land (x: number, y: number): Colour {
  let colour = sky(x, y)
  for (const { colour: of, height } of HILLS) if (HORIZON - y < height(x)) colour = of
  return boat(x, y) ? DARK : colour
}

function sky (x: number, y: number): Colour {
  const down = y / HORIZON
  const colour = down < 0.6 ? mixed(NIGHT, DUSK, down / 0.6) : mixed(DUSK, GLOW, (down - 0.6) / 0.4)
  const away = Math.hypot(x - SUN.x, y - SUN.y)
  return away < SUN.radius ? SUNLIGHT : mixed(SUNLIGHT, colour, Math.min(1, 0.35 + (away - SUN.radius) / 420))
}

// The land upside down, broken by waves that grow towards the shore.
function water (x: number, y: number): Colour {
  const depth = y - HORIZON
  const wave = Math.round(Math.sin(depth * depth / 900 + depth / 3) * (2 + depth / 16))
  return mixed(land(x + wave, Math.max(0, HORIZON - 1 - Math.round(depth * 1.3))), DEEP, 0.25 + depth / 700)
}

function boat (x: number, y: number): boolean {
  const isHull = y > 452 && y < HORIZON && x > 318 + (y - 452) && x < 452 - (y - 452) * 1.4
  const isSail = y > 330 && y < 448 && x > 384 && x < 384 + (y - 330) * 0.44
  return isHull || isSail || (x > 378 && x < 382 && y > 322 && y < 456)
}

function mixed (one: Colour, other: Colour, share: number): Colour {
  const of = Math.max(0, Math.min(1, share))
  return [0, 1, 2].map(n => Math.round((one[n] ?? 0) * (1 - of) + (other[n] ?? 0) * of)) as unknown as Colour
}

/** `rows`: a zero and then red, green and blue of each pixel. */
function png (rows: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head.set([8, 2], 8)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk (type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
