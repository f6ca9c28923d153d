// Pages that need no script: messages in a frame that comes back by itself, or by hand.
export const held = {
  'held.reload': 'Reload messages',
  'held.help': 'New messages appear by themselves, the newest on top. Should they ever stop:',
  'done.resumed': 'The messages had stopped coming by themselves, perhaps because the line was cut. They are here again now. If it happens often, use the plain version.',
  'held.no-frames': 'Your browser shows no frames.',
  'held.open': 'Open the messages on a page of their own',
  'held.elsewhere': 'Also new:',
  'held.elsewhere-more': 'and more',
  'held.new-above': 'New messages above',
  'held.new-count': '{count, plural, one {# new message} other {# new messages}}',
  'held.rests-yield': 'Too many tabs of this browser are open at once, so this one rests: it asks again in {seconds, plural, one {# second} other {# seconds}}. Close a few, and all of them are quick again.',
  'held.rests-busy': 'The server is full at the moment. This page asks again in {seconds, plural, one {# second} other {# seconds}}.',
  'held.rests-drain': 'The server is being restarted. This page asks again in {seconds, plural, one {# second} other {# seconds}}.',
  'held.rests-fault': 'Something went wrong. This page asks again in {seconds, plural, one {# second} other {# seconds}}.',
  'held.signed-out': 'You are signed out.',
  'held.sign-in': 'Sign in again',

  'byhand.show': 'Show new messages',
  'byhand.wait': 'Wait for new messages',
  'byhand.frame': 'Let messages come by themselves',
  'byhand.nothing': 'Nothing new yet.',
  'byhand.yield': 'Too many pages of this browser wait at once, so this one did not wait. Try again a little later.',
  'byhand.busy': 'The server is full at the moment, so this page did not wait. Try again a little later.',
  'byhand.drain': 'The server is being restarted. Try again in a few seconds.',
  'byhand.draft': 'Keep as draft',
  'done.drafted': 'Kept as a draft.'
} as const
