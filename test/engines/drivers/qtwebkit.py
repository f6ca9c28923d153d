# One QtWebKit window, driven by lines of JSON: {"act": "open", …} in, {"value": …} or {"error": "…"} out. See qtwebkit.ts.
import base64
import json
import os
import sys

from PyQt5.QtCore import QBuffer, QEvent, QPoint, QSocketNotifier, QSize, Qt, QUrl
from PyQt5.QtGui import QKeyEvent, QMouseEvent
from PyQt5.QtWebKit import QWebSettings, qWebKitVersion
from PyQt5.QtWebKitWidgets import QWebPage, QWebView
from PyQt5.QtWidgets import QApplication

app = QApplication(sys.argv)
QWebSettings.globalSettings().setAttribute(QWebSettings.LocalStorageEnabled, True)
QWebSettings.globalSettings().setLocalStoragePath(os.path.join(os.environ['HOME'], 'storage'))
QWebSettings.globalSettings().setAttribute(QWebSettings.JavascriptEnabled, 'without-script' not in sys.argv)
troubles = []


class Page(QWebPage):
    def javaScriptConsoleMessage(self, text, line, source):
        # Told on every page, without a level: what this engine does not know yet.
        if 'not recognized and ignored' in text or text.startswith('Unrecognized Content-Security-Policy directive'):
            return
        troubles.append('%s (%s:%d)' % (text, source, line))

    def javaScriptAlert(self, frame, text):
        troubles.append('alert: ' + text)


view = QWebView()
view.setPage(Page(view))
view.page().setViewportSize(QSize(1280, 800))
view.resize(1280, 800)
view.show()


def mouse(kind, place, buttons):
    app.sendEvent(view, QMouseEvent(kind, place, Qt.LeftButton, buttons, Qt.NoModifier))


def click(request):
    place = QPoint(int(request['x']), int(request['y']))
    mouse(QEvent.MouseButtonPress, place, Qt.LeftButton)
    mouse(QEvent.MouseButtonRelease, place, Qt.NoButton)


def type_text(request):
    for character in request['text']:
        key, text = (Qt.Key_Return, '\r') if character == '\n' else (0, character)
        for kind in (QEvent.KeyPress, QEvent.KeyRelease):
            app.sendEvent(view, QKeyEvent(kind, key, Qt.NoModifier, text))


def ask(request):
    text = view.page().mainFrame().evaluateJavaScript(
        '(function () { try { return JSON.stringify({ value: ' + request['expression'] + ' }) } ' +
        'catch (error) { return JSON.stringify({ error: String(error) }) } })()')
    # Null while one page is left for another.
    return json.loads(text) if text else {'error': 'no page answers'}


def picture(_):
    buffer = QBuffer()
    buffer.open(QBuffer.WriteOnly)
    view.grab().save(buffer, 'PNG')
    return {'value': base64.b64encode(bytes(buffer.data())).decode()}


ACTS = {
    'open': lambda request: view.load(QUrl(request['address'])),
    'click': click,
    'type': type_text,
    'ask': ask,
    'picture': picture,
    'history': lambda _: {'value': view.history().count()},
    'troubles': lambda _: {'value': troubles},
    'version': lambda _: {'value': qWebKitVersion()}
}


def hear():
    line = sys.stdin.readline()
    if line == '':
        return app.quit()
    request = json.loads(line)
    try:
        answer = ACTS[request['act']](request) or {'value': None}
    except Exception as error:
        answer = {'error': repr(error)}
    print(json.dumps(answer), flush=True)


notifier = QSocketNotifier(0, QSocketNotifier.Read)
notifier.activated.connect(hear)
app.exec_()
