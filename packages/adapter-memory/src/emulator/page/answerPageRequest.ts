import type { IncomingMessage, ServerResponse } from "node:http"
import { sendJson } from "../sendJson.ts"
import type { Serving } from "../Serving.ts"
import { strangenessOf } from "../strangenessOf.ts"
import { pageHtml, pagePolicy } from "./pageHtml.ts"

/**
 * Answers a request of the page, `GET /_emulator`, under the rules of the control interface.
 *
 * - **Errors**: 401 without the secret, for which a browser then asks; 403 for a stranger; 405 for another method.
 */
export const answerPageRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving
): void => {
  request.resume()
  const stranger = strangenessOf(request, serving)
  if (stranger !== undefined) {
    if (stranger.status === 401)
      response.setHeader("WWW-Authenticate", 'Basic realm="emulator", charset="UTF-8"')
    return sendJson(response, stranger.status, { error: stranger.error })
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return sendJson(response, 405, { error: "the page is read by GET" })
  }
  response.writeHead(200, {
    "Cache-Control": "no-store",
    "Content-Length": Buffer.byteLength(pageHtml),
    "Content-Security-Policy": pagePolicy,
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff"
  })
  response.end(request.method === "HEAD" ? undefined : pageHtml)
}

/** Tells whether a request asks for the page. */
export const isPagePath = (path: string): boolean => /^\/_emulator\/?(\?|$)/.test(path)
