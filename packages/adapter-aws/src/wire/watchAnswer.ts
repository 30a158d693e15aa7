import { pipeline, Readable, Transform } from "node:stream"
import { dateOf } from "./dateOf.ts"
import { memberOf } from "./memberOf.ts"
import type { SdkCommand } from "./SdkCommand.ts"

/**
 * The longest answer that is read, in bytes. A request is below one megabyte, and an answer repeats it with a few ids; what
 * is longer does not come from AWS, and would fill the memory of the process.
 */
const answerBytesMax = 4_194_304

/**
 * Lets the client give up the answer to a command that is longer than AWS's can be, as one that cannot be read, and hands
 * over its `Date` beforehand.
 */
export const watchAnswer = (
  { middlewareStack }: SdkCommand,
  hear?: (date: string | undefined) => void
): void =>
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const response = memberOf(result, "response")
      hear?.(dateOf(response))
      limitBody(response)
      return result
    },
    { name: "tallyhourAnswer", priority: "low", step: "deserialize" }
  )

const limitBody = (response: unknown): void => {
  const body = memberOf(response, "body")
  if (typeof response !== "object" || response === null || !(body instanceof Readable)) return
  const length = memberOf(memberOf(response, "headers"), "content-length")
  // Node reads no more of a body than its length says, so that most answers need nobody to count along.
  if (Number(length) <= answerBytesMax) return
  // Whoever reads the limited body hears of every error; the pipeline closes the other end of it.
  Reflect.set(
    response,
    "body",
    pipeline(body, limiter(), () => undefined)
  )
}

const limiter = (): Transform => {
  let bytes = 0
  return new Transform({
    transform: (chunk: Uint8Array, _, take) => {
      bytes += chunk.length
      if (bytes > answerBytesMax) take(new Error(`The answer is longer than ${answerBytesMax} bytes.`))
      else take(null, chunk)
    }
  })
}
