import t from 'tap'
import { SKINS } from '#domain/account/settings.ts'
import { contrast, distance, skinColours } from './colours.ts'

const HUES = 16
/** Some 0.02 is the least that an eye tells apart in OKLab, side by side. */
const LEAST = 0.04
/** WCAG 2, for text of any size. */
const CONTRAST = 4.5

for (const skin of SKINS) {
  t.test(`U50 any two avatars of the ${skin} skin → hues that an eye tells apart, with legible initials`, async t => {
    const colours = skinColours(skin)
    const hues = Array.from({ length: HUES }, (_none, i) => colours[`hue-${i}`] ?? '')
    const pairs = hues.flatMap((one, i) => hues.slice(0, i).map((other, j) => ({ pair: `${j} ${i}`, apart: distance(one, other) })))
    t.equal(pairs.length, 120)
    t.same(pairs.filter(({ apart }) => !(apart >= LEAST)), [])
    t.same(hues.filter((hue, i) => !(contrast(hue, colours[`hue-${i}-ink`] ?? '') >= CONTRAST)), [])
  })
}
