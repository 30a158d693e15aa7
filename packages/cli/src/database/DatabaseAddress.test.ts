import { Effect, Redacted, Result } from "effect"
import { assert, describe, it } from "vitest"
import { addressOf } from "./DatabaseAddress.ts"

const read = (url: string) => Effect.runSync(Effect.result(addressOf(Redacted.make(url))))

describe("the address of a database", () => {
  it("is shown without user and password", () => {
    const address = Result.getOrThrow(read("postgresql://user:sesame@db.example:5433/ledger?sslmode=require"))

    assert.strictEqual(address.shown, "db.example:5433/ledger")
    assert.notInclude(JSON.stringify(address), "sesame")
  })

  it.each([
    ["postgres://user:s%40me@host/x", "s%40me or s@me"],
    ["postgres://host/x?user=a&password=s@me", "s@me, s@me"],
    ["postgres://user:100%@host/x", "100%"]
  ])("takes the password of %s out of what others say", (url, said) => {
    const { withoutPassword } = Result.getOrThrow(read(url))

    assert.notMatch(withoutPassword(`refused: ${said}`), /s@me|s%40me|100%/)
  })

  it("without a password leaves a text as it is", () => {
    const { withoutPassword } = Result.getOrThrow(read("postgres:///x?host=/run/postgresql"))

    assert.strictEqual(withoutPassword("refused"), "refused")
  })

  it.each(["", "ledger", "mysql://user:sesame@host/x", "postgres://user:ses/ame@host:x/y", "http://host"])(
    "is refused when it is %j, which the refusal does not repeat",
    (url) => {
      const refusal = read(url)

      assert.isTrue(Result.isFailure(refusal))
      assert.notMatch(JSON.stringify(refusal), /sesame|ses\/ame|mysql/)
    }
  )
})
