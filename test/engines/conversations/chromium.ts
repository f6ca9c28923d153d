import t from 'tap'
import { currentChromium } from '#test/browser.ts'
import { Chrome } from '../drivers/chrome.ts'
import { talkInFrames } from '../in-frames.ts'
import { play } from '../stage.ts'

// The Chromium that npm installs; its conversations on the live page are part of npm test.
play(t, {
  name: 'Chromium without script → two users meet and talk',
  skip: false,
  start: async () => await Chrome.start(await currentChromium())
}, talkInFrames)
