import type { IncomingMessage, ServerResponse } from "node:http"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { discardRest } from "./discardRest.ts"
import { parseJson } from "./parseJson.ts"
import { readBody } from "./readBody.ts"
import { sendJson } from "./sendJson.ts"
import type { Serving } from "./Serving.ts"
import { strangenessOf } from "./strangenessOf.ts"
import { whenDurable } from "./whenDurable.ts"

/**
 * Answers a request of the control interface: `POST /__control/<function>` with a JSON body, or none for `{}`.
 *
 * It arranges what it is told, so it listens to programs on this machine only, or to those that show the secret.
 *
 * - **Errors**: 401 without the secret, 403 for a stranger, 405 for another method, 413 for a body that is too large, 400 for what is not JSON.
 */
export const answerControlRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  emulator: MarketplaceEmulator,
  serving: Serving
): void => {
  readBody(request, serving.bounds.controlBytesMax, (body) => {
    if (body === undefined) discardRest(request, response, serving.bounds.lingerMillisMax)
    const stranger = strangenessOf(request, serving)
    if (stranger !== undefined) sendJson(response, stranger.status, { error: stranger.error })
    else if (request.method !== "POST")
      sendJson(response, 405, { error: "control functions are called by POST" })
    else if (body === undefined) sendJson(response, 413, { error: "the body is too large" })
    else perform(request, response, { body, emulator, serving })
  })
}

interface Arranging {
  readonly body: Buffer
  readonly emulator: MarketplaceEmulator
  readonly serving: Serving
}

const perform = (
  request: IncomingMessage,
  response: ServerResponse,
  { body: bytes, emulator, serving }: Arranging
): void => {
  const body = bytes.length === 0 ? {} : parseJson(bytes).value
  if (body === undefined) return sendJson(response, 400, { error: "the body must be JSON in UTF-8" })
  const [path = ""] = (request.url ?? "").split("?")
  const answer = emulator.control(path.slice("/__control/".length), body)
  whenDurable(serving, response, () => sendJson(response, answer.status, answer.body))
}
