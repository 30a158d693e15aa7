import type { IncomingMessage, ServerResponse } from "node:http"

/**
 * Reads what is left of a refused request and throws it away, for a while; then the connection is cut.
 *
 * To be called before the answer is sent. A connection cut at once, as one is that the client wants closed, would take
 * the answer with it, because its sender is still writing.
 */
export const discardRest = (
  request: IncomingMessage,
  response: ServerResponse,
  lingerMillisMax: number
): void => {
  response.setHeader("Connection", "keep-alive")
  const cut = setTimeout(() => request.socket.destroy(), lingerMillisMax)
  request.once("close", () => clearTimeout(cut))
  request.resume()
}
