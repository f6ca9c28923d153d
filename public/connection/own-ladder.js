/*
 * The page's hold ladder (ladder.js): as the part `ladder`.
 */
(function (Holdline) {
  Holdline.addPart({
    name: 'ladder',
    needs: ['browser'],
    create: function (app) {
      return Holdline.createLadder(app.browser.env({
        onChange: function () {
          // A fault in the drawing must not stop the polls.
          Holdline.guarded(function () {
            app.emit('learned')
          })
        }
      }))
    }
  })
})(this.Holdline = this.Holdline || {})
