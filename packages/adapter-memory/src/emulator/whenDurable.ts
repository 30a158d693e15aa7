import type { ServerResponse } from "node:http"
import type { Serving } from "./Serving.ts"

/**
 * Sends an answer once everything it may speak of is on the disk; at once, if nothing is kept.
 *
 * When the state can no longer be kept, nobody is told that anything was done: the connection is cut.
 */
export const whenDurable = (
  { durable }: Pick<Serving, "durable">,
  response: ServerResponse,
  send: () => void
): void => {
  const trip = durable?.()
  if (trip === undefined) return send()
  trip.then(send, () => response.socket?.destroy())
}
