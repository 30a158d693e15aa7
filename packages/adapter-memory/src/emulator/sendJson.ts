import type { ServerResponse } from "node:http"

/** Sends a JSON answer of the emulator's own interface, not of the API. */
export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "Content-Type": "application/json" })
  response.end(JSON.stringify(body))
}
