import { Readable } from "node:stream"
import { memberOf } from "./memberOf.ts"
import type { SdkCommand } from "./SdkCommand.ts"

/** Lets a client have the whole answer at once, because the stream by which it collects one costs more than the answer. */
export const readAtOnce = (middlewareStack: SdkCommand["middlewareStack"]): void =>
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const response = memberOf(result, "response")
      const body = memberOf(response, "body")
      if (typeof response === "object" && response !== null && body instanceof Readable)
        Reflect.set(response, "body", await bytesOf(body))
      return result
    },
    { name: "tallyhourBody", priority: "low", step: "deserialize" }
  )

const bytesOf = (body: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Array<Uint8Array> = []
    body.on("data", (chunk: Uint8Array) => chunks.push(chunk))
    body.on("end", () => resolve(joined(chunks)))
    body.on("error", reject)
    // After its end this says nothing; before, somebody has cut it short without a word.
    body.on("close", () => reject(new Error("The answer was cut short.")))
  })

// Most answers come in one piece, which nobody need copy. The SDK makes something else of what it gets, and of a Buffer slowly.
const joined = (chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const { buffer, byteLength, byteOffset } = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  return new Uint8Array(buffer, byteOffset, byteLength)
}
