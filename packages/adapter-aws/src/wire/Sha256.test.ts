import { createHash, createHmac } from "node:crypto"
import { assert, describe, it } from "vitest"
import { Sha256 } from "./Sha256.ts"

const bytes = new TextEncoder().encode("…a key of several bytes").subarray(1)
const hex = async (hash: Sha256): Promise<string> => Buffer.from(await hash.digest()).toString("hex")

describe("Sha256", () => {
  it.each([
    ["text", "data", "data"],
    ["a view", bytes, bytes],
    ["a buffer", bytes.slice().buffer, bytes]
  ])("hashes %s", async (_, data, same) => {
    const hash = new Sha256()
    hash.update(data)

    assert.strictEqual(await hex(hash), createHash("sha256").update(same).digest("hex"))
  })

  it.each([
    ["text", "secret", "secret"],
    ["a view", bytes, bytes],
    ["a buffer", bytes.slice().buffer, bytes]
  ])("signs by a key of %s, again and again", async (_, secret, same) => {
    for (const data of ["one", "another"]) {
      const hash = new Sha256(secret)
      hash.update("what is forgotten")
      hash.reset()
      hash.update(data)

      assert.strictEqual(await hex(hash), createHmac("sha256", same).update(data).digest("hex"))
    }
  })
})
