import { assert, it } from "vitest"
import { aMarketplace, aRecord, arrange, bob, meter, seconds, verdictOf } from "../testing/aMarketplace.ts"

it("rule 20: by product, usage stamped before the agreement starts is refused, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const since = seconds("2026-04-15T11:30:00Z")
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: bob, since })
  const record = aRecord({ CustomerAWSAccountId: bob })

  assert.strictEqual(verdictOf(meter(emulator, [record])), "TimestampOutOfBoundsException")

  arrange(emulator, "set_choice", { name: "before_start", value: "accept" })
  assert.deepStrictEqual(verdictOf(meter(emulator, [record])), ["Success"])
})
