import { PassThrough } from "node:stream"
import { text } from "node:stream/consumers"
import { assert, it } from "vitest"
import { canaries } from "./canaries.ts"
import { OutputWatch } from "./OutputWatch.ts"

it("a secret that is written to a stream is found, and written all the same", async () => {
  const stream = new PassThrough()
  const watch = new OutputWatch()
  watch.follow(stream)

  stream.write(`the password is ${canaries.databasePassword.slice(0, 9)}`)
  stream.write(Buffer.from(`${canaries.databasePassword.slice(9)}.`))
  stream.end()
  const written = await text(stream)

  assert.deepStrictEqual(watch.found, ["DatabasePassword"])
  assert.strictEqual(written, `the password is ${canaries.databasePassword}.`)
})

it("a stream without a secret is innocent", () => {
  const watch = new OutputWatch()

  for (let piece = 0; piece < 100; piece++) watch.read(`line ${piece}\n`)

  assert.deepStrictEqual(watch.found, [])
})
