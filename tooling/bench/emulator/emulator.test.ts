import { makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
import { assert, it } from "vitest"
import { accounts, dimensions, freshRequest, noon, productCode } from "./freshRequest.ts"

it("every record of the load is new to the emulator", () => {
  const emulator = makeMarketplaceEmulator({ clock: () => noon * 1_000 })
  emulator.control("seed_product", { code: productCode, dimensions, kind: "saas" })
  for (const account_id of accounts)
    emulator.control("seed_customer", { account_id, product_code: productCode })

  for (let number = 0; number < 12_000; number++) {
    const [, body = ""] = freshRequest(number, 25).split("\r\n\r\n")
    emulator.call({ body: JSON.parse(body), operation: "BatchMeterUsage", region: "us-east-1" })
  }

  assert.strictEqual(emulator.accepted().length, 300_000)
  assert.throws(() => freshRequest(12_000, 25), RangeError)
})
