import t from 'tap'
import { currentChromium } from '#test/browser.ts'
import { Chrome } from '../drivers/chrome.ts'
import { talkInFrames } from '../in-frames.ts'
import { play } from '../stage.ts'

// It comes with npm, like those of npm test, which hold their conversations on the live page.
play(t, {
  name: 'two people meet and talk in Chromium without script',
  skip: false,
  start: async () => await Chrome.start(await currentChromium())
}, talkInFrames)
