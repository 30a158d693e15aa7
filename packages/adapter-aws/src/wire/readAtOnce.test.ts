import { PassThrough, Readable } from "node:stream"
import { assert, describe, it } from "vitest"
import { readAtOnce } from "./readAtOnce.ts"
import type { SdkCommand } from "./SdkCommand.ts"

type Middleware = Parameters<SdkCommand["middlewareStack"]["add"]>[0]

const read = (result: unknown): Promise<unknown> => {
  const added: Array<Middleware> = []
  readAtOnce({ add: (middleware: Middleware) => void added.push(middleware) })
  return added[0]!(async () => result)(undefined)
}

const answer = (body: unknown) => ({ response: { statusCode: 200, body } })

describe("readAtOnce", () => {
  it.each([
    ["no piece", []],
    ["one piece", ["{}"]],
    ["many pieces", ['{"Results"', ":", "[]}"]]
  ])("makes bytes of an answer of %s", async (_, pieces) => {
    const result = answer(
      Readable.from(
        pieces.map((piece) => Buffer.from(piece)),
        { objectMode: false }
      )
    )

    await read(result)

    assert.strictEqual(Object.getPrototypeOf(result.response.body), Uint8Array.prototype)
    assert.strictEqual(Buffer.from(result.response.body as Uint8Array).toString(), pieces.join(""))
  })

  it.each([undefined, null, "text", {}, { response: null }, answer("text"), answer(undefined)])(
    "leaves %j as it is",
    async (result) => {
      const before = structuredClone(result)

      assert.deepStrictEqual(await read(result), before)
    }
  )

  it.each([
    ["with a word", new Error("aborted"), /aborted/],
    ["without one", undefined, /cut short/]
  ])("waits for no end of an answer that is cut %s", async (_, word, said) => {
    const body = new PassThrough()
    const reading = read(answer(body))
    body.write("{")
    body.destroy(word)

    const thrown = await reading.then(() => undefined, String)

    assert.match(thrown ?? "", said)
  })
})
