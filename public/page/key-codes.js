/*
 * Codes of keys, as `event.keyCode` has them: old browsers lack `event.key`.
 */
(function (Holdline) {
  Holdline.keyCodes = { TAB: 9, ENTER: 13, CTRL: 17, ESC: 27, END: 35, LEFT: 37, UP: 38, RIGHT: 39, DOWN: 40, K: 75, META: 91 }
})(this.Holdline = this.Holdline || {})
