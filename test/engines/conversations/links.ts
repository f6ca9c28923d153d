import t from 'tap'
import { talkByHand } from '../by-hand.ts'
import { Links } from '../drivers/text-browsers.ts'
import { lacking } from '../installed.ts'

// Links draws no double-width characters, and caches pages that forbid it.
talkByHand(t, { name: 'Links', skip: lacking('links', 'tmux'), open: async address => await Links.open(address), chinese: ' *', keepsPages: true })
