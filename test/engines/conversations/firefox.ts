import t from 'tap'
import { Firefox } from '../drivers/firefox.ts'
import { talkInFrames } from '../in-frames.ts'
import { lacking } from '../installed.ts'
import { meetAndTalk, play } from '../stage.ts'

const firefox = { skip: lacking('firefox-esr'), start: async () => new Firefox() }

play(t, { ...firefox, name: 'two people meet and talk in Firefox without script' }, talkInFrames)

play(t, { ...firefox, name: 'two people meet and talk on the live page in Firefox' }, async stage => {
  await meetAndTalk(stage)
})
