import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import { alice, aMarketplace, arrange, call, licenseOf, noon, seconds } from "../testing/aMarketplace.ts"

const buyer = { product_code: "saas1", account_id: alice }

const tokenFor = (emulator: MarketplaceEmulator, body: object = {}): unknown =>
  arrange(emulator, "issue_token", { ...buyer, ...body })["token"]

const resolve = (emulator: MarketplaceEmulator, RegistrationToken: unknown, secondsLater = 0) =>
  call(emulator, "ResolveCustomer", { RegistrationToken }, { now: (seconds(noon) + secondsLater) * 1_000 })

it("rule 11: a token must be there and must not be empty", () => {
  for (const token of [undefined, null, ""]) {
    assert.strictEqual(resolve(aMarketplace(), token).errorType, "ValidationException")
  }
  assert.strictEqual(resolve(aMarketplace(), 7).errorType, "SerializationException")
})

it("rule 41: a token that was never issued is invalid", () => {
  const answer = resolve(aMarketplace(), "x".repeat(100_000))

  assert.deepStrictEqual(
    [answer.status, answer.body],
    [400, { __type: "InvalidTokenException", message: "Registration token is invalid" }]
  )
})

it("rule 41: a token can be resolved for four hours, always to the same customer", () => {
  const emulator = aMarketplace()
  const token = tokenFor(emulator)
  const first = resolve(emulator, token)
  arrange(emulator, "set_subscription", { ...buyer, state: "cancelled" })

  const last = resolve(emulator, token, 4 * 3_600 - 1)
  const late = resolve(emulator, token, 4 * 3_600)

  assert.deepStrictEqual(last.body, first.body)
  assert.deepStrictEqual([late.status, late.errorType], [400, "ExpiredTokenException"])
})

it("rule 41: the life of a token can be set", () => {
  const emulator = aMarketplace()
  const token = tokenFor(emulator, { ttl: 60 })

  assert.strictEqual(resolve(emulator, token, 59).status, 200)
  assert.strictEqual(resolve(emulator, token, 60).errorType, "ExpiredTokenException")
})

it("rule 42: a token of today tells account, product and license, and no customer identifier", () => {
  const emulator = aMarketplace()

  const answer = resolve(emulator, tokenFor(emulator))

  assert.deepStrictEqual(answer.body, {
    CustomerAWSAccountId: alice,
    ProductCode: "saas1",
    LicenseArn: licenseOf(1)
  })
})

it("rule 42: a legacy token tells the customer identifier too, and by choice no license", () => {
  const emulator = aMarketplace()
  const token = tokenFor(emulator, { legacy: true })
  const legacy = { CustomerIdentifier: "alice-id", CustomerAWSAccountId: alice, ProductCode: "saas1" }

  const answer = resolve(emulator, token)
  arrange(emulator, "set_choice", { name: "license_arn_for_legacy", value: "omit" })
  const without = resolve(emulator, token)

  assert.deepStrictEqual(answer.body, { ...legacy, LicenseArn: licenseOf(1) })
  assert.deepStrictEqual(without.body, legacy)
})

it("rule 42: a buyer of two agreements resolves to the one the token is for", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...buyer, license_arn: licenseOf(2) })

  const latest = resolve(emulator, tokenFor(emulator))
  const first = resolve(emulator, tokenFor(emulator, { license_arn: licenseOf(1) }))

  assert.deepStrictEqual(
    [latest, first].map((answer) => answer.body["LicenseArn"]),
    [licenseOf(2), licenseOf(1)]
  )
})

it("tokens are all different, and hold what a form must encode", () => {
  const emulator = aMarketplace()
  const tokens = Array.from({ length: 20 }, () => String(tokenFor(emulator)))

  assert.strictEqual(new Set(tokens).size, 20)
  for (const token of tokens) assert.match(token, /\+.*\/.*=/)
})
