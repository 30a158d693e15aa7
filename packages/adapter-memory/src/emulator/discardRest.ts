import type { IncomingMessage } from "node:http"

/**
 * Reads what is left of a refused request and throws it away, for a while; then the connection is cut.
 *
 * A connection cut at once would take the answer with it, because its sender is still writing.
 */
export const discardRest = (request: IncomingMessage, lingerMillisMax: number): void => {
  const cut = setTimeout(() => request.socket.destroy(), lingerMillisMax)
  request.once("close", () => clearTimeout(cut))
  request.resume()
}
