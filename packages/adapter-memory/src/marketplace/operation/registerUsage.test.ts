import { constants, verify } from "node:crypto"
import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { Answered, JsonObject } from "../ServiceAnswer.ts"
import { rsaSigner } from "../signing/rsaSigner.ts"
import { aContainer } from "../testing/aContainer.ts"
import { arrange, call, noon, seconds } from "../testing/aMarketplace.ts"
import type { Calling } from "../testing/aMarketplace.ts"

const register = (emulator: MarketplaceEmulator, changes: JsonObject = {}, calling: Calling = {}): Answered =>
  call(emulator, "RegisterUsage", { ProductCode: "pod", PublicKeyVersion: 1, ...changes }, calling)

const claimsOf = (answer: Answered): unknown => partOf(String(answer.body["Signature"]), 1)

const partOf = (token: string, place: number): unknown =>
  JSON.parse(Buffer.from(token.split(".")[place] ?? "", "base64url").toString())

const isSignedBy = (pem: unknown, token: unknown): boolean => {
  const [header, claims, signature] = String(token).split(".")
  return verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: String(pem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    Buffer.from(signature ?? "", "base64url")
  )
}

const signer = rsaSigner()

it.each<[string, JsonObject, string]>([
  ["no ProductCode", { ProductCode: null }, "ValidationException"],
  ["a ProductCode of other signs", { ProductCode: "a b" }, "ValidationException"],
  ["no PublicKeyVersion", { PublicKeyVersion: null }, "ValidationException"],
  ["a PublicKeyVersion of 0", { PublicKeyVersion: 0 }, "ValidationException"],
  ["a Nonce of 256", { Nonce: "n".repeat(256) }, "ValidationException"],
  ["a text for PublicKeyVersion", { PublicKeyVersion: "1" }, "SerializationException"]
])("rule 11: RegisterUsage refuses %s", (_name, changes, errorType) => {
  assert.strictEqual(register(aContainer(), changes).errorType, errorType)
})

it.each([
  ["ecs", undefined],
  ["eks", undefined],
  ["fargate", undefined],
  ["ec2", "PlatformNotSupportedException"],
  ["agentcore", "PlatformNotSupportedException"],
  ["none", "PlatformNotSupportedException"]
])("rule 39: on %s the error is %s", (platform, errorType) => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { platform })

  assert.strictEqual(register(emulator).errorType, errorType)
})

it("rule 39: another region, an unknown key version and a wrong product have errors of their own", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "TASK", region: "eu-west-1" })

  const answers = [
    register(emulator, {}, { accessKeyId: "TASK", region: "us-east-1" }),
    register(emulator, { PublicKeyVersion: 2 }),
    register(emulator, { ProductCode: "unknown" }),
    register(emulator, { ProductCode: "saas1" })
  ]

  assert.deepStrictEqual(
    answers.map((answer) => [answer.status, answer.errorType]),
    [
      [400, "InvalidRegionException"],
      [400, "InvalidPublicKeyVersionException"],
      [400, "InvalidProductCodeException"],
      [400, "InvalidProductCodeException"]
    ]
  )
  assert.strictEqual(register(emulator, {}, { accessKeyId: "TASK", region: "eu-west-1" }).status, 200)
})

it("rule 39: entitlement is looked at on the first call of a task, and never later", () => {
  const emulator = aContainer()
  const entitle = (entitled: boolean) =>
    arrange(emulator, "entitle_caller", { product_code: "pod", entitled })

  entitle(false)
  const before = register(emulator)
  entitle(true)
  const first = register(emulator)
  entitle(false)
  const later = register(emulator)
  const another = register(emulator, {}, { accessKeyId: "ANOTHER" })

  assert.deepStrictEqual(
    [before, first, later, another].map((answer) => answer.errorType),
    ["CustomerNotEntitledException", undefined, undefined, "CustomerNotEntitledException"]
  )
})

it("rule 39: in the seller's own account nobody needs to be entitled, unless chosen otherwise", () => {
  const emulator = aContainer()
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: false })
  arrange(emulator, "seed_caller", { account_id: "111122223333" })
  const preview = (accessKeyId: string) => register(emulator, {}, { accessKeyId }).status

  assert.strictEqual(preview("ONE"), 200)
  arrange(emulator, "set_choice", { name: "preview_in_seller_account", value: "no" })
  assert.strictEqual(preview("OTHER"), 400)
})

