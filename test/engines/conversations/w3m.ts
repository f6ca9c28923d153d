import t from 'tap'
import { talkByHand } from '../by-hand.ts'
import { W3m } from '../drivers/text-browsers.ts'
import { errandsByHand } from '../errands-by-hand.ts'
import { lacking } from '../installed.ts'

talkByHand(t, { name: 'w3m', skip: lacking('w3m', 'tmux'), open: async address => await W3m.open(address), chinese: '你好' })
errandsByHand(t, { name: 'w3m', skip: lacking('w3m', 'tmux'), open: async address => await W3m.open(address) })
