import type { ServerResponse } from "node:http"
import type { Refusal } from "../marketplace/Refusal.ts"
import { refusalBody } from "../marketplace/ServiceAnswer.ts"
import type { Answered, ServiceAnswer } from "../marketplace/ServiceAnswer.ts"
import { httpDate } from "./httpDate.ts"

/**
 * Sends what the emulator answered, or does to the connection what its fault says, after the latency it says.
 *
 * - **Shape**: AWS JSON 1.1: `x-amzn-RequestId`, the emulator's clock as `Date`, errors with `__type` and `message`.
 */
export const sendAnswer = (response: ServerResponse, answer: ServiceAnswer): void => {
  if (answer.latencyMillis <= 0) return sendNow(response, answer)
  const wait = setTimeout(() => sendNow(response, answer), answer.latencyMillis)
  response.once("close", () => clearTimeout(wait))
}

/**
 * Sends a refusal that the emulator never saw.
 *
 * - **Unit**: `at` in epoch milliseconds.
 */
export const sendRefusal = (
  response: ServerResponse,
  refusal: Refusal,
  { at, requestId }: Pick<Answered, "at" | "requestId">
): void => sendBody(response, { at, body: refusalBody(refusal), requestId, status: refusal.status })

const sendNow = (response: ServerResponse, answer: ServiceAnswer): void => {
  switch (answer._tag) {
    case "Answered":
      return sendBody(response, answer)
    case "DroppedAfter":
    case "DroppedBefore":
      response.socket?.destroy()
      return
    case "Html":
      response.writeHead(answer.status, { "Content-Type": "text/html" })
      response.end(answer.body)
      return
  }
}

const sendBody = (
  response: ServerResponse,
  { at, body, requestId, status }: Pick<Answered, "at" | "body" | "requestId" | "status">
): void => {
  const json = JSON.stringify(body)
  const bytes = Buffer.byteLength(json)
  response.writeHead(status, {
    "Content-Length": bytes,
    "Content-Type": "application/x-amz-json-1.1",
    Date: httpDate(at),
    "x-amzn-RequestId": requestId
  })
  // Text that is ASCII throughout, as nearly every answer is, is written twice as fast without a look for more.
  response.end(json, bytes === json.length ? "latin1" : "utf8")
}
