import t from 'tap'
import { Firefox } from '../drivers/firefox.ts'
import { talkInFrames } from '../in-frames.ts'
import { lacking } from '../installed.ts'
import { meetAndTalk, play } from '../stage.ts'

const firefox = { skip: lacking('firefox-esr'), start: async () => new Firefox() }

play(t, { ...firefox, name: 'Firefox without script → two users meet and talk' }, talkInFrames)

play(t, { ...firefox, name: 'Firefox, live page → two users meet and talk' }, async stage => {
  await meetAndTalk(stage)
})