it("rule 40: the signature is a PS256 token, which the public key verifies, of what was asked", () => {
  const emulator = aContainer({ signer })
  const { pem } = arrange(emulator, "public_key", {})

  const { body } = register(emulator, { Nonce: "once" })

  assert.deepStrictEqual(Object.keys(body), ["Signature"])
  const token = String(body["Signature"])
  assert.deepStrictEqual(partOf(token, 0), { alg: "PS256", typ: "JWT" })
  assert.deepStrictEqual(partOf(token, 1), {
    productCode: "pod",
    publicKeyVersion: 1,
    nonce: "once",
    iat: seconds(noon)
  })
  assert.match(token, /^eyJhbGciOiJQUzI1Ni/)
  assert.isTrue(isSignedBy(pem, token))
  assert.isFalse(isSignedBy(pem, token.replace(/\.[^.]/, ".x")))
  assert.match(String(pem), /^-----BEGIN PUBLIC KEY-----/)
})

it("rule 40: without a nonce there is no such claim, and a repeated call is answered again", () => {
  const emulator = aContainer()

  const [first, again] = [register(emulator), register(emulator, {}, { now: seconds(noon) * 1_000 + 5_999 })]

  assert.deepStrictEqual(claimsOf(first), { productCode: "pod", publicKeyVersion: 1, iat: seconds(noon) })
  assert.deepStrictEqual(claimsOf(again), { productCode: "pod", publicKeyVersion: 1, iat: seconds(noon) + 5 })
})

it("rule 40: a key version that has expired still signs, and the answer says since when", () => {
  const emulator = aContainer({ signer })
  const first = arrange(emulator, "public_key", { version: 1 })["pem"]

  assert.deepStrictEqual(arrange(emulator, "rotate_key", {}), { version: 2 })
  const [older, newer] = [register(emulator), register(emulator, { PublicKeyVersion: 2 })]
  const second = arrange(emulator, "public_key", { version: 2 })["pem"]

  assert.strictEqual(older.body["PublicKeyRotationTimestamp"], seconds(noon))
  assert.notProperty(newer.body, "PublicKeyRotationTimestamp")
  assert.deepStrictEqual(
    [first, second].map((pem) => [older, newer].map((answer) => isSignedBy(pem, answer.body["Signature"]))),
    [
      [true, false],
      [false, true]
    ]
  )
})

it("after a reset there is one key version, and its key is the same", () => {
  const emulator = aContainer({ signer })
  const before = arrange(emulator, "public_key", {})
  arrange(emulator, "rotate_key", {})

  arrange(emulator, "reset", {})

  assert.deepStrictEqual(arrange(emulator, "public_key", {}), before)
  assert.strictEqual(emulator.control("public_key", { version: 2 }).status, 400)
})

it("rule 39: a registration that breaks several rules is refused for the first of them", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "EC2", platform: "ec2", region: "eu-west-1" })
  arrange(emulator, "seed_caller", { access_key_id: "AWAY", region: "eu-west-1" })
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: false })
  const wrong = { ProductCode: "unknown", PublicKeyVersion: 2 }

  const answers = [
    register(emulator, wrong, { accessKeyId: "EC2" }),
    register(emulator, wrong, { accessKeyId: "AWAY" }),
    register(emulator, wrong),
    register(emulator, { ProductCode: "unknown" }),
    register(emulator)
  ]

  assert.deepStrictEqual(
    answers.map((answer) => answer.errorType),
    [
      "PlatformNotSupportedException",
      "InvalidRegionException",
      "InvalidPublicKeyVersionException",
      "InvalidProductCodeException",
      "CustomerNotEntitledException"
    ]
  )
})

it("RegisterUsage bills nothing by itself, and CloudTrail knows of it", () => {
  const emulator = aContainer()

  register(emulator)

  assert.deepStrictEqual(emulator.accepted(), [])
  assert.deepStrictEqual(arrange(emulator, "invoice", {})["lines"], [])
  const { Records } = arrange(emulator, "cloudtrail", {})
  assert.deepNestedInclude({ Records }, { "Records[0].eventName": "RegisterUsage" })
})
