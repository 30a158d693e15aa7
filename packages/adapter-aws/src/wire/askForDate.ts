import { Readable } from "node:stream"
import type { BatchMeterUsageCommand } from "@aws-sdk/client-marketplace-metering"
import { dateOf } from "./dateOf.ts"

/**
 * Makes a command ask for nothing but the `Date` of an answer: without a body, and without what AWS knows us by.
 *
 * - **Errors**: the command always throws; `AskedForDate` when there was an answer.
 */
export const askForDate = (
  command: BatchMeterUsageCommand,
  hear: (date: string | undefined) => void
): void => {
  command.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args
      if (!isRequest(request)) throw new TypeError("The AWS SDK sends something else than HTTP requests.")
      Object.assign(request, { method: "GET", body: undefined, headers: { host: request.headers["host"] } })
      const { response } = await next(args)
      hear(dateOf(response))
      giveBack(response)
      throw new AskedForDate()
    },
    { name: "tallyhourDate", priority: "low", step: "deserialize" }
  )
}

/** Ends a command of which nothing but the `Date` was wanted. */
export class AskedForDate extends Error {
  override readonly name = "AskedForDate"
}

const isRequest = (request: unknown): request is { headers: Record<string, string> } =>
  typeof request === "object" && request !== null && "headers" in request

// A connection whose answer nobody reads to its end is never used again.
const giveBack = (response: unknown): void => {
  const body = hasBody(response) ? response.body : undefined
  if (!(body instanceof Readable)) return
  let read = 0
  body.on("error", () => undefined)
  body.on("data", (chunk: Uint8Array) => {
    read += chunk.length
    if (read > pageMax) body.destroy()
  })
}

/** A page longer than this, in bytes, is not read to its end. */
const pageMax = 65_536

const hasBody = (response: unknown): response is { readonly body: unknown } =>
  typeof response === "object" && response !== null && "body" in response
