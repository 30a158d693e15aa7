import type { IncomingMessage, ServerResponse } from "node:http"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { discardRest } from "./discardRest.ts"
import { isLoopbackAddress, isLoopbackHost } from "./isLoopbackAddress.ts"
import { parseJson } from "./parseJson.ts"
import { readBody } from "./readBody.ts"
import { sendJson } from "./sendJson.ts"
import type { Serving } from "./Serving.ts"

/**
 * Answers a request of the control interface: `POST /__control/<function>` with a JSON body, or none for `{}`.
 *
 * It arranges what it is told without asking who is there, so it listens to programs on this machine only, and to no
 * page in a browser: those send an Origin, or, with a name that was bound to this machine's address, a strange Host.
 *
 * - **Errors**: 403 for a stranger, 405 for another method, 413 for a body that is too large, 400 for what is not JSON.
 */
export const answerControlRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  emulator: MarketplaceEmulator,
  { bounds, controlFrom }: Serving
): void => {
  readBody(request, bounds.controlBytesMax, (body) => {
    if (body === undefined) discardRest(request, response, bounds.lingerMillisMax)
    const stranger = strangenessOf(request, controlFrom)
    if (stranger !== undefined) sendJson(response, 403, { error: stranger })
    else if (request.method !== "POST")
      sendJson(response, 405, { error: "control functions are called by POST" })
    else if (body === undefined) sendJson(response, 413, { error: "the body is too large" })
    else perform(request, response, emulator, body)
  })
}

const perform = (
  request: IncomingMessage,
  response: ServerResponse,
  emulator: MarketplaceEmulator,
  bytes: Buffer
): void => {
  const body = bytes.length === 0 ? {} : parseJson(bytes)
  if (body === undefined) return sendJson(response, 400, { error: "the body must be JSON in UTF-8" })
  const [path = ""] = (request.url ?? "").split("?")
  const answer = emulator.control(path.slice("/__control/".length), body)
  sendJson(response, answer.status, answer.body)
}

const strangenessOf = (
  { headers, socket }: IncomingMessage,
  controlFrom: Serving["controlFrom"]
): string | undefined => {
  if (headers.origin !== undefined) return "the control interface answers no page in a browser: drop Origin"
  if (controlFrom === "anywhere") return undefined
  if (!isLoopbackAddress(socket.remoteAddress)) return "the control interface answers this machine only"
  if (!isLoopbackHost(headers.host)) return "the control interface answers on a loopback Host only"
  return undefined
}
